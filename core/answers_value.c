/* What a question makes of the data under its key, and what setting a question does to the data: survey-core's two
 * layers. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/js.h"
#include "core/utf8.h"

struct value array_with(struct answers *a, struct value array, uint32_t at, struct value item)
{
	struct value *items = arena_array(&a->arena, array.len, sizeof *items);
	if (!items) {
		a->no_memory = true;
		return array;
	}
	memcpy(items, array.items, array.len * sizeof *items);
	items[at] = item;
	array.items = items;
	return array;
}

/* --- from the data to the question --- */

static struct value joined(struct answers *a, struct value array, const char *separator)
{
	struct buf text;
	const char *copy;
	size_t len;

	buf_init(&text, 1 << 18);
	for (uint32_t i = 0; i < array.len; i++) {
		if (i)
			buf_adds(&text, separator);
		if (array.items[i].kind != VALUE_NULL && array.items[i].kind != VALUE_UNDEFINED)
			js_text(&text, array.items[i]);
	}
	len = text.len;
	copy = text.failed ? NULL : arena_copy(&a->arena, text.data ? text.data : "", len);
	buf_release(&text);
	if (!copy)
		a->no_memory = true;
	return copy ? value_string(copy, len) : VALUE_NONE;
}

static struct value boolean_corrected(const struct element *e, struct value v)
{
	if (value_is(v, "true") && !value_is(e->value_true, "true"))
		return value_bool(true);
	if (value_is(v, "false") && !value_is(e->value_false, "false"))
		return value_bool(false);
	if (v.kind == VALUE_NULL || value_is(v, "indeterminate"))
		return VALUE_NONE;
	return v;
}

/* Lists of choices take the form's own spelling of each ("1" becomes 1). */
static struct value many_corrected(struct answers *a, const struct element *e, struct value v)
{
	struct value *items = NULL;
	struct value one = v;

	if (!js_truthy(v))
		return v;
	if (v.kind != VALUE_ARRAY)
		v = (struct value){.kind = VALUE_ARRAY, .len = 1, .items = &one};
	for (uint32_t i = 0; i < v.len; i++) {
		const struct choice *c = choice_visible_of(a, e, v.items[i]);
		if (!items && !(c && !value_same_scalar(c->value, v.items[i])) && v.items != &one)
			continue;
		if (!items) {
			items = arena_array(&a->arena, v.len, sizeof *items);
			if (!items) {
				a->no_memory = true;
				return VALUE_NONE;
			}
			memcpy(items, v.items, v.len * sizeof *items);
		}
		if (c)
			items[i] = c->value;
	}
	if (items)
		v.items = items;
	return v;
}

static struct value cell_corrected(const struct element *e, struct value cell, struct value *box)
{
	if (e->rules->matrix_many && cell.kind != VALUE_ARRAY) {
		*box = cell;
		return (struct value){.kind = VALUE_ARRAY, .len = 1, .items = box};
	}
	if (!e->rules->matrix_many && cell.kind == VALUE_ARRAY)
		return cell.len ? cell.items[0] : VALUE_NONE;
	return cell;
}

static struct value matrix_corrected(struct answers *a, const struct element *e, struct value v)
{
	struct member *members;
	struct value *boxes;
	bool plain = true;

	for (uint32_t i = 0; v.kind == VALUE_OBJECT && i < v.len; i++)
		plain &= (v.members[i].value.kind == VALUE_ARRAY) == e->rules->matrix_many;
	if (plain || v.kind != VALUE_OBJECT)
		return v;
	members = arena_array(&a->arena, v.len, sizeof *members);
	boxes = arena_array(&a->arena, v.len, sizeof *boxes);
	if (!members || !boxes) {
		a->no_memory = true;
		return VALUE_NONE;
	}
	for (uint32_t i = 0; i < v.len; i++) {
		members[i] = v.members[i];
		members[i].value = cell_corrected(e, v.members[i].value, &boxes[i]);
	}
	v.members = members;
	return v;
}

static struct value corrected(struct answers *a, const struct element *e, struct value v)
{
	const struct choice *c;

	switch (e->kind) {
	case ELEMENT_TEXT:
		return v.kind == VALUE_ARRAY ? joined(a, v, ", ") : v;
	case ELEMENT_COMMENT:
		return v.kind == VALUE_ARRAY ? joined(a, v, "\n") : v;
	case ELEMENT_RADIOGROUP:
	case ELEMENT_DROPDOWN:
		c = choice_of(e, v);
		return c && c->role == CHOICE_PLAIN ? c->value : v;
	case ELEMENT_CHECKBOX:
	case ELEMENT_RANKING:
		return many_corrected(a, e, v);
	case ELEMENT_BOOLEAN:
		return boolean_corrected(e, v);
	case ELEMENT_MATRIX:
		return matrix_corrected(a, e, v);
	default:
		return v;
	}
}

/* An answer that is not among the choices becomes "other" with the answer as its text, where others are kept in the
 * comment. */
