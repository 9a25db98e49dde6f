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

#include "tests/bench/limit_cells.h"

struct run {
	const char *dir;
	size_t records, table, group;
	struct limit_cells cells;
};

static double write_all(struct run *r)
{
	double begun = bench_now();

	for (uint64_t i = 0; i < r->records;) {
		uint64_t end = i + r->group < r->records ? i + r->group : r->records;

		limit_cells_begin(&r->cells);
		while (i < end)
			limit_cells_put(&r->cells, i++);
		limit_cells_commit(&r->cells);
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
	limit_cells_open(&r->cells, folder);
	rate = write_all(r);
	limit_cells_close(&r->cells);
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
			r->cells.size = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--group") == 0)
			r->group = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--frames") == 0)
			r->cells.frames = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--how") == 0)
			r->cells.how = how_of(argv[i + 1]);
		else {
			fprintf(stderr, "limit_sqlite: no such option: %s\n", argv[i]);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	static const size_t groups[] = {64, 256, 512, 1024, 2048, 4096};
	struct run r = {.dir = "/tmp", .records = 40000, .cells = {.size = 4025, .frames = 8000}};
	double best = 0;

	if (sodium_init() < 0)
		return 1;
	read_options(&r, argc, argv);
	r.cells.holes = limit_cells_holes(r.table > r.records ? r.table : r.records);
	r.cells.cell = malloc(r.cells.size);
	if (r.cells.cell == NULL)
		return 1;
	randombytes_buf(r.cells.cell, r.cells.size);
	if (r.group != 0) {
		best = measure(&r, r.group);
	} else {
		for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
			double rate = measure(&r, groups[i]);

			best = rate > best ? rate : best;
		}
	}
	printf("best %.0f\n", best);
	free(r.cells.cell);
	return 0;
}
