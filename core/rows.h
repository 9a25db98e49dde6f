/* Rows of comma-separated values (RFC 4180), as spreadsheets write them: the separator is the first of comma, semicolon
 * and tab that the first line has; lines end with LF or CRLF; a byte order mark before the first is passed over. Empty
 * lines are no rows. */
#ifndef CORE_ROWS_H
#define CORE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include "core/arena.h"
#include "core/buf.h"

#define ROWS_MARK "\xef\xbb\xbf"

struct rows {
	const char *at, *end;
	char separator; /* ',' when the first line has one field */
	bool marked;    /* began with a byte order mark */
	unsigned next;  /* line that comes next, from 1 */
};

struct row {
	const char *const *fields; /* NUL-terminated, in the arena */
	const size_t *lengths;
	size_t count;
	unsigned line; /* where it began */
};

enum rows_step {
	ROWS_ROW,
	ROWS_END,
	ROWS_FAULT, /* row.line and *reason say where and why; reading cannot go on */
	ROWS_NOMEM,
};

/* text must outlive the rows. */
void rows_open(struct rows *r, const char *text, size_t len);

/* The next row, of at most max fields. reason is static English. */
enum rows_step rows_next(struct rows *r, size_t max, struct arena *arena, struct row *out, const char **reason);

/* Appends a field, quoted where it has to be; first says that no separator goes before it. */
void rows_add(struct buf *out, char separator, bool first, const char *text);
void rows_end(struct buf *out); /* CRLF */

#endif
