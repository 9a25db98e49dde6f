/* The pictograms that a form puts beside its questions and choices: "pictograms": {"questions": {name: pictogram},
 * "values": {value: pictogram}}. A value stands for every choice, row and column of that value. */
#include <string.h>

#include "core/form_reader.h"
#include "core/pictogram.h"

static bool among(const struct choice *choices, size_t count, const struct member *m)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(choices[i].value_text) == m->name_len &&
		    memcmp(choices[i].value_text, m->name, m->name_len) == 0)
			return true;
	return false;
}

static bool value_used(const struct form *form, const struct member *m)
{
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (among(e->choices, e->choice_count, m) || among(e->rows, e->row_count, m))
			return true;
	}
	return false;
}

static bool question_there(const struct form *form, const struct member *m)
{
	const struct element *e = form_find(form, m->name, m->name_len);
	return e && element_takes_answer(e);
}

static void read_list(struct reader *r, struct value list, bool of_values)
{
	for (uint32_t i = 0; i < list.len; i++) {
		const struct member *m = &list.members[i];
		int shown = m->name_len > 60 ? 60 : (int)m->name_len;
		if (!(of_values ? value_used(r->form, m) : question_there(r->form, m)))
			reader_bad(r, m->offset, "\"pictograms\" names \"%.*s\", which is no %s of this form", shown,
			           m->name, of_values ? "value of a choice" : "question");
		if (m->value.kind != VALUE_STRING || pictogram_find(m->value.string, m->value.len) == PICTOGRAM_NONE)
			reader_bad(r, m->offset, "there is no such pictogram for \"%.*s\"", shown, m->name);
	}
}

void pictograms_read(struct reader *r, struct value v)
{
	for (uint32_t i = 0; v.kind == VALUE_OBJECT && i < v.len; i++) {
		const struct member *m = &v.members[i];
		bool of_values = m->name_len == 6 && memcmp(m->name, "values", 6) == 0;
		bool of_questions = m->name_len == 9 && memcmp(m->name, "questions", 9) == 0;
		if ((of_values || of_questions) && m->value.kind == VALUE_OBJECT)
			read_list(r, m->value, of_values);
		else
			reader_bad(r, m->offset, "\"pictograms\" has two objects: \"questions\" and \"values\"");
	}
	if (v.kind == VALUE_OBJECT)
		r->form->settings.pictograms = v;
	else
		reader_bad(r, v.offset, "\"pictograms\" must be an object");
}

static size_t named_in(const struct form *form, const char *list, const char *name)
{
	struct value v = value_get(value_get(form->settings.pictograms, list), name);
	return v.kind == VALUE_STRING ? pictogram_find(v.string, v.len) : PICTOGRAM_NONE;
}

size_t form_pictogram_of_question(const struct form *form, const char *name)
{
	return named_in(form, "questions", name);
}

size_t form_pictogram_of_value(const struct form *form, const char *value)
{
	return named_in(form, "values", value);
}