static struct value other_taken(struct answers *a, const struct element *e, struct value v)
{
	int slot = slot_of(a, e);

	if (!e->has_other || !element_selects(e) || !others_in_comment(a, e) || e->choices[0].role != CHOICE_PLAIN)
		return v;
	if (!unknown_value(a, e, v, false, true) || (v.kind != VALUE_ARRAY && (value_is_other(v) || element_many(e))))
		return v;
	a->mended = true;
	if (v.kind != VALUE_ARRAY) {
		if (js_truthy(v))
			a->comments[slot] = v;
		return value_text("other");
	}
	for (uint32_t i = 0; i < v.len; i++)
		if (unknown_item(a, e, v.items[i], false, false)) {
			if (!value_is_other(v.items[i]) && js_truthy(v.items[i]))
				a->comments[slot] = v.items[i];
			return array_with(a, v, i, value_text("other"));
		}
	return v;
}

void value_from_data(struct answers *a, const struct element *e, struct value v)
{
	struct value before = a->values[e->index];

	if (before.kind == VALUE_UNDEFINED && v.kind == VALUE_UNDEFINED)
		return;
	if (e->kind == ELEMENT_MATRIX && !value_empty(v) && v.kind != VALUE_OBJECT)
		return; /* no answer of a matrix: what was there stays */
	v = corrected(a, e, other_taken(a, e, v));
	if (element_selects(e) && value_same(before, v))
		return;
	if (!value_same(before, v) &&
	    !(e->rules->default_expr && !value_empty(v) && value_same(v, default_value(a, e))))
		a->state[e->index] |= STATE_CHANGED;
	a->values[e->index] = v;
	if (element_selects(e) && !e->has_comment && !other_selected(a, e))
		a->others[e->index] = VALUE_NONE;
}

/* --- from the question to the data --- */

static void share(struct answers *a, const struct element *e, struct value v)
{
	const struct form *form = a->form;
	if (form->internal->slots[slot_of(a, e)].users < 2)
		return;
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *other = &form->elements[i];
		if (other != e && slot_of(a, other) == slot_of(a, e))
			value_from_data(a, other, v);
	}
}

static bool is_none(const struct element *e, struct value v)
{
	const struct choice *c = choice_of(e, v);
	return c && c->role == CHOICE_NONE;
}

static long last_none(const struct element *e, struct value list, const struct choice *same)
{
	if (list.kind != VALUE_ARRAY)
		return -1;
	for (uint32_t i = list.len; i-- > 0;)
		if (same ? choice_of(e, list.items[i]) == same : is_none(e, list.items[i]))
			return (long)i;
	return -1;
}

static struct value array_without(struct answers *a, struct value array, size_t at)
{
	struct value *items = arena_array(&a->arena, array.len, sizeof *items);
	if (!items) {
		a->no_memory = true;
		return array;
	}
	memcpy(items, array.items, at * sizeof *items);
	memcpy(items + at, array.items + at + 1, (array.len - at - 1) * sizeof *items);
	array.items = items;
	array.len--;
	return array;
}

/* "None" and other choices exclude each other when a list is changed (and not when it comes as data): what was there
 * before goes. */
static struct value none_excluded(struct answers *a, const struct element *e, struct value before, struct value v)
{
	long old, now;

	if (e->kind != ELEMENT_CHECKBOX || v.kind != VALUE_ARRAY ||
	    (!e->has_none && !e->rules->has_refuse && !e->rules->has_dont_know))
		return v;
	old = last_none(e, before, NULL);
	now = last_none(e, v, NULL);
	if (old < 0)
		return now >= 0 && v.len > 1 ? (struct value){.kind = VALUE_ARRAY, .len = 1, .items = &v.items[now]}
		                             : v;
	if (now >= 0 && choice_of(e, before.items[old]) == choice_of(e, v.items[now]))
		return array_without(a, v, (size_t)now);
	now = last_none(e, v, choice_of(e, before.items[old]));
	return now >= 0 && (uint32_t)now + 1 < v.len ? array_without(a, v, (size_t)now) : v;
}

void value_set(struct answers *a, const struct element *e, struct value v)
{
	int slot = slot_of(a, e);
	double number;

	if (e->kind == ELEMENT_MATRIX && !value_empty(v) && v.kind != VALUE_OBJECT)
		return;
	if (e->kind == ELEMENT_TEXT && (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE) && js_truthy(v))
		v = value_numeric(v, &number) ? value_number(number) : VALUE_NONE;
	if ((e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN) && v.kind == VALUE_ARRAY)
		v = v.len ? v.items[0] : VALUE_NONE;
	if (element_many(e) && !js_truthy(v))
		v = VALUE_NONE;
	if (value_empty(v) && value_empty(a->values[e->index]))
		return;
	v = none_excluded(a, e, a->values[e->index], corrected(a, e, v));
	a->values[e->index] = v;
	a->data[slot] = value_empty(v) ? VALUE_NONE : v;
	a->changed = a->mended = true;
	a->state[e->index] &= (unsigned char)~STATE_CLEAN;
	if (element_selects(e) && !e->has_comment && e->has_other && !other_selected(a, e) &&
	    !value_empty(other_text(a, e))) {
		a->others[e->index] = VALUE_NONE;
		if (others_in_comment(a, e))
			a->comments[slot] = VALUE_NONE;
	}
	share(a, e, v);
}

