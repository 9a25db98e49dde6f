#include "server/store_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store_log.h"

/* Cells that are read at a time: in between the log can be wiped. */
#define READ_AHEAD 1024u

void file_init(struct store_file *f, const char *dir, const unsigned char lock_id[static 16], size_t record_size)
{
	*f = (struct store_file){0};
	store_path(f->path, sizeof f->path, dir, lock_id);
	cells_init(&f->cells, record_size);
	disk_init(&f->disk);
	pthread_mutex_init(&f->marking, NULL);
}

void file_release(struct store_file *f)
{
	file_close(f);
	disk_release(&f->disk);
	pthread_mutex_destroy(&f->marking);
}

enum store_err file_note(struct store_file *f, enum store_err err)
{
	if (err == STORE_DAMAGED)
		atomic_store(&f->damaged, true);
	return err;
}

enum store_err file_make(struct store_file *f)
{
	struct layout layout;
	enum store_err err;

	if (access(f->path, F_OK) == 0)
		return STORE_OK;
	layout_init(&layout, f->cells.record_size, HOLES_BAY);
	if ((err = layout_build(&layout, f->path, NULL)) != STORE_OK)
		return err;
	return layout_install(f->path);
}

/* --- opening --- */

static bool mark_if_taken(void *context, uint64_t hole, const unsigned char *cell)
{
	struct store_file *f = context;

	if (cell_kind(cell) != CELL_EMPTY)
		holes_take(&f->holes, hole, holes_place(&f->holes, cell_id(cell)).tag);
	if (cell_kind(cell) == CELL_RECORD)
		atomic_fetch_add(&f->records, 1);
	file_due(f, cell_due(cell));
	return true;
}

/* The reader, and from it the layout and the holes. */
static enum store_err open_reader(struct store_file *f)
{
	struct layout layout;
	enum store_err err = base_open(&f->reader, f->path, BASE_READER, f->cells.page_size);

	if (err != STORE_OK)
		return err;
	if ((err = layout_read(&layout, &f->reader, f->cells.record_size)) != STORE_OK)
		goto out;
	if (!holes_init(&f->holes, layout.holes, layout.place_key)) {
		err = STORE_NOMEM;
		goto out;
	}
	atomic_store(&f->records, 0);
	f->next_due = UINT16_MAX;
	err = file_walk(f, 0, f->holes.count, mark_if_taken, f);
	sqlite3_db_release_memory(f->reader.db);
out:
	if (err != STORE_OK && (err != STORE_DAMAGED || f->holes.count == 0))
		base_close(&f->reader);
	return err;
}

enum store_err file_open(struct store_file *f)
{
	enum store_err log = log_check(f->path), err;

	if (file_note(f, log) != STORE_OK && log != STORE_DAMAGED)
		return log;
	layout_forget(f->path);
	if ((err = file_note(f, open_reader(f))) != STORE_OK)
		return err;
	if (atomic_load(&f->damaged))
		return STORE_DAMAGED;
	if ((err = base_open(&f->writer, f->path, BASE_WRITER, f->cells.page_size)) != STORE_OK)
		goto out;
	if ((err = disk_identify(&f->disk, f->path)) != STORE_OK)
		goto out;
	err = file_tidy(f);
out:
	if (err != STORE_OK)
		base_close(&f->writer);
	if (err != STORE_OK && err != STORE_DAMAGED)
		file_close(f);
	return file_note(f, err);
}

void file_close(struct store_file *f)
{
	base_close(&f->reader);
	base_close(&f->writer);
	holes_release(&f->holes);
}

enum store_err file_writable(struct store_file *f)
{
	if (atomic_load(&f->damaged))
		return STORE_DAMAGED;
	return f->writer.db != NULL ? file_note(f, disk_same(&f->disk, f->path)) : STORE_IO;
}

/* --- cells --- */

