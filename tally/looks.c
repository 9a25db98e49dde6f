#include "tally/looks.h"

#include <string.h>

static bool is_ours(const struct session *s, const struct archive_block *b)
{
	return s->openers[b->lock].lock != NULL;
}

/* The number of blocks up to the last look, that one included; 0: there was none. */
static size_t last_look(const struct session *s)
{
	for (size_t i = s->archive.block_count; i > 0; i--)
		if (s->archive.blocks[i - 1].look && is_ours(s, &s->archive.blocks[i - 1]))
			return i;
	return 0;
}

static uint64_t records_after(const struct session *s, size_t block)
{
	uint64_t n = 0;
	for (; block < s->archive.block_count; block++)
		if (is_ours(s, &s->archive.blocks[block]) && !s->archive.blocks[block].gone)
			n += s->archive.blocks[block].whole;
	return n;
}

bool looks_hold_back(struct session *s, uint64_t min)
{
	size_t looked = last_look(s);
	uint64_t fresh = records_after(s, looked);
	if (looked == 0 || fresh == 0 || fresh >= min)
		return false;
	s->archive.block_count = looked;
	return true;
}

bool looks_new(const struct session *s, struct looks *out)
{
	*out = (struct looks){0};
	if (s->archive.damaged || s->archive.torn || records_after(s, last_look(s)) == 0)
		return false;
	for (size_t i = 0; i < s->archive.lock_count && out->count < 64; i++)
		if (s->openers[i].lock != NULL)
			memcpy(out->ids[out->count++], s->archive.locks[i].id, LOCK_ID_BYTES);
	return out->count > 0;
}

bool looks_remember(const char *archive, const struct looks *looks, struct fault *fault)
{
	struct archive a;
	bool ok = archive_open(&a, archive, ARCHIVE_APPEND, fault);
	for (size_t i = 0; ok && i < looks->count; i++) {
		size_t lock = archive_lock(&a, looks->ids[i]);
		ok = lock == a.lock_count || archive_add_look(&a, lock, fault);
	}
	archive_close(&a);
	return ok;
}
