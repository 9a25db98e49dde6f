/* What can happen to the bytes of the store's files, and what must happen then: a clear error, nothing acknowledged is
 * lost without a word, what is intact stays readable. */
#include "tests/faults/store_place.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The same, but left by a process that was killed: the records are in the log. */
static void fill_and_die(struct place_of_test *p)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (open_store(p) != STORE_OK)
			_exit(1);
		for (uint64_t first = 0; first < RECORDS; first += GROUP)
			if (contract_put(p->store, first, GROUP, NULL) != STORE_OK)
				_exit(2);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static off_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void flip(const char *path, off_t at)
{
	int fd = open(path, O_RDWR);
	unsigned char byte;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x40;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

/* Where the first record stands in the file. */
static off_t find_record(const char *path, uint64_t number)
{
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE], page[4096];
	FILE *file = fopen(path, "rb");
	off_t found = -1;

	contract_sheet(number, id, record);
	assert_non_null(file);
	for (off_t at = 0; found < 0 && fread(page, sizeof page, 1, file) == 1; at += (off_t)sizeof page) {
		unsigned char *hit = memmem(page, sizeof page, record, 64);

		if (hit != NULL)
			found = at + (hit - page);
	}
	fclose(file);
	assert_true(found > 0);
	return found;
}

/* --- damage --- */

static void a_rotten_record_closes_the_store_for_writing_and_the_rest_stays_readable(void **state)
{
	struct place_of_test *p = *state;
	uint64_t listed = 0;

	fill(p);
	flip(p->path, find_record(p->path, 7) + 1000);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_non_null(p->store);
	assert_int_equal(contract_put(p->store, 5000, 1, NULL), STORE_DAMAGED);
	assert_int_equal(store_ready(p->store), STORE_DAMAGED);
	assert_false(contract_has(p->store, 7));
	assert_int_equal(readable(p->store), RECORDS - 1);
	assert_int_equal(store_ids(p->store, contract_count_id, &listed), STORE_DAMAGED);
	assert_int_equal(listed, RECORDS - 1);
}

static void a_rotten_empty_cell_is_noticed_too(void **state)
{
	struct place_of_test *p = *state;
	off_t at;

	assert_int_equal(open_store(p), STORE_OK);
	store_close(p->store);
	at = size_of(p->path) / 4096 / 2 * 4096 + 2000;
	flip(p->path, at);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	store_close(p->store);
	flip(p->path, at);
	assert_int_equal(open_store(p), STORE_OK);
}

static void no_flipped_byte_loses_a_record_without_a_word(void **state)
{
	struct place_of_test *p = *state;
	unsigned noticed = 0;

	fill(p);
	for (int i = 0; i < 150; i++) {
		off_t at = (off_t)randombytes_uniform(i < 50 ? 8192 : (uint32_t)size_of(p->path));
		enum store_err err;

		flip(p->path, at);
		err = open_store(p);
		noticed += err != STORE_OK;
		if (err == STORE_OK)
			assert_int_equal(readable(p->store), RECORDS);
		store_close(p->store);
		p->store = NULL;
		flip(p->path, at);
	}
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(readable(p->store), RECORDS);
	assert_true(noticed > 75);
}

static void a_cut_file_is_damaged(void **state)
{
	struct place_of_test *p = *state;

	fill(p);
	assert_int_equal(truncate(p->path, size_of(p->path) / 2), 0);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_int_equal(contract_put(p->store, 5000, 1, NULL), STORE_DAMAGED);
	store_close(p->store);
	assert_int_equal(truncate(p->path, 0), 0);
	assert_int_equal(open_store(p), STORE_DAMAGED);
}

static void a_file_that_is_something_else_is_damaged_and_left_alone(void **state)
{
	struct place_of_test *p = *state;
	FILE *file = fopen(p->path, "w");

	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("dear diary\n", file);
	fclose(file);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_int_equal(contract_put(p->store, 1, 1, NULL), STORE_DAMAGED);
	store_close(p->store);
	p->store = NULL;
	assert_int_equal(size_of(p->path), 11000);
}

/* --- salvage --- */

/* How many of the records are in what store_salvage makes of the file. */
static uint64_t salvaged(struct place_of_test *p)
{
	struct store *saved = NULL;
	char dir[FOLDER_MAX];
	uint64_t count = 0, found;

	store_close(p->store);
	p->store = NULL;
	folder_make(dir);
	assert_int_equal(store_salvage(p->dir, lock_id, CONTRACT_RECORD_SIZE, dir, &count), STORE_OK);
	assert_int_equal(store_salvage(p->dir, lock_id, CONTRACT_RECORD_SIZE, dir, &found), STORE_BUSY);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &saved), STORE_OK);
	found = readable(saved);
	assert_int_equal(store_count(saved), count);
	assert_int_equal(found, count);
	store_close(saved);
	folder_remove(dir);
	return found;
}

static void salvage_saves_all_but_the_rotten_record(void **state)
{
	struct place_of_test *p = *state;

	fill(p);
	flip(p->path, find_record(p->path, 7) + 1000);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_int_equal(salvaged(p), RECORDS - 1);
}

