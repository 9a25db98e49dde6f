/* Which languages the texts of a form are written in. */
#include <string.h>

#include "core/form_reader.h"

struct found {
	struct reader *r;
	const char **langs;
	size_t count;
	bool has_default;
};

static void add_language(struct found *f, const char *lang)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->langs[i], lang) == 0)
			return;
	if (f->count < FORM_MAX_LANGUAGES)
		f->langs[f->count++] = lang;
}

static void add_text(struct found *f, const struct text *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->wordings[i].lang, "default") == 0)
			f->has_default = true;
		else
			add_language(f, t->wordings[i].lang);
}

static void add_choices(struct found *f, const struct choice *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_text(f, &choices[i].text);
}

static void add_element(struct found *f, const struct element *e)
{
	const struct text *texts[] = {
	        &e->title,       &e->description,     &e->required_error,  &e->comment_text, &e->other_placeholder,
	        &e->placeholder, &e->min_description, &e->max_description, &e->label_true,   &e->label_false,
	        &e->html,        &e->alt_text};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_text(f, texts[i]);
	add_choices(f, e->choices, e->choice_count);
	add_choices(f, e->rows, e->row_count);
	for (size_t i = 0; i < e->validator_count; i++)
		add_text(f, &e->validators[i].text);
}

/* The form's own language first: survey.locale, or Latvian. */
static void put_first(struct found *f, const char *first)
{
	size_t at = 0;
	while (at < f->count && strcmp(f->langs[at], first) != 0)
		at++;
	if (at == f->count) {
		if (!f->has_default && f->count)
			return;
		add_language(f, first);
	}
	memmove(f->langs + 1, f->langs, at * sizeof *f->langs);
	f->langs[0] = first;
}

void form_languages(struct reader *r)
{
	struct form *form = r->form;
	struct found f = {.r = r, .langs = reader_array(r, FORM_MAX_LANGUAGES + 1, sizeof *f.langs)};

	if (!f.langs)
		return;
	add_text(&f, &form->title);
	add_text(&f, &form->description);
	add_text(&f, &form->completed_html);
	add_text(&f, &form->page_next);
	add_text(&f, &form->page_prev);
	add_text(&f, &form->complete_text);
	add_text(&f, &form->start_text);
	for (size_t i = 0; i < form->page_count; i++) {
		add_text(&f, &form->pages[i].title);
		add_text(&f, &form->pages[i].description);
	}
	for (size_t i = 0; i < form->element_count; i++)
		add_element(&f, &form->elements[i]);
	put_first(&f, form->locale[0] ? form->locale : "lv");
	form->languages = f.langs;
	form->language_count = f.count;
}
