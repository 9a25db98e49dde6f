#include "tally/doubles.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct search {
	const struct archive *archive;
	unsigned char *table; /* ids; a place is taken when its bit in taken is set */
	unsigned char *taken;
	size_t mask;
	uint64_t passes, pass;
	unsigned char key[crypto_shorthash_KEYBYTES]; /* drawn anew, so that nobody can choose ids that fall together */
	unsigned char *ids;
	struct doubles *found;
};

static bool note(struct doubles *d, size_t block, uint32_t index)
{
	if (d->count == DOUBLES_MAX)
		return false;
	if (d->count == d->room) {
		size_t room = d->room ? 2 * d->room : 16;
		struct place *places = reallocarray(d->places, room, sizeof *places);
		if (places == NULL)
			return false;
		d->places = places;
		d->room = room;
	}
	d->places[d->count++] = (struct place){block, index};
	return true;
}

/* False when id was there before. */
static bool insert(struct search *s, const unsigned char *id, uint64_t hash)
{
	size_t i = (size_t)hash & s->mask;
	while (s->taken[i]) {
		if (memcmp(s->table + i * RECORD_ID_BYTES, id, RECORD_ID_BYTES) == 0)
			return false;
		i = (i + 1) & s->mask;
	}
	s->taken[i] = 1;
	memcpy(s->table + i * RECORD_ID_BYTES, id, RECORD_ID_BYTES);
	return true;
}

static bool look_at_block(struct search *s, size_t block, struct fault *fault)
{
	const struct archive_block *b = &s->archive->blocks[block];
	if (!archive_read_ids(s->archive, b, 0, b->whole, s->ids))
		return fault_set(fault, "the archive cannot be read");
	for (uint32_t i = 0; i < b->whole; i++) {
		const unsigned char *id = s->ids + (size_t)i * RECORD_ID_BYTES;
		uint64_t hash;
		crypto_shorthash((unsigned char *)&hash, id, RECORD_ID_BYTES, s->key);
		if ((hash >> 32) % s->passes == s->pass && !insert(s, id, hash) && !note(s->found, block, i))
			return fault_set(fault, "too many records stand in the archive twice");
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static bool run(struct search *s, const bool *chosen, struct fault *fault)
{
	for (s->pass = 0; s->pass < s->passes; s->pass++) {
		memset(s->taken, 0, s->mask + 1);
		for (size_t i = 0; i < s->archive->block_count; i++)
			if (chosen[s->archive->blocks[i].lock] && !s->archive->blocks[i].gone &&
			    !look_at_block(s, i, fault))
				return false;
	}
	if (s->found->count > 0)
		qsort(s->found->places, s->found->count, sizeof *s->found->places, compare);
	return true;
}

bool doubles_find(struct doubles *d, const struct archive *a, const bool *chosen, size_t share, struct fault *fault)
{
	struct search s = {.archive = a, .found = d};
	uint64_t total = 0;
	*d = (struct doubles){0};
	for (size_t i = 0; i < a->lock_count; i++)
		total += chosen[i] ? archive_records(a, i) : 0;
	s.passes = total / share + 1;
	uint64_t fair = total / s.passes + 1;
	size_t places = 1024;
	while (places < 2 * fair)
		places *= 2;
	s.mask = places - 1;
	randombytes_buf(s.key, sizeof s.key);
	s.table = malloc(places * RECORD_ID_BYTES);
	s.taken = malloc(places);
	s.ids = malloc(ARCHIVE_BODY_MAX);
	bool ok = s.table != NULL && s.taken != NULL && s.ids != NULL;
	ok = ok ? run(&s, chosen, fault) : fault_set(fault, "memory ran out");
	free(s.table);
	free(s.taken);
	free(s.ids);
	return ok;
}

void doubles_release(struct doubles *d)
{
	free(d->places);
	*d = (struct doubles){0};
}

bool doubles_has(const struct doubles *d, size_t block, uint32_t index)
{
	struct place place = {block, index};
	return d->count > 0 && bsearch(&place, d->places, d->count, sizeof place, compare) != NULL;
}
