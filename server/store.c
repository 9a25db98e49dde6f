/* The store's front door: finds the backend. */
#include "server/store.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "server/store_ops.h"

const char *store_err_text(enum store_err err)
{
	static const char *const texts[] = {
	        [STORE_OK] = "no error",
	        [STORE_NOMEM] = "out of memory",
	        [STORE_FULL] = "the disk is full",
	        [STORE_BUSY] = "locked by another process",
	        [STORE_DAMAGED] = "damaged: it is not what this server wrote, and is not written to again",
	        [STORE_IO] = "the file system answers with an error",
	        [STORE_NOT_FOUND] = "not found",
	};

	return (size_t)err < sizeof texts / sizeof texts[0] ? texts[err] : "unknown error";
}

void store_path(char *out, size_t size, const char *dir, const unsigned char lock_id[static 16])
{
	char hex[33];

	sodium_bin2hex(hex, sizeof hex, lock_id, 16);
	snprintf(out, size, "%s/%s.db", dir, hex);
}

enum store_err store_open(const char *backend, const char *dir, const unsigned char lock_id[static 16],
                          size_t record_size, struct store **out)
{
	*out = NULL;
	if (record_size == 0 || record_size > STORE_RECORD_MAX)
		return STORE_IO;
	if (strcmp(backend, "memory") == 0)
		return store_memory_open(record_size, out);
	if (strcmp(backend, "sqlite") == 0)
		return store_sqlite_open(dir, lock_id, record_size, out);
	return STORE_NOT_FOUND;
}

void store_close(struct store *s)
{
	if (s != NULL)
		s->ops->close(s);
}

void store_prepare(const struct store *s, struct store_item *item)
{
	if (item->act != STORE_ADD || item->record == NULL)
		return;
	s->ops->prepare(s, item);
	item->prepared = true;
}

enum store_err store_put(struct store *s, struct store_item *items, size_t count)
{
	return count == 0 ? STORE_OK : s->ops->put(s, items, count);
}

enum store_err store_expire(struct store *s, uint16_t today, uint64_t *erased)
{
	return s->ops->expire(s, today, erased);
}

enum store_err store_reserve(struct store *s, uint64_t count)
{
	return s->ops->reserve(s, count);
}

enum store_err store_tidy(struct store *s)
{
	return s->ops->tidy(s);
}

void store_touch(struct store *s)
{
	s->ops->touch(s);
}

enum store_err store_ids(struct store *s, bool (*each)(void *context, const unsigned char *id), void *context)
{
	return s->ops->ids(s, each, context);
}

enum store_err store_get(struct store *s, const unsigned char id[static STORE_ID_BYTES], unsigned char *record)
{
	return s->ops->get(s, id, record);
}

uint64_t store_count(struct store *s)
{
	return s->ops->count(s);
}

enum store_err store_spent(struct store *s, const unsigned char slip[static STORE_ID_BYTES], bool *spent)
{
	return s->ops->spent(s, slip, spent);
}

enum store_err store_ready(struct store *s)
{
	return s->ops->ready(s);
}
