#include "core/form_lint.h"

#include <stdint.h>
#include <string.h>

#include "core/form_internal.h"
#include "core/validator.h"

struct linter {
	const char *file;
	const struct form *form;
	struct problems *problems;
	const struct element *element;
};

static void say(struct linter *l, const char *reason, const char *what)
{
	const struct element *e = l->element;
	problems_add(l->problems, l->file, e ? e->line : 0, e ? l->form->pages[e->page].name : NULL, e ? e->name : NULL,
	             reason, what);
}

/* --- languages --- */

static bool has_wording(const struct text *t, const char *lang)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->wordings[i].lang, lang) == 0)
			return t->wordings[i].text[0] != '\0';
	return false;
}

/* "default" stands for the form's own language. */
static void check_text(struct linter *l, const struct text *t, const char *what)
{
	if (t->count == 0)
		return;
	for (size_t i = 0; i < l->form->language_count; i++) {
		const char *lang = l->form->languages[i];
		if (!has_wording(t, lang) && !(i == 0 && has_wording(t, "default"))) {
			char text[96];
			size_t len = 0;
			for (const char *c = what; *c && len < sizeof text - 24; c++)
				text[len++] = *c;
			memcpy(text + len, " in ", 4);
			len += 4;
			for (const char *c = lang; *c && len < sizeof text - 1; c++)
				text[len++] = *c;
			text[len] = '\0';
			say(l, "there is no %s", text);
		}
	}
}

static bool listed(const char *const *langs, size_t count, const char *lang)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(langs[i], lang) == 0)
			return true;
	return false;
}

/* The languages that a form says it speaks are those that its texts are in. */
static void check_languages(struct linter *l)
{
	const struct form_settings *s = &l->form->settings;
	for (size_t i = 0; i < s->language_count; i++)
		if (!listed(l->form->languages, l->form->language_count, s->languages[i]))
			say(l, "\"languages\" names %s, and no text is in it", s->languages[i]);
	for (size_t i = 0; s->language_count && i < l->form->language_count; i++)
		if (!listed(s->languages, s->language_count, l->form->languages[i]))
			say(l, "there are texts in %s, which \"languages\" does not name", l->form->languages[i]);
}

/* What people who count read. */
static void check_scales(struct linter *l)
{
	struct value scales = l->form->settings.scales;
	for (uint32_t i = 0; scales.kind == VALUE_ARRAY && i < scales.len; i++) {
		struct value title = value_get(scales.items[i], "title");
		for (size_t k = 0; title.kind == VALUE_OBJECT && k < l->form->language_count; k++)
			if (value_get(title, l->form->languages[k]).kind != VALUE_STRING)
				say(l, "there is no title of a scale in %s", l->form->languages[k]);
	}
}

static void check_choices(struct linter *l, const struct choice *choices, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		check_text(l, &choices[i].text, what);
}

static void check_element_texts(struct linter *l, const struct element *e)
{
	check_text(l, &e->title, "title");
	check_text(l, &e->description, "description");
	check_text(l, &e->html, "html");
	check_text(l, &e->required_error, "requiredErrorText");
	check_text(l, &e->comment_text, "commentText");
	check_text(l, &e->placeholder, "placeholder");
	check_text(l, &e->min_description, "minRateDescription");
	check_text(l, &e->max_description, "maxRateDescription");
	check_text(l, &e->alt_text, "altText");
	check_choices(l, e->choices, e->choice_count, "text of a choice");
	check_choices(l, e->rows, e->row_count, "text of a row");
	check_text(l, &e->label_true, "labelTrue");
	check_text(l, &e->label_false, "labelFalse");
	check_text(l, &e->other_placeholder, "otherPlaceholder");
	check_text(l, &e->rules->other_error, "otherErrorText");
	check_text(l, &e->rules->min_error, "minErrorText");
	check_text(l, &e->rules->max_error, "maxErrorText");
	check_text(l, &e->rules->step_error, "stepErrorText");
	for (size_t i = 0; i < e->validator_count; i++)
		check_text(l, &e->validators[i].text, "text of a validator");
}

/* --- bounds --- */

static bool typed_freely(const struct element *e)
{
	if (e->kind == ELEMENT_COMMENT)
		return true;
	return e->kind == ELEMENT_TEXT &&
	       (e->input_type == INPUT_TEXT || e->input_type == INPUT_EMAIL || e->input_type == INPUT_TEL ||
	        e->input_type == INPUT_URL || e->input_type == INPUT_PASSWORD || e->input_type == INPUT_COLOR);
}

static void check_bounds(struct linter *l)
{
	bool bounded = true;

	for (size_t i = 0; i < l->form->element_count; i++) {
		const struct element *e = &l->form->elements[i];
		l->element = e;
		if (typed_freely(e) && e->max_length == 0) {
			say(l, "the text has no \"maxLength\"%s", "");
			bounded = false;
		}
		if ((e->has_comment || e->has_other) && l->form->internal->max_comment == 0) {
			say(l, "it takes a comment or another text, and the form has no \"maxCommentLength\"%s", "");
			bounded = false;
		}
	}
	l->element = NULL;
	size_t room = l->form->settings.record_size - FORM_AROUND_BYTES -
	              (l->form->settings.receipt ? FORM_MAILBOX_BYTES : 0);
	if (bounded && form_largest_answers(l->form) > room)
		problems_add(l->problems, l->file, 0, NULL, NULL,
		             "the longest answers take %zu bytes, and a record of %zu has room for %zu: shorten texts "
		             "(maxLength, maxCommentLength) or "
		             "take a larger \"recordSize\"",
		             form_largest_answers(l->form), l->form->settings.record_size, room);
}

bool form_lint(const char *file, const struct form *form, struct problems *problems)
{
	struct linter l = {.file = file, .form = form, .problems = problems};
	size_t before = problems->total;

	if (!form->internal->has_settings)
		return true;
	check_text(&l, &form->title, "title of the form");
	check_text(&l, &form->description, "description of the form");
	check_text(&l, &form->completed_html, "completedHtml");
	check_text(&l, &form->page_next, "pageNextText");
	check_text(&l, &form->page_prev, "pagePrevText");
	check_text(&l, &form->complete_text, "completeText");
	check_text(&l, &form->start_text, "startSurveyText");
	check_languages(&l);
	check_scales(&l);
	for (size_t i = 0; i < form->page_count; i++) {
		check_text(&l, &form->pages[i].title, "title of a page");
		check_text(&l, &form->pages[i].description, "description of a page");
	}
	for (size_t i = 0; i < form->element_count; i++) {
		l.element = &form->elements[i];
		check_element_texts(&l, l.element);
	}
	l.element = NULL;
	check_bounds(&l);
	return problems->total == before;
}
