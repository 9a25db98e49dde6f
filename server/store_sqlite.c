/* The store in SQLite files: pigeonholes, one file a lock. docs/decisions/0002-pigeonholes.md has the reasons and
 * measurements.
 *
 * One thread puts, tidies, reserves and touches, and only it uses the file's writer and changes its holes. The file's
 * reader is used with `reading` held; so is the file opened and laid out anew. Lock order: reading, then the file's
 * marking. */
#include <pthread.h>
#include <stdlib.h>

#include "server/store_change.h"
#include "server/store_ops.h"

/* Bytes in the log after which its pages are moved into the database during a burst: measured, see the decision. */
#define LOG_BYTES (UINT64_C(32) << 20)

struct sqlite_store {
	struct store store;
	struct store_file file;
	pthread_mutex_t reading;

	/* The putting thread's alone: */
	struct change change;
	uint64_t in_log;  /* cells in the log */
	uint64_t grow_at; /* after laying out anew failed: not before so many records are there */
};

static struct sqlite_store *self(struct store *s)
{
	return (struct sqlite_store *)s;
}

/* --- putting --- */

static void sqlite_prepare(const struct store *store, struct store_item *item)
{
	const struct sqlite_store *s = (const struct sqlite_store *)store;

	item->check = cell_check(&s->file.cells, item->id, item->record);
}

static enum store_err sqlite_tidy(struct store *store)
{
	struct sqlite_store *s = self(store);
	enum store_err err;

	if (s->in_log == 0 || s->file.writer.db == NULL)
		return STORE_OK;
	err = file_tidy(&s->file);
	if (err == STORE_OK)
		s->in_log = 0;
	return err;
}

static enum store_err grow(struct sqlite_store *s, uint64_t holes)
{
	enum store_err err;

	pthread_mutex_lock(&s->reading);
	err = sqlite_tidy(&s->store);
	if (err == STORE_OK)
		err = file_grow(&s->file, holes);
	pthread_mutex_unlock(&s->reading);
	return err;
}

/* Lays the table out anew when it would get crowded. When that cannot be done for now (the disk is full), there is
 * still room in the bays: goes on, and tries again some records later. */
static void make_room(struct sqlite_store *s, size_t count)
{
	const struct holes *holes = &s->file.holes;

	if (!holes_crowded(holes, count) || holes->used < s->grow_at)
		return;
	if (grow(s, holes_for(holes->used + count)) != STORE_OK)
		s->grow_at = holes->used + holes->count / 64;
}

/* Whether the file may be written to; opens it again when that failed at an earlier time. */
static enum store_err writable(struct sqlite_store *s)
{
	enum store_err err = STORE_OK;

	if (s->file.writer.db == NULL && !atomic_load(&s->file.damaged)) {
		pthread_mutex_lock(&s->reading);
		err = file_open(&s->file);
		pthread_mutex_unlock(&s->reading);
	}
	return err == STORE_OK ? file_writable(&s->file) : err;
}

