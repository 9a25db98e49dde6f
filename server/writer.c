#include "server/writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/moment.h"

/* Records of one commit: more of them gain nothing (tests/bench/limit_sqlite.c) and let the first ones wait. */
#define GROUP_MAX 1024
/* While many are sending, a commit that lets them catch up takes many more with it: it waits GATHER_US at a time for as
 * long as the queue grows by an eighth, GATHER_TIMES at most. Who sends alone is never kept waiting. */
#define GATHER_US 150
#define GATHER_TIMES 12
/* The logs are wiped when nothing came for CALM_MS, and at the latest DIRTY_MS after the first commit since. */
#define CALM_MS 50
#define DIRTY_MS 2000
#define TOUCH_MS 60000
#define SECONDS_OF_DAY 86400

/* A queue of writes between threads. */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t arrived; /* waits on the monotonic clock */
	struct write *first, **end;
	size_t waiting;
	bool closed; /* nothing more will be added */
};

/* Two threads: one commits; the other tells the senders, which takes about as long as a commit's arithmetic and need
 * not keep the disk waiting. */
struct writer {
	pthread_t committer, teller;
	struct queue taken, settled;
	size_t capacity; /* of taken */

	/* The committer's alone: */
	struct store **stores;
	size_t store_count;
	int64_t dirty_ms;  /* the first commit since the logs were wiped; 0: they are */
	int64_t commit_ms; /* the last one */
	int64_t touch_ms;
	struct store_item items[GROUP_MAX];
	struct write *group[GROUP_MAX];
};

static void queue_init(struct queue *q)
{
	pthread_condattr_t monotonic;

	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&q->arrived, &monotonic);
	pthread_condattr_destroy(&monotonic);
	q->end = &q->first;
}

static void queue_release(struct queue *q)
{
	pthread_cond_destroy(&q->arrived);
	pthread_mutex_destroy(&q->lock);
}

/* Adds a list of count writes that ends at *end. False when the queue is closed or would hold more than max. */
static bool queue_add(struct queue *q, struct write *first, struct write **end, size_t count, size_t max)
{
	bool added;

	pthread_mutex_lock(&q->lock);
	added = !q->closed && count <= max && q->waiting <= max - count;
	if (added) {
		*q->end = first;
		q->end = end;
		if (q->waiting == 0)
			pthread_cond_signal(&q->arrived);
		q->waiting += count;
	}
	pthread_mutex_unlock(&q->lock);
	return added;
}

static void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_signal(&q->arrived);
	pthread_mutex_unlock(&q->lock);
}

static struct timespec from_now(long us)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += us * 1000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

/* With the lock held: lets the queue grow up to enough while it does. */
static void queue_gather(struct queue *q, size_t enough)
{
	size_t before = 0;

	for (int i = 0; i < GATHER_TIMES && !q->closed && q->waiting > 1 && q->waiting < enough; i++) {
		struct timespec until = from_now(GATHER_US);

		if (q->waiting <= before + before / 8)
			break;
		before = q->waiting;
		/* nobody signals to a queue that is not empty, except to close it */
		pthread_cond_timedwait(&q->arrived, &q->lock, &until);
	}
}

/* Waits until something is there, until the queue is closed or until due (moment_ticks, which is ahead of the clock
 * that is waited on when the computer has slept; 0: for ever), and takes all that is there; when others follow closely,
 * not before there are `enough`. */
static struct write *queue_take(struct queue *q, int64_t due, size_t enough, bool *closed)
{
	int64_t now = moment_ticks();
	struct timespec until = from_now(due > now ? (due - now) * 1000 : 0);
	struct write *all;
	int result = 0;

	pthread_mutex_lock(&q->lock);
	while (q->first == NULL && !q->closed && result == 0)
		result = due == 0 ? pthread_cond_wait(&q->arrived, &q->lock)
		                  : pthread_cond_timedwait(&q->arrived, &q->lock, &until);
	queue_gather(q, enough);
	all = q->first;
	q->first = NULL;
	q->end = &q->first;
	q->waiting = 0;
	*closed = q->closed;
	pthread_mutex_unlock(&q->lock);
	return all;
}

bool writer_submit(struct writer *writer, struct write *w)
{
	w->next = NULL;
	w->outcome = STORE_PENDING;
	w->item = (struct store_item){
	        .act = w->act, .count = w->count, .due = w->due, .id = w->id, .record = w->record, .slip = w->slip};
	store_prepare(w->store, &w->item);
	return queue_add(&writer->taken, w, &w->next, 1, writer->capacity);
}

/* Somebody who waits for one write. */
struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t settled;
	bool is_settled;
};

static void wake(struct write *w)
{
	struct waiter *waiter = w->context;

	pthread_mutex_lock(&waiter->lock);
	waiter->is_settled = true;
	pthread_cond_signal(&waiter->settled);
	pthread_mutex_unlock(&waiter->lock);
}

