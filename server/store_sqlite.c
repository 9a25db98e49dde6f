/* The store in SQLite files: pigeonholes, one file a lock. docs/decisions/0002-pigeonholes.md has the reasons and measurements.
 *
 * Two connections: the writer's, used by the one thread that puts, and the reader's, used by whoever holds `reading`. Only the putting
 * thread changes the holes, and it does so holding `marking`. Lock order: reading, then marking. */
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store_base.h"
#include "server/store_disk.h"
#include "server/store_holes.h"
#include "server/store_layout.h"
#include "server/store_log.h"
#include "server/store_ops.h"

/* Frames in the log after which its pages are moved into the database during a burst: measured, see the decision. */
#define LOG_FRAMES 8000
/* Cells that a listing reads at a time: between, the log can be wiped. */
#define READ_AHEAD 1024u

/* What became of one item, until its commit stands. */
struct placed {
	uint32_t item;
	uint64_t hole; /* HOLE_NONE: known */
};

struct sqlite_store {
	struct store store;
	char path[STORE_PATH_MAX];
	size_t record_size;
	struct cells sizes; /* constant */
	struct disk disk;

	pthread_mutex_t reading;
	struct base reader;

	pthread_mutex_t marking;
	struct layout layout;
	struct holes holes;

	/* The putting thread's alone: */
	struct base writer;
	unsigned char *cell; /* heap, one cell */
	struct placed *placed;
	size_t placed_max;
	struct dice dice;
	uint64_t in_log; /* records in the log */
	uint64_t grow_at; /* after laying out anew failed: not before so many records are there */

	atomic_bool damaged;
};

static struct sqlite_store *self(struct store *s)
{
	return (struct sqlite_store *)s;
}

/* --- opening ----------------------------------------------------------------------------------------------------------- */

static enum store_err note(struct sqlite_store *s, enum store_err err)
{
	if (err == STORE_DAMAGED)
		atomic_store(&s->damaged, true);
	return err;
}

static enum store_err check_cell(struct sqlite_store *s, sqlite3_stmt *row, const unsigned char **cell)
{
	uint64_t hole = (uint64_t)sqlite3_column_int64(row, 0);

	*cell = sqlite3_column_blob(row, 1);
	if ((size_t)sqlite3_column_bytes(row, 1) != s->layout.cells.cell_size || !cell_intact(&s->layout.cells, *cell, hole))
		return STORE_DAMAGED;
	return STORE_OK;
}

/* Reads the cells from `from` to before `to` and marks the taken ones that are intact. */
static enum store_err mark_cells(struct sqlite_store *s, uint64_t from, uint64_t to)
{
	sqlite3_stmt *rows = s->reader.statements[BASE_READ_CELLS];
	enum store_err err = STORE_OK;
	uint64_t seen = 0;
	int result;

	sqlite3_bind_int64(rows, 1, (sqlite3_int64)from);
	sqlite3_bind_int64(rows, 2, (sqlite3_int64)to);
	while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
		uint64_t hole = (uint64_t)sqlite3_column_int64(rows, 0);
		const unsigned char *cell;

		seen++;
		if (check_cell(s, rows, &cell) != STORE_OK)
			err = STORE_DAMAGED;
		else if (cell_taken(cell))
			holes_take(&s->holes, hole, holes_place(&s->holes, cell_id(cell)).tag);
	}
	sqlite3_reset(rows);
	if (result != SQLITE_DONE)
		return base_err(&s->reader, result);
	return seen == to - from ? err : STORE_DAMAGED;
}

/* Looks at every cell. Goes on after damage, so that what is intact can be read. */
static enum store_err mark_all(struct sqlite_store *s)
{
	enum store_err err = STORE_OK;

	for (uint64_t hole = 0; hole < s->holes.count; hole += READ_AHEAD) {
		enum store_err part = mark_cells(s, hole, hole + READ_AHEAD);

		if (part != STORE_OK && part != STORE_DAMAGED)
			return part;
		if (part == STORE_DAMAGED)
			err = part;
	}
	return err;
}

static void disconnect(struct sqlite_store *s)
{
	base_close(&s->reader);
	base_close(&s->writer);
	holes_release(&s->holes);
	free(s->cell);
	s->cell = NULL;
	s->in_log = 0;
}

/* Opens the file that is there. With STORE_DAMAGED the reader stays open as far as the file allows. */
static enum store_err connect(struct sqlite_store *s)
{
	enum store_err err = log_check(s->path);