/* What is in the log is durable there; moving it on may wait for a reader. */
static void move_on(struct sqlite_store *s, size_t count)
{
	s->in_log += count;
	if (s->in_log * s->file.cells.page_size >= LOG_BYTES &&
	    sqlite3_wal_checkpoint_v2(s->file.writer.db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK)
		s->in_log = 1; /* the next commit begins it anew, but what it held is still to be wiped */
}

/* How many cells a batch may write. */
static size_t cells_of(const struct store_item *items, size_t count)
{
	size_t cells = change_holes(items, count);

	for (size_t i = 0; i < count; i++)
		cells += items[i].act == STORE_MARK ? items[i].count : items[i].act == STORE_ERASE;
	return cells;
}

static enum store_err sqlite_put(struct store *store, struct store_item *items, size_t count)
{
	struct sqlite_store *s = self(store);
	enum store_err err = writable(s);

	if (err != STORE_OK)
		return err;
	make_room(s, change_holes(items, count));
	if ((err = writable(s)) != STORE_OK)
		return err;
	err = file_note(&s->file, change_put(&s->change, items, count));
	if (err == STORE_OK)
		move_on(s, cells_of(items, count));
	return err;
}

static enum store_err sqlite_expire(struct store *store, uint16_t today, uint64_t *erased)
{
	struct sqlite_store *s = self(store);
	enum store_err err;

	*erased = 0;
	if (s->file.writer.db == NULL || s->file.next_due > today)
		return STORE_OK;
	if ((err = writable(s)) != STORE_OK)
		return err;
	pthread_mutex_lock(&s->reading);
	err = file_note(&s->file, change_expire(&s->change, today, erased));
	pthread_mutex_unlock(&s->reading);
	move_on(s, *erased);
	return err;
}

static enum store_err sqlite_reserve(struct store *store, uint64_t count)
{
	struct sqlite_store *s = self(store);
	enum store_err err = writable(s);

	if (err != STORE_OK || holes_for(count) <= s->file.holes.count)
		return err;
	return grow(s, holes_for(count));
}

static void sqlite_touch(struct store *store)
{
	disk_touch(self(store)->file.path);
}

/* --- reading --- */

struct listing {
	bool (*each)(void *context, const unsigned char *id);
	void *context;
};

static bool list_if_taken(void *context, uint64_t hole, const unsigned char *cell)
{
	struct listing *listing = context;

	(void)hole;
	return cell_kind(cell) != CELL_RECORD || listing->each(listing->context, cell_id(cell));
}

static enum store_err not_open(struct sqlite_store *s)
{
	return atomic_load(&s->file.damaged) ? STORE_DAMAGED : STORE_IO;
}

static enum store_err sqlite_ids(struct store *store, bool (*each)(void *context, const unsigned char *id),
                                 void *context)
{
	struct sqlite_store *s = self(store);
	struct listing listing = {.each = each, .context = context};
	enum store_err err;

	pthread_mutex_lock(&s->reading);
	if (s->file.reader.db != NULL)
		err = file_walk(&s->file, 0, s->file.holes.count, list_if_taken, &listing);
	else
		err = not_open(s);
	pthread_mutex_unlock(&s->reading);
	return err;
}

static enum store_err sqlite_get(struct store *store, const unsigned char *id, unsigned char *record)
{
	struct sqlite_store *s = self(store);
	enum store_err err;
	bool found = false;

	pthread_mutex_lock(&s->reading);
	err = s->file.reader.db != NULL ? file_look(&s->file, id, &found, record) : not_open(s);
	pthread_mutex_unlock(&s->reading);
	return err == STORE_OK && !found ? STORE_NOT_FOUND : err;
}

static uint64_t sqlite_count(struct store *store)
{
	return atomic_load(&self(store)->file.records);
}

static enum store_err sqlite_spent(struct store *store, const unsigned char *slip, bool *spent)
{
	struct sqlite_store *s = self(store);
	enum store_err err;
	uint64_t hole = HOLE_NONE;

	pthread_mutex_lock(&s->reading);
	err = s->file.reader.db != NULL ? file_find(&s->file, &s->file.reader, CELL_SLIP, slip, &hole, NULL)
	                                : not_open(s);
	pthread_mutex_unlock(&s->reading);
	*spent = hole != HOLE_NONE;
	return err;
}

static enum store_err sqlite_ready(struct store *store)
{
	struct sqlite_store *s = self(store);

	return atomic_load(&s->file.damaged) ? STORE_DAMAGED : disk_ready(&s->file.disk, s->file.path);
}

static void sqlite_close(struct store *store)
{
	struct sqlite_store *s = self(store);

	sqlite_tidy(store);
	file_release(&s->file);
	change_release(&s->change);
	pthread_mutex_destroy(&s->reading);
	free(s);
}

static const struct store_ops sqlite_ops = {
        .close = sqlite_close,
        .prepare = sqlite_prepare,
        .put = sqlite_put,
        .expire = sqlite_expire,
        .reserve = sqlite_reserve,
        .tidy = sqlite_tidy,
        .touch = sqlite_touch,
        .ids = sqlite_ids,
        .get = sqlite_get,
        .count = sqlite_count,
        .spent = sqlite_spent,
        .ready = sqlite_ready,
};

enum store_err store_sqlite_open(const char *dir, const unsigned char lock_id[static 16], size_t record_size,
                                 struct store **out)
{
	struct sqlite_store *s = calloc(1, sizeof *s);
	enum store_err err = STORE_NOMEM;

	if (s == NULL)
		return STORE_NOMEM;
	s->store.ops = &sqlite_ops;
	pthread_mutex_init(&s->reading, NULL);
	file_init(&s->file, dir, lock_id, record_size);
	if (change_init(&s->change, &s->file) && (err = file_make(&s->file)) == STORE_OK)
		err = file_open(&s->file);
	if (err != STORE_OK && err != STORE_DAMAGED) {
		sqlite_close(&s->store);
		return err;
	}
	*out = &s->store;
	return err;
}
