#include "server/derive.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct deriver {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	struct derive_job *first, **end;
	size_t waiting; /* the one being derived too */
	bool closed;
	unsigned char salt[RECEIPT_SALT_BYTES];
};

/* The next one, or NULL when there is none and none will come. */
static struct derive_job *next(struct deriver *d, bool one_is_done)
{
	pthread_mutex_lock(&d->lock);
	d->waiting -= one_is_done;
	while (!d->first && !d->closed)
		pthread_cond_wait(&d->arrived, &d->lock);
	struct derive_job *job = d->first;
	if (job)
		d->first = job->next;
	if (!d->first)
		d->end = &d->first;
	pthread_mutex_unlock(&d->lock);
	return job;
}

static void *derive_all(void *context)
{
	struct deriver *d = context;
	for (struct derive_job *job = next(d, false); job; job = next(d, true)) {
		job->err = receipt_derive(job->keys, job->receipt, d->salt);
		job->done(job);
	}
	return NULL;
}

struct deriver *deriver_new(const unsigned char salt[static RECEIPT_SALT_BYTES])
{
	struct deriver *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->arrived, NULL);
	d->end = &d->first;
	memcpy(d->salt, salt, sizeof d->salt);
	if (pthread_create(&d->thread, NULL, derive_all, d) == 0)
		return d;
	pthread_cond_destroy(&d->arrived);
	pthread_mutex_destroy(&d->lock);
	free(d);
	return NULL;
}

void deriver_free(struct deriver *d)
{
	if (!d)
		return;
	pthread_mutex_lock(&d->lock);
	d->closed = true;
	pthread_cond_signal(&d->arrived);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_cond_destroy(&d->arrived);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

bool derive_submit(struct deriver *d, struct derive_job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&d->lock);
	bool taken = !d->closed && d->waiting < DERIVE_WAITING_MAX;
	if (taken) {
		*d->end = job;
		d->end = &job->next;
		d->waiting++;
		pthread_cond_signal(&d->arrived);
	}
	pthread_mutex_unlock(&d->lock);
	return taken;
}
