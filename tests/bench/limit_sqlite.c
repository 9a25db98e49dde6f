/* The limit that the store is held against: SQLite alone, one thread, writing the same cells the same way (pigeonholes,
 * one cell a page, WAL, synchronous=FULL, the log moved on every so many frames).
 *
 *   limit_sqlite [--dir D] [--records N] [--table N] [--size BYTES] [--group N] [--frames N] [--how
 * update|blob|append|random]
 *
 * --table: the table is laid out for so many records (as many as are written, when not given): a larger one is slower.
 * Prints "GROUP records/s" lines, then "best RECORDS_PER_SECOND". Without --group it tries several. `append` and
 * `random` are the ways that were not taken, for the decision: rows in order of arrival, and rows under random keys. */
#include <sodium.h>
#include <sqlite3.h>
#include <stdint.h>

#include "tests/bench/bench.h"

enum how { HOW_UPDATE, HOW_BLOB, HOW_APPEND, HOW_RANDOM };

struct run {
	const char *dir;
	size_t records, table, size, group, frames;
	enum how how;
	sqlite3 *db;
	sqlite3_stmt *put, *begin, *commit;
	sqlite3_blob *blob;
	uint64_t holes;
	unsigned char *cell;
};

static void check(sqlite3 *db, int result)
{
	if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE)
		return;
	fprintf(stderr, "limit_sqlite: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void exec(struct run *r, const char *sql)
{
	check(r->db, sqlite3_exec(r->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(struct run *r, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	check(r->db, sqlite3_prepare_v2(r->db, sql, -1, &statement, NULL));
	return statement;
}

static void step(struct run *r, sqlite3_stmt *statement)
{
	sqlite3_step(statement);
	check(r->db, sqlite3_reset(statement));
}

static void fill(struct run *r)
{
	sqlite3_stmt *add = prepare(r, "INSERT INTO cells VALUES (?, ?)");

	exec(r, "BEGIN");
	for (uint64_t hole = 0; hole < r->holes; hole++) {
		sqlite3_bind_int64(add, 1, (sqlite3_int64)hole);
		sqlite3_bind_blob(add, 2, r->cell, (int)r->size, SQLITE_STATIC);
		step(r, add);
	}
	exec(r, "COMMIT");
	sqlite3_finalize(add);
}

static void open_table(struct run *r, const char *folder)
{
	static const char *const put_of[] = {
	        [HOW_UPDATE] = "UPDATE cells SET cell = ?2 WHERE hole = ?1",
	        [HOW_BLOB] = "SELECT 1",
	        [HOW_APPEND] = "INSERT INTO cells VALUES (NULL, ?2)",
	        [HOW_RANDOM] = "INSERT INTO cells VALUES (?1, ?2)",
	};
	char text[1024];
	size_t page = 4096;

	while (page < r->size + 41)
		page *= 2;
	snprintf(text, sizeof text, "%s/limit.db", folder);
	check(NULL, sqlite3_open_v2(text, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	                            "unix-excl"));
	snprintf(text, sizeof text,
	         "PRAGMA page_size = %zu; PRAGMA synchronous = OFF; CREATE TABLE cells (hole INTEGER PRIMARY KEY, cell "
	         "BLOB);",
	         page);
	exec(r, text);
	if (r->how == HOW_UPDATE || r->how == HOW_BLOB)
		fill(r);
	snprintf(text, sizeof text,
	         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF; PRAGMA "
	         "wal_autocheckpoint = %zu;",
	         r->frames);
	exec(r, text);
	r->put = prepare(r, put_of[r->how]);
	r->begin = prepare(r, "BEGIN IMMEDIATE");
	r->commit = prepare(r, "COMMIT");
	sync();
}

static void put_blob(struct run *r, sqlite3_int64 hole)
{
	if (r->blob == NULL)
		check(r->db, sqlite3_blob_open(r->db, "main", "cells", "cell", hole, 1, &r->blob));
	else
		check(r->db, sqlite3_blob_reopen(r->blob, hole));
	check(r->db, sqlite3_blob_write(r->blob, r->cell, (int)r->size, 0));
}

/* An odd number times the counter, modulo a power of two, visits each hole once. */
static void put(struct run *r, uint64_t i)
{
	uint64_t scattered = (i * UINT64_C(0x9E3779B97F4A7C15)) >> 1;
	sqlite3_int64 key =
	        (sqlite3_int64)(r->how == HOW_RANDOM ? scattered : i * UINT64_C(2654435761) & (r->holes - 1));

	memcpy(r->cell, &i, sizeof i);
	if (r->how == HOW_BLOB) {
		put_blob(r, key);
		return;
	}
	sqlite3_bind_int64(r->put, 1, key);
	sqlite3_bind_blob(r->put, 2, r->cell, (int)r->size, SQLITE_STATIC);
	step(r, r->put);
}

static double write_all(struct run *r)
{
	double begun = bench_now();

	for (uint64_t i = 0; i < r->records;) {
		uint64_t end = i + r->group < r->records ? i + r->group : r->records;

		step(r, r->begin);
		while (i < end)
			put(r, i++);
		if (r->blob != NULL)
			check(r->db, sqlite3_blob_close(r->blob));
		r->blob = NULL;
		step(r, r->commit);
	}
	return (double)r->records / (bench_now() - begun);
}

static double measure(struct run *r, size_t group)
{
	char folder[512];
	double rate;

	r->group = group;
	if (!bench_folder(folder, r->dir)) {
		perror(r->dir);
		exit(1);
	}
	open_table(r, folder);
	rate = write_all(r);
	sqlite3_finalize(r->put);
	sqlite3_finalize(r->begin);
	sqlite3_finalize(r->commit);
	sqlite3_close(r->db);
	bench_remove(folder);
	printf("%zu %.0f\n", group, rate);
	fflush(stdout);
	return rate;
}

static enum how how_of(const char *text)
{
	static const char *const names[] = {"update", "blob", "append", "random"};

	for (int i = 0; i < 4; i++)
		if (strcmp(text, names[i]) == 0)
			return (enum how)i;
	fprintf(stderr, "limit_sqlite: no such way: %s\n", text);
	exit(2);
}

static void read_options(struct run *r, int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--dir") == 0)
			r->dir = argv[i + 1];
		else if (strcmp(argv[i], "--records") == 0)
			r->records = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--table") == 0)
			r->table = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--size") == 0)
			r->size = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--group") == 0)
			r->group = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--frames") == 0)
			r->frames = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--how") == 0)
			r->how = how_of(argv[i + 1]);
		else {
			fprintf(stderr, "limit_sqlite: no such option: %s\n", argv[i]);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	static const size_t groups[] = {64, 256, 512, 1024, 2048, 4096};
	struct run r = {.dir = "/tmp", .records = 40000, .size = 4025, .frames = 8000};
	double best = 0;

	if (sodium_init() < 0)
		return 1;
	read_options(&r, argc, argv);
	r.holes = 1024;
	if (r.table < r.records)
		r.table = r.records;
	while (r.holes / 10 * 7 < r.table)
		r.holes *= 2;
	r.cell = malloc(r.size);
	if (r.cell == NULL)
		return 1;
	randombytes_buf(r.cell, r.size);
	if (r.group != 0) {
		best = measure(&r, r.group);
	} else {
		for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
			double rate = measure(&r, groups[i]);

			best = rate > best ? rate : best;
		}
	}
	printf("best %.0f\n", best);
	free(r.cell);
	return 0;
}