static void salvage_needs_no_head_of_the_file(void **state)
{
	struct place_of_test *p = *state;

	fill(p);
	for (off_t at = 0; at < 3 * 4096; at += 7)
		flip(p->path, at);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_int_equal(readable(p->store), 0);
	assert_int_equal(salvaged(p), RECORDS);
}

static void salvage_reads_behind_what_is_rotten_in_the_log(void **state)
{
	struct place_of_test *p = *state;
	char log[STORE_PATH_MAX];

	fill_and_die(p);
	assert_true(snprintf(log, sizeof log, "%s-wal", p->path) < (int)sizeof log);
	flip(log, size_of(log) / 2);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_in_range(salvaged(p), RECORDS - 1, RECORDS);
}

static void salvage_saves_spent_slips(void **state)
{
	struct place_of_test *p = *state;
	struct store *saved = NULL;
	char dir[FOLDER_MAX];
	uint64_t count = 0;

	assert_int_equal(open_store(p), STORE_OK);
	for (uint64_t i = 0; i < 20; i++)
		assert_int_equal(contract_spend(p->store, i, i), STORE_TAKEN);
	store_close(p->store);
	for (off_t at = 0; at < 3 * 4096; at += 7)
		flip(p->path, at);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	store_close(p->store);
	p->store = NULL;
	folder_make(dir);
	assert_int_equal(store_salvage(p->dir, lock_id, CONTRACT_RECORD_SIZE, dir, &count), STORE_OK);
	assert_int_equal(count, 20);
	assert_int_equal(store_open("sqlite", dir, lock_id, CONTRACT_RECORD_SIZE, &saved), STORE_OK);
	for (uint64_t i = 0; i < 20; i++)
		assert_true(contract_has(saved, i) && contract_spent(saved, i));
	assert_false(contract_spent(saved, 20));
	store_close(saved);
	folder_remove(dir);
}

/* --- the log --- */

static void log_of(const struct place_of_test *p, char out[static STORE_PATH_MAX])
{
	assert_true(snprintf(out, STORE_PATH_MAX, "%s-wal", p->path) < STORE_PATH_MAX);
}

static void a_log_left_by_a_killed_process_is_taken_whole(void **state)
{
	struct place_of_test *p = *state;
	char log[STORE_PATH_MAX];

	fill_and_die(p);
	log_of(p, log);
	assert_true(size_of(log) > RECORDS * 4000);
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(readable(p->store), RECORDS);
	assert_int_equal(size_of(log), 0);
}

/* How many records SQLite finds by itself. */
static int rows_taken(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *count = NULL;
	int rows = -1;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	        sqlite3_prepare_v2(db, "SELECT count(*) FROM cells WHERE substr(cell, 9, 1) = x'01'", -1, &count, NULL),
	        SQLITE_OK);
	if (sqlite3_step(count) == SQLITE_ROW)
		rows = sqlite3_column_int(count, 0);
	sqlite3_finalize(count);
	sqlite3_close(db);
	return rows;
}

static void a_rotten_log_is_noticed_and_kept(void **state)
{
	struct place_of_test *p = *state;
	char log[STORE_PATH_MAX];
	off_t size;

	fill_and_die(p);
	log_of(p, log);
	size = size_of(log);
	flip(log, size / 2);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	assert_int_equal(contract_put(p->store, 5000, 1, NULL), STORE_DAMAGED);
	store_close(p->store);
	assert_int_equal(size_of(log), size);
	flip(log, 20);
	flip(log, size / 2);
	assert_int_equal(open_store(p), STORE_DAMAGED);
	store_close(p->store);
	flip(log, 20);
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(readable(p->store), RECORDS);
}

static void sqlite_alone_would_lose_records_without_a_word(void **state)
{
	struct place_of_test *p = *state;
	char log[STORE_PATH_MAX];
	int rows;

	fill_and_die(p);
	log_of(p, log);
	flip(log, size_of(log) / 2);
	rows = rows_taken(p->path);
	assert_true(rows > 0 && rows < RECORDS);
}

static void a_last_commit_that_was_cut_short_is_dropped(void **state)
{
	struct place_of_test *p = *state;
	char log[STORE_PATH_MAX];

	fill_and_die(p);
	log_of(p, log);
	assert_int_equal(truncate(log, size_of(log) - 2000), 0);
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(readable(p->store), RECORDS - GROUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_rotten_record_closes_the_store_for_writing_and_the_rest_stays_readable),
	        TEST(a_rotten_empty_cell_is_noticed_too),
	        TEST(no_flipped_byte_loses_a_record_without_a_word),
	        TEST(a_cut_file_is_damaged),
	        TEST(a_file_that_is_something_else_is_damaged_and_left_alone),
	        TEST(salvage_saves_all_but_the_rotten_record),
	        TEST(salvage_needs_no_head_of_the_file),
	        TEST(salvage_reads_behind_what_is_rotten_in_the_log),
	        TEST(salvage_saves_spent_slips),
	        TEST(a_log_left_by_a_killed_process_is_taken_whole),
	        TEST(a_rotten_log_is_noticed_and_kept),
	        TEST(sqlite_alone_would_lose_records_without_a_word),
	        TEST(a_last_commit_that_was_cut_short_is_dropped),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("faults of the store's files", tests, NULL, NULL);
}
