/* kill -9 during commits, 100 times, ten of them over the same file: every record that was acknowledged is there
 * afterwards, whole, and the slip that it cost is spent; a slip is spent if and only if its record is there.
 *
 * The child submits from two threads and writes the number of each acknowledged sheet into a pipe; the parent kills it
 * at a random moment, opens the store again and looks for each number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/writer.h"
#include "tests/faults/folder.h"

#define ROUNDS 10
#define KILLS_A_ROUND 10
#define KILL_WITHIN_MS 60 /* after the first acknowledgement */
#define RECORD_SIZE 4000
#define SENDERS 2
#define ON_THE_WAY 40

static const unsigned char lock_id[16] = {1};

struct sheet {
	struct write write; /* the first member */
	uint64_t number;
	unsigned char id[STORE_ID_BYTES], slip[STORE_ID_BYTES];
	unsigned char record[RECORD_SIZE];
	pthread_mutex_t lock;
	pthread_cond_t back;
	bool idle;
	int pipe;
};

static void make_sheet(uint64_t number, unsigned char *id, unsigned char *record)
{
	crypto_generichash(id, STORE_ID_BYTES, (const unsigned char *)&number, sizeof number, NULL, 0);
	memset(record, (int)(number % 251), RECORD_SIZE);
	memcpy(record, &number, sizeof number);
}

static void make_slip(uint64_t number, unsigned char *slip)
{
	number = ~number;
	crypto_generichash(slip, STORE_ID_BYTES, (const unsigned char *)&number, sizeof number, NULL, 0);
}

/* --- the child --- */

static void acknowledged(struct write *w)
{
	struct sheet *s = (struct sheet *)w;

	/* A write of so few bytes is whole or not at all (POSIX, PIPE_BUF). */
	if (w->err == STORE_OK && write(s->pipe, &s->number, sizeof s->number) != sizeof s->number)
		_exit(3);
	pthread_mutex_lock(&s->lock);
	s->idle = true;
	pthread_cond_signal(&s->back);
	pthread_mutex_unlock(&s->lock);
}

struct sender {
	struct writer *writer;
	struct store *store;
	int pipe;
	uint64_t next;
};

static void *send_for_ever(void *context)
{
	struct sender *sender = context;
	struct sheet *sheets = calloc(ON_THE_WAY, sizeof *sheets);

	if (sheets == NULL)
		_exit(4);
	for (size_t i = 0; i < ON_THE_WAY; i++) {
		pthread_mutex_init(&sheets[i].lock, NULL);
		pthread_cond_init(&sheets[i].back, NULL);
		sheets[i].idle = true;
	}
	for (size_t i = 0;; i = (i + 1) % ON_THE_WAY) {
		struct sheet *s = &sheets[i];

		pthread_mutex_lock(&s->lock);
		while (!s->idle)
			pthread_cond_wait(&s->back, &s->lock);
		s->idle = false;
		pthread_mutex_unlock(&s->lock);
		s->pipe = sender->pipe;
		s->number = sender->next;
		sender->next += SENDERS;
		make_sheet(s->number, s->id, s->record);
		make_slip(s->number, s->slip);
		s->write = (struct write){.store = sender->store,
		                          .id = s->id,
		                          .record = s->record,
		                          .slip = s->slip,
		                          .done = acknowledged};
		if (!writer_submit(sender->writer, &s->write))
			_exit(5);
	}
}

static void child(const char *dir, uint64_t first, int pipe_end)
{
	struct store *store = NULL;
	struct sender senders[SENDERS];
	struct writer *writer;
	pthread_t thread;

	if (store_open("sqlite", dir, lock_id, RECORD_SIZE, &store) != STORE_OK)
		_exit(6);
	writer = writer_new(&store, 1, 4096);
	for (uint64_t i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){.writer = writer, .store = store, .pipe = pipe_end, .next = first + i};
		if (writer == NULL || pthread_create(&thread, NULL, send_for_ever, &senders[i]) != 0)
			_exit(7);
	}
	for (;;)
		pause();
}

/* --- the parent --- */

struct acks {
	uint64_t *numbers;
	size_t count, room;
};

