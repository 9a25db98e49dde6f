/* The writer: what is submitted is told of exactly once, when it is durable; what cannot be taken is refused at once.
 */
#include "tests/unit/store_contract.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/writer.h"

#define SENDERS 64
#define EACH 25

struct sheet {
	struct write write; /* the first member */
	unsigned char id[STORE_ID_BYTES];
	unsigned char record[CONTRACT_RECORD_SIZE];
	atomic_uint told;
};

struct room {
	char dir[64];
	struct store *stores[2];
	struct writer *writer;
};

static int set_up(void **state)
{
	struct room *r = calloc(1, sizeof *r);
	unsigned char lock_id[16] = {0};

	if (r == NULL)
		return -1;
	snprintf(r->dir, sizeof r->dir, "/tmp/uzklausi-writer-XXXXXX");
	if (mkdtemp(r->dir) == NULL)
		return -1;
	for (size_t i = 0; i < 2; i++) {
		lock_id[0] = (unsigned char)i;
		if (store_open("sqlite", r->dir, lock_id, CONTRACT_RECORD_SIZE, &r->stores[i]) != STORE_OK)
			return -1;
	}
	r->writer = writer_new(r->stores, 2, 4096);
	*state = r;
	return r->writer != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	struct room *r = *state;
	char path[512];
	DIR *dir;

	writer_free(r->writer);
	store_close(r->stores[0]);
	store_close(r->stores[1]);
	dir = opendir(r->dir);
	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", r->dir, entry->d_name);
		unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(r->dir);
	free(r);
	return 0;
}

static void told(struct write *w)
{
	atomic_fetch_add(&((struct sheet *)w)->told, 1);
}

static struct sheet *sheet_new(struct store *store, uint64_t number)
{
	struct sheet *s = calloc(1, sizeof *s);

	assert_non_null(s);
	contract_sheet(number, s->id, s->record);
	s->write = (struct write){.store = store, .id = s->id, .record = s->record, .done = told};
	return s;
}

/* Ends the writer, which tells of everything first. */
static void finish(struct room *r)
{
	writer_free(r->writer);
	r->writer = NULL;
}

static void what_is_taken_is_stored_and_told_of_once(void **state)
{
	struct room *r = *state;
	struct sheet *sheets[200];

	for (uint64_t i = 0; i < 200; i++) {
		sheets[i] = sheet_new(r->stores[i % 2], i);
		assert_true(writer_submit(r->writer, &sheets[i]->write));
	}
	finish(r);
	for (uint64_t i = 0; i < 200; i++) {
		assert_int_equal(atomic_load(&sheets[i]->told), 1);
		assert_int_equal(sheets[i]->write.err, STORE_OK);
		assert_int_equal(sheets[i]->write.outcome, STORE_TAKEN);
		assert_true(contract_has(r->stores[i % 2], i));
		assert_false(contract_has(r->stores[1 - i % 2], i));
		free(sheets[i]);
	}
}

static void the_same_sheet_sent_by_two_at_once_counts_once(void **state)
{
	struct room *r = *state;
	struct sheet *one = sheet_new(r->stores[0], 1), *two = sheet_new(r->stores[0], 1);

	assert_true(writer_submit(r->writer, &one->write));
	assert_true(writer_submit(r->writer, &two->write));
	finish(r);
	assert_int_equal((one->write.outcome == STORE_TAKEN) + (two->write.outcome == STORE_TAKEN), 1);
	assert_int_equal((one->write.outcome == STORE_KNOWN) + (two->write.outcome == STORE_KNOWN), 1);
	assert_int_equal(store_count(r->stores[0]), 1);
	free(one);
	free(two);
}

struct sender {
	struct room *room;
	struct sheet *sheets[EACH];
	pthread_t thread;
};

static void *send_all(void *context)
{
	struct sender *sender = context;

	for (size_t i = 0; i < EACH; i++)
		if (!writer_submit(sender->room->writer, &sender->sheets[i]->write))
			return sender;
	return NULL;
}

/* Reads what is there while it is being written. */
static void *read_on(void *context)
{
	struct room *r = context;
	uint64_t listed, before = 0;

	do {
		listed = 0;
		if (store_ids(r->stores[0], contract_count_id, &listed) != STORE_OK || listed < before)
			return r;
		before = listed;
		for (uint64_t i = 0; i < 10; i++)
			contract_has(r->stores[0], i);
	} while (listed < SENDERS * EACH);
	return NULL;
}