void file_take(struct store_file *f, uint64_t hole, enum cell_kind kind, uint16_t tag)
{
	pthread_mutex_lock(&f->marking);
	holes_take(&f->holes, hole, tag);
	pthread_mutex_unlock(&f->marking);
	if (kind == CELL_RECORD)
		atomic_fetch_add(&f->records, 1);
}

void file_vacate(struct store_file *f, uint64_t hole, enum cell_kind kind)
{
	pthread_mutex_lock(&f->marking);
	holes_vacate(&f->holes, hole);
	pthread_mutex_unlock(&f->marking);
	if (kind == CELL_RECORD)
		atomic_fetch_sub(&f->records, 1);
}

void file_due(struct store_file *f, uint16_t due)
{
	if (due != STORE_KEEP && due < f->next_due)
		f->next_due = due;
}

/* The cell in a column of a row, or NULL when it is not what was written into that hole. */
static const unsigned char *cell_in(const struct store_file *f, sqlite3_stmt *row, int column, uint64_t hole)
{
	const unsigned char *cell = sqlite3_column_blob(row, column);

	if (cell == NULL || (size_t)sqlite3_column_bytes(row, column) != f->cells.cell_size ||
	    !cell_intact(&f->cells, cell, hole))
		return NULL;
	return cell;
}

enum store_err file_cell(struct store_file *f, struct base *b, uint64_t hole, const unsigned char **cell)
{
	sqlite3_stmt *row = b->statements[BASE_READ_CELL];
	int result;

	sqlite3_reset(row);
	*cell = NULL;
	result = sqlite3_step(base_bind(b, BASE_READ_CELL, hole, NULL, 0));
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return base_err(b, result);
	if (result == SQLITE_ROW)
		*cell = cell_in(f, row, 0, hole);
	return *cell != NULL ? STORE_OK : STORE_DAMAGED;
}

static uint64_t next_candidate(struct store_file *f, struct place place, uint64_t from)
{
	uint64_t hole;

	pthread_mutex_lock(&f->marking);
	hole = holes_candidate(&f->holes, place, from);
	pthread_mutex_unlock(&f->marking);
	return hole;
}

enum store_err file_find(struct store_file *f, struct base *b, enum cell_kind kind, const unsigned char *id,
                         uint64_t *hole, unsigned char *record)
{
	struct place place = holes_place(&f->holes, id);
	enum store_err err = STORE_OK;
	bool found = false;

	*hole = next_candidate(f, place, place.bay);
	while (*hole != HOLE_NONE) {
		const unsigned char *cell;

		if ((err = file_cell(f, b, *hole, &cell)) != STORE_OK)
			break;
		found = cell_is(cell, kind, id);
		if (found && record != NULL)
			memcpy(record, cell_record(cell), f->cells.record_size);
		if (found)
			break;
		*hole = next_candidate(f, place, *hole + 1);
	}
	sqlite3_reset(b->statements[BASE_READ_CELL]);
	return file_note(f, err);
}

/* The hole to read for an id, and whether it may be its own. */
static uint64_t guess(struct store_file *f, struct place place, bool *own)
{
	uint64_t hole;

	pthread_mutex_lock(&f->marking);
	hole = holes_guess(&f->holes, place);
	*own = f->holes.tags[hole] == place.tag;
	pthread_mutex_unlock(&f->marking);
	return hole;
}

enum store_err file_look(struct store_file *f, const unsigned char *id, bool *found, unsigned char *record)
{
	struct place place = holes_place(&f->holes, id);
	bool own, same;
	uint64_t hole = guess(f, place, &own);
	const unsigned char *cell;
	enum store_err err = file_cell(f, &f->reader, hole, &cell);

	*found = false;
	if (err != STORE_OK)
		goto out;
	same = sodium_memcmp(cell_id(cell), id, STORE_ID_BYTES) == 0;
	memcpy(record, cell_record(cell), f->cells.record_size);
	*found = own & same & (cell_kind(cell) == CELL_RECORD);
	/* Another id of the same tag: once in hundreds of times, whatever is there. */
	if (own & !*found) {
		uint64_t at = HOLE_NONE;

		err = file_find(f, &f->reader, CELL_RECORD, id, &at, record);
		*found = at != HOLE_NONE;
	}
out:
	sqlite3_reset(f->reader.statements[BASE_READ_CELL]);
	return file_note(f, err);
}

