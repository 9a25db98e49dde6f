/* What a question makes of the data under its key, and what setting a question does to the data: survey-core's two layers. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/js.h"
#include "core/utf8.h"

bool element_many(const struct element *e) {
	return e->kind == ELEMENT_CHECKBOX || e->kind == ELEMENT_RANKING;
}

bool element_selects(const struct element *e) {
	return e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN || element_many(e);
}

/* With a comment area the comment is a comment, and the other text goes into the answer itself. */
bool form_others_in_comment(const struct form *form, const struct element *e) {
	if (e->has_comment)
		return false;
	if (e->rules->store_others != OTHERS_DEFAULT)
		return e->rules->store_others == OTHERS_AS_COMMENT;
	return !form->internal->others_as_value;
}

bool others_in_comment(const struct answers *a, const struct element *e) {
	return form_others_in_comment(a->form, e);
}

bool takes_comment(const struct element *e) {
	return e->has_comment || (e->has_other && element_selects(e));
}

static bool same_scalar(struct value a, struct value b) {
	if (a.kind != b.kind)
		return false;
	if (a.kind == VALUE_STRING)
		return a.len == b.len && (a.string == b.string || memcmp(a.string, b.string, a.len) == 0);
	return (a.kind == VALUE_NUMBER && a.number == b.number) || (a.kind == VALUE_BOOL && a.boolean == b.boolean);
}

static struct value unwrapped(struct value v) {
	struct value inner;
	if (v.kind != VALUE_OBJECT)
		return v;
	inner = value_get(v, "value");
	return value_empty(inner) ? v : inner;
}

/* Few choices are compared one by one; many are looked for by key. */
#define FEW_CHOICES 12

static bool has_keys(const struct element *e) {
	return e->choice_count > FEW_CHOICES && e->rules->key_count == e->choice_count;
}

static const struct choice *choice_by_key(const struct element *e, struct value v) {
	const struct element_rules *k = e->rules;
	char key[CHOICE_KEY_MAX];
	size_t len = choice_key_of(v, key), low = 0, high = k->key_count;

	if (len == SIZE_MAX)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = choice_key_order(k->keys[middle].key, k->keys[middle].len, key, len);
		if (order == 0)
			return k->keys[middle].choice;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The search begins at the choice found last: the same answer is asked about again and again while a sheet is evaluated, and lists stand
 * in the form's order. No form has the same choice twice, so where it begins does not matter. While a form is read, a is NULL. */
const struct choice *choice_exact(const struct answers *a, const struct element *e, struct value v) {
	size_t from = a ? a->found[e->index] : 0;

	if (has_keys(e)) {
		const struct choice *c = choice_by_key(e, v);
		return c && same_scalar(c->value, v) ? c : NULL;
	}
	if (v.kind < VALUE_BOOL || v.kind > VALUE_STRING)
		return NULL;
	for (size_t left = e->choice_count, i = from; left > 0; left--, i = i + 1 < e->choice_count ? i + 1 : 0)
		if (same_scalar(e->choices[i].value, v)) {
			if (a)
				a->found[e->index] = (uint32_t)i;
			return &e->choices[i];
		}
	return NULL;
}

const struct choice *choice_of(const struct answers *a, const struct element *e, struct value v) {
	const struct choice *c;

	if (v.kind == VALUE_OBJECT)
		v = unwrapped(v);
	if (has_keys(e))
		return choice_by_key(e, v);
	c = choice_exact(a, e, v);
	if (c || value_empty(v))
		return c;
	for (size_t i = 0; i < e->choice_count; i++)
		if (value_equal(e->choices[i].value, v))
			return &e->choices[i];
	return NULL;
}

bool choice_mark(struct answers *a, const struct element *e, const struct choice *c) {
	unsigned char *state = &a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)];
	bool first = !(*state & CHOICE_MARKED);
	*state |= CHOICE_MARKED;
	return first;
}

void choices_unmark(struct answers *a, const struct element *e) {
	for (size_t i = 0; i < e->choice_count; i++)
		a->choice_state[e->rules->choice_first + i] &= (unsigned char)~CHOICE_MARKED;
}

