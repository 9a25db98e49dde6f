/* The order-of-arrival attack: someone has every file of the store and tries to tell which record came before which.
 *
 * The attacker knows everything but the order: the format, the keys in the file, and the content of each record (a
 * number by which this test knows the order; nothing in the attack depends on it). What he has to go by is where things
 * stand: the byte position of each record in each file, the rowid, what the log holds, how far a record lies from where
 * its key says it should. From each he makes a ranking, and Kendall's tau between the ranking and the true order says
 * how good it is: 1 or -1 for all of it, 0 for none. Among n records in random order tau is normal with a variance of
 * 2(2n+5)/(9n(n-1)) (Kendall, 1938).
 *
 * The twins keep the records in ways that leak, and the same attack must succeed on them. */
#include "tests/unit/store_contract.h"

#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store_holes.h"
#include "tests/faults/folder.h"

#define RECORDS 600
#define SIGMAS 5.0 /* chance passes it once in 1.7 million */

static const unsigned char lock_id[16] = {1};

/* A record that was found somewhere, and where. */
struct sighting {
	double rank;
	uint64_t number;
};

struct sightings {
	struct sighting items[8192];
	size_t count;
};

static void see(struct sightings *list, double rank, uint64_t number)
{
	if (number > 0 && number <= RECORDS && list->count < sizeof list->items / sizeof list->items[0])
		list->items[list->count++] = (struct sighting){.rank = rank, .number = number};
}

/* |tau| of the ranking against the order of arrival, in standard deviations of chance. */
static double sigmas_of(const struct sightings *list)
{
	double agreed = 0, n = (double)list->count;

	if (list->count < 10)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = i + 1; k < list->count; k++) {
			const struct sighting *a = &list->items[i], *b = &list->items[k];

			if (a->rank != b->rank && a->number != b->number)
				agreed += (a->rank < b->rank) == (a->number < b->number) ? 1 : -1;
		}
	return fabs(agreed / (n * (n - 1) / 2)) / sqrt(2 * (2 * n + 5) / (9 * n * (n - 1)));
}

/* --- what the attacker reads --- */

/* Every place in a file where a record begins, whatever the file's format. */
static void read_positions(const char *path, struct sightings *list)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	unsigned char *bytes;

	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0) {
		if (fd >= 0)
			close(fd);
		return;
	}
	bytes = malloc((size_t)st.st_size);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, (size_t)st.st_size), st.st_size);
	close(fd);
	for (off_t at = 0; at + CONTRACT_RECORD_SIZE <= st.st_size; at++) {
		uint64_t number;

		/* contract_sheet: the number, then one byte over and over. */
		if (bytes[at + 8] != bytes[at + 9] ||
		    memcmp(bytes + at + 8, bytes + at + 9, CONTRACT_RECORD_SIZE - 9) != 0)
			continue;
		memcpy(&number, bytes + at, sizeof number);
		if (bytes[at + 8] != (number & 0xff))
			continue;
		see(list, (double)at, number);
		at += CONTRACT_RECORD_SIZE - 1;
	}
	free(bytes);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	return statement;
}

static void read_rowids(const char *path, const char *sql, struct sightings *list)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *rows;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	rows = prepare(db, sql);
	while (sqlite3_step(rows) == SQLITE_ROW) {
		uint64_t number;

		memcpy(&number, sqlite3_column_blob(rows, 1), sizeof number);
		see(list, sqlite3_column_double(rows, 0), number);
	}
	sqlite3_finalize(rows);
	sqlite3_close(db);
}

/* How far each record lies behind the hole that its key names: what gives linear probing away, where who comes later
 * lies further behind. Tried with the whole bay and with the hash's own hole. */
static void read_distances(const char *path, struct sightings *list)
{
	struct holes holes;
	sqlite3 *db = NULL;
	sqlite3_stmt *rows;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	rows = prepare(db, "SELECT holes, place_key FROM layout");
	assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
	assert_true(holes_init(&holes, (uint64_t)sqlite3_column_int64(rows, 0), sqlite3_column_blob(rows, 1)));
	sqlite3_finalize(rows);
	rows = prepare(
	        db,
	        "SELECT hole, substr(cell, 28, 8), substr(cell, 12, 16) FROM cells WHERE substr(cell, 9, 1) = x'01'");
	while (sqlite3_step(rows) == SQLITE_ROW) {
		unsigned char hash[crypto_shorthash_BYTES];
		uint64_t number, home, hole = (uint64_t)sqlite3_column_int64(rows, 0);

		memcpy(&number, sqlite3_column_blob(rows, 1), sizeof number);
		crypto_shorthash(hash, sqlite3_column_blob(rows, 2), STORE_ID_BYTES, holes.key);
		memcpy(&home, hash, sizeof home);
		see(list, (double)((hole - home) & (holes.count - 1)), number);
	}
	sqlite3_finalize(rows);
	sqlite3_close(db);
	holes_release(&holes);
}