static void note_ack(struct acks *acks, uint64_t number)
{
	if (acks->count == acks->room) {
		acks->room = acks->room == 0 ? 4096 : acks->room * 2;
		acks->numbers = realloc(acks->numbers, acks->room * sizeof *acks->numbers);
		assert_non_null(acks->numbers);
	}
	acks->numbers[acks->count++] = number;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads acknowledgements until ms after the first one, kills the child, and reads what is left in the pipe. */
static void collect_and_kill(pid_t pid, int pipe_end, int64_t ms, struct acks *acks)
{
	struct pollfd readable = {.fd = pipe_end, .events = POLLIN};
	int64_t end = INT64_MAX;
	bool killed = false;
	uint64_t number;

	for (;;) {
		int64_t left = end == INT64_MAX ? 10000 : end - now_ms();

		if (!killed && left <= 0) {
			assert_int_equal(kill(pid, SIGKILL), 0);
			killed = true;
		}
		if (poll(&readable, 1, killed ? -1 : (int)left) == 0)
			continue;
		if (read(pipe_end, &number, sizeof number) != sizeof number)
			break;
		if (end == INT64_MAX)
			end = now_ms() + ms;
		note_ack(acks, number);
	}
	assert_true(killed);
}

static void run_and_kill(const char *dir, uint64_t first, int64_t ms, struct acks *acks)
{
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		child(dir, first, ends[1]);
	}
	close(ends[1]);
	collect_and_kill(pid, ends[0], ms, acks);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static size_t missing(struct store *store, const struct acks *acks)
{
	unsigned char id[STORE_ID_BYTES], wanted[RECORD_SIZE], got[RECORD_SIZE];
	size_t count = 0;

	for (size_t i = 0; i < acks->count; i++) {
		make_sheet(acks->numbers[i], id, wanted);
		if (store_get(store, id, got) != STORE_OK || memcmp(got, wanted, sizeof got) != 0)
			count++;
	}
	return count;
}

static bool spent(struct store *store, uint64_t number)
{
	unsigned char slip[STORE_ID_BYTES];
	bool is_spent = false;

	make_slip(number, slip);
	assert_int_equal(store_spent(store, slip, &is_spent), STORE_OK);
	return is_spent;
}

/* Acknowledged sheets whose slip could be used again, and slips from first on that are spent for nothing: those of
 * sheets that were under way when the child was killed. */
static size_t at_odds(struct store *store, const struct acks *acks, uint64_t first)
{
	unsigned char id[STORE_ID_BYTES], sent[RECORD_SIZE], got[RECORD_SIZE];
	uint64_t last = first;
	size_t count = 0;

	for (size_t i = 0; i < acks->count; i++) {
		count += !spent(store, acks->numbers[i]);
		last = acks->numbers[i] > last ? acks->numbers[i] : last;
	}
	for (uint64_t number = first; number < last + SENDERS * ON_THE_WAY; number++) {
		make_sheet(number, id, sent);
		count += spent(store, number) != (store_get(store, id, got) == STORE_OK);
	}
	return count;
}

/* Opens the store, as after a crash, and looks for what was acknowledged. */
static void look_for(const char *dir, const struct acks *acks, uint64_t first)
{
	struct store *store = NULL;

	assert_int_equal(store_open("sqlite", dir, lock_id, RECORD_SIZE, &store), STORE_OK);
	assert_int_equal(missing(store, acks), 0);
	/* A number that was never sent is not found: the search can fail. */
	assert_int_equal(missing(store, &(struct acks){.numbers = (uint64_t[]){UINT64_MAX}, .count = 1}), 1);
	assert_true(store_count(store) >= acks->count);
	assert_int_equal(at_odds(store, acks, first), 0);
	assert_int_equal(at_odds(store, &(struct acks){.numbers = (uint64_t[]){1}, .count = 1}, UINT64_MAX / 2), 1);
	store_close(store);
}

static void nothing_acknowledged_is_lost(void **state)
{
	uint64_t acknowledged_in_all = 0;
	char dir[FOLDER_MAX];

	(void)state;
	for (uint64_t round = 0; round < ROUNDS; round++) {
		struct acks acks = {0};

		folder_make(dir);
		for (uint64_t i = 0; i < KILLS_A_ROUND; i++) {
			run_and_kill(dir, (i + 1) << 32, (int64_t)randombytes_uniform(KILL_WITHIN_MS), &acks);
			look_for(dir, &acks, (i + 1) << 32);
		}
		acknowledged_in_all += acks.count;
		free(acks.numbers);
		folder_remove(dir);
	}
	print_message("%d kills, %llu records acknowledged, none lost\n", ROUNDS * KILLS_A_ROUND,
	              (unsigned long long)acknowledged_in_all);
	assert_true(acknowledged_in_all > ROUNDS * KILLS_A_ROUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};

	if (sodium_init() < 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("kill -9 during commits", tests, NULL, NULL);
}
