/* The store in SQLite files: pigeonholes, one file a lock. docs/decisions/0002-pigeonholes.md has the reasons and
 * measurements.
 *
 * One thread puts, tidies, reserves and touches, and only it uses the file's writer and changes its holes. The file's
 * reader is used with `reading` held; so is the file opened and laid out anew. Lock order: reading, then the file's
 * marking. */
#include <pthread.h>
#include <stdlib.h>

#include "server/store_dice.h"
#include "server/store_file.h"
#include "server/store_ops.h"

/* Bytes in the log after which its pages are moved into the database during a burst: measured, see the decision. */
#define LOG_BYTES (UINT64_C(32) << 20)

/* What became of one item, until its commit stands. Holes are HOLE_NONE where nothing was put or erased. */
struct placed {
	uint32_t item;
	enum store_outcome outcome;
	uint64_t hole, slip, erased;
};

struct sqlite_store {
	struct store store;
	struct store_file file;
	pthread_mutex_t reading;

	/* The putting thread's alone: */
	unsigned char *cell; /* heap, one cell */
	struct placed *placed;
	size_t placed_max;
	struct dice dice;
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

	if (item->record != NULL)
		item->check = cell_check(&s->file.cells, item->id, item->record);
}

/* Takes one of the free holes that an id may have and writes its cell there. */
static enum store_err put_cell(struct sqlite_store *s, enum cell_kind kind, const struct store_item *item,
                               uint64_t *hole)
{
	struct store_file *f = &s->file;
	struct place place = holes_place(&f->holes, kind == CELL_RECORD ? item->id : item->slip);
	uint64_t free_hole = holes_pick(&f->holes, place, &s->dice);
	enum store_err err;

	if (free_hole == HOLE_NONE)
		return STORE_FULL;
	file_take(f, free_hole, kind, place.tag);
	*hole = free_hole;
	if (kind == CELL_SLIP)
		cell_write_slip(&f->cells, s->cell, free_hole, item->slip);
	else
		cell_write(&f->cells, s->cell, free_hole, item->id, item->record,
		           item->prepared ? item->check : cell_check(&f->cells, item->id, item->record));
	err = base_run(&f->writer, BASE_FILL_CELL, free_hole, s->cell, f->cells.cell_size);
	return err == STORE_OK && sqlite3_changes(f->writer.db) != 1 ? STORE_DAMAGED : err;
}

static enum store_err is_there(struct sqlite_store *s, enum cell_kind kind, const unsigned char *id, bool *there)
{
	uint64_t hole = HOLE_NONE;
	enum store_err err = id == NULL ? STORE_OK : file_find(&s->file, &s->file.writer, kind, id, &hole, NULL);

	*there = hole != HOLE_NONE;
	return err;
}

/* The hole counts as taken until the commit stands. */
static enum store_err erase_one(struct sqlite_store *s, const struct store_item *item, struct placed *placed)
{
	struct store_file *f = &s->file;
	enum store_err err = file_find(f, &f->writer, CELL_RECORD, item->id, &placed->erased, NULL);

	placed->outcome = STORE_ERASED;
	if (err != STORE_OK || placed->erased == HOLE_NONE)
		return err;
	cell_write_empty(&f->cells, s->cell, placed->erased);
	err = base_run(&f->writer, BASE_FILL_CELL, placed->erased, s->cell, f->cells.cell_size);
	return err == STORE_OK && sqlite3_changes(f->writer.db) != 1 ? STORE_DAMAGED : err;
}

/* The record and its slip, or neither. */
static enum store_err put_one(struct sqlite_store *s, const struct store_item *item, struct placed *placed)
{
	bool known = false, spent = false;
	enum store_err err = is_there(s, CELL_RECORD, item->record != NULL ? item->id : NULL, &known);

	if (err == STORE_OK && !known)
		err = is_there(s, CELL_SLIP, item->slip, &spent);
	placed->outcome = known ? STORE_KNOWN : spent ? STORE_SPENT : STORE_TAKEN;
	if (err != STORE_OK || known || spent)
		return err;
	if (item->record != NULL)
		err = put_cell(s, CELL_RECORD, item, &placed->hole);
	if (err == STORE_OK && item->slip != NULL)
		err = put_cell(s, CELL_SLIP, item, &placed->slip);
	return err;
}

