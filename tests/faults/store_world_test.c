/* What the world around the store can do: files that vanish, other processes, disks that are full or read-only. Always
 * a clear error, and what was acknowledged is there. */
#include "tests/faults/store_place.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
	assert_true(time(NULL) - begun >= 1);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_file_that_was_removed_or_replaced_is_not_written_to),
	        TEST(a_file_that_another_process_holds_is_busy_after_a_bounded_wait),
	        TEST(while_it_is_open_no_other_process_gets_at_it),
	        TEST(a_full_disk_is_said_and_what_was_taken_stays),
	        TEST(a_read_only_disk_is_said),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("faults around the store", tests, NULL, NULL);
}
