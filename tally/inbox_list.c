/* uzklausi-tally inbox list and export. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "tally/csv.h"
#include "tally/inbox_verbs.h"
#include "tally/letter_out.h"

#define OUTPUT_MAX ((size_t)512 << 20)

/* How the reports stand together. */
struct summary {
	size_t states[STORY_STATES], endings[EVENT_ENDINGS]; /* gone ones too */
	size_t same_day, later, waiting;                     /* of those here: read when */
	size_t gone, missing; /* erased when their day had come; not given by the server */
	long longest, oldest; /* days */
};

static void count_reading(struct summary *s, const struct letter *l, const char *today)
{
	long days = letter_days_waited(l, today);

	if (l->story.read == NULL) {
		if (l->story.state != STORY_NEW)
			return;
		s->waiting++;
		s->oldest = days > s->oldest ? days : s->oldest;
	} else {
		*(days == 0 ? &s->same_day : &s->later) += 1;
		s->longest = days > s->longest ? days : s->longest;
	}
}

static struct summary summarise(const struct inbox *b, const char *today)
{
	struct summary s = {0};

	for (size_t i = 0; i < b->letter_count; i++) {
		const struct letter *l = &b->letters[i];

		s.states[l->story.state]++;
		for (size_t e = 0; l->story.state == STORY_CLOSED && e < EVENT_ENDINGS; e++)
			s.endings[e] += strcmp(l->story.decided->event->detail, event_endings[e]) == 0;
		if (l->gone)
			*(l->story.expires != NULL ? &s.gone : &s.missing) += 1;
		if (l->day.len > 0)
			count_reading(&s, l, today);
	}
	return s;
}

static bool is_open(const struct letter *l)
{
	return !l->gone && (l->story.state != STORY_CLOSED || l->story.unseen > 0);
}

/* --- for people --- */

static void add_summary(struct buf *out, const struct summary *s)
{
	const char *comma = "";

	for (size_t i = 0; i < STORY_STATES; i++) {
		if (s->states[i] > 0)
			buf_printf(out, "%s%zu %s", comma, s->states[i], story_state_names[i]);
		comma = s->states[i] > 0 ? ", " : comma;
	}
	buf_adds(out, *comma == '\0' ? "There are no reports" : "");
	comma = " (";
	for (size_t i = 0; i < EVENT_ENDINGS; i++) {
		if (s->endings[i] > 0)
			buf_printf(out, "%s%zu %s", comma, s->endings[i], detail_words(event_endings[i]));
		comma = s->endings[i] > 0 ? ", " : comma;
	}
	buf_adds(out, *comma == ',' ? ").\n" : ".\n");
	if (s->same_day + s->later > 0)
		buf_printf(out, "Read the same day: %zu of %zu; the longest took %ld day%s.\n", s->same_day,
		           s->same_day + s->later, s->longest, s->longest == 1 ? "" : "s");
	if (s->waiting > 0 && s->oldest > 0)
		buf_printf(out, "NOT READ THE SAME DAY: %zu wait%s, the oldest for %ld day%s.\n", s->waiting,
		           s->waiting == 1 ? "s" : "", s->oldest, s->oldest == 1 ? "" : "s");
	if (s->gone > 0)
		buf_printf(out, "%zu of them %s erased when the day had come; they are counted on.\n", s->gone,
		           s->gone == 1 ? "was" : "were");
	if (s->missing > 0)
		buf_printf(out,
		           "%zu of them %s missing: colleagues wrote about them, and the server does not give them.\n",
		           s->missing, s->missing == 1 ? "is" : "are");
}

static void add_list(struct buf *out, const struct inbox *b, const struct inbox_wish *wish, const char *today)
{
	for (size_t k = 0; k < b->opener_count; k++) {
		const struct lock *lock = b->openers[k].lock;
		size_t shown = 0;

		for (size_t i = 0; lock != NULL && i < b->letter_count; i++) {
			const struct letter *l = &b->letters[i];

			if (l->lock != k || l->gone || (!wish->all && !is_open(l)))
				continue;
			if (shown++ == 0)
				buf_printf(out, "%s, wave %s\n", lock->form, lock->wave);
			letter_line(out, b, l, today);
		}
	}
}

