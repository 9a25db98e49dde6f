/* A table of pigeonholes written by SQLite alone, as the limit programs write it: one cell a page, WAL,
 * synchronous=FULL, the log moved on every so many frames. The caller sets how, size (bytes of a cell), frames and
 * holes (a power of two) before limit_cells_open and gives a cell of `size` bytes. Whatever fails ends the program. One
 * thread at a time. */
#ifndef TESTS_BENCH_LIMIT_CELLS_H
#define TESTS_BENCH_LIMIT_CELLS_H

#include <sqlite3.h>
#include <stdint.h>

#include "tests/bench/bench.h"

enum how { HOW_UPDATE, HOW_BLOB, HOW_APPEND, HOW_RANDOM };

struct limit_cells {
	enum how how;
	size_t size, frames;
	uint64_t holes;
	sqlite3 *db;
	sqlite3_stmt *put, *begin, *commit;
	sqlite3_blob *blob;
	unsigned char *cell;
};

/* The holes that a table for so many records has: 70 % full at the most. */
static inline uint64_t limit_cells_holes(size_t records)
{
	uint64_t holes = 1024;

	while (holes / 10 * 7 < records)
		holes *= 2;
	return holes;
}

static inline void limit_cells_check(sqlite3 *db, int result)
{
	if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE)
		return;
	fprintf(stderr, "limit: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static inline void limit_cells_exec(struct limit_cells *c, const char *sql)
{
	limit_cells_check(c->db, sqlite3_exec(c->db, sql, NULL, NULL, NULL));
}

static inline sqlite3_stmt *limit_cells_prepare(struct limit_cells *c, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	limit_cells_check(c->db, sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL));
	return statement;
}

static inline void limit_cells_step(struct limit_cells *c, sqlite3_stmt *statement)
{
	sqlite3_step(statement);
	limit_cells_check(c->db, sqlite3_reset(statement));
}

static inline void limit_cells_fill(struct limit_cells *c)
{
	sqlite3_stmt *add = limit_cells_prepare(c, "INSERT INTO cells VALUES (?, ?)");

	limit_cells_exec(c, "BEGIN");
	for (uint64_t hole = 0; hole < c->holes; hole++) {
		sqlite3_bind_int64(add, 1, (sqlite3_int64)hole);
		sqlite3_bind_blob(add, 2, c->cell, (int)c->size, SQLITE_STATIC);
		limit_cells_step(c, add);
	}
	limit_cells_exec(c, "COMMIT");
	sqlite3_finalize(add);
}

static inline void limit_cells_open(struct limit_cells *c, const char *folder)
{
	static const char *const put_of[] = {
	        [HOW_UPDATE] = "UPDATE cells SET cell = ?2 WHERE hole = ?1",
	        [HOW_BLOB] = "SELECT 1",
	        [HOW_APPEND] = "INSERT INTO cells VALUES (NULL, ?2)",
	        [HOW_RANDOM] = "INSERT INTO cells VALUES (?1, ?2)",
	};
	char text[1024];
	size_t page = 4096;

	while (page < c->size + 41)
		page *= 2;
	snprintf(text, sizeof text, "%s/limit.db", folder);
	limit_cells_check(NULL, sqlite3_open_v2(text, &c->db,
	                                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	                                        "unix-excl"));
	snprintf(text, sizeof text,
	         "PRAGMA page_size = %zu; PRAGMA synchronous = OFF; CREATE TABLE cells (hole INTEGER PRIMARY KEY, cell "
	         "BLOB);",
	         page);
	limit_cells_exec(c, text);
	if (c->how == HOW_UPDATE || c->how == HOW_BLOB)
		limit_cells_fill(c);
	snprintf(text, sizeof text,
	         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF; PRAGMA "
	         "wal_autocheckpoint = %zu;",
	         c->frames);
	limit_cells_exec(c, text);
	c->put = limit_cells_prepare(c, put_of[c->how]);
	c->begin = limit_cells_prepare(c, "BEGIN IMMEDIATE");
	c->commit = limit_cells_prepare(c, "COMMIT");
	sync();
}

static inline void limit_cells_put_blob(struct limit_cells *c, sqlite3_int64 hole)
{
	if (c->blob == NULL)
		limit_cells_check(c->db, sqlite3_blob_open(c->db, "main", "cells", "cell", hole, 1, &c->blob));
	else
		limit_cells_check(c->db, sqlite3_blob_reopen(c->blob, hole));
	limit_cells_check(c->db, sqlite3_blob_write(c->blob, c->cell, (int)c->size, 0));
}

/* An odd number times the counter, modulo a power of two, visits each hole once. */
static inline void limit_cells_put(struct limit_cells *c, uint64_t i)
{
	uint64_t scattered = (i * UINT64_C(0x9E3779B97F4A7C15)) >> 1;
	sqlite3_int64 key =
	        (sqlite3_int64)(c->how == HOW_RANDOM ? scattered : i * UINT64_C(2654435761) & (c->holes - 1));

	memcpy(c->cell, &i, sizeof i);
	if (c->how == HOW_BLOB) {
		limit_cells_put_blob(c, key);
		return;
	}
	sqlite3_bind_int64(c->put, 1, key);
	sqlite3_bind_blob(c->put, 2, c->cell, (int)c->size, SQLITE_STATIC);
	limit_cells_step(c, c->put);
}

static inline void limit_cells_begin(struct limit_cells *c)
{
	limit_cells_step(c, c->begin);
}

static inline void limit_cells_commit(struct limit_cells *c)
{
	if (c->blob != NULL)
		limit_cells_check(c->db, sqlite3_blob_close(c->blob));
	c->blob = NULL;
	limit_cells_step(c, c->commit);
}

static inline void limit_cells_close(struct limit_cells *c)
{
	sqlite3_finalize(c->put);
	sqlite3_finalize(c->begin);
	sqlite3_finalize(c->commit);
	sqlite3_close(c->db);
}

#endif
