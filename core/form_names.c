/* Names of a form and what they stand for: elements by name, answers by key. */
#include <string.h>

#include "core/form_internal.h"
#include "core/form_names.h"
#include "core/utf8.h"

#define NAME_MAX_BYTES 256

/* Of the name in lower case, so that one table serves exact and caseless look-ups. */
static uint32_t name_hash(const char *name, size_t len)
{
	char lower[utf8_lower_room(NAME_MAX_BYTES)];
	size_t lower_len = utf8_lower(lower, name, len < NAME_MAX_BYTES ? len : utf8_cut(name, NAME_MAX_BYTES));
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < lower_len; i++)
		hash = (hash ^ (unsigned char)lower[i]) * 16777619u;
	return hash ^ hash >> 15;
}

bool names_init(struct name_table *t, struct arena *arena, size_t count)
{
	size_t size = 16;
	while (size < count * 2)
		size *= 2;
	t->places = arena_array(arena, size, sizeof *t->places);
	t->mask = size - 1;
	return t->places != NULL;
}

void names_add(struct name_table *t, const char *name, size_t len, size_t place)
{
	size_t at = name_hash(name, len) & t->mask;
	while (t->places[at])
		at = (at + 1) & t->mask;
	t->places[at] = (uint32_t)place + 1;
}

static bool same(const char *a, size_t a_len, const char *b, size_t b_len, bool caseless)
{
	if (caseless)
		return utf8_lower_equal(a, a_len, b, b_len);
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

long form_element_at(const struct form *form, const char *name, size_t len, bool caseless)
{
	const struct name_table *t = &form->internal->elements_by_name;

	if (!t->places || len > NAME_MAX_BYTES)
		return -1;
	for (size_t at = name_hash(name, len) & t->mask; t->places[at]; at = (at + 1) & t->mask) {
		const struct element *e = &form->elements[t->places[at] - 1];
		if (same(e->name, strlen(e->name), name, len, caseless))
			return (long)t->places[at] - 1;
	}
	return -1;
}

static long slot_find(const struct form *form, const char *key, size_t len, bool caseless)
{
	const struct name_table *t = &form->internal->slots_by_key;

	if (!t->places || len > NAME_MAX_BYTES)
		return -1;
	for (size_t at = name_hash(key, len) & t->mask; t->places[at]; at = (at + 1) & t->mask) {
		const struct slot *s = &form->internal->slots[t->places[at] - 1];
		if (same(s->key, s->key_len, key, len, caseless))
			return (long)t->places[at] - 1;
	}
	return -1;
}

long form_slot_at(const struct form *form, const char *key, size_t len)
{
	return slot_find(form, key, len, false);
}

long form_slot_near(const struct form *form, const char *key, size_t len)
{
	long exact = slot_find(form, key, len, false);
	return exact >= 0 ? exact : slot_find(form, key, len, true);
}

const struct element *form_find(const struct form *form, const char *name, size_t len)
{
	long at = form_element_at(form, name, len, false);
	return at < 0 ? NULL : &form->elements[at];
}

bool form_choices_conditional(const struct element *e)
{
	return e->rules->choices_conditional;
}

bool form_matrix_many(const struct element *e)
{
	return e->rules->matrix_many;
}

const char *form_calculated_name(const struct form *form, size_t i)
{
	return form->calculated[i].name;
}