enum store_err writer_wait(struct writer *writer, struct write *w)
{
	struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .settled = PTHREAD_COND_INITIALIZER};

	w->done = wake;
	w->context = &waiter;
	if (!writer_submit(writer, w))
		return STORE_BUSY;
	pthread_mutex_lock(&waiter.lock);
	while (!waiter.is_settled)
		pthread_cond_wait(&waiter.settled, &waiter.lock);
	pthread_mutex_unlock(&waiter.lock);
	pthread_cond_destroy(&waiter.settled);
	pthread_mutex_destroy(&waiter.lock);
	return w->err;
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
		writer->items[count] = w->item;
		writer->group[count++] = w;
	}
	return count;
}

static void tidy(struct writer *writer)
{
	bool busy = false;

	for (size_t i = 0; i < writer->store_count; i++)
		busy = store_tidy(writer->stores[i]) != STORE_OK || busy;
	writer->commit_ms = moment_ticks();
	writer->dirty_ms = busy ? writer->commit_ms : 0;
}

/* What cannot be erased now is tried again a minute later. */
static void expire(struct writer *writer, struct store *store)
{
	uint64_t erased = 0;

	store_expire(store, (uint16_t)(time(NULL) / SECONDS_OF_DAY), &erased);
	if (erased == 0)
		return;
	writer->commit_ms = moment_ticks();
	if (writer->dirty_ms == 0)
		writer->dirty_ms = writer->commit_ms;
}

static void touch(struct writer *writer)
{
	for (size_t i = 0; i < writer->store_count; i++) {
		store_touch(writer->stores[i]);
		expire(writer, writer->stores[i]);
	}
	writer->touch_ms = moment_ticks() + TOUCH_MS;
}

static void commit(struct writer *writer, size_t count)
{
	struct store *store = writer->group[0]->store;
	enum store_err err = store_put(store, writer->items, count);
	bool marked = false;

	writer->commit_ms = moment_ticks();
	if (writer->dirty_ms == 0)
		writer->dirty_ms = writer->commit_ms;
	for (size_t i = 0; i < count; i++) {
		struct write *w = writer->group[i];

		marked = marked || w->act == STORE_MARK;
		w->err = err;
		w->outcome = err == STORE_OK ? writer->items[i].outcome : STORE_PENDING;
		w->next = i + 1 < count ? writer->group[i + 1] : NULL;
	}
	queue_add(&writer->settled, writer->group[0], &writer->group[count - 1]->next, count, SIZE_MAX);
	if (marked && err == STORE_OK)
		expire(writer, store);
}

static void do_chores(struct writer *writer)
{
	int64_t now = moment_ticks();

	if (writer->dirty_ms != 0 && (now >= writer->commit_ms + CALM_MS || now >= writer->dirty_ms + DIRTY_MS))
		tidy(writer);
	if (now >= writer->touch_ms)
		touch(writer);
}

static void *commit_all(void *context)
{
	struct writer *writer = context;
	bool stop = false;

	while (!stop) {
		struct write *list = queue_take(&writer->taken, next_chore(writer), GROUP_MAX, &stop);

		while (list != NULL)
			commit(writer, gather(writer, &list));
		do_chores(writer);
	}
	if (writer->dirty_ms != 0)
		tidy(writer);
	touch(writer);
	return NULL;
}

static void *tell_all(void *context)
{
	struct writer *writer = context;
	bool stop = false;

	while (!stop)
		for (struct write *w = queue_take(&writer->settled, 0, 0, &stop), *next; w != NULL; w = next) {
			next = w->next;
			w->done(w);
		}
	return NULL;
}

static void release(struct writer *writer)
{
	queue_release(&writer->taken);
	queue_release(&writer->settled);
	free(writer->stores);
	free(writer);
}

static bool start(struct writer *writer)
{
	if (pthread_create(&writer->teller, NULL, tell_all, writer) != 0)
		return false;
	if (pthread_create(&writer->committer, NULL, commit_all, writer) == 0)
		return true;
	queue_close(&writer->settled);
	pthread_join(writer->teller, NULL);
	return false;
}

struct writer *writer_new(struct store *const *stores, size_t count, size_t capacity)
{
	struct writer *writer = calloc(1, sizeof *writer);

	if (writer == NULL)
		return NULL;
	queue_init(&writer->taken);
	queue_init(&writer->settled);
	writer->capacity = capacity;
	writer->touch_ms = moment_ticks();
	writer->stores = calloc(count + 1, sizeof *writer->stores);
	if (writer->stores == NULL)
		goto fail;
	for (size_t i = 0; i < count; i++)
		writer->stores[i] = stores[i];
	writer->store_count = count;
	if (!start(writer))
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
	queue_close(&writer->taken);
	pthread_join(writer->committer, NULL);
	queue_close(&writer->settled);
	pthread_join(writer->teller, NULL);
	release(writer);
}
