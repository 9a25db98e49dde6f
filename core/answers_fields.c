/* Reading the fields of a page without script: name=text, where a question, a matrix row, a place in a ranking or a
 * comment is named. Text becomes what the question would have held with script. */
#include <stdlib.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/form_names.h"
#include "core/js.h"
#include "core/utf8.h"

#define COMMENT_SUFFIX "-Comment"

static const struct choice *choice_named(const struct choice *choices, size_t count, const char *text, size_t len)
{
	for (size_t i = 0; len > 0 && i < count; i++)
		if (strncmp(choices[i].value_text, text, len) == 0 && choices[i].value_text[len] == '\0')
			return &choices[i];
	return NULL;
}

/* A number as a person types it: with a comma or a point. What is no number stays text, and the intake says so. */
static struct value number_typed(struct value text)
{
	double number;
	return value_numeric(text, &number) ? value_number(number) : text;
}

static struct value typed(const struct element *e, struct value text)
{
	const struct choice *c;

	if (e->kind == ELEMENT_TEXT && (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE))
		return number_typed(text);
	if (!e->choice_count)
		return text;
	c = choice_named(e->choices, e->choice_count, text.string, text.len);
	return c ? c->value : text;
}

/* A list that grows by fields. Its items have room for one value a choice; what is more is an answer that can't be. */
static enum core_err list_add(struct answers *a, const struct element *e, struct value *list, size_t place,
                              struct value v)
{
	size_t room = e->choice_count + 1;
	struct value *items;

	if (list->kind != VALUE_ARRAY) {
		items = arena_array(&a->arena, room, sizeof *items);
		if (!items)
			return CORE_NOMEM;
		*list = (struct value){.kind = VALUE_ARRAY, .items = items};
	}
	if (place >= room)
		return CORE_REFUSED;
	((struct value *)(uintptr_t)list->items)[place] = v;
	if (place >= list->len)
		list->len = (uint32_t)place + 1;
	return CORE_OK;
}

static enum core_err cell_add(struct answers *a, const struct element *e, struct value *matrix,
                              const struct choice *row, struct value v)
{
	size_t room = e->row_count;
	struct member *members;
	struct value *cell = NULL;

	if (matrix->kind != VALUE_OBJECT) {
		members = arena_array(&a->arena, room, sizeof *members);
		if (!members)
			return CORE_NOMEM;
		*matrix = (struct value){.kind = VALUE_OBJECT, .members = members};
	}
	members = (struct member *)(uintptr_t)matrix->members;
	for (uint32_t i = 0; i < matrix->len && !cell; i++)
		if (members[i].name == row->value_text)
			cell = &members[i].value;
	if (!cell) {
		members[matrix->len] =
		        (struct member){.name = row->value_text, .name_len = (uint32_t)strlen(row->value_text)};
		cell = &members[matrix->len++].value;
	}
	if (e->rules->matrix_many)
		return list_add(a, e, cell, cell->kind == VALUE_ARRAY ? cell->len : 0, v);
	*cell = v;
	return CORE_OK;
}

/* An empty field is no answer, but its name must be one.
 *
 * "question.rest": a row of a matrix or a place in a ranking. */
static enum core_err part_add(struct answers *a, const struct element *e, const char *part, size_t len, struct value v)
{
	struct value *data = &a->given_data[slot_of(a, e)];

	if (e->kind == ELEMENT_MATRIX) {
		const struct choice *row = choice_named(e->rows, e->row_count, part, len);
		if (!row)
			return CORE_REFUSED;
		return v.len ? cell_add(a, e, data, row, typed(e, v)) : CORE_OK;
	}
	if (e->kind == ELEMENT_RANKING) {
		double place = js_number(part, len);
		if (!(place >= 1) || place > (double)e->choice_count || place != (double)(size_t)place)
			return CORE_REFUSED;
		return v.len ? list_add(a, e, data, (size_t)place - 1, typed(e, v)) : CORE_OK;
	}
	return CORE_REFUSED;
}

static enum core_err whole_add(struct answers *a, const struct element *e, struct value v)
{
	struct value *data = &a->given_data[slot_of(a, e)];

	if (e->kind == ELEMENT_MATRIX || !element_takes_answer(e))
		return CORE_REFUSED;
	if (v.len == 0)
		return CORE_OK;
	if (e->kind == ELEMENT_CHECKBOX || e->kind == ELEMENT_RANKING)
		return list_add(a, e, data, data->kind == VALUE_ARRAY ? data->len : 0, typed(e, v));
	*data = typed(e, v);
	return CORE_OK;
}

static const struct element *element_of(const struct answers *a, const char *name, size_t len)
{
	long at = form_slot_at(a->form, name, len);
	const struct element *e = at < 0 ? form_find(a->form, name, len) : a->form->internal->slots[at].first;
	return e && slot_of(a, e) >= 0 ? e : NULL;
}

static enum core_err comment_add(struct answers *a, const char *name, size_t len, struct value v)
{
	const size_t suffix = sizeof COMMENT_SUFFIX - 1;
	const struct element *e;

	if (len <= suffix || memcmp(name + len - suffix, COMMENT_SUFFIX, suffix) != 0)
		return CORE_REFUSED;
	e = element_of(a, name, len - suffix);
	if (!e || !a->form->internal->slots[slot_of(a, e)].comment_used)
		return CORE_REFUSED;
	if (v.len)
		a->given_comments[slot_of(a, e)] = v;
	return CORE_OK;
}

static enum core_err field_put(struct answers *a, const char *name, size_t len, struct value v)
{
	const struct element *e = element_of(a, name, len);

	if (e)
		return whole_add(a, e, v);
	if (comment_add(a, name, len, v) == CORE_OK)
		return CORE_OK;
	for (size_t dot = len; dot-- > 0;) {
		if (name[dot] != '.')
			continue;
		e = element_of(a, name, dot);
		if (e)
			return part_add(a, e, name + dot + 1, len - dot - 1, v);
	}
	return CORE_REFUSED;
}

enum core_err answers_add_field(struct answers *a, const char *name, size_t name_len, const char *text, size_t len)
{
	char *copy;
	enum core_err err;

	if (++a->field_count > FIELDS_MAX || name_len > 400)
		return CORE_LIMIT;
	if (!utf8_valid(name, name_len) || !utf8_valid(text, len))
		return CORE_UTF8;
	a->given = true;
	copy = arena_copy(&a->arena, text, len);
	if (!copy)
		return CORE_NOMEM;
	err = field_put(a, name, name_len, value_string(copy, len));
	if (err == CORE_REFUSED)
		intake_unknown_key(a);
	return err;
}