/* --- the store under attack --- */

static void path_of(char *out, const char *dir, const char *suffix)
{
	char path[STORE_PATH_MAX];

	store_path(path, sizeof path, dir, lock_id);
	assert_true(snprintf(out, STORE_PATH_MAX, "%s%s", path, suffix) < STORE_PATH_MAX);
}

static void put_in_order(struct store *s, uint64_t first, uint64_t count, size_t group)
{
	for (uint64_t i = first; i < first + count; i += group)
		assert_int_equal(contract_put(s, i, group, NULL), STORE_OK);
}

/* The worst case over a few tables, since one table might hide a leak by chance; each with records one by one and
 * tidied. */
static void positions_and_rowids_tell_nothing(void **state)
{
	char dir[FOLDER_MAX], path[STORE_PATH_MAX];
	static struct sightings list;
	struct store *s = NULL;

	(void)state;
	folder_make(dir);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &s), STORE_OK);
	put_in_order(s, 1, RECORDS, 1);
	store_close(s);
	path_of(path, dir, "");
	list.count = 0;
	read_positions(path, &list);
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) < SIGMAS);
	list.count = 0;
	read_rowids(path, "SELECT hole, substr(cell, 28, 8) FROM cells WHERE substr(cell, 9, 1) = x'01'", &list);
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) < SIGMAS);
	list.count = 0;
	read_distances(path, &list);
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) < SIGMAS);
	folder_remove(dir);
}

static void a_table_laid_out_anew_tells_nothing(void **state)
{
	char dir[FOLDER_MAX], path[STORE_PATH_MAX];
	static struct sightings list;
	struct store *s = NULL;

	(void)state;
	folder_make(dir);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &s), STORE_OK);
	put_in_order(s, 1, RECORDS, 1);
	assert_int_equal(store_reserve(s, 1000), STORE_OK);
	store_close(s);
	path_of(path, dir, "");
	list.count = 0;
	read_positions(path, &list);
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) < SIGMAS);
	folder_remove(dir);
}

/* Seized while it runs: the log is empty a moment after the last commit, and there is no index of it on the disk. */
static void a_running_store_that_was_tidied_holds_no_log(void **state)
{
	char dir[FOLDER_MAX], path[STORE_PATH_MAX];
	static struct sightings list;
	struct store *s = NULL;

	(void)state;
	folder_make(dir);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &s), STORE_OK);
	put_in_order(s, 1, RECORDS, 1);
	path_of(path, dir, "-wal");
	list.count = 0;
	read_positions(path, &list);
	/* Must fail before: the log does tell the order. */
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) > SIGMAS);
	assert_int_equal(store_tidy(s), STORE_OK);
	list.count = 0;
	read_positions(path, &list);
	assert_int_equal(list.count, 0);
	path_of(path, dir, "-shm");
	assert_int_equal(access(path, F_OK), -1);
	store_close(s);
	folder_remove(dir);
}

/* Within one commit nothing tells, not even the log before it is wiped. */
static void within_a_commit_the_log_tells_nothing(void **state)
{
	char dir[FOLDER_MAX], path[STORE_PATH_MAX];
	static struct sightings list;
	struct store *s = NULL;

	(void)state;
	folder_make(dir);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &s), STORE_OK);
	put_in_order(s, 1, RECORDS, RECORDS);
	path_of(path, dir, "-wal");
	list.count = 0;
	read_positions(path, &list);
	assert_int_equal(list.count, RECORDS);
	assert_true(sigmas_of(&list) < SIGMAS);
	store_close(s);
	folder_remove(dir);
}

/* The counters that SQLite keeps for itself say the same after one record as after many. */
static void sqlites_own_counters_tell_nothing(void **state)
{
	unsigned char first[100], later[100];
	char dir[FOLDER_MAX], path[STORE_PATH_MAX];
	struct store *s = NULL;

	(void)state;
	folder_make(dir);
	path_of(path, dir, "");
	for (int round = 0; round < 2; round++) {
		int fd;

		assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &s), STORE_OK);
		put_in_order(s, 1, round == 0 ? 1 : RECORDS, 1);
		store_close(s);
		fd = open(path, O_RDONLY);
		assert_int_equal(read(fd, round == 0 ? first : later, 100), 100);
		close(fd);
	}
	assert_memory_equal(first, later, 100);
	folder_remove(dir);
}