/* A default that is no choice becomes "other" with the default as its text; of a list, the first such item does. */
void default_set(struct answers *a, const struct element *e, struct value v)
{
	struct value text = VALUE_NONE;
	struct value *items;
	uint32_t count = 0;

	if (!e->has_other || !element_selects(e) || !others_in_comment(a, e) || !unknown_value(a, e, v, true, true)) {
		value_set(a, e, v);
		return;
	}
	if (v.kind != VALUE_ARRAY) {
		value_set(a, e, value_text("other"));
		a->comments[slot_of(a, e)] = v;
		return;
	}
	items = arena_array(&a->arena, v.len, sizeof *items);
	for (uint32_t i = 0; items && i < v.len; i++) {
		if (!unknown_item(a, e, v.items[i], false, true)) {
			items[count++] = v.items[i];
		} else if (value_empty(text)) {
			text = v.items[i];
			items[count++] = value_text("other");
		}
	}
	a->no_memory |= !items;
	value_set(a, e, (struct value){.kind = VALUE_ARRAY, .len = count, .items = items});
	a->comments[slot_of(a, e)] = text;
}

void comment_clear(struct answers *a, const struct element *e)
{
	if (slot_of(a, e) >= 0)
		a->comments[slot_of(a, e)] = VALUE_NONE;
	a->others[e->index] = VALUE_NONE;
}

void value_clear(struct answers *a, const struct element *e, bool keep_comment)
{
	bool comment = takes_comment(e) && js_truthy(e->has_comment ? a->comments[slot_of(a, e)] : other_text(a, e));

	if (!value_same(VALUE_NONE, a->values[e->index]) && !(element_many(e) && !js_truthy(a->values[e->index]))) {
		a->values[e->index] = VALUE_NONE;
		a->data[slot_of(a, e)] = VALUE_NONE;
		a->changed = a->mended = true;
		share(a, e, VALUE_NONE);
	}
	if (!keep_comment && comment)
		comment_clear(a, e);
}

static void many_incorrect(struct answers *a, const struct element *e, struct value v)
{
	struct value *items = NULL;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < v.len; i++) {
		bool unknown = !value_empty(v.items[i]) ? unknown_item(a, e, v.items[i], true, true) : true;
		if (!unknown) {
			if (items)
				items[kept] = v.items[i];
			kept++;
			continue;
		}
		if (items)
			continue;
		items = arena_array(&a->arena, v.len, sizeof *items);
		if (!items) {
			a->no_memory = true;
			return;
		}
		memcpy(items, v.items, i * sizeof *items);
	}
	if (!items)
		return;
	if (kept == 0)
		value_clear(a, e, true);
	else
		value_set(a, e, (struct value){.kind = VALUE_ARRAY, .len = kept, .items = items});
}

/* survey-core's clearIncorrectValues: answers that are not among the visible choices go. */
void incorrect_clear(struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index];
	const struct choice *c;

	if (!element_selects(e) || e->rules->keeps_incorrect || value_empty(v))
		return;
	c = e->rules->choices_conditional ? NULL : choice_exact(e, v);
	if (c && c->role != CHOICE_OTHER)
		return; /* as nearly always: one choice that is always there */
	if (!others_in_comment(a, e) && other_selected(a, e))
		return;
	if (element_many(e) && !js_truthy(v))
		return;
	if (element_many(e) && v.kind == VALUE_ARRAY)
		many_incorrect(a, e, v);
	else if (unknown_value(a, e, v, true, true))
		value_clear(a, e, true);
}

/* --- rankings --- */

/* A ranking that is answered in part goes on with what is left, in the form's order. */
void ranking_complete(struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index];
	struct value *items;
	uint32_t count = 0;

	if (value_empty(v) || !js_truthy(v))
		return;
	items = arena_array(&a->arena, e->choice_count, sizeof *items);
	if (!items) {
		a->no_memory = true;
		return;
	}
	for (uint32_t i = 0; v.kind == VALUE_ARRAY && i < v.len; i++) {
		const struct choice *c = choice_of(e, v.items[i]);
		if (c && choice_mark(a, e, c))
			items[count++] = v.items[i];
	}
	for (size_t i = 0; i < e->choice_count; i++)
		if (choice_mark(a, e, &e->choices[i]))
			items[count++] = e->choices[i].value;
	choices_unmark(a, e);
	v = (struct value){.kind = VALUE_ARRAY, .len = count, .items = items};
	if (!value_same(v, a->values[e->index]))
		value_set(a, e, v);
}
