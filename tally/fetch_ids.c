#include "tally/fetch_ids.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, RECORD_ID_BYTES);
}

static bool add(struct ids *set, const unsigned char *bytes, size_t count)
{
	if (count > set->room - set->count) {
		size_t room = set->room + count > 2 * set->room ? set->room + count : 2 * set->room;
		unsigned char *more = reallocarray(set->bytes, room, RECORD_ID_BYTES);
		if (more == NULL)
			return false;
		set->bytes = more;
		set->room = room;
	}
	if (count > 0)
		memcpy(set->bytes + set->count * RECORD_ID_BYTES, bytes, count * RECORD_ID_BYTES);
	set->count += count;
	return true;
}

static void put_in_order(struct ids *set)
{
	size_t kept = 0;
	if (set->count == 0)
		return;
	qsort(set->bytes, set->count, RECORD_ID_BYTES, compare);
	for (size_t i = 1; i < set->count; i++)
		if (compare(set->bytes + kept * RECORD_ID_BYTES, set->bytes + i * RECORD_ID_BYTES) != 0)
			memmove(set->bytes + ++kept * RECORD_ID_BYTES, set->bytes + i * RECORD_ID_BYTES,
			        RECORD_ID_BYTES);
	set->count = kept + 1;
}

bool ids_set(struct ids *set, const unsigned char *bytes, size_t count)
{
	*set = (struct ids){0};
	if (!add(set, bytes, count))
		return false;
	put_in_order(set);
	return true;
}

void ids_release(struct ids *set)
{
	free(set->bytes);
	*set = (struct ids){0};
}

size_t ids_place(const struct ids *set, const unsigned char *id)
{
	const unsigned char *found =
	        set->count > 0 ? bsearch(id, set->bytes, set->count, RECORD_ID_BYTES, compare) : NULL;
	return found != NULL ? (size_t)(found - set->bytes) / RECORD_ID_BYTES : set->count;
}

bool ids_without(struct ids *out, const struct ids *a, const struct ids *b)
{
	*out = (struct ids){0};
	for (size_t i = 0; i < a->count; i++)
		if (ids_place(b, a->bytes + i * RECORD_ID_BYTES) == b->count &&
		    !add(out, a->bytes + i * RECORD_ID_BYTES, 1))
			return false;
	return true;
}

bool ids_of_archive(struct ids *out, const struct archive *a, size_t lock, bool gone, struct fault *fault)
{
	unsigned char *ids = malloc(ARCHIVE_BODY_MAX);
	bool ok = ids != NULL;
	*out = (struct ids){0};
	for (size_t i = 0; ok && i < a->block_count; i++) {
		const struct archive_block *b = &a->blocks[i];
		if (b->lock == lock && b->gone == gone)
			ok = archive_read_ids(a, b, 0, b->count, ids) && add(out, ids, b->count);
	}
	free(ids);
	if (!ok)
		return fault_set(fault, "the archive cannot be read, or memory ran out");
	put_in_order(out);
	return true;
}
