#include "server/writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Records of one commit: more of them gain nothing (tests/bench/limit_sqlite.c) and let the first ones wait. */
#define GROUP_MAX 1024
/* The logs are wiped when nothing came for CALM_MS, and at the latest DIRTY_MS after the first commit since. */
#define CALM_MS 50
#define DIRTY_MS 1000
#define TOUCH_MS 60000

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t arrived; /* waits on the monotonic clock */

	/* Under lock: */
	struct write *first, **end; /* what waits, in a list */
	size_t waiting, capacity;
	bool stopping;

	/* The thread's alone: */
	struct store **stores;
	size_t store_count;
	int64_t dirty_ms;  /* the first commit since the logs were wiped; 0: they are */
	int64_t commit_ms; /* the last one */
	int64_t touch_ms;
	struct store_item items[GROUP_MAX];
	struct write *group[GROUP_MAX];
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool writer_submit(struct writer *writer, struct write *w)
{
	bool taken;

	w->next = NULL;
	w->outcome = STORE_PENDING;
	pthread_mutex_lock(&writer->lock);
	taken = !writer->stopping && writer->waiting < writer->capacity;
	if (taken) {
		*writer->end = w;
		writer->end = &w->next;
		if (writer->waiting++ == 0)
			pthread_cond_signal(&writer->arrived);
	}
	pthread_mutex_unlock(&writer->lock);
	return taken;
}

/* When there is something to do even if nothing arrives. */
static int64_t next_chore(const struct writer *writer)
{
	int64_t due = writer->touch_ms;

	if (writer->dirty_ms != 0) {
		int64_t calm = writer->commit_ms + CALM_MS, late = writer->dirty_ms + DIRTY_MS;
		int64_t tidy = calm < late ? calm : late;

		due = tidy < due ? tidy : due;
	}
	return due;
}

/* Waits for records, a chore or the end; answers what has come. */
static struct write *take(struct writer *writer, bool *stop)
{
	int64_t due = next_chore(writer);
	struct timespec until = {.tv_sec = due / 1000, .tv_nsec = due % 1000 * 1000000};
	struct write *all;
	int result = 0;

	pthread_mutex_lock(&writer->lock);
	while (writer->first == NULL && !writer->stopping && result == 0)
		result = pthread_cond_timedwait(&writer->arrived, &writer->lock, &until);
	all = writer->first;
	writer->first = NULL;
	writer->end = &writer->first;
	writer->waiting = 0;
	*stop = writer->stopping;
	pthread_mutex_unlock(&writer->lock);
	return all;
}

/* Moves up to GROUP_MAX writes for the store of the first one from the list into the group. */
static size_t gather(struct writer *writer, struct write **list)
{
	struct store *store = (*list)->store;
	size_t count = 0;

	for (struct write **at = list; *at != NULL && count < GROUP_MAX;) {
		struct write *w = *at;

		if (w->store != store) {
			at = &w->next;
			continue;
		}
		*at = w->next;
		writer->items[count] = (struct store_item){.id = w->id, .record = w->record};
		writer->group[count++] = w;
	}
	return count;
}

static void commit(struct writer *writer, size_t count)
{
	enum store_err err = store_put(writer->group[0]->store, writer->items, count);

	writer->commit_ms = now_ms();
	if (writer->dirty_ms == 0)
		writer->dirty_ms = writer->commit_ms;
	for (size_t i = 0; i < count; i++) {
		struct write *w = writer->group[i];

		w->err = err;
		w->outcome = err == STORE_OK ? writer->items[i].outcome : STORE_PENDING;
		w->done(w);
	}
}

static void tidy(struct writer *writer)
{
	bool busy = false;

	for (size_t i = 0; i < writer->store_count; i++)
		busy = store_tidy(writer->stores[i]) != STORE_OK || busy;
	writer->commit_ms = now_ms();
	writer->dirty_ms = busy ? writer->commit_ms : 0;
}

static void do_chores(struct writer *writer)
{
	int64_t now = now_ms();

	if (writer->dirty_ms != 0 && (now >= writer->commit_ms + CALM_MS || now >= writer->dirty_ms + DIRTY_MS))
		tidy(writer);
	if (now < writer->touch_ms)
		return;
	for (size_t i = 0; i < writer->store_count; i++)
		store_touch(writer->stores[i]);
	writer->touch_ms = now + TOUCH_MS;
}

static void *run(void *context)
{
	struct writer *writer = context;
	bool stop = false;

	while (!stop) {
		struct write *list = take(writer, &stop);

		while (list != NULL)
			commit(writer, gather(writer, &list));
		do_chores(writer);
	}
	if (writer->dirty_ms != 0)
		tidy(writer);
	return NULL;
}

static void release(struct writer *writer)
{
	pthread_cond_destroy(&writer->arrived);
	pthread_mutex_destroy(&writer->lock);
	free(writer->stores);
	free(writer);
}

struct writer *writer_new(struct store *const *stores, size_t count, size_t capacity)
{
	struct writer *writer = calloc(1, sizeof *writer);
	pthread_condattr_t monotonic;

	if (writer == NULL)
		return NULL;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->arrived, &monotonic);
	pthread_condattr_destroy(&monotonic);
	writer->end = &writer->first;
	writer->capacity = capacity;
	writer->stores = calloc(count + 1, sizeof *writer->stores);
	if (writer->stores == NULL)
		goto fail;
	for (size_t i = 0; i < count; i++)
		writer->stores[i] = stores[i];
	writer->store_count = count;
	if (pthread_create(&writer->thread, NULL, run, writer) != 0)
		goto fail;
	return writer;
fail:
	release(writer);
	return NULL;
}

void writer_free(struct writer *writer)
{
	if (writer == NULL)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->arrived);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	release(writer);
}
