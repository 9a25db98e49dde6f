/* Names in texts: {question} becomes what was answered, in the words that the person saw. In HTML what was answered is
 * always escaped (survey-core does not do that). */
#include <stdlib.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/form_names.h"
#include "core/html.h"
#include "core/js.h"
#include "core/utf8.h"

#define PIPED_MAX (1u << 20)

/* survey-core's English words for what a form only switches on. */
const char *built_in_text(const struct choice *c)
{
	if (c->role == CHOICE_OTHER)
		return "Other (describe)";
	if (c->role == CHOICE_NONE && value_is(c->value, "none"))
		return "None";
	if (c->role == CHOICE_NONE && value_is(c->value, "refused"))
		return "Refuse to answer";
	if (c->role == CHOICE_NONE && value_is(c->value, "dontknow"))
		return "Don't know";
	return NULL;
}

static const char *choice_text(const struct answers *a, const struct choice *c)
{
	const char *text = text_in(&c->text, a->lang);
	if (text && *text)
		return text;
	text = built_in_text(c);
	return text ? text : c->value_text;
}

static struct value keep(struct answers *a, struct buf *text)
{
	char *copy = text->failed ? NULL : arena_copy(&a->arena, text->data ? text->data : "", text->len);
	size_t len = text->len;

	buf_release(text);
	if (!copy)
		a->no_memory = true;
	return copy ? value_string(copy, len) : VALUE_NONE;
}

static struct value item_display(const struct answers *a, const struct element *e, struct value v)
{
	const struct choice *c = choice_of(e, v);

	if (c && c->role == CHOICE_OTHER) {
		struct value other = other_text(a, e);
		if (js_truthy(other))
			return other;
	}
	if (!c && value_is(v, "other") && element_selects(e)) {
		const char *text = text_in(&e->rules->other_text, a->lang);
		return value_text(text && *text ? text : "Other (describe)");
	}
	return c ? value_text(choice_text(a, c)) : v;
}

static struct value list_display(struct answers *a, const struct element *e, struct value v)
{
	struct buf text;
	bool first = true;

	buf_init(&text, PIPED_MAX);
	for (uint32_t i = 0; i < v.len; i++) {
		struct value item = item_display(a, e, v.items[i]);
		if (value_empty(item))
			continue;
		if (!first)
			buf_adds(&text, ", ");
		first = false;
		js_text(&text, item);
	}
	return keep(a, &text);
}

static const char *label(const struct answers *a, const struct element *e, bool yes)
{
	const char *text = text_in(yes ? &e->label_true : &e->label_false, a->lang);
	return text && *text ? text : yes ? "Yes" : "No";
}

struct value display_value(struct answers *a, const struct element *e, struct value v)
{
	const char *unanswered = text_in(&e->rules->default_display, a->lang);

	if (question_empty(v))
		return unanswered && *unanswered ? value_text(unanswered) : v.kind == VALUE_STRING ? value_text("") : v;
	switch (e->kind) {
	case ELEMENT_RADIOGROUP:
	case ELEMENT_DROPDOWN:
		return item_display(a, e, v);
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		return v.kind == VALUE_ARRAY ? list_display(a, e, v) : item_display(a, e, v);
	case ELEMENT_RATING:
		return item_display(a, e, v);
	case ELEMENT_BOOLEAN:
		return value_text(label(a, e, value_equal(v, e->value_true)));
	default:
		return v;
	}
}

/* --- texts --- */

static bool pipe_value(struct answers *a, const struct element *owner, const char *name, size_t len, struct value *out)
{
	struct binding b = binding_find(a->form, owner, name, len);

	*out = name_value(a, owner, &b, name, len);
	if (b.kind == BIND_ELEMENT && b.whole) {
		const struct element *e = a->form->internal->slots[b.at].first;
		*out = display_value(a, e, *out);
		return e->kind != ELEMENT_MATRIX || out->kind != VALUE_UNDEFINED;
	}
	return b.kind != BIND_NOTHING || out->kind != VALUE_UNDEFINED;
}

static void put_value(struct buf *out, struct value v, bool escape)
{
	struct buf text;

	if (v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL)
		return;
	buf_init(&text, PIPED_MAX);
	js_text(&text, v);
	if (text.failed)
		out->failed = true;
	else if (escape)
		html_text(out, text.data ? text.data : "", text.len);
	else
		buf_add(out, text.data ? text.data : "", text.len);
	buf_release(&text);
}

/* A name has no braces, and none of the characters that make markup or script of it. */
static bool could_be_name(const char *name, size_t len)
{
	return len > 0 && len <= 200 && !memchr(name, '\n', len) && !memchr(name, ';', len);
}

static void replace_names(struct answers *a, const struct element *owner, const char *text, bool escape,
                          struct buf *out)
{
	const char *open;

	for (; (open = strchr(text, '{'));) {
		const char *close = strpbrk(open + 1, "{}");
		const char *name = open + 1;
		size_t len = close ? (size_t)(close - name) : 0;
		struct value v;

		buf_add(out, text, (size_t)(open - text));
		text = close && *close == '}' ? close + 1 : open + 1;
		utf8_trim(&name, &len);
		if (close && *close == '}' && could_be_name(name, len) && pipe_value(a, owner, name, len, &v))
			put_value(out, v, escape);
		else
			buf_add(out, open, (size_t)(text - open));
	}
	buf_adds(out, text);
}

const char *text_processed(struct answers *a, const struct element *owner, const char *text, bool escape)
{
	struct buf out;
	struct value kept;

	if (!strchr(text, '{'))
		return text;
	buf_init(&out, PIPED_MAX);
	replace_names(a, owner, text, escape, &out);
	kept = keep(a, &out);
	return kept.kind == VALUE_STRING ? kept.string : NULL;
}

void answers_piped(const struct answers *a, const struct text *t, const char *fallback, const char *lang,
                   struct buf *out_html)
{
	const char *text = text_in(t, lang);

	if (text && *text)
		replace_names(a->self, NULL, text, true, out_html);
	else
		html_s(out_html, fallback);
}

const struct text *answers_completed_text(const struct answers *a)
{
	const struct form_internal *in = a->form->internal;

	for (size_t i = 0; i < in->completed_count; i++)
		if (in->completed[i].expression && expression_strictly_true(a->self, NULL, in->completed[i].expression))
			return &in->completed[i].html;
	return &a->form->completed_html;
}

bool answers_change_thanks(const struct form *form)
{
	const struct text *html = &form->completed_html;

	for (size_t i = 0; i < html->count; i++)
		if (strchr(html->wordings[i].text, '{'))
			return true;
	return form->internal->completed_count > 0;
}

bool answers_completed_html(const struct answers *a, const char *lang, struct buf *out_html)
{
	const struct text *html = answers_completed_text(a);
	const char *text = text_in(html, lang);

	if (!text || !*text)
		return html != &a->form->completed_html && !text;
	replace_names(a->self, NULL, text, true, out_html);
	return true;
}
