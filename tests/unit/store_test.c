/* The store's contract, against each backend, and what only files can do: be opened again. */
#include "tests/unit/store_contract.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *backend;

static int contract_set_up(void **state)
{
	struct contract *c = calloc(1, sizeof *c);

	if (c == NULL)
		return -1;
	c->backend = backend;
	snprintf(c->dir, sizeof c->dir, "/tmp/uzklausi-store-XXXXXX");
	if (mkdtemp(c->dir) == NULL)
		return -1;
	randombytes_buf(c->lock_id, sizeof c->lock_id);
	*state = c;
	return store_open(backend, c->dir, c->lock_id, CONTRACT_RECORD_SIZE, &c->store) == STORE_OK ? 0 : -1;
}

static int contract_tear_down(void **state)
{
	struct contract *c = *state;
	char path[512];
	DIR *dir = opendir(c->dir);

	store_close(c->store);
	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", c->dir, entry->d_name);
		unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(c->dir);
	free(c);
	return 0;
}

static enum store_err reopen(struct contract *c)
{
	store_close(c->store);
	c->store = NULL;
	return store_open(c->backend, c->dir, c->lock_id, CONTRACT_RECORD_SIZE, &c->store);
}

static int files_in(const char *path)
{
	DIR *dir = opendir(path);
	int count = 0;

	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static off_t size_of(const struct contract *c, const char *suffix)
{
	char path[512], full[600];
	struct stat st;

	store_path(path, sizeof path, c->dir, c->lock_id);
	snprintf(full, sizeof full, "%s%s", path, suffix);
	return stat(full, &st) == 0 ? st.st_size : -1;
}

static void what_was_put_is_there_after_opening_again(void **state)
{
	struct contract *c = *state;
	enum store_outcome outcome = STORE_PENDING;

	assert_int_equal(contract_put(c->store, 1, 900, NULL), STORE_OK);
	assert_int_equal(reopen(c), STORE_OK);
	assert_int_equal(store_count(c->store), 900);
	assert_true(contract_has(c->store, 900));
	assert_int_equal(contract_put(c->store, 900, 1, &outcome), STORE_OK);
	assert_int_equal(outcome, STORE_KNOWN);
	assert_int_equal(store_count(c->store), 900);
}

static void a_spent_slip_is_spent_after_opening_again(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_spend(c->store, 1, 7), STORE_TAKEN);
	assert_int_equal(reopen(c), STORE_OK);
	assert_true(contract_spent(c->store, 7));
	assert_false(contract_spent(c->store, 8));
	assert_int_equal(store_count(c->store), 1);
	assert_int_equal(contract_spend(c->store, 2, 7), STORE_SPENT);
	assert_int_equal(contract_spend(c->store, 1, 7), STORE_KNOWN);
}

/* Whether these bytes stand in the database or in its log. */
static bool file_holds(const struct contract *c, const unsigned char id[static STORE_ID_BYTES])
{
	static const char *const suffixes[] = {"", "-wal"};
	bool holds = false;

	for (size_t i = 0; i < 2; i++) {
		char path[512], full[600];
		off_t size = size_of(c, suffixes[i]);
		unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
		FILE *file;

		store_path(path, sizeof path, c->dir, c->lock_id);
		snprintf(full, sizeof full, "%s%s", path, suffixes[i]);
		file = fopen(full, "rb");
		assert_non_null(bytes);
		if (file != NULL && size > 0 && fread(bytes, (size_t)size, 1, file) == 1)
			holds = holds || memmem(bytes, (size_t)size, id, STORE_ID_BYTES) != NULL;
		if (file != NULL)
			fclose(file);
		free(bytes);
	}
	return holds;
}