/* One stretch of a walk; *go_on turns false when each wants no more. */
static enum store_err walk_some(struct store_file *f, uint64_t from, uint64_t to,
                                bool (*each)(void *context, uint64_t hole, const unsigned char *cell), void *context,
                                bool *go_on)
{
	sqlite3_stmt *rows = f->reader.statements[BASE_READ_CELLS];
	uint64_t intact = 0;
	int result = SQLITE_DONE;

	sqlite3_bind_int64(rows, 1, (sqlite3_int64)from);
	sqlite3_bind_int64(rows, 2, (sqlite3_int64)to);
	while (*go_on && (result = sqlite3_step(rows)) == SQLITE_ROW) {
		uint64_t hole = (uint64_t)sqlite3_column_int64(rows, 0);
		const unsigned char *cell = cell_in(f, rows, 1, hole);

		if (cell == NULL)
			continue;
		intact++;
		*go_on = each(context, hole, cell);
	}
	sqlite3_reset(rows);
	if (result != SQLITE_DONE && result != SQLITE_ROW)
		return base_err(&f->reader, result);
	return !*go_on || intact == to - from ? STORE_OK : STORE_DAMAGED;
}

/* Goes on behind what is damaged. */
enum store_err file_walk(struct store_file *f, uint64_t from, uint64_t to,
                         bool (*each)(void *context, uint64_t hole, const unsigned char *cell), void *context)
{
	bool go_on = true, damaged = false;

	for (uint64_t hole = from; go_on && hole < to; hole += READ_AHEAD) {
		uint64_t end = to - hole < READ_AHEAD ? to : hole + READ_AHEAD;
		enum store_err err = walk_some(f, hole, end, each, context, &go_on);

		if (err != STORE_OK && err != STORE_DAMAGED)
			return err;
		damaged = damaged || err == STORE_DAMAGED;
	}
	return file_note(f, damaged ? STORE_DAMAGED : STORE_OK);
}

enum store_err file_tidy(struct store_file *f)
{
	sqlite3_db_release_memory(f->writer.db);
	return file_note(f, base_err(&f->writer, log_wipe(f->writer.db)));
}

/* --- growing --- */

struct walk {
	struct store_file *file;
	uint64_t next;
};

static enum store_err next_taken(void *context, const unsigned char **cell)
{
	struct walk *walk = context;
	struct store_file *f = walk->file;

	while (walk->next < f->holes.count && f->holes.tags[walk->next] == 0)
		walk->next++;
	*cell = NULL;
	if (walk->next == f->holes.count)
		return STORE_OK;
	return file_cell(f, &f->reader, walk->next++, cell);
}

/* A log that still holds something would be taken for the new file's. */
static bool log_is_gone(const struct store_file *f)
{
	char path_log[STORE_PATH_MAX];
	struct stat st;
	int len = snprintf(path_log, sizeof path_log, "%s-wal", f->path);

	if (len < 0 || (size_t)len >= sizeof path_log)
		return false;
	return stat(path_log, &st) == 0 ? st.st_size == 0 : errno == ENOENT;
}

/* The old file stays whole until the new one takes its name. */
enum store_err file_grow(struct store_file *f, uint64_t holes)
{
	struct walk walk = {.file = f};
	struct cell_source source = {.context = &walk, .next = next_taken};
	struct layout layout;
	enum store_err err;

	layout_init(&layout, f->cells.record_size, holes);
	err = file_note(f, layout_build(&layout, f->path, &source));
	sqlite3_reset(f->reader.statements[BASE_READ_CELL]);
	if (err != STORE_OK)
		return err;
	file_close(f);
	err = log_is_gone(f) ? layout_install(f->path) : STORE_IO;
	return err == STORE_OK ? file_open(f) : err;
}