	if (note(s, err) != STORE_OK && err != STORE_DAMAGED)
		return err;
	if ((err = base_open(&s->reader, s->path, BASE_READER, 4096)) != STORE_OK)
		return note(s, err);
	if ((err = layout_read(&s->layout, &s->reader, s->record_size)) != STORE_OK) {
		base_close(&s->reader);
		return note(s, err);
	}
	if (!holes_init(&s->holes, s->layout.holes, s->layout.place_key) || (s->cell = malloc(s->layout.cells.cell_size)) == NULL)
		return STORE_NOMEM;
	if ((err = note(s, mark_all(s))) != STORE_OK)
		return err;
	if (atomic_load(&s->damaged))
		return STORE_DAMAGED;
	if ((err = note(s, base_open(&s->writer, s->path, BASE_WRITER, s->layout.cells.page_size))) != STORE_OK)
		return err;
	if ((err = disk_identify(&s->disk, s->path)) != STORE_OK)
		return err;
	return note(s, base_err(&s->writer, log_wipe(s->writer.db)));
}

static enum store_err make_if_missing(struct sqlite_store *s)
{
	struct layout layout;
	enum store_err err;

	if (access(s->path, F_OK) == 0)
		return STORE_OK;
	layout_init(&layout, s->record_size, HOLES_BAY);
	if ((err = layout_build(&layout, s->path, NULL)) != STORE_OK)
		return err;
	return layout_install(s->path);
}

/* --- putting ----------------------------------------------------------------------------------------------------------- */

static void mark(struct sqlite_store *s, uint64_t hole, uint16_t tag)
{
	pthread_mutex_lock(&s->marking);
	if (tag != 0)
		holes_take(&s->holes, hole, tag);
	else
		holes_vacate(&s->holes, hole);
	pthread_mutex_unlock(&s->marking);
}

/* Looks the id up through one of the connections: *hole is HOLE_NONE when it is not there. With record, copies it. */
static enum store_err find(struct sqlite_store *s, struct base *b, const unsigned char *id, uint64_t *hole, unsigned char *record)
{
	struct place place = holes_place(&s->holes, id);
	uint64_t from = place.bay;
	enum store_err err = STORE_OK;
	bool found = false;

	while (err == STORE_OK && !found) {
		sqlite3_stmt *row;
		const unsigned char *cell;
		int result;

		pthread_mutex_lock(&s->marking);
		*hole = holes_candidate(&s->holes, place, from);
		pthread_mutex_unlock(&s->marking);
		if (*hole == HOLE_NONE)
			return STORE_OK;
		from = *hole + 1;
		row = base_bind(b, BASE_READ_CELL, *hole, NULL, 0);
		result = sqlite3_step(row);
		err = base_err(b, result);
		cell = result == SQLITE_ROW ? sqlite3_column_blob(row, 0) : NULL;
		if (err == STORE_OK && (cell == NULL || (size_t)sqlite3_column_bytes(row, 0) != s->layout.cells.cell_size ||
		                        !cell_intact(&s->layout.cells, cell, *hole)))
			err = STORE_DAMAGED;
		found = err == STORE_OK && cell_taken(cell) && memcmp(cell_id(cell), id, STORE_ID_BYTES) == 0;
		if (found && record != NULL)
			memcpy(record, cell_record(cell), s->record_size);
		sqlite3_reset(row);
	}
	return note(s, err);
}

static void sqlite_prepare(const struct store *store, struct store_item *item)
{
	item->check = cell_check(&((const struct sqlite_store *)store)->sizes, item->id, item->record);
}

static enum store_err put_one(struct sqlite_store *s, const struct store_item *item, uint64_t *hole)
{
	struct place place = holes_place(&s->holes, item->id);
	uint64_t known;
	enum store_err err = find(s, &s->writer, item->id, &known, NULL);

	*hole = HOLE_NONE;
	if (err != STORE_OK || known != HOLE_NONE)
		return err;
	*hole = holes_pick(&s->holes, place, &s->dice);
	if (*hole == HOLE_NONE)
		return STORE_FULL;
	cell_write(&s->layout.cells, s->cell, *hole, item->id, item->record,
	           item->prepared ? item->check : cell_check(&s->layout.cells, item->id, item->record));
	mark(s, *hole, place.tag);
	err = base_run(&s->writer, BASE_FILL_CELL, *hole, s->cell, s->layout.cells.cell_size);
	return err == STORE_OK && sqlite3_changes(s->writer.db) != 1 ? STORE_DAMAGED : err;
}

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
		s->placed[j] = (struct placed){.item = i, .hole = HOLE_NONE};
	}
	return true;
}

/* Runs the batch as one transaction. On an error nothing of it stands. */
static enum store_err commit(struct sqlite_store *s, const struct store_item *items, size_t count)
{
	enum store_err err = base_run(&s->writer, BASE_BEGIN, 0, NULL, 0);
	size_t done = 0;