/* --- twins that leak --- */

static sqlite3 *make_twin(const char *path, const char *schema)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, schema, NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void fill_twin(sqlite3 *db, const char *sql)
{
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	sqlite3_stmt *put = prepare(db, sql);

	sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	for (uint64_t i = 1; i <= RECORDS; i++) {
		uint64_t random;

		contract_sheet(i, id, record);
		randombytes_buf(&random, sizeof random);
		sqlite3_bind_int64(put, 1, (sqlite3_int64)(random >> 1));
		sqlite3_bind_blob(put, 2, record, sizeof record, SQLITE_STATIC);
		sqlite3_step(put);
		assert_int_equal(sqlite3_reset(put), SQLITE_OK);
	}
	sqlite3_finalize(put);
	sqlite3_close(db);
}

static void the_attack_recovers_the_order_of_rows_that_are_appended(void **state)
{
	char dir[FOLDER_MAX], path[FOLDER_MAX + 16];
	static struct sightings list;

	(void)state;
	folder_make(dir);
	snprintf(path, sizeof path, "%s/twin.db", dir);
	fill_twin(make_twin(path, "CREATE TABLE t (n INTEGER PRIMARY KEY, r BLOB)"), "INSERT INTO t VALUES (NULL, ?2)");
	list.count = 0;
	read_positions(path, &list);
	assert_true(sigmas_of(&list) > SIGMAS);
	list.count = 0;
	read_rowids(path, "SELECT n, r FROM t", &list);
	assert_true(sigmas_of(&list) > SIGMAS);
	folder_remove(dir);
}

/* What many take for enough: random keys. SQLite's log still has the rows in the order of their commits, and after a
 * deletion too. */
static void the_attack_recovers_the_order_of_rows_under_random_keys(void **state)
{
	char dir[FOLDER_MAX], path[FOLDER_MAX + 16], log[FOLDER_MAX + 32];
	static struct sightings list;
	sqlite3 *keeper = NULL;

	(void)state;
	folder_make(dir);
	snprintf(path, sizeof path, "%s/twin.db", dir);
	snprintf(log, sizeof log, "%s-wal", path);
	keeper = make_twin(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, r BLOB)");
	fill_twin(make_twin(path, "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0"),
	          "INSERT INTO t VALUES (?1, ?2)");
	assert_int_equal(sqlite3_exec(keeper, "DELETE FROM t", NULL, NULL, NULL), SQLITE_OK);
	list.count = 0;
	read_positions(log, &list);
	assert_true(sigmas_of(&list) > SIGMAS);
	sqlite3_close(keeper);
	folder_remove(dir);
}

/* Pigeonholes whose next free one is taken when the first is not: computed, no file needed. */
static void the_attack_recovers_order_from_linear_probing(void **state)
{
	static struct sightings list;
	static bool taken[1024];
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE], key[crypto_shorthash_KEYBYTES];

	(void)state;
	randombytes_buf(key, sizeof key);
	list.count = 0;
	for (uint64_t i = 1; i <= RECORDS; i++) {
		unsigned char hash[crypto_shorthash_BYTES];
		uint64_t home, hole;

		contract_sheet(i, id, record);
		crypto_shorthash(hash, id, sizeof id, key);
		memcpy(&home, hash, sizeof home);
		for (hole = home & 1023; taken[hole]; hole = (hole + 1) & 1023)
			continue;
		taken[hole] = true;
		see(&list, (double)((hole - home) & 1023), i);
	}
	assert_true(sigmas_of(&list) > SIGMAS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(positions_and_rowids_tell_nothing),
	        cmocka_unit_test(a_table_laid_out_anew_tells_nothing),
	        cmocka_unit_test(a_running_store_that_was_tidied_holds_no_log),
	        cmocka_unit_test(within_a_commit_the_log_tells_nothing),
	        cmocka_unit_test(sqlites_own_counters_tell_nothing),
	        cmocka_unit_test(the_attack_recovers_the_order_of_rows_that_are_appended),
	        cmocka_unit_test(the_attack_recovers_the_order_of_rows_under_random_keys),
	        cmocka_unit_test(the_attack_recovers_order_from_linear_probing),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("the order of arrival", tests, NULL, NULL);
}
