#include "tally/pipeline.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLICE 64 /* records read at once: what stays in a processor's own cache */
#define THREADS_MAX 256

struct common {
	const struct pipeline *pipeline;
	atomic_size_t next; /* block to be taken */
	atomic_uint_fast64_t done;
	atomic_bool failed; /* the file cannot be read, or memory ran out */
	size_t record_size; /* the largest */
	uint64_t total;
};

struct worker {
	struct common *common;
	pthread_t thread;
	struct tally tally;
	struct taker takers[2]; /* of the form, and of its easy version */
	unsigned char *ids, *records;
};

static bool is_chosen(const struct pipeline *p, const struct archive_block *b)
{
	return !b->gone && p->openers[b->lock].lock != NULL;
}

static bool do_slice(struct worker *w, size_t block, uint32_t first, uint32_t n)
{
	const struct pipeline *p = w->common->pipeline;
	const struct archive_block *b = &p->archive->blocks[block];
	const struct opener *opener = &p->openers[b->lock];
	bool easy = p->easy != NULL && strcmp(opener->lock->form, p->easy->id) == 0;
	struct taker *taker = &w->takers[easy];
	if (!archive_read_ids(p->archive, b, first, n, w->ids) ||
	    !archive_read_records(p->archive, b, first, n, w->records))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		enum take reason = TAKE_DOUBLED;
		if (!doubles_has(p->doubles, block, first + i))
			reason = take_sheet(taker, opener, w->ids + (size_t)i * RECORD_ID_BYTES,
			                    w->records + i * opener->lock->record_size);
		w->tally.reasons[reason]++;
		if (reason != TAKE_OK)
			continue;
		count_sheet(&w->tally.table, p->plan, taker->answers);
		if (p->scoring != NULL)
			score_sheet(&w->tally.scores, &w->tally.table, p->scoring, taker->answers);
	}
	atomic_fetch_add_explicit(&w->common->done, n, memory_order_relaxed);
	return true;
}

static bool do_block(struct worker *w, size_t block)
{
	const struct archive_block *b = &w->common->pipeline->archive->blocks[block];
	for (uint32_t first = 0; first < b->whole; first += SLICE)
		if (!do_slice(w, block, first, b->whole - first < SLICE ? b->whole - first : SLICE))
			return false;
	return true;
}

static bool tables_init(struct tally *t, const struct pipeline *p)
{
	return count_table_init(&t->table, p->plan) && (p->scoring == NULL || score_table_init(&t->scores, p->scoring));
}

static void *work(void *argument)
{
	struct worker *w = argument;
	const struct pipeline *p = w->common->pipeline;
	bool ok = tables_init(&w->tally, p) && taker_init(&w->takers[0], p->form, &p->now, w->common->record_size) &&
	          (p->easy == NULL || taker_init(&w->takers[1], p->easy, &p->now, w->common->record_size));
	w->ids = malloc((size_t)SLICE * RECORD_ID_BYTES);
	w->records = malloc(SLICE * w->common->record_size);
	ok = ok && w->ids != NULL && w->records != NULL;
	while (ok && !atomic_load(&w->common->failed)) {
		size_t block = atomic_fetch_add(&w->common->next, 1);
		if (block >= p->archive->block_count)
			break;
		if (is_chosen(p, &p->archive->blocks[block]))
			ok = do_block(w, block);
	}
	if (!ok)
		atomic_store(&w->common->failed, true);
	free(w->ids);
	free(w->records);
	taker_release(&w->takers[0]);
	taker_release(&w->takers[1]);
	return NULL;
}

static unsigned thread_count(const struct pipeline *p)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = p->threads > 0 ? p->threads : online > 0 ? (size_t)online : 1;
	if (n > p->archive->block_count)
		n = p->archive->block_count;
	return n == 0 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* Waits for a thread and says meanwhile, four times a second, how far all are. */
static void join(struct worker *w)
{
	const struct pipeline *p = w->common->pipeline;
	while (p->progress != NULL) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 250000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_timedjoin_np(w->thread, NULL, &until) != ETIMEDOUT)
			return;
		p->progress(p->context, atomic_load(&w->common->done), w->common->total);
	}
	pthread_join(w->thread, NULL);
}

static void survey(struct common *c)
{
	const struct archive *a = c->pipeline->archive;
	c->record_size = RECORD_HEAD_BYTES + RECORD_SEAL_BYTES + 1;
	for (size_t i = 0; i < a->lock_count; i++) {
		if (c->pipeline->openers[i].lock == NULL)
			continue;
		c->total += archive_records(a, i);
		if (a->locks[i].record_size > c->record_size)
			c->record_size = a->locks[i].record_size;
	}
}

static void add(struct tally *out, const struct tally *from, const struct pipeline *p)
{
	if (from->table.figures != NULL && from->table.seen != NULL)
		count_add(&out->table, &from->table, p->plan);
	if (from->scores.asked != NULL)
		score_add(&out->scores, &from->scores, p->scoring);
	for (size_t i = 0; i < TAKE_KINDS; i++)
		out->reasons[i] += from->reasons[i];
}

bool pipeline_run(const struct pipeline *p, struct tally *out, struct fault *fault)
{
	struct common common = {.pipeline = p};
	unsigned threads = thread_count(p), started = 0;
	struct worker *workers = calloc(threads, sizeof *workers);
	*out = (struct tally){0};
	if (workers == NULL || !tables_init(out, p)) {
		free(workers);
		return fault_set(fault, "memory ran out");
	}
	survey(&common);
	while (started < threads) {
		workers[started].common = &common;
		if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
			break;
		started++;
	}
	for (unsigned i = 0; i < started; i++) {
		join(&workers[i]);
		add(out, &workers[i].tally, p);
		tally_release(&workers[i].tally);
	}
	free(workers);
	if (started == 0 || atomic_load(&common.failed))
		return fault_set(fault, started == 0 ? "no thread can be started"
		                                     : "the archive cannot be read, or memory ran out");
	count_finish(&out->table, p->plan);
	if (p->scoring != NULL)
		score_finish(&out->scores, p->scoring);
	return true;
}

void tally_release(struct tally *t)
{
	count_table_release(&t->table);
	score_table_release(&t->scores);
}
