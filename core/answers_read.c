/* Reading answers: a sheet's JSON, or single keys. What lies under each key is kept as it is, for the evaluation and
 * the intake to judge. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/form_names.h"
#include "core/json.h"
#include "core/utf8.h"

#define COMMENT_SUFFIX "-Comment"

static bool is_key(const char *key, size_t len, const char *want, size_t want_len)
{
	return len == want_len && memcmp(key, want, len) == 0;
}

/* Keys usually come in the form's order: the next one is looked at first. */
static long slot_predict(struct answers *a, const char *key, size_t len)
{
	const struct form_internal *in = a->form->internal;
	size_t stop = a->next_slot + 8 < in->slot_count ? a->next_slot + 8 : in->slot_count;

	for (size_t i = a->next_slot; i < stop; i++)
		if (is_key(key, len, in->slots[i].key, in->slots[i].key_len)) {
			a->next_slot = i + 1;
			return (long)i;
		}
	return form_slot_at(a->form, key, len);
}

static long comment_slot(struct answers *a, const char *key, size_t len)
{
	const struct form_internal *in = a->form->internal;
	const size_t suffix = sizeof COMMENT_SUFFIX - 1;
	long slot;

	if (len <= suffix || memcmp(key + len - suffix, COMMENT_SUFFIX, suffix) != 0)
		return -1;
	if (a->next_slot > 0 &&
	    is_key(key, len, in->slots[a->next_slot - 1].comment_key, in->slots[a->next_slot - 1].comment_key_len))
		slot = (long)a->next_slot - 1;
	else
		slot = form_slot_at(a->form, key, len - suffix);
	return slot >= 0 && in->slots[slot].comment_used ? slot : -1;
}

static enum core_err extra_add(struct answers *a, const char *key, size_t len, struct value value)
{
	for (size_t i = 0; i < a->extra_count; i++)
		if (is_key(key, len, a->extras[i].key, a->extras[i].len)) {
			a->extras[i].value = value;
			return CORE_REFUSED;
		}
	if (a->extra_count < EXTRAS_MAX)
		a->extras[a->extra_count++] = (struct extra){key, len, value};
	else
		a->intake_faults++;
	return CORE_REFUSED;
}

/* survey-core takes white space off the ends of keys. */
static enum core_err put(struct answers *a, const char *key, size_t len, struct value value)
{
	long slot = slot_predict(a, key, len);

	if (slot >= 0) {
		a->given_data[slot] = value;
		return CORE_OK;
	}
	slot = comment_slot(a, key, len);
	if (slot >= 0) {
		a->given_comments[slot] = value;
		return CORE_OK;
	}
	return extra_add(a, key, len, value);
}

enum core_err answers_read_json(struct answers *a, const char *text, size_t len)
{
	const size_t slots = a->form->internal->slot_count;
	struct value json;
	enum core_err err = a->given ? CORE_SYNTAX : answers_scan(a, text, len);

	if (err == CORE_OK)
		a->given = true;
	if (err == CORE_OK || err == CORE_NOMEM)
		return err;
	if (!a->given) {
		memset(a->given_data, 0, slots * sizeof *a->given_data);
		memset(a->given_comments, 0, slots * sizeof *a->given_comments);
	}
	err = json_read(text, len, &JSON_ANSWER_LIMITS, &a->arena, &json, NULL);
	if (err != CORE_OK)
		return err;
	if (json.kind != VALUE_OBJECT)
		return CORE_SYNTAX;
	a->given = true;
	for (uint32_t i = 0; i < json.len; i++)
		if (put(a, json.members[i].name, json.members[i].name_len, json.members[i].value) != CORE_OK)
			err = CORE_REFUSED;
	return err;
}

static bool copy_value(struct answers *a, struct value v, unsigned depth, struct value *out);

static bool copy_string(struct answers *a, struct value *v)
{
	char *copy = arena_copy(&a->arena, v->string, v->len);
	v->string = copy;
	return copy != NULL;
}

static bool copy_members(struct answers *a, struct value v, unsigned depth, struct value *out)
{
	struct member *members = arena_array(&a->arena, v.len ? v.len : 1, sizeof *members);
	for (uint32_t i = 0; members && i < v.len; i++) {
		members[i] = v.members[i];
		members[i].name = arena_copy(&a->arena, v.members[i].name, v.members[i].name_len);
		if (!members[i].name || !copy_value(a, v.members[i].value, depth + 1, &members[i].value))
			return false;
	}
	out->members = members;
	return members != NULL;
}

static bool copy_items(struct answers *a, struct value v, unsigned depth, struct value *out)
{
	struct value *items = arena_array(&a->arena, v.len ? v.len : 1, sizeof *items);
	for (uint32_t i = 0; items && i < v.len; i++)
		if (!copy_value(a, v.items[i], depth + 1, &items[i]))
			return false;
	out->items = items;
	return items != NULL;
}

/* Depth is bounded as JSON_ANSWER_LIMITS bounds it. */
static bool copy_value(struct answers *a, struct value v, unsigned depth, struct value *out)
{
	*out = v;
	out->choice = 0; /* it may come from another form */
	if (v.kind == VALUE_STRING)
		return copy_string(a, out);
	if (v.kind != VALUE_ARRAY && v.kind != VALUE_OBJECT)
		return true;
	if (depth >= JSON_ANSWER_LIMITS.max_depth)
		return false;
	return v.kind == VALUE_OBJECT ? copy_members(a, v, depth, out) : copy_items(a, v, depth, out);
}

enum core_err answers_set(struct answers *a, const char *key, size_t len, struct value value)
{
	struct value copy;
	char *name;

	if (!utf8_valid(key, len))
		return CORE_UTF8;
	name = arena_copy(&a->arena, key, len);
	if (!name || !copy_value(a, value, 0, &copy))
		return CORE_NOMEM;
	a->given = true;
	return put(a, name, len, copy);
}