static bool choice_hidden(const struct answers *a, const struct element *e, const struct choice *c) {
	return a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)] & CHOICE_HIDDEN;
}

static const struct choice *visible_choice_of(const struct answers *a, const struct element *e, struct value v) {
	const struct choice *c = choice_of(a, e, v);
	return c && e->rules->choices_conditional && choice_hidden(a, e, c) ? NULL : c;
}

bool choice_listed(const struct answers *a, const struct element *e, struct value v) {
	return visible_choice_of(a, e, v) != NULL;
}

static bool is_other(struct value v) {
	return value_is(v, "other");
}

static bool holds_other(struct value v) {
	if (v.kind != VALUE_ARRAY)
		return is_other(v);
	for (uint32_t i = 0; i < v.len; i++)
		if (is_other(v.items[i]))
			return true;
	return false;
}

/* survey-core's hasUnknownValueItem. */
static bool unknown_item(const struct answers *a, const struct element *e, struct value v, bool other_known, bool only_visible) {
	const struct choice *c;

	if (value_empty(v) || (other_known && is_other(v)))
		return false;
	c = only_visible ? visible_choice_of(a, e, v) : choice_of(a, e, v);
	return !c || c->role == CHOICE_OTHER;
}

static bool unknown_value(const struct answers *a, const struct element *e, struct value v, bool other_known, bool only_visible) {
	if (v.kind != VALUE_ARRAY)
		return unknown_item(a, e, v, other_known, only_visible);
	for (uint32_t i = 0; i < v.len; i++)
		if (unknown_item(a, e, v.items[i], other_known, only_visible))
			return true;
	return false;
}

bool question_empty(struct value v) {
	const char *text = v.string;
	size_t len = v.len;

	if (v.kind != VALUE_STRING)
		return value_empty(v);
	utf8_trim(&text, &len);
	return len == 0;
}

static struct value array_with(struct answers *a, struct value array, uint32_t at, struct value item) {
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

/* --- "other": a choice whose text is kept in the comment, or in the answer itself ------------------------------------------ */

/* What validators judge: the other text stands where "other" stood. */
struct value validated_value(struct answers *a, const struct element *e) {
	struct value v = a->values[e->index], text;

	if (element_many(e) && value_empty(v))
		return (struct value){.kind = VALUE_ARRAY};
	if (!e->has_other || !element_selects(e) || !others_in_comment(a, e))
		return v;
	text = other_text(a, e);
	if (question_empty(text) || !js_truthy(text) || choice_of(a, e, text))
		return v;
	if (v.kind != VALUE_ARRAY)
		return is_other(v) ? text : v;
	for (uint32_t i = 0; i < v.len; i++)
		if (is_other(v.items[i]))
			return array_with(a, v, i, text);
	return v;
}

bool other_selected(const struct answers *a, const struct element *e) {
	struct value v = a->values[e->index];
	if (!e->has_other)
		return false;
	if (holds_other(v))
		return true;
	return !others_in_comment(a, e) && unknown_value(a, e, v, true, false);
}

struct value other_text(const struct answers *a, const struct element *e) {
	struct value v = a->values[e->index];

	if (others_in_comment(a, e))
		return slot_of(a, e) >= 0 ? a->comments[slot_of(a, e)] : VALUE_NONE;
	if (v.kind != VALUE_ARRAY)
		return unknown_value(a, e, v, true, false) ? v : a->others[e->index];
	for (uint32_t i = 0; i < v.len; i++)
		if (unknown_item(a, e, v.items[i], true, false))
			return v.items[i];
	return a->others[e->index];
}

/* --- from the data to the question --------------------------------------------------------------------------------------- */

static struct value joined(struct answers *a, struct value array, const char *separator) {
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

static struct value boolean_corrected(const struct element *e, struct value v) {
	if (value_is(v, "true") && !value_is(e->value_true, "true"))
		return value_bool(true);
	if (value_is(v, "false") && !value_is(e->value_false, "false"))
		return value_bool(false);
	if (v.kind == VALUE_NULL || value_is(v, "indeterminate"))
		return VALUE_NONE;
	return v;
}

/* Lists of choices take the form's own spelling of each ("1" becomes 1). */
static struct value many_corrected(struct answers *a, const struct element *e, struct value v) {
	struct value *items = NULL;
	struct value one = v;

