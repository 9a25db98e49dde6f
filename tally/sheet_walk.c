#include "tally/sheet_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "tally/order.h"
#include "tally/progress.h"

#define PROGRESS_EVERY 4096

/* Where the records of the chosen locks stand. */
struct places {
	struct taker taker;
	unsigned char *record;
	size_t *blocks; /* of the chosen locks */
	uint64_t *ends; /* how many records stand in a chosen block and those before it */
	size_t block_count;
};

static bool places_init(struct places *p, const struct session *s)
{
	const struct archive *a = &s->archive;
	struct moment now;
	size_t size = 0;
	uint64_t sum = 0;
	*p = (struct places){0};
	p->blocks = calloc(a->block_count + 1, sizeof *p->blocks);
	p->ends = calloc(a->block_count + 1, sizeof *p->ends);
	if (p->blocks == NULL || p->ends == NULL)
		return false;
	for (size_t i = 0; i < a->block_count; i++) {
		const struct archive_block *b = &a->blocks[i];
		if (b->gone || s->openers[b->lock].lock == NULL)
			continue;
		sum += b->whole;
		p->blocks[p->block_count] = i;
		p->ends[p->block_count++] = sum;
		size = a->locks[b->lock].record_size > size ? a->locks[b->lock].record_size : size;
	}
	session_now(&now);
	p->record = malloc(size + 1);
	return p->record != NULL && taker_init(&p->taker, s->form, &now, size > 0 ? size : 4000);
}

static void places_release(struct places *p)
{
	taker_release(&p->taker);
	free(p->record);
	free(p->blocks);
	free(p->ends);
}

/* The place in p->blocks of the n-th record. */
static size_t block_of(const struct places *p, uint64_t n)
{
	size_t low = 0, high = p->block_count - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (n < p->ends[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool visit_record(struct sheet_walk *walk, struct places *p, uint64_t n, struct fault *fault)
{
	const struct session *s = walk->session;
	size_t place = block_of(p, n);
	const struct archive_block *b = &s->archive.blocks[p->blocks[place]];
	uint32_t index = (uint32_t)(n - (place > 0 ? p->ends[place - 1] : 0));
	unsigned char id[RECORD_ID_BYTES];
	if (!archive_read_ids(&s->archive, b, index, 1, id) ||
	    !archive_read_records(&s->archive, b, index, 1, p->record))
		return fault_set(fault, "the archive cannot be read");
	enum take reason = TAKE_DOUBLED;
	if (!doubles_has(&s->doubles, p->blocks[place], index))
		reason = take_sheet(&p->taker, &s->openers[b->lock], id, p->record);
	if (reason != TAKE_OK) {
		walk->refused += reason < TAKE_REFUSALS;
		walk->beside += reason >= TAKE_REFUSALS;
		return true;
	}
	walk->visited++;
	return walk->visit(walk->context, p->taker.answers, p->taker.day, fault);
}

static bool visit_all(struct sheet_walk *walk, struct places *p, struct fault *fault)
{
	char what[] = "opened";
	struct order order;
	progress_function *progress = progress_if_terminal();
	uint64_t total = p->block_count > 0 ? p->ends[p->block_count - 1] : 0;
	bool ok = true;
	order_init(&order, total);
	for (uint64_t i = 0; ok && i < total; i++) {
		ok = visit_record(walk, p, order_at(&order, i), fault);
		if (progress != NULL && i % PROGRESS_EVERY == 0)
			progress(what, i, total);
	}
	progress_end(progress);
	return ok;
}

bool sheet_walk(struct sheet_walk *walk, struct fault *fault)
{
	struct places p;
	walk->visited = 0;
	walk->beside = 0;
	walk->refused = walk->session->archive.lost;
	bool ok = (places_init(&p, walk->session) || fault_set(fault, "memory ran out")) && visit_all(walk, &p, fault);
	places_release(&p);
	return ok;
}

void sheet_walk_say_refused(const struct sheet_walk *walk, const char *command)
{
	if (walk->beside > 0)
		fprintf(stderr,
		        "uzklausi-tally %s: %" PRIu64 " records are no sheets but later messages of reporters and "
		                                      "notes of the staff: inbox shows them\n",
		        command, walk->beside);
	if (walk->refused > 0)
		fprintf(stderr, "uzklausi-tally %s: %" PRIu64 " records were left out; count says why\n", command,
		        walk->refused);
}