/* Fills s->placed with the items in random order (Fisher and Yates, from the inside out). */
static bool shuffle(struct sqlite_store *s, size_t count)
{
	if (count > s->placed_max) {
		struct placed *more = reallocarray(s->placed, count, sizeof *more);

		if (more == NULL)
			return false;
		s->placed = more;
		s->placed_max = count;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t j = dice_below(&s->dice, i + 1);

		s->placed[i] = s->placed[j];
		s->placed[j] = (struct placed){.item = i, .hole = HOLE_NONE, .slip = HOLE_NONE, .erased = HOLE_NONE};
	}
	return true;
}

/* Runs the batch as one transaction. On an error nothing of it stands. */
static enum store_err commit(struct sqlite_store *s, const struct store_item *items, size_t count)
{
	struct base *writer = &s->file.writer;
	enum store_err err = base_run(writer, BASE_BEGIN, 0, NULL, 0);

	if (err != STORE_OK)
		return err;
	for (size_t i = 0; err == STORE_OK && i < count; i++) {
		const struct store_item *item = &items[s->placed[i].item];

		err = item->erase ? erase_one(s, item, &s->placed[i]) : put_one(s, item, &s->placed[i]);
	}
	if (err == STORE_OK)
		err = base_run(writer, BASE_COMMIT, 0, NULL, 0);
	if (err == STORE_OK)
		return STORE_OK;
	if (!sqlite3_get_autocommit(writer->db))
		base_run(writer, BASE_ROLLBACK, 0, NULL, 0);
	for (size_t i = 0; i < count; i++) {
		if (s->placed[i].hole != HOLE_NONE)
			file_vacate(&s->file, s->placed[i].hole, CELL_RECORD);
		if (s->placed[i].slip != HOLE_NONE)
			file_vacate(&s->file, s->placed[i].slip, CELL_SLIP);
	}
	return err;
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

/* How many holes a batch may take. */
static size_t holes_of(const struct store_item *items, size_t count)
{
	size_t holes = 0;

	for (size_t i = 0; i < count; i++)
		holes += (items[i].record != NULL ? 1u : 0u) + (items[i].slip != NULL ? 1u : 0u);
	return holes;
}

/* How many cells it may empty. */
static size_t erased_of(const struct store_item *items, size_t count)
{
	size_t erased = 0;

	for (size_t i = 0; i < count; i++)
		erased += items[i].erase;
	return erased;
}

static enum store_err sqlite_put(struct store *store, struct store_item *items, size_t count)
{
	struct sqlite_store *s = self(store);
	enum store_err err = writable(s);

	if (err != STORE_OK)
		return err;
	make_room(s, holes_of(items, count));
	if ((err = writable(s)) != STORE_OK)
		return err;
	if (!shuffle(s, count))
		return STORE_NOMEM;
	if ((err = file_note(&s->file, commit(s, items, count))) != STORE_OK)
		return err;
	for (size_t i = 0; i < count; i++) {
		items[s->placed[i].item].outcome = s->placed[i].outcome;
		if (s->placed[i].erased != HOLE_NONE)
			file_vacate(&s->file, s->placed[i].erased, CELL_RECORD);
	}
	move_on(s, holes_of(items, count) + erased_of(items, count));
	return STORE_OK;
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
	uint64_t hole = HOLE_NONE;

	pthread_mutex_lock(&s->reading);
	err = s->file.reader.db != NULL ? file_find(&s->file, &s->file.reader, CELL_RECORD, id, &hole, record)
	                                : not_open(s);
	pthread_mutex_unlock(&s->reading);
	return err == STORE_OK && hole == HOLE_NONE ? STORE_NOT_FOUND : err;
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
	free(s->cell);
	free(s->placed);
	pthread_mutex_destroy(&s->reading);
	free(s);
}

static const struct store_ops sqlite_ops = {
        .close = sqlite_close,
        .prepare = sqlite_prepare,
        .put = sqlite_put,
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
	s->cell = malloc(s->file.cells.cell_size);
	if (s->cell != NULL && (err = file_make(&s->file)) == STORE_OK)
		err = file_open(&s->file);
	if (err != STORE_OK && err != STORE_DAMAGED) {
		sqlite_close(&s->store);
		return err;
	}
	*out = &s->store;
	return err;
}
