#include "tally/answers_out.h"

#include <string.h>
#include "core/answers.h"
#include "core/json.h"
#include "tally/inert.h"

#define PREFIX "    │ "
#define TEXT_MAX ((size_t)1 << 20)

/* Where answers go: behind a margin on a terminal, or into a cell. */
struct writing {
	struct buf *out;
	const struct form *form;
	const char *lang;
	bool cell;
};

static const char *words(const struct text *text, const char *lang, const char *name)
{
	const char *found = text_in(text, lang);

	return found != NULL && *found != '\0' ? found : name;
}

static const struct element *element_of(const struct writing *w, const struct member *m)
{
	for (size_t i = 0; w->form != NULL && i < w->form->element_count; i++) {
		const struct element *e = &w->form->elements[i];

		if (element_takes_answer(e) && strlen(e->value_name) == m->name_len &&
		    memcmp(e->value_name, m->name, m->name_len) == 0)
			return e;
	}
	return NULL;
}

static void add_scalar(struct buf *text, const struct writing *w, const struct element *e, struct value v)
{
	const struct choice *choice = e != NULL ? answers_choice_of(e, v) : NULL;
	char number[32];

	if (choice != NULL)
		buf_adds(text, words(&choice->text, w->lang, choice->value_text));
	else if (v.kind == VALUE_STRING)
		buf_add(text, v.string, v.len);
	else if (v.kind == VALUE_NUMBER)
		buf_add(text, number, json_number(number, v.number));
	else if (v.kind == VALUE_BOOL)
		buf_adds(text, v.boolean ? "true" : "false");
}

static void add_value(struct buf *text, const struct writing *w, const struct element *e, struct value v)
{
	if (v.kind == VALUE_ARRAY) {
		for (uint32_t i = 0; i < v.len; i++) {
			buf_adds(text, i > 0 ? "\n" : "");
			if (v.items[i].kind != VALUE_ARRAY)
				add_value(text, w, e, v.items[i]);
		}
	} else if (v.kind == VALUE_OBJECT) {
		for (uint32_t i = 0; i < v.len; i++) {
			buf_adds(text, i > 0 ? "\n" : "");
			buf_add(text, v.members[i].name, v.members[i].name_len);
			buf_adds(text, ": ");
			if (v.members[i].value.kind != VALUE_OBJECT && v.members[i].value.kind != VALUE_ARRAY)
				add_scalar(text, w, e, v.members[i].value);
		}
	} else {
		add_scalar(text, w, e, v);
	}
}

static void add_answer(const struct writing *w, const struct member *m)
{
	const struct element *e = element_of(w, m);
	const char *title = e != NULL ? words(&e->title, w->lang, e->name) : NULL;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	add_value(&text, w, e, m->value);
	const char *found = text.data != NULL ? text.data : "";
	if (w->cell) {
		inert_cell(w->out, title != NULL ? title : m->name, title != NULL ? strlen(title) : m->name_len);
		buf_adds(w->out, ": ");
		inert_cell(w->out, found, text.len);
		buf_addc(w->out, '\n');
	} else {
		inert_line(w->out, title != NULL ? title : m->name, title != NULL ? strlen(title) : m->name_len);
		buf_addc(w->out, '\n');
		inert_lines(w->out, PREFIX, found, text.len);
	}
	w->out->failed |= text.failed;
	buf_wipe(&text);
	buf_release(&text);
}

static void write_all(struct writing w, struct value answers)
{
	if (w.lang == NULL)
		w.lang = w.form != NULL && w.form->language_count > 0 ? w.form->languages[0] : "";
	for (uint32_t i = 0; i < answers.len; i++)
		add_answer(&w, &answers.members[i]);
}

void answers_text(struct buf *out, const struct form *form, struct value answers, const char *lang)
{
	write_all((struct writing){.out = out, .form = form, .lang = lang}, answers);
}

void answers_cell(struct buf *out, const struct form *form, struct value answers, const char *lang)
{
	write_all((struct writing){.out = out, .form = form, .lang = lang, .cell = true}, answers);
}

void answers_json(struct buf *out, struct value v)
{
	if (v.kind == VALUE_STRING) {
		inert_json(out, v.string, v.len);
	} else if (v.kind == VALUE_ARRAY) {
		for (uint32_t i = 0; i < v.len; i++) {
			buf_addc(out, i > 0 ? ',' : '[');
			answers_json(out, v.items[i]);
		}
		buf_adds(out, v.len > 0 ? "]" : "[]");
	} else if (v.kind == VALUE_OBJECT) {
		for (uint32_t i = 0; i < v.len; i++) {
			buf_addc(out, i > 0 ? ',' : '{');
			inert_json(out, v.members[i].name, v.members[i].name_len);
			buf_addc(out, ':');
			answers_json(out, v.members[i].value);
		}
		buf_adds(out, v.len > 0 ? "}" : "{}");
	} else if (v.kind == VALUE_UNDEFINED) {
		buf_adds(out, "{}"); /* of a letter that is gone */
	} else {
		json_write(out, v);
	}
}
