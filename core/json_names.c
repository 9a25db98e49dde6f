/* Few names are compared pair by pair; many go through a hash table. Names chosen to collide send the table into long
 * searches: when those pass a bound, the names are sorted instead. */
#include "core/json_names.h"

#include <stdlib.h>
#include <string.h>

#define FEW 8
#define SLOTS_ON_STACK 256
#define SEARCHES_A_NAME 8

static bool same_name(const struct member *a, const struct member *b)
{
	return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

static uint32_t hash_name(const struct member *m)
{
	const uint64_t prime = 0x9e3779b97f4a7c15u;
	uint64_t h = m->name_len * prime, w = 0;
	size_t at = 0;

	for (; m->name_len - at >= sizeof w; at += sizeof w) {
		memcpy(&w, m->name + at, sizeof w);
		h = (h ^ w) * prime;
		h ^= h >> 29;
	}
	w = 0;
	for (size_t shift = 0; at < m->name_len; at++, shift += 8)
		w |= (uint64_t)(unsigned char)m->name[at] << shift;
	h = (h ^ w) * prime;
	return (uint32_t)(h >> 32);
}

/* slots holds places in members counted from 1; 0 is empty. False when the searches passed the bound. */
static bool find_by_hash(const struct member *members, size_t count, uint32_t *slots, size_t mask,
                         const struct member **twice)
{
	size_t searches = count * SEARCHES_A_NAME;

	for (size_t i = 0; i < count; i++) {
		size_t slot = hash_name(&members[i]) & mask;
		for (; slots[slot] != 0; slot = (slot + 1) & mask) {
			if (same_name(&members[slots[slot] - 1], &members[i])) {
				*twice = &members[i];
				return true;
			}
			if (searches-- == 0)
				return false;
		}
		slots[slot] = (uint32_t)i + 1;
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct member *x = *(const struct member *const *)a, *y = *(const struct member *const *)b;

	if (x->name_len != y->name_len)
		return x->name_len < y->name_len ? -1 : 1;
	return memcmp(x->name, y->name, x->name_len);
}

static bool find_by_sorting(const struct member *members, size_t count, const struct member **twice)
{
	const struct member **order = malloc((count + 1) * sizeof *order);

	if (!order)
		return false;
	for (size_t i = 0; i < count; i++)
		order[i] = &members[i];
	qsort(order, count, sizeof *order, by_name);
	for (size_t i = 1; i < count && !*twice; i++)
		if (same_name(order[i - 1], order[i]))
			*twice = order[i - 1] > order[i] ? order[i - 1] : order[i];
	free(order);
	return true;
}

static void find_by_pairs(const struct member *members, size_t count, const struct member **twice)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (same_name(&members[i], &members[j])) {
				*twice = &members[i];
				return;
			}
		}
	}
}

bool json_names_unique(const struct member *members, size_t count, const struct member **twice)
{
	uint32_t on_stack[SLOTS_ON_STACK], *slots = on_stack;
	size_t size = SLOTS_ON_STACK;
	bool found;

	*twice = NULL;
	if (count <= FEW) {
		find_by_pairs(members, count, twice);
		return true;
	}
	while (size < count * 2)
		size *= 2;
	if (size > SLOTS_ON_STACK && !(slots = malloc(size * sizeof *slots)))
		return false;
	memset(slots, 0, size * sizeof *slots);
	found = find_by_hash(members, count, slots, size - 1, twice);
	if (slots != on_stack)
		free(slots);
	return found || find_by_sorting(members, count, twice);
}