	if (!js_truthy(v))
		return v;
	if (v.kind != VALUE_ARRAY)
		v = (struct value){.kind = VALUE_ARRAY, .len = 1, .items = &one};
	for (uint32_t i = 0; i < v.len; i++) {
		const struct choice *c = visible_choice_of(a, e, v.items[i]);
		if (!items && !(c && !same_scalar(c->value, v.items[i])) && v.items != &one)
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

static struct value cell_corrected(const struct element *e, struct value cell, struct value *box) {
	if (e->rules->matrix_many && cell.kind != VALUE_ARRAY) {
		*box = cell;
		return (struct value){.kind = VALUE_ARRAY, .len = 1, .items = box};
	}
	if (!e->rules->matrix_many && cell.kind == VALUE_ARRAY)
		return cell.len ? cell.items[0] : VALUE_NONE;
	return cell;
}

static struct value matrix_corrected(struct answers *a, const struct element *e, struct value v) {
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

static struct value corrected(struct answers *a, const struct element *e, struct value v) {
	const struct choice *c;

	switch (e->kind) {
	case ELEMENT_TEXT:
		return v.kind == VALUE_ARRAY ? joined(a, v, ", ") : v;
	case ELEMENT_COMMENT:
		return v.kind == VALUE_ARRAY ? joined(a, v, "\n") : v;
	case ELEMENT_RADIOGROUP:
	case ELEMENT_DROPDOWN:
		c = choice_of(a, e, v);
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

/* An answer that is not among the choices becomes "other" with the answer as its text, where others are kept in the comment. */
static struct value other_taken(struct answers *a, const struct element *e, struct value v) {
	int slot = slot_of(a, e);

	if (!e->has_other || !element_selects(e) || !others_in_comment(a, e) || e->choices[0].role != CHOICE_PLAIN)
		return v;
	if (!unknown_value(a, e, v, false, true) || (v.kind != VALUE_ARRAY && (is_other(v) || element_many(e))))
		return v;
	a->mended = true;
	if (v.kind != VALUE_ARRAY) {
		if (js_truthy(v))
			a->comments[slot] = v;
		return value_text("other");
	}
	for (uint32_t i = 0; i < v.len; i++)
		if (unknown_item(a, e, v.items[i], false, false)) {
			if (!is_other(v.items[i]) && js_truthy(v.items[i]))
				a->comments[slot] = v.items[i];
			return array_with(a, v, i, value_text("other"));
		}
	return v;
}

static bool is_nothing(struct value v) {
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL || (v.kind == VALUE_STRING && v.len == 0);
}

static bool same_members(struct value a, struct value b) {
	for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
		if (!value_same(a.members[i].value, value_member(b, a.members[i].name, a.members[i].name_len)))
			return false;
	return a.len == b.len;
}

static bool same_items(struct value a, struct value b) {
	for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
		if (!value_same(a.items[i], b.items[i]))
			return false;
	return a.len == b.len;
}

/* Depth is bounded as JSON_ANSWER_LIMITS bounds it. */
bool value_same(struct value a, struct value b) {
	if ((is_nothing(a) && is_nothing(b)) || (a.kind == VALUE_UNDEFINED && b.kind == VALUE_ARRAY && b.len == 0) ||
	    (b.kind == VALUE_UNDEFINED && a.kind == VALUE_ARRAY && a.len == 0))
		return true;
	if (a.kind == VALUE_ARRAY && b.kind == VALUE_ARRAY)
		return same_items(a, b);
	if (a.kind == VALUE_OBJECT && b.kind == VALUE_OBJECT)
		return same_members(a, b);
	if ((a.kind == VALUE_BOOL && b.kind == VALUE_STRING) || (a.kind == VALUE_STRING && b.kind == VALUE_BOOL))
		return value_equal(a, b);
	if (a.kind == VALUE_DATE && b.kind == VALUE_DATE)
		return a.number == b.number;
	return same_scalar(a, b);
}

void value_from_data(struct answers *a, const struct element *e, struct value v) {
	struct value before = a->values[e->index];

	if (before.kind == VALUE_UNDEFINED && v.kind == VALUE_UNDEFINED)
		return;
	if (e->kind == ELEMENT_MATRIX && !value_empty(v) && v.kind != VALUE_OBJECT)
		return; /* no answer of a matrix: what was there stays */
	v = corrected(a, e, other_taken(a, e, v));
	if (element_selects(e) && value_same(before, v))
		return;
	if (!value_same(before, v) && !(e->rules->default_expr && !value_empty(v) && value_same(v, default_value(a, e))))
		a->state[e->index] |= STATE_CHANGED;
	a->values[e->index] = v;
	if (element_selects(e) && !e->has_comment && !other_selected(a, e))
		a->others[e->index] = VALUE_NONE;
}

/* --- from the question to the data --------------------------------------------------------------------------------------- */

static void share(struct answers *a, const struct element *e, struct value v) {
	const struct form *form = a->form;
	if (form->internal->slots[slot_of(a, e)].users < 2)
		return;
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *other = &form->elements[i];
		if (other != e && slot_of(a, other) == slot_of(a, e))
			value_from_data(a, other, v);
	}
}

static bool is_none(const struct answers *a, const struct element *e, struct value v) {
	const struct choice *c = choice_of(a, e, v);
	return c && c->role == CHOICE_NONE;
}

static long last_none(const struct answers *a, const struct element *e, struct value list, const struct choice *same) {
	if (list.kind != VALUE_ARRAY)
		return -1;
	for (uint32_t i = list.len; i-- > 0;)
		if (same ? choice_of(a, e, list.items[i]) == same : is_none(a, e, list.items[i]))
			return (long)i;
	return -1;
}

static struct value array_without(struct answers *a, struct value array, size_t at) {
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

/* "None" and other choices exclude each other when a list is changed (and not when it comes as data): what was there before goes. */
static struct value none_excluded(struct answers *a, const struct element *e, struct value before, struct value v) {
	long old, now;

	if (e->kind != ELEMENT_CHECKBOX || v.kind != VALUE_ARRAY || (!e->has_none && !e->rules->has_refuse && !e->rules->has_dont_know))
		return v;
	old = last_none(a, e, before, NULL);
	now = last_none(a, e, v, NULL);
	if (old < 0)
		return now >= 0 && v.len > 1 ? (struct value){.kind = VALUE_ARRAY, .len = 1, .items = &v.items[now]} : v;
	if (now >= 0 && choice_of(a, e, before.items[old]) == choice_of(a, e, v.items[now]))
		return array_without(a, v, (size_t)now);
	now = last_none(a, e, v, choice_of(a, e, before.items[old]));
	return now >= 0 && (uint32_t)now + 1 < v.len ? array_without(a, v, (size_t)now) : v;
}

void value_set(struct answers *a, const struct element *e, struct value v) {
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
	if (element_selects(e) && !e->has_comment && e->has_other && !other_selected(a, e) && !value_empty(other_text(a, e))) {
		a->others[e->index] = VALUE_NONE;
		if (others_in_comment(a, e))
			a->comments[slot] = VALUE_NONE;
	}
	share(a, e, v);
}

/* A default that is no choice becomes "other" with the default as its text; of a list, the first such item does. */
void default_set(struct answers *a, const struct element *e, struct value v) {
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

void comment_clear(struct answers *a, const struct element *e) {
	if (slot_of(a, e) >= 0)
		a->comments[slot_of(a, e)] = VALUE_NONE;
	a->others[e->index] = VALUE_NONE;
}

void value_clear(struct answers *a, const struct element *e, bool keep_comment) {
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

static void many_incorrect(struct answers *a, const struct element *e, struct value v) {
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
void incorrect_clear(struct answers *a, const struct element *e) {
	struct value v = a->values[e->index];
	const struct choice *c;

	if (!element_selects(e) || e->rules->keeps_incorrect || value_empty(v))
		return;
	c = e->rules->choices_conditional ? NULL : choice_exact(a, e, v);
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

/* --- rankings ---------------------------------------------------------------------------------------------------------------- */

/* A ranking that is answered in part goes on with what is left, in the form's order. */
void ranking_complete(struct answers *a, const struct element *e) {
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
		const struct choice *c = choice_of(a, e, v.items[i]);
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
