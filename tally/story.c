#include "tally/story.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE SIZE_MAX
#define WORD_BITS 64

const char *const story_state_names[STORY_STATES] = {"new", "read", "standard", "urgent", "handed", "closed"};

/* What is found out while ordering. Steps are numbered by time and id at first; knows[] is a row of bits a step: those
 * before it. */
struct telling {
	struct story *story;
	size_t *by_id;   /* numbers in the order of ids */
	size_t *order;   /* numbers in the order of the story */
	uint64_t *knows; /* step_count rows of `words` */
	bool *placed;
	size_t words, done;
};

/* --- finding steps --- */

static int by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;
	int order = strcmp(x->at, y->at);

	return order != 0 ? order : memcmp(x->id, y->id, ID_BYTES);
}

static int by_id(const void *a, const void *b, void *context)
{
	const struct step *steps = context;

	return memcmp(steps[*(const size_t *)a].id, steps[*(const size_t *)b].id, ID_BYTES);
}

static size_t find(const struct telling *t, const unsigned char id[static ID_BYTES])
{
	const struct step *steps = t->story->steps;
	size_t low = 0, high = t->story->step_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = memcmp(id, steps[t->by_id[middle]].id, ID_BYTES);

		if (order == 0)
			return t->by_id[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NOWHERE;
}

static bool knows(const struct telling *t, size_t later, size_t earlier)
{
	return t->knows[later * t->words + earlier / WORD_BITS] >> earlier % WORD_BITS & 1;
}

/* --- the order --- */

/* Whether all that this step builds on, and that is here, has its place. */
static bool is_ready(const struct telling *t, size_t n)
{
	const struct event *e = t->story->steps[n].event;

	for (size_t p = 0; e != NULL && p < e->parent_count; p++) {
		size_t parent = find(t, e->parents[p]);

		if (parent != NOWHERE && !t->placed[parent])
			return false;
	}
	return true;
}

static void place(struct telling *t, size_t n)
{
	const struct event *e = t->story->steps[n].event;
	uint64_t *row = t->knows + n * t->words;

	t->placed[n] = true;
	t->order[t->done++] = n;
	for (size_t p = 0; e != NULL && p < e->parent_count; p++) {
		size_t parent = find(t, e->parents[p]);

		if (parent == NOWHERE) {
			t->story->missing++;
			continue;
		}
		for (size_t w = 0; w < t->words; w++)
			row[w] |= t->knows[parent * t->words + w];
		row[parent / WORD_BITS] |= UINT64_C(1) << parent % WORD_BITS;
	}
}

/* Rounds: each takes, by time and id, whatever is ready. Events that build on each other in a circle, which no honest
 * program writes, come last, as if they knew nothing. */
static void put_in_order(struct telling *t)
{
	size_t count = t->story->step_count, before;

	do {
		before = t->done;
		for (size_t n = 0; n < count; n++)
			if (!t->placed[n] && is_ready(t, n))
				place(t, n);
	} while (t->done > before);
	for (size_t n = 0; n < count; n++) {
		if (!t->placed[n]) {
			t->placed[n] = true;
			t->order[t->done++] = n;
		}
	}
}

/* --- what follows --- */

/* How much a state wants somebody's eyes; 0 for an event that says none. */
static int weight(const struct step *s)
{
	if (s->event == NULL)
		return 0;
	switch (s->event->kind) {
	case EVENT_TRIAGE:
		return strcmp(s->event->detail, "urgent") == 0 ? 4 : 2;
	case EVENT_HANDED:
		return 3;
	case EVENT_CLOSED:
		return 1;
	default:
		return 0;
	}
}

static bool same_state(const struct step *a, const struct step *b)
{
	return a->event->kind == b->event->kind && strcmp(a->event->detail, b->event->detail) == 0;
}

static bool is_last_of_its_kind(const struct telling *t, size_t n)
{
	const struct story *s = t->story;

	for (size_t k = 0; k < s->step_count; k++)
		if (weight(&s->steps[k]) > 0 && knows(t, k, n))
			return false;
	return true;
}

static size_t decide(struct telling *t)
{
	struct story *s = t->story;
	size_t best = NOWHERE;

	for (size_t i = 0; i < s->step_count; i++) {
		size_t n = t->order[i];

		if (weight(&s->steps[n]) == 0 || !is_last_of_its_kind(t, n))
			continue;
		if (best != NOWHERE && !same_state(&s->steps[best], &s->steps[n]))
			s->contested = true;
		if (best == NOWHERE || weight(&s->steps[n]) >= weight(&s->steps[best]))
			best = n;
	}
	return best;
}

static enum story_state state_of(const struct step *decided)
{
	switch (decided->event->kind) {
	case EVENT_HANDED:
		return STORY_HANDED;
	case EVENT_CLOSED:
		return STORY_CLOSED;
	default:
		return strcmp(decided->event->detail, "urgent") == 0 ? STORY_URGENT : STORY_STANDARD;
	}
}

/* Follow-ups that some event knows are seen; what nobody knows is a head. */
static void find_heads(struct telling *t)
{
	struct story *s = t->story;

	for (size_t i = 0; i < s->step_count; i++) {
		size_t n = t->order[i];
		bool known = false;

		for (size_t k = 0; k < s->step_count && !known; k++)
			known = knows(t, k, n);
		if (s->steps[n].followup != NULL) {
			s->steps[n].seen = known;
			s->unseen += !known;
		}
		if (!known && s->head_count < EVENT_PARENTS_MAX)
			memcpy(s->heads[s->head_count++], s->steps[n].id, ID_BYTES);
		else if (!known)
			s->more_heads = true;
	}
}

/* The steps in their order; the events that are pointed to are found again at their new places. */
static bool settle(struct telling *t, size_t decided)
{
	struct story *s = t->story;
	struct step *steps = calloc(s->step_count + 1, sizeof *steps);

	if (steps == NULL)
		return false;
	for (size_t i = 0; i < s->step_count; i++) {
		const struct event *e = s->steps[t->order[i]].event;

		steps[i] = s->steps[t->order[i]];
		if (t->order[i] == decided)
			s->decided = &steps[i];
		if (e != NULL && e->kind == EVENT_READ && (s->read == NULL || strcmp(steps[i].at, s->read->at) < 0))
			s->read = &steps[i];
		if (e != NULL && e->kind == EVENT_EXPIRES)
			s->expires = &steps[i];
		if (e != NULL && s->state == STORY_NEW)
			s->state = STORY_READ;
	}
	free(s->steps);
	s->steps = steps;
	if (s->decided != NULL)
		s->state = state_of(s->decided);
	s->promised = s->expires != NULL && strcmp(s->expires->event->detail, "never") != 0;
	if (s->state != STORY_CLOSED || !s->promised || s->expires < s->decided)
		s->expires = NULL;
	return true;
}

bool story_tell(struct story *s)
{
	struct telling t = {.story = s, .words = (s->step_count + WORD_BITS - 1) / WORD_BITS + 1};
	size_t count = s->step_count;
	bool ok = false;

	if (count == 0)
		return true;
	t.by_id = calloc(count, sizeof *t.by_id);
	t.order = calloc(count, sizeof *t.order);
	t.placed = calloc(count, sizeof *t.placed);
	t.knows = calloc(count, t.words * sizeof *t.knows);
	if (t.by_id != NULL && t.order != NULL && t.placed != NULL && t.knows != NULL) {
		qsort(s->steps, count, sizeof *s->steps, by_time);
		for (size_t n = 0; n < count; n++)
			t.by_id[n] = n;
		qsort_r(t.by_id, count, sizeof *t.by_id, by_id, s->steps);
		put_in_order(&t);
		find_heads(&t);
		ok = settle(&t, decide(&t));
	}
	free(t.by_id);
	free(t.order);
	free(t.placed);
	free(t.knows);
	return ok;
}

void story_release(struct story *s)
{
	free(s->steps);
	*s = (struct story){0};
}

bool story_waits(const struct story *s)
{
	return s->state == STORY_NEW || s->unseen > 0;
}

size_t story_handed(const struct story *s, const struct step *out[static EVENT_OFFICES])
{
	const struct step *latest[EVENT_OFFICES] = {0};
	size_t count = 0;

	for (size_t i = 0; i < s->step_count; i++) {
		const struct event *e = s->steps[i].event;

		for (size_t o = 0; e != NULL && e->kind == EVENT_HANDED && o < EVENT_OFFICES; o++)
			if (strcmp(e->detail, event_offices[o]) == 0)
				latest[o] = &s->steps[i];
	}
	for (size_t o = 0; o < EVENT_OFFICES; o++)
		if (latest[o] != NULL)
			out[count++] = latest[o];
	return count;
}
