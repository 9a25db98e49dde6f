#include "server/store_layout.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/store_disk.h"

void layout_init(struct layout *l, size_t record_size, uint64_t holes)
{
	cells_init(&l->cells, record_size);
	l->holes = holes;
	randombytes_buf(l->place_key, sizeof l->place_key);
}

enum store_err layout_read(struct layout *l, struct base *b, size_t record_size)
{
	sqlite3_stmt *row = base_bind(b, BASE_READ_LAYOUT, 0, NULL, 0);
	int result = sqlite3_step(row);
	enum store_err err = base_err(b, result);

	if (err != STORE_OK)
		goto out;
	err = STORE_DAMAGED;
	if (result != SQLITE_ROW || sqlite3_column_int64(row, 0) != (sqlite3_int64)record_size ||
	    sqlite3_column_bytes(row, 2) != HOLES_KEY_BYTES)
		goto out;
	l->holes = (uint64_t)sqlite3_column_int64(row, 1);
	if (l->holes < HOLES_BAY || l->holes > HOLES_MAX || (l->holes & (l->holes - 1)) != 0)
		goto out;
	memcpy(l->place_key, sqlite3_column_blob(row, 2), HOLES_KEY_BYTES);
	cells_init(&l->cells, record_size);
	err = STORE_OK;
out:
	sqlite3_reset(row);
	return err;
}

static enum store_err write_layout(const struct layout *l, struct base *b)
{
	sqlite3_stmt *row = b->statements[BASE_WRITE_LAYOUT];

	sqlite3_bind_int64(row, 1, (sqlite3_int64)l->cells.record_size);
	sqlite3_bind_int64(row, 2, (sqlite3_int64)l->holes);
	sqlite3_bind_blob(row, 3, l->place_key, HOLES_KEY_BYTES, SQLITE_STATIC);
	sqlite3_step(row);
	return base_err(b, sqlite3_reset(row));
}

static enum store_err write_empty_cells(const struct layout *l, struct base *b, unsigned char *cell)
{
	enum store_err err = STORE_OK;

	for (uint64_t hole = 0; err == STORE_OK && hole < l->holes; hole++) {
		cell_write_empty(&l->cells, cell, hole);
		err = base_run(b, BASE_ADD_CELL, hole, cell, l->cells.cell_size);
	}
	return err;
}

static enum store_err write_taken_cells(const struct layout *l, struct base *b, unsigned char *cell,
                                        const struct cell_source *source)
{
	struct holes holes;
	struct dice dice = {0};
	const unsigned char *old = NULL;
	enum store_err err = STORE_NOMEM;

	if (!holes_init(&holes, l->holes, l->place_key))
		goto out;
	while ((err = source->next(source->context, &old)) == STORE_OK && old != NULL) {
		struct place place = holes_place(&holes, cell_id(old));
		uint64_t hole = holes_pick(&holes, place, &dice);

		if (hole == HOLE_NONE) {
			err = STORE_FULL;
			break;
		}
		cell_write_moved(&l->cells, cell, hole, old);
		err = base_run(b, BASE_FILL_CELL, hole, cell, l->cells.cell_size);
		if (err != STORE_OK)
			break;
		holes_take(&holes, hole, place.tag);
	}
out:
	holes_release(&holes);
	return err;
}

static enum store_err write_tables(const struct layout *l, struct base *b, const struct cell_source *source)
{
	unsigned char *cell = malloc(l->cells.cell_size);
	enum store_err err = STORE_NOMEM;

	if (cell == NULL)
		goto out;
	if ((err = base_run(b, BASE_BEGIN, 0, NULL, 0)) != STORE_OK)
		goto out;
	if ((err = write_layout(l, b)) != STORE_OK)
		goto out;
	if ((err = write_empty_cells(l, b, cell)) != STORE_OK)
		goto out;
	if (source != NULL && (err = write_taken_cells(l, b, cell, source)) != STORE_OK)
		goto out;
	if ((err = base_run(b, BASE_COMMIT, 0, NULL, 0)) != STORE_OK)
		goto out;
	err = base_err(b, sqlite3_exec(b->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL));
out:
	free(cell);
	return err;
}

static enum store_err sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum store_err err = STORE_OK;

	if (fd < 0 || fsync(fd) != 0)
		err = disk_err(errno);
	if (fd >= 0)
		close(fd);
	return err;
}

static enum store_err create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return disk_err(errno);
	close(fd);
	return STORE_OK;
}

static bool new_path(char *out, size_t size, const char *path)
{
	int len = snprintf(out, size, "%s-new", path);

	return len > 0 && (size_t)len < size;
}

void layout_forget(const char *path)
{
	static const char *const suffixes[] = {"-new", "-new-wal", "-new-journal"};
	char left[STORE_PATH_MAX];

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		int len = snprintf(left, sizeof left, "%s%s", path, suffixes[i]);

		if (len > 0 && (size_t)len < sizeof left)
			unlink(left);
	}
}

enum store_err layout_build(const struct layout *l, const char *path, const struct cell_source *source)
{
	char path_new[STORE_PATH_MAX];
	struct base builder = {0};
	enum store_err err;

	if (!new_path(path_new, sizeof path_new, path))
		return STORE_IO;
	layout_forget(path);
	if ((err = create(path_new)) != STORE_OK)
		return err;
	if ((err = base_open(&builder, path_new, BASE_BUILDER, l->cells.page_size)) == STORE_OK)
		err = write_tables(l, &builder, source);
	base_close(&builder);
	if (err == STORE_OK)
		err = sync_file(path_new);
	if (err != STORE_OK)
		layout_forget(path);
	return err;
}

enum store_err layout_install(const char *path)
{
	char path_new[STORE_PATH_MAX];

	if (!new_path(path_new, sizeof path_new, path))
		return STORE_IO;
	if (rename(path_new, path) != 0)
		return disk_err(errno);
	return disk_sync_folder(path);
}