	if (err != STORE_OK)
		return err;
	while (err == STORE_OK && done < count) {
		err = put_one(s, &items[s->placed[done].item], &s->placed[done].hole);
		done++;
	}
	if (err == STORE_OK)
		err = base_run(&s->writer, BASE_COMMIT, 0, NULL, 0);
	if (err == STORE_OK)
		return STORE_OK;
	if (!sqlite3_get_autocommit(s->writer.db))
		base_run(&s->writer, BASE_ROLLBACK, 0, NULL, 0);
	for (size_t i = 0; i < done; i++)
		if (s->placed[i].hole != HOLE_NONE && s->holes.tags[s->placed[i].hole] != 0)
			mark(s, s->placed[i].hole, 0);
	return err;
}

static enum store_err grow(struct sqlite_store *s, uint64_t holes);

/* Lays the table out anew when it would get crowded. When that cannot be done for now (the disk is full), there is still room in
 * the bays: goes on, and tries again some records later. */
static void make_room(struct sqlite_store *s, size_t count)
{
	if (!holes_crowded(&s->holes, count) || s->holes.used < s->grow_at)
		return;
	if (grow(s, holes_for(s->holes.used + count)) != STORE_OK)
		s->grow_at = s->holes.used + s->holes.count / 64;
}

static enum store_err writable(struct sqlite_store *s)
{
	enum store_err err;

	if (atomic_load(&s->damaged))
		return STORE_DAMAGED;
	if (s->writer.db == NULL) {
		pthread_mutex_lock(&s->reading);
		disconnect(s);
		err = connect(s);
		pthread_mutex_unlock(&s->reading);
		if (err != STORE_OK)
			return err;
	}
	return note(s, disk_same(&s->disk, s->path));
}

static enum store_err sqlite_put(struct store *store, struct store_item *items, size_t count)
{
	struct sqlite_store *s = self(store);
	enum store_err err = writable(s);

	if (err != STORE_OK)
		return err;
	make_room(s, count);
	if ((err = writable(s)) != STORE_OK)
		return err;
	if (!shuffle(s, count))
		return STORE_NOMEM;
	if ((err = note(s, commit(s, items, count))) != STORE_OK)
		return err;
	for (size_t i = 0; i < count; i++)
		items[s->placed[i].item].outcome = s->placed[i].hole != HOLE_NONE ? STORE_TAKEN : STORE_KNOWN;
	s->in_log += count;
	/* What is in the log is durable; moving it on may wait for a reader. */
	if (s->in_log >= LOG_FRAMES && sqlite3_wal_checkpoint_v2(s->writer.db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK)
		s->in_log = 1;
	return STORE_OK;
}

static enum store_err sqlite_tidy(struct store *store)
{
	struct sqlite_store *s = self(store);
	enum store_err err;

	if (s->in_log == 0 || s->writer.db == NULL)
		return STORE_OK;
	err = note(s, base_err(&s->writer, log_wipe(s->writer.db)));
	if (err == STORE_OK)
		s->in_log = 0;
	return err;
}

static void sqlite_touch(struct store *store)
{
	disk_touch(self(store)->path);
}

/* --- growing ----------------------------------------------------------------------------------------------------------- */

struct walk {
	struct sqlite_store *s;
	uint64_t next;
};

static enum store_err next_taken(void *context, const unsigned char **cell)
{
	struct walk *walk = context;
	struct sqlite_store *s = walk->s;
	sqlite3_stmt *row;
	int result;

	sqlite3_reset(s->reader.statements[BASE_READ_CELL]);
	while (walk->next < s->holes.count && s->holes.tags[walk->next] == 0)
		walk->next++;
	*cell = NULL;
	if (walk->next == s->holes.count)
		return STORE_OK;
	row = base_bind(&s->reader, BASE_READ_CELL, walk->next, NULL, 0);
	result = sqlite3_step(row);
	if (result != SQLITE_ROW)
		return result == SQLITE_DONE ? STORE_DAMAGED : base_err(&s->reader, result);
	*cell = sqlite3_column_blob(row, 0);
	if ((size_t)sqlite3_column_bytes(row, 0) != s->layout.cells.cell_size || !cell_intact(&s->layout.cells, *cell, walk->next))
		return STORE_DAMAGED;
	walk->next++;
	return STORE_OK;
}

/* Builds the new file while the old one is still whole, then changes the one for the other. Nobody reads meanwhile. */
static enum store_err grow(struct sqlite_store *s, uint64_t holes)
{
	struct walk walk = {.s = s};
	struct cell_source source = {.context = &walk, .next = next_taken};
	struct layout wider;
	enum store_err err;