/* More than fit into the first table, so that it is laid out anew meanwhile. */
static void sixty_four_senders_at_once_and_a_reader_lose_nothing(void **state)
{
	struct room *r = *state;
	static struct sender senders[SENDERS];
	pthread_t reader;
	void *failed;

	assert_int_equal(pthread_create(&reader, NULL, read_on, r), 0);
	for (size_t i = 0; i < SENDERS; i++) {
		senders[i].room = r;
		for (size_t k = 0; k < EACH; k++)
			senders[i].sheets[k] = sheet_new(r->stores[0], i * EACH + k);
		assert_int_equal(pthread_create(&senders[i].thread, NULL, send_all, &senders[i]), 0);
	}
	for (size_t i = 0; i < SENDERS; i++) {
		assert_int_equal(pthread_join(senders[i].thread, &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(pthread_join(reader, &failed), 0);
	assert_null(failed);
	finish(r);
	assert_int_equal(store_count(r->stores[0]), SENDERS * EACH);
	for (size_t i = 0; i < SENDERS; i++)
		for (size_t k = 0; k < EACH; k++) {
			assert_int_equal(senders[i].sheets[k]->write.outcome, STORE_TAKEN);
			assert_true(contract_has(r->stores[0], i * EACH + k));
			free(senders[i].sheets[k]);
		}
}

/* --- a full queue: the store is kept busy by a listing of a memory store, which puts wait for --- */

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	bool inside, open;
	struct store *store;
};

static bool wait_at_gate(void *context, const unsigned char *id)
{
	struct gate *gate = context;

	(void)id;
	pthread_mutex_lock(&gate->lock);
	gate->inside = true;
	pthread_cond_broadcast(&gate->moved);
	while (!gate->open)
		pthread_cond_wait(&gate->moved, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
	return false;
}

static void *hold_store(void *context)
{
	struct gate *gate = context;

	store_ids(gate->store, wait_at_gate, gate);
	return NULL;
}

static void beyond_its_capacity_it_refuses_and_never_tells(void **state)
{
	struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
	unsigned char lock_id[16] = {0};
	struct sheet *sheets[10];
	struct writer *writer;
	pthread_t holder;
	unsigned taken = 0;

	(void)state;
	assert_int_equal(store_open("memory", "", lock_id, CONTRACT_RECORD_SIZE, &gate.store), STORE_OK);
	assert_int_equal(contract_put(gate.store, 1000, 1, NULL), STORE_OK);
	assert_int_equal(pthread_create(&holder, NULL, hold_store, &gate), 0);
	pthread_mutex_lock(&gate.lock);
	while (!gate.inside)
		pthread_cond_wait(&gate.moved, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	writer = writer_new(&gate.store, 1, 3);
	assert_non_null(writer);
	for (uint64_t i = 0; i < 10; i++) {
		sheets[i] = sheet_new(gate.store, i);
		if (writer_submit(writer, &sheets[i]->write))
			taken++;
		else
			sheets[i]->write.store = NULL;
	}
	/* Those that wait, and those that the thread had already in hand. */
	assert_in_range(taken, 3, 6);
	pthread_mutex_lock(&gate.lock);
	gate.open = true;
	pthread_cond_broadcast(&gate.moved);
	pthread_mutex_unlock(&gate.lock);
	writer_free(writer);
	pthread_join(holder, NULL);
	for (uint64_t i = 0; i < 10; i++) {
		assert_int_equal(atomic_load(&sheets[i]->told), sheets[i]->write.store != NULL ? 1 : 0);
		free(sheets[i]);
	}
	assert_int_equal(store_count(gate.store), taken + 1);
	store_close(gate.store);
}

static void an_error_reaches_who_submitted(void **state)
{
	struct room *r = *state;
	struct sheet *bad = sheet_new(r->stores[0], 1), *good = sheet_new(r->stores[1], 2);
	unsigned char lock_id[16] = {0};
	char path[STORE_PATH_MAX];

	store_path(path, sizeof path, r->dir, lock_id);
	assert_int_equal(unlink(path), 0);
	assert_true(writer_submit(r->writer, &bad->write));
	assert_true(writer_submit(r->writer, &good->write));
	finish(r);
	assert_int_equal(bad->write.err, STORE_DAMAGED);
	assert_int_equal(bad->write.outcome, STORE_PENDING);
	assert_int_equal(good->write.err, STORE_OK);
	free(bad);
	free(good);
}

static off_t log_size(const struct room *r)
{
	unsigned char lock_id[16] = {0};
	char path[STORE_PATH_MAX], log[STORE_PATH_MAX + 8];
	struct stat st;

	store_path(path, sizeof path, r->dir, lock_id);
	snprintf(log, sizeof log, "%s-wal", path);
	return stat(log, &st) == 0 ? st.st_size : -1;
}

static void a_moment_after_the_last_record_the_log_is_empty(void **state)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	struct room *r = *state;
	struct sheet *s = sheet_new(r->stores[0], 1);
	int moments = 0;

	assert_true(writer_submit(r->writer, &s->write));
	while (atomic_load(&s->told) == 0 || log_size(r) > 0) {
		assert_true(++moments < 250);
		nanosleep(&moment, NULL);
	}
	finish(r);
	free(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(what_is_taken_is_stored_and_told_of_once),
	        TEST(the_same_sheet_sent_by_two_at_once_counts_once),
	        TEST(sixty_four_senders_at_once_and_a_reader_lose_nothing),
	        cmocka_unit_test(beyond_its_capacity_it_refuses_and_never_tells),
	        TEST(an_error_reaches_who_submitted),
	        TEST(a_moment_after_the_last_record_the_log_is_empty),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("the writer", tests, NULL, NULL);
}
