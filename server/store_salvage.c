/* Salvage: intact records and spent slips out of a damaged file and its log, without SQLite, which may no longer find
 * its way in it.
 *
 * A cell is alone on its page and ends where the page ends (a blob at the end of the only row, which SQLite puts at the
 * end of the page: sqlite.org/fileformat2.html, section 1.6), and its own check tells whether it is whole. So each page
 * of the file, and each frame of the log, is looked at by itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/store_cell.h"
#include "server/store_holes.h"
#include "server/store_log.h"

#define BATCH 64

struct salvage {
	struct cells cells;
	struct store *to;
	struct store_item items[BATCH];
	unsigned char *kept; /* heap: BATCH cells */
	unsigned char *page; /* heap */
	size_t count;
};

static enum store_err flush(struct salvage *s)
{
	enum store_err err = store_put(s->to, s->items, s->count);

	s->count = 0;
	return err;
}

static enum store_err keep(struct salvage *s, const unsigned char *cell)
{
	unsigned char *copy = s->kept + s->count * s->cells.cell_size;

	if (!cell_intact_somewhere(&s->cells, cell, HOLES_MAX) || cell_kind(cell) == CELL_EMPTY)
		return STORE_OK;
	memcpy(copy, cell, s->cells.cell_size);
	s->items[s->count++] =
	        cell_kind(cell) == CELL_SLIP
	                ? (struct store_item){.slip = cell_id(copy)}
	                : (struct store_item){.id = cell_id(copy), .record = cell_record(copy), .due = cell_due(copy)};
	return s->count == BATCH ? flush(s) : STORE_OK;
}

/* Looks at pages that follow each other in a file, each behind `gap` bytes, from `from` on. */
static enum store_err read_pages(struct salvage *s, const char *path, size_t from, size_t gap)
{
	FILE *file = fopen(path, "rb");
	enum store_err err = STORE_OK;

	if (file == NULL)
		return errno == ENOENT ? STORE_OK : STORE_IO;
	if (fseeko(file, (off_t)from, SEEK_SET) != 0)
		err = STORE_IO;
	while (err == STORE_OK && fread(s->page, gap + s->cells.page_size, 1, file) == 1)
		err = keep(s, s->page + gap + s->cells.page_size - s->cells.cell_size);
	if (err == STORE_OK && ferror(file))
		err = STORE_IO;
	fclose(file);
	return err == STORE_OK ? flush(s) : err;
}

static enum store_err read_all(struct salvage *s, const char *path)
{
	char path_log[STORE_PATH_MAX];
	enum store_err err;
	int len = snprintf(path_log, sizeof path_log, "%s-wal", path);

	if (len < 0 || (size_t)len >= sizeof path_log)
		return STORE_IO;
	if (access(path, R_OK) != 0)
		return STORE_NOT_FOUND;
	if ((err = read_pages(s, path, 0, 0)) != STORE_OK)
		return err;
	return read_pages(s, path_log, LOG_HEADER_BYTES, LOG_FRAME_HEAD_BYTES);
}

enum store_err store_salvage(const char *dir, const unsigned char lock_id[static 16], size_t record_size,
                             const char *to_dir, uint64_t *saved)
{
	struct salvage s = {0};
	char from[STORE_PATH_MAX], to[STORE_PATH_MAX];
	enum store_err err = STORE_NOMEM;

	*saved = 0;
	store_path(from, sizeof from, dir, lock_id);
	store_path(to, sizeof to, to_dir, lock_id);
	if (access(to, F_OK) == 0)
		return STORE_BUSY;
	cells_init(&s.cells, record_size);
	s.kept = malloc(BATCH * s.cells.cell_size);
	s.page = malloc(LOG_FRAME_HEAD_BYTES + s.cells.page_size);
	if (s.kept == NULL || s.page == NULL)
		goto out;
	if ((err = store_open("sqlite", to_dir, lock_id, record_size, &s.to)) != STORE_OK)
		goto out;
	err = read_all(&s, from);
	*saved = store_count(s.to);
out:
	store_close(s.to);
	free(s.kept);
	free(s.page);
	return err;
}