	layout_init(&wider, s->record_size, holes);
	pthread_mutex_lock(&s->reading);
	s->in_log++;
	if ((err = sqlite_tidy(&s->store)) != STORE_OK)
		goto out;
	err = layout_build(&wider, s->path, &source);
	sqlite3_reset(s->reader.statements[BASE_READ_CELL]);
	if (note(s, err) != STORE_OK)
		goto out;
	disconnect(s);
	err = layout_install(s->path);
	if (err == STORE_OK)
		err = connect(s);
out:
	pthread_mutex_unlock(&s->reading);
	return err;
}

static enum store_err sqlite_reserve(struct store *store, uint64_t count)
{
	struct sqlite_store *s = self(store);
	enum store_err err = writable(s);

	if (err != STORE_OK || holes_for(count) <= s->holes.count)
		return err;
	return grow(s, holes_for(count));
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

/* Calls each for the ids from `from` to before `to`. */
static enum store_err list(struct sqlite_store *s, uint64_t from, uint64_t to, bool (*each)(void *, const unsigned char *),
                           void *context, bool *go_on)
{
	sqlite3_stmt *rows = s->reader.statements[BASE_READ_CELLS];
	int result = SQLITE_DONE;

	sqlite3_bind_int64(rows, 1, (sqlite3_int64)from);
	sqlite3_bind_int64(rows, 2, (sqlite3_int64)to);
	while (*go_on && (result = sqlite3_step(rows)) == SQLITE_ROW) {
		const unsigned char *cell;

		if (check_cell(s, rows, &cell) != STORE_OK)
			note(s, STORE_DAMAGED);
		else if (cell_taken(cell))
			*go_on = each(context, cell_id(cell));
	}
	sqlite3_reset(rows);
	return note(s, base_err(&s->reader, result));
}

static enum store_err sqlite_ids(struct store *store, bool (*each)(void *context, const unsigned char *id), void *context)
{
	struct sqlite_store *s = self(store);
	enum store_err err = STORE_OK;
	bool go_on = true;

	pthread_mutex_lock(&s->reading);
	if (s->reader.db == NULL)
		err = atomic_load(&s->damaged) ? STORE_DAMAGED : STORE_IO;
	for (uint64_t hole = 0; go_on && (err == STORE_OK || err == STORE_DAMAGED) && hole < s->holes.count; hole += READ_AHEAD)
		err = list(s, hole, hole + READ_AHEAD, each, context, &go_on);
	pthread_mutex_unlock(&s->reading);
	return err == STORE_OK && atomic_load(&s->damaged) ? STORE_DAMAGED : err;
}

static enum store_err sqlite_get(struct store *store, const unsigned char *id, unsigned char *record)
{
	struct sqlite_store *s = self(store);
	enum store_err err;
	uint64_t hole = HOLE_NONE;

	pthread_mutex_lock(&s->reading);
	if (s->reader.db != NULL)
		err = find(s, &s->reader, id, &hole, record);
	else
		err = atomic_load(&s->damaged) ? STORE_DAMAGED : STORE_IO;
	pthread_mutex_unlock(&s->reading);
	return err == STORE_OK && hole == HOLE_NONE ? STORE_NOT_FOUND : err;
}

static uint64_t sqlite_count(struct store *store)
{
	struct sqlite_store *s = self(store);
	uint64_t count;

	pthread_mutex_lock(&s->marking);
	count = s->holes.used;
	pthread_mutex_unlock(&s->marking);
	return count;
}

static enum store_err sqlite_ready(struct store *store)
{
	struct sqlite_store *s = self(store);

	return atomic_load(&s->damaged) ? STORE_DAMAGED : disk_ready(&s->disk, s->path);
}

static void sqlite_close(struct store *store)
{
	struct sqlite_store *s = self(store);

	sqlite_tidy(store);
	disconnect(s);
	free(s->placed);
	disk_release(&s->disk);
	pthread_mutex_destroy(&s->reading);
	pthread_mutex_destroy(&s->marking);
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
	.ready = sqlite_ready,
};

enum store_err store_sqlite_open(const char *dir, const unsigned char lock_id[static 16], size_t record_size, struct store **out)
{
	struct sqlite_store *s = calloc(1, sizeof *s);
	enum store_err err;

	if (s == NULL)
		return STORE_NOMEM;
	s->store.ops = &sqlite_ops;
	s->record_size = record_size;
	cells_init(&s->sizes, record_size);
	store_path(s->path, sizeof s->path, dir, lock_id);
	pthread_mutex_init(&s->reading, NULL);
	pthread_mutex_init(&s->marking, NULL);
	disk_init(&s->disk);
	err = make_if_missing(s);
	if (err == STORE_OK)
		err = connect(s);
	if (err != STORE_OK && err != STORE_DAMAGED) {
		sqlite_close(&s->store);
		return err;
	}
	*out = &s->store;
	return err;
}