/* --- for programs --- */

static void add_counts(struct buf *out, const char *name, const char *const *names, const size_t *counts, size_t count)
{
	buf_printf(out, ",\"%s\":{", name);
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s\"%s\":%zu", i > 0 ? "," : "", names[i], counts[i]);
	buf_addc(out, '}');
}

static void add_skipped(struct buf *out, const struct inbox_skipped *s)
{
	buf_printf(out,
	           ",\"skipped\":{\"closed\":%zu,\"unknown\":%zu,\"misplaced\":%zu,\"stranger\":%zu,\"signature\":%zu,"
	           "\"orphans\":%zu,\"surveys\":%zu}",
	           s->closed, s->no_sheet, s->misplaced, s->stranger, s->unsigned_, s->orphans, s->surveys);
}

static void add_list_json(struct buf *out, const struct inbox *b, const struct inbox_wish *wish, const char *today)
{
	struct summary s = summarise(b, today);
	const char *comma = "\n";

	buf_adds(out, "{\"reports\":[");
	for (size_t i = 0; i < b->letter_count; i++) {
		if (!wish->all && !is_open(&b->letters[i]))
			continue;
		buf_adds(out, comma);
		letter_json(out, b, &b->letters[i], today);
		comma = ",\n";
	}
	buf_printf(out, "]\n,\"connected\":%s", b->online ? "true" : "false");
	add_counts(out, "states", story_state_names, s.states, STORY_STATES);
	add_counts(out, "closed", event_endings, s.endings, EVENT_ENDINGS);
	buf_printf(out,
	           ",\"reading\":{\"same_day\":%zu,\"later\":%zu,\"longest_days\":%ld,\"waiting\":%zu,\"oldest_days\":%"
	           "ld}",
	           s.same_day, s.later, s.longest, s.waiting, s.oldest);
	buf_printf(out, ",\"erased\":%zu,\"missing\":%zu,\"vanished\":%zu", s.gone, s.missing, b->vanished);
	add_skipped(out, &b->skipped);
	buf_adds(out, "}\n");
}

/* --- the verbs --- */

static bool print(struct buf *out, struct fault *fault)
{
	bool ok = !out->failed || fault_set(fault, "memory ran out");

	if (ok && out->len > 0 && fwrite(out->data, 1, out->len, stdout) != out->len)
		ok = fault_set(fault, "the result could not be written: %s", strerror(errno));
	buf_wipe(out);
	buf_release(out);
	return ok;
}

bool inbox_list(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct summary s;
	char today[11];
	struct buf out;

	if (wish->watch)
		return inbox_watch(b, wish, fault);
	day_today(today);
	buf_init(&out, OUTPUT_MAX);
	if (b->order->json) {
		add_list_json(&out, b, wish, today);
	} else {
		s = summarise(b, today);
		add_list(&out, b, wish, today);
		add_summary(&out, &s);
	}
	return print(&out, fault);
}

bool inbox_export(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	char today[11];
	struct buf out;
	bool first = true;

	day_today(today);
	fprintf(stderr, "uzklausi-tally inbox: these are single people's reports: not for passing on or publishing\n");
	buf_init(&out, OUTPUT_MAX);
	if (b->order->json)
		buf_addc(&out, '[');
	else
		buf_adds(&out, CSV_BOM);
	if (!b->order->json)
		letter_csv_header(&out);
	for (size_t i = 0; i < b->letter_count; i++) {
		if (b->letters[i].gone)
			continue;
		if (b->order->json) {
			buf_adds(&out, first ? "\n" : ",\n");
			letter_whole_json(&out, b, &b->letters[i], today);
		} else {
			letter_csv(&out, b, &b->letters[i], wish->lang);
		}
		first = false;
	}
	buf_adds(&out, b->order->json ? "]\n" : "");
	return print(&out, fault);
}
