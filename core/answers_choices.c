/* Choices: finding them, and "other" with its text. And what is the same answer to survey-core. */
#include <stdint.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/js.h"
#include "core/utf8.h"

bool element_many(const struct element *e)
{
	return e->kind == ELEMENT_CHECKBOX || e->kind == ELEMENT_RANKING;
}

bool element_selects(const struct element *e)
{
	return e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN || element_many(e);
}

/* With a comment area the comment is a comment, and the other text goes into the answer itself. */
bool form_others_in_comment(const struct form *form, const struct element *e)
{
	if (e->has_comment)
		return false;
	if (e->rules->store_others != OTHERS_DEFAULT)
		return e->rules->store_others == OTHERS_AS_COMMENT;
	return !form->internal->others_as_value;
}

bool others_in_comment(const struct answers *a, const struct element *e)
{
	return form_others_in_comment(a->form, e);
}

bool takes_comment(const struct element *e)
{
	return e->has_comment || (e->has_other && element_selects(e));
}

bool value_same_scalar(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == VALUE_STRING)
		return a.len == b.len && (a.string == b.string || memcmp(a.string, b.string, a.len) == 0);
	return (a.kind == VALUE_NUMBER && a.number == b.number) || (a.kind == VALUE_BOOL && a.boolean == b.boolean);
}

static struct value unwrapped(struct value v)
{
	struct value inner;
	if (v.kind != VALUE_OBJECT)
		return v;
	inner = value_get(v, "value");
	return value_empty(inner) ? v : inner;
}

static bool has_keys(const struct element *e)
{
	return e->choice_count > FEW_CHOICES && e->rules->key_count == e->choice_count;
}

static const struct choice *choice_by_key(const struct element *e, struct value v)
{
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

const struct choice *choice_exact(const struct element *e, struct value v)
{
	const struct choice *c = choice_known(e, v);

	if (c)
		return c;
	if (has_keys(e)) {
		c = choice_by_key(e, v);
		return c && value_same_scalar(c->value, v) ? c : NULL;
	}
	if (v.kind < VALUE_BOOL || v.kind > VALUE_STRING)
		return NULL;
	for (size_t i = 0; i < e->choice_count; i++)
		if (value_same_scalar(e->choices[i].value, v))
			return &e->choices[i];
	return NULL;
}

const struct choice *choice_of(const struct element *e, struct value v)
{
	const struct choice *c = choice_known(e, v);

	if (c)
		return c;
	if (v.kind == VALUE_OBJECT)
		v = unwrapped(v);
	if (has_keys(e))
		return choice_by_key(e, v);
	c = choice_exact(e, v);
	if (c || value_empty(v))
		return c;
	for (size_t i = 0; i < e->choice_count; i++)
		if (value_equal(e->choices[i].value, v))
			return &e->choices[i];
	return NULL;
}

bool choice_mark(struct answers *a, const struct element *e, const struct choice *c)
{
	unsigned char *state = &a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)];
	bool first = !(*state & CHOICE_MARKED);
	*state |= CHOICE_MARKED;
	return first;
}

void choices_unmark(struct answers *a, const struct element *e)
{
	for (size_t i = 0; i < e->choice_count; i++)
		a->choice_state[e->rules->choice_first + i] &= (unsigned char)~CHOICE_MARKED;
}

bool choice_hidden(const struct answers *a, const struct element *e, const struct choice *c)
{
	return a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)] & CHOICE_HIDDEN;
}

const struct choice *choice_visible_of(const struct answers *a, const struct element *e, struct value v)
{
	const struct choice *c = choice_of(e, v);
	return c && e->rules->choices_conditional && choice_hidden(a, e, c) ? NULL : c;
}

bool choice_listed(const struct answers *a, const struct element *e, struct value v)
{
	return choice_visible_of(a, e, v) != NULL;
}

bool value_is_other(struct value v)
{
	return value_is(v, "other");
}

static bool holds_other(struct value v)
{
	if (v.kind != VALUE_ARRAY)
		return value_is_other(v);
	for (uint32_t i = 0; i < v.len; i++)
		if (value_is_other(v.items[i]))
			return true;
	return false;
}

/* survey-core's hasUnknownValueItem. */
bool unknown_item(const struct answers *a, const struct element *e, struct value v, bool other_known, bool only_visible)
{
	const struct choice *c;

	if (value_empty(v) || (other_known && value_is_other(v)))
		return false;
	c = only_visible ? choice_visible_of(a, e, v) : choice_of(e, v);
	return !c || c->role == CHOICE_OTHER;
}

bool unknown_value(const struct answers *a, const struct element *e, struct value v, bool other_known,
                   bool only_visible)
{
	if (v.kind != VALUE_ARRAY)
		return unknown_item(a, e, v, other_known, only_visible);
	for (uint32_t i = 0; i < v.len; i++)
		if (unknown_item(a, e, v.items[i], other_known, only_visible))
			return true;
	return false;
}

bool question_empty(struct value v)
{
	const char *text = v.string;
	size_t len = v.len;

	if (v.kind != VALUE_STRING)
		return value_empty(v);
	utf8_trim(&text, &len);
	return len == 0;
}

/* --- "other": a choice whose text is kept in the comment, or in the answer itself --- */

/* What validators judge: the other text stands where "other" stood. */
struct value validated_value(struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index], text;

	if (element_many(e) && value_empty(v))
		return (struct value){.kind = VALUE_ARRAY};
	if (!e->has_other || !element_selects(e) || !others_in_comment(a, e))
		return v;
	text = other_text(a, e);
	if (question_empty(text) || !js_truthy(text) || choice_of(e, text))
		return v;
	if (v.kind != VALUE_ARRAY)
		return value_is_other(v) ? text : v;
	for (uint32_t i = 0; i < v.len; i++)
		if (value_is_other(v.items[i]))
			return array_with(a, v, i, text);
	return v;
}

bool other_selected(const struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index];
	if (!e->has_other)
		return false;
	if (holds_other(v))
		return true;
	return !others_in_comment(a, e) && unknown_value(a, e, v, true, false);
}

struct value other_text(const struct answers *a, const struct element *e)
{
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

/* --- sameness --- */

static bool is_nothing(struct value v)
{
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL || (v.kind == VALUE_STRING && v.len == 0);
}

static bool same_members(struct value a, struct value b)
{
	for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
		if (!value_same(a.members[i].value, value_member(b, a.members[i].name, a.members[i].name_len)))
			return false;
	return a.len == b.len;
}

static bool same_items(struct value a, struct value b)
{
	for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
		if (!value_same(a.items[i], b.items[i]))
			return false;
	return a.len == b.len;
}

/* Depth is bounded as JSON_ANSWER_LIMITS bounds it. */
bool value_same(struct value a, struct value b)
{
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
	return value_same_scalar(a, b);
}
