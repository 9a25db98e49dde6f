/* Records a second through our writer and store, from several threads that each keep a number of records on their way,
 * as connections do that wait for their answer.
 *
 *   store_bench [--dir D] [--records N] [--size BYTES] [--threads N] [--window N] [--backend sqlite|memory]
 *
 * Prints "best RECORDS_PER_SECOND", for comparison with limit_sqlite. */
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

#include "server/writer.h"
#include "tests/bench/bench.h"

struct sender {
	struct writer *writer;
	unsigned char *record;
	size_t records, window;
	struct slot *slots;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t back;
	struct write *idle; /* a list */
	size_t idle_count;
	atomic_size_t failed;
};

struct slot {
	struct write write; /* the first member */
	unsigned char id[STORE_ID_BYTES];
};

/* Takes what has come back; waits until there is something, or with all until everything is back. */
static struct write *take_idle(struct sender *s, bool all)
{
	struct write *list;

	pthread_mutex_lock(&s->lock);
	while (s->idle_count < (all ? s->window : 1))
		pthread_cond_wait(&s->back, &s->lock);
	list = s->idle;
	s->idle = NULL;
	s->idle_count = 0;
	pthread_mutex_unlock(&s->lock);
	return list;
}

static void give_back(struct sender *s, struct write *w)
{
	pthread_mutex_lock(&s->lock);
	w->next = s->idle;
	s->idle = w;
	s->idle_count++;
	pthread_cond_signal(&s->back);
	pthread_mutex_unlock(&s->lock);
}

static void done(struct write *w)
{
	struct sender *s = w->context;

	if (w->err != STORE_OK || w->outcome != STORE_TAKEN)
		atomic_fetch_add(&s->failed, 1);
	give_back(s, w);
}

static void *send_all(void *context)
{
	struct sender *s = context;

	for (size_t sent = 0; sent < s->records;) {
		for (struct write *w = take_idle(s, false), *next; w != NULL; w = next) {
			struct slot *slot = (struct slot *)w;

			next = w->next;
			randombytes_buf(slot->id, sizeof slot->id);
			if (sent == s->records) {
				give_back(s, w);
				continue;
			}
			sent++;
			if (!writer_submit(s->writer, w)) {
				atomic_fetch_add(&s->failed, 1);
				give_back(s, w);
			}
		}
	}
	take_idle(s, true);
	return NULL;
}

struct options {
	const char *dir, *backend;
	size_t records, size, threads, window;
};

static void read_options(struct options *o, int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--dir") == 0)
			o->dir = argv[i + 1];
		else if (strcmp(argv[i], "--backend") == 0)
			o->backend = argv[i + 1];
		else if (strcmp(argv[i], "--records") == 0)
			o->records = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--size") == 0)
			o->size = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--threads") == 0)
			o->threads = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--window") == 0)
			o->window = bench_number(argv[i + 1]);
		else {
			fprintf(stderr, "store_bench: no such option: %s\n", argv[i]);
			exit(2);
		}
	}
}

static void prepare(struct sender *s, const struct options *o, struct writer *writer, struct store *store)
{
	struct slot *slots = calloc(o->window, sizeof *slots);

	*s = (struct sender){.writer = writer,
	                     .records = o->records / o->threads,
	                     .window = o->window,
	                     .slots = slots,
	                     .record = malloc(o->size)};
	if (slots == NULL || s->record == NULL)
		exit(1);
	randombytes_buf(s->record, o->size);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->back, NULL);
	for (size_t i = 0; i < o->window; i++) {
		slots[i].write = (struct write){
		        .store = store, .id = slots[i].id, .record = s->record, .done = done, .context = s};
		give_back(s, &slots[i].write);
	}
}

/* Sends all records and answers how many a second were stored; 0 when any was not. */
static double send_from_threads(const struct options *o, struct writer *writer, struct store *store)
{
	struct sender *senders = calloc(o->threads, sizeof *senders);
	size_t failed = 0;
	double begun, taken;

	if (senders == NULL)
		exit(1);
	for (size_t i = 0; i < o->threads; i++)
		prepare(&senders[i], o, writer, store);
	begun = bench_now();
	for (size_t i = 0; i < o->threads; i++)
		if (pthread_create(&senders[i].thread, NULL, send_all, &senders[i]) != 0)
			exit(1);
	for (size_t i = 0; i < o->threads; i++)
		pthread_join(senders[i].thread, NULL);
	taken = bench_now() - begun;
	for (size_t i = 0; i < o->threads; i++) {
		failed += senders[i].failed;
		free(senders[i].slots);
		free(senders[i].record);
	}
	free(senders);
	return failed == 0 ? (double)(o->records / o->threads * o->threads) / taken : 0;
}

int main(int argc, char **argv)
{
	struct options o = {
	        .dir = "/tmp", .backend = "sqlite", .records = 40000, .size = 4000, .threads = 2, .window = 256};
	unsigned char lock_id[16] = {1};
	char folder[512];
	struct store *store = NULL;
	struct writer *writer = NULL;
	double rate = 0;

	read_options(&o, argc, argv);
	if (sodium_init() < 0 || !bench_folder(folder, o.dir))
		return 1;
	if (store_open(o.backend, folder, lock_id, o.size, &store) == STORE_OK &&
	    store_reserve(store, o.records) == STORE_OK)
		writer = writer_new(&store, 1, o.threads * o.window);
	sync();
	if (writer != NULL)
		rate = send_from_threads(&o, writer, store);
	writer_free(writer);
	if (rate == 0 || store_count(store) != o.records / o.threads * o.threads)
		fprintf(stderr, "store_bench: not every record was stored\n");
	printf("best %.0f\n", rate);
	store_close(store);
	bench_remove(folder);
	return rate > 0 ? 0 : 1;
}