/* The database's pages that SQLite keeps for later, with what was on them: bytes 36 to 39 of the file. */
static unsigned free_pages(const struct contract *c)
{
	unsigned char head[40];
	char path[512];
	FILE *file;

	store_path(path, sizeof path, c->dir, c->lock_id);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fread(head, sizeof head, 1, file), 1);
	fclose(file);
	return (unsigned)head[36] << 24 | (unsigned)head[37] << 16 | (unsigned)head[38] << 8 | head[39];
}

/* The day is there after opening again, and what was erased is nowhere in the files: twin, before it is. */
static void what_is_due_is_erased_after_opening_again_and_no_page_is_freed(void **state)
{
	struct contract *c = *state;
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item item = {.act = STORE_MARK, .id = id, .count = 1, .due = 20000};
	uint64_t erased;

	contract_sheet(5, id, record);
	assert_int_equal(contract_put(c->store, 0, 10, NULL), STORE_OK);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(reopen(c), STORE_OK);
	assert_true(file_holds(c, id));
	assert_int_equal(store_expire(c->store, 20000, &erased), STORE_OK);
	assert_int_equal(erased, 1);
	assert_int_equal(store_tidy(c->store), STORE_OK);
	assert_false(file_holds(c, id));
	assert_int_equal(store_count(c->store), 9);
	assert_int_equal(free_pages(c), 0);
}

static void a_closed_store_is_one_file_of_its_owner_alone(void **state)
{
	struct contract *c = *state;
	char path[512];
	struct stat st;

	assert_int_equal(contract_put(c->store, 1, 10, NULL), STORE_OK);
	store_close(c->store);
	c->store = NULL;
	assert_int_equal(files_in(c->dir), 1);
	store_path(path, sizeof path, c->dir, c->lock_id);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void the_size_of_the_file_does_not_tell_how_many(void **state)
{
	struct contract *c = *state;
	off_t empty = size_of(c, "");

	assert_true(empty >= 1024 * 4096);
	assert_int_equal(contract_put(c->store, 1, 600, NULL), STORE_OK);
	assert_int_equal(store_tidy(c->store), STORE_OK);
	assert_int_equal(size_of(c, ""), empty);
	/* Must fail: it is a file of a full table that is larger. */
	assert_int_equal(contract_put(c->store, 1000, 600, NULL), STORE_OK);
	assert_true(size_of(c, "") > empty);
}

static void tidying_leaves_no_log(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_put(c->store, 1, 10, NULL), STORE_OK);
	assert_true(size_of(c, "-wal") > 10 * 4000);
	assert_int_equal(store_tidy(c->store), STORE_OK);
	assert_int_equal(size_of(c, "-wal"), 0);
	assert_int_equal(size_of(c, "-shm"), -1);
}

static void a_store_of_another_record_size_is_refused(void **state)
{
	struct contract *c = *state;

	store_close(c->store);
	assert_int_equal(store_open(backend, c->dir, c->lock_id, 8000, &c->store), STORE_DAMAGED);
}

int main(void)
{
	const struct CMUnitTest contract[] = {CONTRACT_TESTS};
	const struct CMUnitTest files[] = {
	        CONTRACT_TEST(what_was_put_is_there_after_opening_again),
	        CONTRACT_TEST(a_spent_slip_is_spent_after_opening_again),
	        CONTRACT_TEST(a_closed_store_is_one_file_of_its_owner_alone),
	        CONTRACT_TEST(what_is_due_is_erased_after_opening_again_and_no_page_is_freed),
	        CONTRACT_TEST(the_size_of_the_file_does_not_tell_how_many),
	        CONTRACT_TEST(tidying_leaves_no_log),
	        CONTRACT_TEST(a_store_of_another_record_size_is_refused),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	backend = "memory";
	failed = cmocka_run_group_tests_name("the store in memory", contract, NULL, NULL);
	backend = "sqlite";
	failed += cmocka_run_group_tests_name("the store in SQLite files", contract, NULL, NULL);
	failed += cmocka_run_group_tests_name("the files of the store", files, NULL, NULL);
	return failed != 0;
}
