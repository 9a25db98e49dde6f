/* Reading, finding and writing. What each column takes is in place_cells.c. */
#include "core/places.h"

#include <stdlib.h>
#include <string.h>

#include "core/rows.h"
#include "core/utf8.h"

struct reading {
	const char *file;
	struct places *list;
	struct problems *problems;
	bool nomem;
};

static void complain(struct reading *r, unsigned line, const char *column, const char *reason)
{
	problems_add(r->problems, r->file, line, NULL, column, "%s", reason);
}

/* --- the header line --- */

/* Where the file has a column; behind the last when it has not. */
static size_t position_of(const struct places *list, enum place_column column)
{
	size_t at = 0;
	while (at < list->columns && list->order[at] != column)
		at++;
	return at;
}

static bool has_column(const struct places *list, enum place_column column)
{
	return position_of(list, column) < list->columns;
}

static void read_column(struct reading *r, unsigned line, const char *name, size_t len)
{
	utf8_trim(&name, &len);
	for (unsigned c = 0; c < PLACE_COLUMNS; c++) {
		const char *known = place_column_name(c);
		if (strlen(known) != len || memcmp(known, name, len) != 0)
			continue;
		if (has_column(r->list, c))
			complain(r, line, known, "this column is there twice");
		else
			r->list->order[r->list->columns++] = c;
		return;
	}
	problems_add(r->problems, r->file, line, NULL, NULL,
	             "\"%.*s\" is no column of this list: code, name, kind, parish, size, theme, lang, form, hung, "
	             "inspected, "
	             "missing, withdrawn, note",
	             len > 60 ? 60 : (int)len, name);
}

static bool read_header(struct reading *r, const struct row *row)
{
	size_t before = r->problems->total;
	for (size_t i = 0; i < row->count; i++) {
		if (utf8_valid(row->fields[i], row->lengths[i]))
			read_column(r, row->line, row->fields[i], row->lengths[i]);
		else
			complain(r, row->line, NULL, "the header line is not UTF-8");
	}
	if (r->problems->total == before && !has_column(r->list, PLACE_NAME))
		complain(r, row->line, NULL, "the header line must have the column name");
	return r->problems->total == before;
}

/* --- the places --- */

static void read_place(struct reading *r, const struct row *row)
{
	struct place *place = places_add(r->list);
	place->line = row->line;
	for (size_t i = 0; i < row->count; i++) {
		enum place_column column = r->list->order[i];
		const char *wrong = place_set(r->list, place, column, row->fields[i], row->lengths[i]);
		if (wrong == PLACE_NOMEM)
			r->nomem = true;
		else if (wrong)
			complain(r, row->line, place_column_name(column), wrong);
	}
	if (row->count <= position_of(r->list, PLACE_NAME))
		complain(r, row->line, place_column_name(PLACE_NAME), "a place needs a name");
}

static void read_rows(struct reading *r, struct rows *rows)
{
	struct row row;
	const char *reason = NULL;
	enum rows_step step = rows_next(rows, PLACE_COLUMNS, r->list->arena, &row, &reason);
	if (step == ROWS_ROW && !read_header(r, &row))
		return;
	while (step == ROWS_ROW) {
		step = rows_next(rows, r->list->columns, r->list->arena, &row, &reason);
		if (step == ROWS_ROW && r->list->count == PLACES_MAX) {
			complain(r, row.line, NULL, "there are more than 5000 places");
			return;
		}
		if (step == ROWS_ROW)
			read_place(r, &row);
	}
	if (step == ROWS_FAULT)
		complain(r, row.line, NULL, reason);
	r->nomem = r->nomem || step == ROWS_NOMEM;
}

static bool make_room(struct places *list)
{
	list->items = arena_array(list->arena, PLACES_MAX, sizeof *list->items);
	list->by_code = arena_array(list->arena, PLACES_MAX, sizeof *list->by_code);
	return list->items && list->by_code;
}

enum core_err places_read(const char *text, size_t len, const char *file, struct arena *arena, struct places *out,
                          struct problems *problems)
{
	struct reading r = {.file = file, .list = out, .problems = problems};
	struct rows rows;
	size_t before = problems->total;
	*out = (struct places){.arena = arena, .separator = ','};
	if (len > PLACES_BYTES) {
		complain(&r, 0, NULL, "the file is longer than 1 MiB");
		return CORE_REFUSED;
	}
	if (!make_room(out))
		return CORE_NOMEM;
	rows_open(&rows, text, len);
	out->separator = rows.separator;
	out->marked = rows.marked;
	read_rows(&r, &rows);
	if (r.nomem)
		return CORE_NOMEM;
	return problems->total > before ? CORE_REFUSED : CORE_OK;
}

struct place *places_add(struct places *list)
{
	if (list->count == PLACES_MAX)
		return NULL;
	struct place *place = &list->items[list->count++];
	*place = (struct place){0};
	for (size_t i = 0; i < PLACE_COLUMNS; i++)
		place->cells[i] = "";
	return place;
}

struct place *places_find(const struct places *list, const char *code)
{
	size_t from = 0, to = list->coded;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(list->by_code[middle]->code, code);
		if (order == 0)
			return list->by_code[middle];
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

/* --- writing --- */

static bool is_filled(const struct places *list, enum place_column column)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].cells[column][0] != '\0')
			return true;
	return false;
}

/* The file's own columns, then those filled since. */
static size_t columns_to_write(const struct places *list, enum place_column columns[static PLACE_COLUMNS])
{
	size_t count = list->columns;
	memcpy(columns, list->order, count * sizeof *columns);
	for (unsigned c = 0; c < PLACE_COLUMNS; c++)
		if (!has_column(list, c) && (c == PLACE_NAME || is_filled(list, c)))
			columns[count++] = c;
	return count;
}

void places_write(struct buf *out, const struct places *list)
{
	enum place_column columns[PLACE_COLUMNS];
	size_t count = columns_to_write(list, columns);
	if (list->marked)
		buf_adds(out, ROWS_MARK);
	for (size_t c = 0; c < count; c++)
		rows_add(out, list->separator, c == 0, place_column_name(columns[c]));
	rows_end(out);
	for (size_t i = 0; i < list->count; i++) {
		for (size_t c = 0; c < count; c++)
			rows_add(out, list->separator, c == 0, list->items[i].cells[columns[c]]);
		rows_end(out);
	}
}
