/* What both libsodium limits share: the same work on all cores for a while, counted. */
#ifndef TESTS_BENCH_LIMIT_CRYPTO_H
#define TESTS_BENCH_LIMIT_CRYPTO_H

#include <pthread.h>
#include <sodium.h>

#include "tests/bench/bench.h"

#define LIMIT_SHEET_BYTES 3935 /* the padded sheet of a record of 4,000 bytes */
#define LIMIT_SEALED_BYTES (LIMIT_SHEET_BYTES + crypto_box_SEALBYTES)
#define LIMIT_RING 64 /* different boxes, so that no cache helps beyond what real records allow */

struct limit_worker {
	pthread_t thread;
	double seconds;
	size_t done;
	bool (*work)(void *scratch); /* one record; false ends the program */
	void *scratch;
};

static void *limit_loop(void *argument)
{
	struct limit_worker *w = argument;
	double end = bench_now() + w->seconds;

	while (bench_now() < end) {
		for (int i = 0; i < 16; i++, w->done++) {
			if (!w->work(w->scratch)) {
				fprintf(stderr, "libsodium refused\n");
				exit(1);
			}
		}
	}
	return NULL;
}

/* Runs work on as many threads as there are processors, each with a scratch of its own, and answers records/s. */
static inline double limit_run(double seconds, bool (*work)(void *scratch), void *(*make_scratch)(void))
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);
	struct limit_worker workers[256] = {0};
	size_t done = 0;
	double start;

	count = count < 1 ? 1 : count > 256 ? 256 : count;
	for (long i = 0; i < count; i++)
		workers[i] = (struct limit_worker){.seconds = seconds, .work = work, .scratch = make_scratch()};
	start = bench_now();
	for (long i = 0; i < count; i++) {
		if (workers[i].scratch == NULL ||
		    pthread_create(&workers[i].thread, NULL, limit_loop, &workers[i]) != 0) {
			fprintf(stderr, "no memory or no thread\n");
			exit(1);
		}
	}
	for (long i = 0; i < count; i++) {
		pthread_join(workers[i].thread, NULL);
		done += workers[i].done;
		free(workers[i].scratch);
	}
	return (double)done / (bench_now() - start);
}

/* The only argument: seconds, 3 unless given. */
static inline double limit_seconds(int argc, char **argv)
{
	if (argc > 2) {
		fprintf(stderr, "usage: %s [SECONDS]\n", argv[0]);
		exit(2);
	}
	if (sodium_init() < 0)
		exit(1);
	return argc == 2 ? (double)bench_number(argv[1]) : 3;
}

#endif
