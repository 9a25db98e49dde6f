/* What a disk and other processes can do to the store's files, and what must happen: a clear error, nothing
 * acknowledged is lost without a word, what is intact stays readable. */
#include "tests/unit/store_contract.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/faults/folder.h"

#define RECORDS 300
#define GROUP 10

static const unsigned char lock_id[16] = {1};

struct place_of_test {
	char dir[FOLDER_MAX];
	char path[STORE_PATH_MAX];
	struct store *store;
};

static enum store_err open_store(struct place_of_test *p)
{
	return store_open("sqlite", p->dir, lock_id, CONTRACT_RECORD_SIZE, &p->store);
}

static int set_up(void **state)
{
	struct place_of_test *p = calloc(1, sizeof *p);

	if (p == NULL)
		return -1;
	folder_make(p->dir);
	store_path(p->path, sizeof p->path, p->dir, lock_id);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place_of_test *p = *state;

	store_close(p->store);
	folder_remove(p->dir);
	free(p);
	return 0;
}

static void put_all(struct store *s)
{
	for (uint64_t first = 0; first < RECORDS; first += GROUP)
		assert_int_equal(contract_put(s, first, GROUP, NULL), STORE_OK);
}

/* A file with RECORDS records, closed. */
static void fill(struct place_of_test *p)
{
	assert_int_equal(open_store(p), STORE_OK);
	put_all(p->store);
	store_close(p->store);
	p->store = NULL;
}

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

static uint64_t readable(struct store *s)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < RECORDS; i++)
		count += contract_has(s, i);
	return count;
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

/* --- others --- */

static void a_file_that_was_removed_or_replaced_is_not_written_to(void **state)
{
	struct place_of_test *p = *state;

	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(contract_put(p->store, 1, 1, NULL), STORE_OK);
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(contract_put(p->store, 2, 1, NULL), STORE_DAMAGED);
	assert_int_equal(store_ready(p->store), STORE_DAMAGED);
}

/* A process that keeps the file locked; killed by stop_locker. */
static pid_t start_locker(const char *path)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		sqlite3 *db = NULL;

		if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, "unix-excl") != SQLITE_OK ||
		    sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK || write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void a_file_that_another_process_holds_is_busy_after_a_bounded_wait(void **state)
{
	struct place_of_test *p = *state;
	time_t begun;
	pid_t pid;

	fill(p);
	pid = start_locker(p->path);
	begun = time(NULL);
	assert_int_equal(open_store(p), STORE_BUSY);
	assert_null(p->store);
	assert_in_range((uintmax_t)(time(NULL) - begun), 1, 5);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(readable(p->store), RECORDS);
}

static void while_it_is_open_no_other_process_gets_at_it(void **state)
{
	struct place_of_test *p = *state;
	int go[2], status;
	char byte = 'x';
	pid_t pid;

	/* Born before the store is opened: SQLite's knowledge of its locks must not be carried over a fork. */
	assert_int_equal(pipe(go), 0);
	pid = fork();
	if (pid == 0) {
		struct store *second = NULL;

		_exit(read(go[0], &byte, 1) == 1 &&
		                      store_open("sqlite", p->dir, lock_id, CONTRACT_RECORD_SIZE, &second) ==
		                              STORE_BUSY &&
		                      second == NULL
		              ? 0
		              : 1);
	}
	assert_int_equal(open_store(p), STORE_OK);
	assert_int_equal(write(go[1], &byte, 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(contract_put(p->store, 1, 1, NULL), STORE_OK);
	close(go[0]);
	close(go[1]);
}

/* --- small and read-only disks, in a child with mounts of its own --- */

#define EXPECT(what)                                                                                                   \
	do {                                                                                                           \
		if (!(what)) {                                                                                         \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                             \
			return 1;                                                                                      \
		}                                                                                                      \
	} while (0)

static bool mount_small_disk(const char *dir)
{
	if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", dir, "tmpfs", 0, "size=6m") != 0) {
		fprintf(stderr, "no mount of our own: %s. This test needs root or user namespaces.\n", strerror(errno));
		return false;
	}
	return true;
}

static void run_apart(struct place_of_test *p, int (*scene)(struct place_of_test *p))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(mount_small_disk(p->dir) ? scene(p) : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int fill_the_disk(struct place_of_test *p)
{
	uint64_t next = 0, taken;
	enum store_err err = STORE_OK;

	EXPECT(open_store(p) == STORE_OK);
	while (err == STORE_OK && next < 2000) {
		err = contract_put(p->store, next, GROUP, NULL);
		next += err == STORE_OK ? GROUP : 0;
	}
	EXPECT(err == STORE_FULL);
	taken = next;
	EXPECT(taken >= 300);
	EXPECT(store_count(p->store) == taken);
	EXPECT(store_ready(p->store) == STORE_FULL);
	for (uint64_t i = 0; i < taken; i++)
		EXPECT(contract_has(p->store, i));
	/* The log goes into the cells that were there all along, and the next ones fit again. */
	EXPECT(store_tidy(p->store) == STORE_OK);
	EXPECT(contract_put(p->store, next, GROUP, NULL) == STORE_OK);
	store_close(p->store);
	EXPECT(open_store(p) == STORE_OK);
	EXPECT(store_count(p->store) == taken + GROUP);
	return 0;
}

static int turn_read_only(struct place_of_test *p)
{
	EXPECT(open_store(p) == STORE_OK);
	EXPECT(contract_put(p->store, 1, 1, NULL) == STORE_OK);
	store_close(p->store);
	EXPECT(mount("none", p->dir, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	EXPECT(open_store(p) == STORE_IO);
	EXPECT(p->store == NULL);
	EXPECT(mount("none", p->dir, NULL, MS_REMOUNT, NULL) == 0);
	EXPECT(open_store(p) == STORE_OK);
	EXPECT(contract_has(p->store, 1));
	return 0;
}

static void a_full_disk_is_said_and_what_was_taken_stays(void **state)
{
	run_apart(*state, fill_the_disk);
}

static void a_read_only_disk_is_said(void **state)
{
	run_apart(*state, turn_read_only);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

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
	        TEST(a_file_that_was_removed_or_replaced_is_not_written_to),
	        TEST(a_file_that_another_process_holds_is_busy_after_a_bounded_wait),
	        TEST(while_it_is_open_no_other_process_gets_at_it),
	        TEST(a_full_disk_is_said_and_what_was_taken_stays),
	        TEST(a_read_only_disk_is_said),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("faults of the store's disk", tests, NULL, NULL);
}
