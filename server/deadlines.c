#include "server/deadlines.h"

#include <stdlib.h>
#include <time.h>

#define SWEEP_MS 250

struct deadlines {
	struct conns *conns;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool stop;
};

static void *sweep(void *closure)
{
	struct deadlines *d = closure;
	struct timespec next;
	clock_gettime(CLOCK_MONOTONIC, &next);
	pthread_mutex_lock(&d->mutex);
	while (!d->stop) {
		next.tv_nsec += SWEEP_MS * 1000000L;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&d->wake, &d->mutex, &next);
		conns_sweep(d->conns);
	}
	pthread_mutex_unlock(&d->mutex);
	return NULL;
}

static bool wake_init(pthread_cond_t *wake)
{
	pthread_condattr_t attributes;
	if (pthread_condattr_init(&attributes) != 0)
		return false;
	bool ok = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	          pthread_cond_init(wake, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return ok;
}

struct deadlines *deadlines_start(struct conns *conns)
{
	struct deadlines *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->conns = conns;
	if (pthread_mutex_init(&d->mutex, NULL) != 0)
		goto fail_memory;
	if (!wake_init(&d->wake))
		goto fail_mutex;
	if (pthread_create(&d->thread, NULL, sweep, d) == 0)
		return d;
	pthread_cond_destroy(&d->wake);
fail_mutex:
	pthread_mutex_destroy(&d->mutex);
fail_memory:
	free(d);
	return NULL;
}

void deadlines_stop(struct deadlines *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->mutex);
	d->stop = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->mutex);
	pthread_join(d->thread, NULL);
	pthread_cond_destroy(&d->wake);
	pthread_mutex_destroy(&d->mutex);
	free(d);
}
