#include "tally/archive_erase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "seal/record.h"

#define SUFFIX ".new"
#define ZEROS 65536

/* --- the new one --- */

struct copying {
	struct archive *from, *to;
	size_t lock;
	const struct ids *without;
	unsigned char *ids, *records; /* of one block */
};

static bool stays(const struct copying *c, const struct archive_block *b, const unsigned char *id)
{
	return b->lock != c->lock || ids_place(c->without, id) == c->without->count;
}

static bool copy_block(struct copying *c, const struct archive_block *b, struct fault *fault)
{
	size_t size = c->from->locks[b->lock].record_size;
	uint32_t kept = 0, n = b->gone ? b->count : b->whole;

	if (!archive_read_ids(c->from, b, 0, n, c->ids) ||
	    (!b->gone && !archive_read_records(c->from, b, 0, n, c->records)))
		return fault_set(fault, "the archive cannot be read");
	for (uint32_t i = 0; i < n; i++) {
		if (!stays(c, b, c->ids + (size_t)i * RECORD_ID_BYTES))
			continue;
		memmove(c->ids + (size_t)kept * RECORD_ID_BYTES, c->ids + (size_t)i * RECORD_ID_BYTES, RECORD_ID_BYTES);
		if (!b->gone)
			memmove(c->records + kept * size, c->records + i * size, size);
		kept++;
	}
	if (kept == 0)
		return true;
	return b->gone ? archive_add_gone(c->to, b->lock, c->ids, kept, fault)
	               : archive_add_records(c->to, b->lock, c->ids, c->records, kept, fault);
}

static bool copy(struct copying *c, struct fault *fault)
{
	bool ok;

	c->ids = malloc(ARCHIVE_BODY_MAX);
	c->records = malloc(ARCHIVE_BODY_MAX);
	ok = (c->ids != NULL && c->records != NULL) || fault_set(fault, "memory ran out");
	for (size_t i = 0; ok && i < c->from->lock_count; i++)
		ok = archive_add_lock(c->to, &c->from->locks[i], fault);
	for (size_t i = 0; ok && i < c->from->block_count; i++)
		ok = copy_block(c, &c->from->blocks[i], fault);
	free(c->ids);
	free(c->records);
	return ok;
}

/* --- the old one --- */

static bool overwrite(int fd, uint64_t len)
{
	static const unsigned char zeros[ZEROS];

	for (uint64_t at = 0; at < len;) {
		ssize_t n = pwrite(fd, zeros, len - at < ZEROS ? (size_t)(len - at) : ZEROS, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (uint64_t)n;
	}
	return fdatasync(fd) == 0;
}

static bool take_place(struct archive *a, struct archive *fresh, const char *path, const char *made,
                       struct fault *fault)
{
	if (rename(made, path) != 0)
		return fault_set(fault, "%s cannot be replaced: %s", path, strerror(errno));
	bool wiped = overwrite(a->fd, a->end);
	archive_close(a);
	*a = *fresh;
	*fresh = (struct archive){.fd = -1};
	return wiped || fault_set(fault, "%s was written anew, but the old one could not be overwritten", path);
}

bool archive_erase(struct archive *a, const char *path, size_t lock, const struct ids *ids, struct fault *fault)
{
	struct archive fresh = {.fd = -1};
	struct copying c = {.from = a, .to = &fresh, .lock = lock, .without = ids};
	char *made = NULL;
	bool ok = asprintf(&made, "%s" SUFFIX, path) >= 0 || fault_set(fault, "memory ran out");

	if (ok)
		unlink(made); /* of an erasing that was interrupted */
	ok = ok && archive_open(&fresh, made, ARCHIVE_APPEND, fault) && copy(&c, fault) &&
	     take_place(a, &fresh, path, made, fault);
	if (!ok && fresh.fd >= 0)
		unlink(made);
	archive_close(&fresh);
	free(made);
	return ok;
}
