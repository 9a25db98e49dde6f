/* The figures of one question form a table: a row a group and one for the total, a column a choice. Each such table is
 * made a network (figure_net.h), what is below min is hidden in it, and the network says what else has to be. */
#include "tally/suppress.h"

#include <stdlib.h>
#include <string.h>
#include "tally/figure_net.h"

#define COST_ANSWERED ((uint64_t)1 << 40) /* answered is hidden after counts are */

enum row_kind {
	ROW_EMPTY,  /* nobody: its zeros are no secret */
	ROW_OPEN,   /* broken down */
	ROW_CLOSED, /* its size is shown, and not how it answered */
	ROW_HIDDEN, /* its size is hidden */
};

struct work {
	const struct count_plan *plan;
	const uint64_t *figures;
	unsigned char *hidden;
	enum row_kind *kinds; /* one a row */
	uint64_t min;
	struct conditions conditions;
	bool *closed; /* one a question: it is shown for no group */
};

static uint64_t figure_at(const struct work *w, size_t row, size_t at)
{
	return w->figures[row * w->plan->width + at];
}

static unsigned char *hidden_at(const struct work *w, size_t row, size_t at)
{
	return &w->hidden[row * w->plan->width + at];
}

static bool is_small(const struct work *w, uint64_t n)
{
	return n > 0 && n < w->min;
}

static void hide_question(const struct work *w, const struct count_question *q, size_t row)
{
	memset(hidden_at(w, row, q->at), 1, q->value_count + 1);
}

/* Whether it may be shown how a row answered a question: of fewer than twice min answers only "all said the same" could
 * be. */
static bool is_broken_down(const struct work *w, const struct count_question *q, size_t row)
{
	return w->kinds[row] == ROW_OPEN && figure_at(w, row, q->at) >= 2 * w->min;
}

/* What is hidden of a question in a row for its own sake. */
static void hide_small(const struct work *w, const struct count_question *q, size_t row)
{
	uint64_t sheets = figure_at(w, row, 0), answered = figure_at(w, row, q->at);
	if (w->kinds[row] == ROW_HIDDEN || (w->kinds[row] == ROW_CLOSED && answered != sheets && answered != 0)) {
		hide_question(w, q, row);
		return;
	}
	if (!is_broken_down(w, q, row) && answered > 0)
		memset(hidden_at(w, row, q->at + 1), 1, q->value_count);
	for (size_t i = 0; i <= q->value_count; i++)
		if (is_small(w, figure_at(w, row, q->at + i)))
			*hidden_at(w, row, q->at + i) = 1;
}

/* The nodes of a network: two a row (its sheets, and its answers to the question), then the columns. Where only the
 * total is looked at, the columns are one node: nothing is known of them. */
struct table {
	struct work *w;
	const struct count_question *q;
	struct figure_net net;
	size_t total;
	bool alone; /* only the total */
	unsigned columns;
};
enum { COLUMN_SHEETS, COLUMN_SILENT, COLUMN_ANSWERED, COLUMN_NOT_TICKED, COLUMN_VALUES };

static unsigned sheets_node(size_t row)
{
	return (unsigned)(2 * row);
}

static unsigned answers_node(size_t row)
{
	return (unsigned)(2 * row + 1);
}

static unsigned column_node(const struct table *t, size_t column)
{
	return t->columns + (t->alone ? 0 : (unsigned)column);
}

/* In a group, people flow from the whole to the parts; in the total back. */
static void add_figure(struct table *t, size_t row, unsigned whole, unsigned part, struct figure f)
{
	f.from = row == t->total ? part : whole;
	f.to = row == t->total ? whole : part;
	figure_net_add(&t->net, f);
}

/* A figure that is printed. Zeros are taken to be known to every reader (a form may well say why nobody could answer),
 * but in rows that are not broken down, where a reader cannot know which are zero. The total, once decided, stays as it
 * is. */
static struct figure printed(const struct table *t, size_t row, size_t at)
{
	const struct work *w = t->w;
	struct figure f = {
	        .value = figure_at(w, row, at), .place = hidden_at(w, row, at), .cost = figure_at(w, row, at)};
	bool closed = row != t->total && w->closed[t->q - w->plan->questions];
	bool open = (!closed && is_broken_down(w, t->q, row)) || figure_at(w, row, t->q->at) == 0;
	if (at == t->q->at)
		f.cost += COST_ANSWERED;
	if (f.value == 0 && open)
		f.state = FIGURE_KNOWN;
	else if (*f.place)
		f.state = FIGURE_HIDDEN;
	else
		f.state = row == t->total && !t->alone ? FIGURE_KNOWN : FIGURE_SHOWN;
	return f;
}

/* Figures that are printed nowhere: how many sheets a row has, and how many of them are silent on the question. */
static void add_sheets(struct table *t, size_t row)
{
	uint64_t sheets = figure_at(t->w, row, 0), silent = sheets - figure_at(t->w, row, t->q->at);
	bool hidden = t->w->kinds[row] == ROW_HIDDEN;
	struct figure all = {.value = sheets, .state = hidden ? FIGURE_HIDDEN : FIGURE_KNOWN};
	struct figure rest = {.value = silent, .state = silent > 0 ? FIGURE_HIDDEN : FIGURE_KNOWN};
	add_figure(t, row, column_node(t, COLUMN_SHEETS), sheets_node(row), all);
	add_figure(t, row, sheets_node(row), column_node(t, COLUMN_SILENT), rest);
}

static void add_answered(struct table *t, size_t row, unsigned parts, bool fixed)
{
	struct figure f = printed(t, row, t->q->at);
	if (fixed && f.state == FIGURE_SHOWN)
		f.state = FIGURE_KNOWN;
	add_figure(t, row, sheets_node(row), parts, f);
}

/* That all of a few people said the same must not be told, unless all people said it and that is shown. */
static void add_value(struct table *t, size_t row, size_t value)
{
	const struct work *w = t->w;
	size_t at = t->q->at + 1 + value;
	struct figure f = printed(t, row, at);
	bool unanimous = !*hidden_at(w, t->total, at) && figure_at(w, t->total, at) == figure_at(w, t->total, t->q->at);
	bool secret = !is_broken_down(w, t->q, row) || *hidden_at(w, row, t->q->at);
	f.whole_row = secret && !unanimous && f.value == figure_at(w, row, t->q->at);
	add_figure(t, row, answers_node(row), column_node(t, COLUMN_VALUES + value), f);
}

static void add_not_ticked(struct table *t, size_t row, size_t value)
{
	uint64_t n = figure_at(t->w, row, t->q->at) - figure_at(t->w, row, t->q->at + 1 + value);
	struct figure f = {.value = n, .state = FIGURE_HIDDEN};
	add_figure(t, row, answers_node(row), column_node(t, COLUMN_NOT_TICKED), f);
}

/* The figures from value first to last of one row. With several answers allowed, each value makes a table of its own.
 */
static void add_row(struct table *t, size_t row, size_t first, size_t last)
{
	bool parts = first < last;
	add_sheets(t, row);
	/* How many a derived question is about is told by what it is derived from. */
	bool fixed = (parts && t->q->multiple) || t->q->need_count > 0;
	add_answered(t, row, parts ? answers_node(row) : column_node(t, COLUMN_ANSWERED), fixed);
	for (size_t v = first; v < last; v++)
		add_value(t, row, v);
	if (parts && t->q->multiple)
		add_not_ticked(t, row, first);
}

static bool protect_values(struct work *w, const struct count_question *q, bool alone, size_t first, size_t last)
{
	struct table t = {.w = w, .q = q, .total = count_total_row(w->plan), .alone = alone};
	size_t rows = count_rows(w->plan);
	t.columns = (unsigned)(2 * rows);
	figure_net_init(&t.net, (unsigned)(2 * rows + COLUMN_VALUES + q->value_count));
	for (size_t row = alone ? t.total : 0; row < rows; row++)
		if (w->kinds[row] != ROW_EMPTY)
			add_row(&t, row, first, last);
	bool ok = figure_net_protect(&t.net, w->min);
	figure_net_release(&t.net);
	return ok;
}

/* Where answered is hidden, a tick that nearly all have set would tell it. */
static void hide_full_ticks(const struct work *w, const struct count_question *q, size_t row)
{
	uint64_t answered = figure_at(w, row, q->at);
	for (size_t v = 0; *hidden_at(w, row, q->at) && v < q->value_count; v++)
		if (answered - figure_at(w, row, q->at + 1 + v) < w->min)
			*hidden_at(w, row, q->at + 1 + v) = 1;
}

static bool protect_question(struct work *w, const struct count_question *q, bool alone)
{
	if (!q->multiple)
		return protect_values(w, q, alone, 0, q->value_count);
	if (!protect_values(w, q, alone, 0, 0))
		return false;
	for (size_t row = alone ? count_total_row(w->plan) : 0; row < count_rows(w->plan); row++)
		hide_full_ticks(w, q, row);
	for (size_t v = 0; v < q->value_count; v++)
		if (!protect_values(w, q, alone, v, v + 1))
			return false;
	return true;
}

/* A question that only some see tells how many gave the answers that lead to it. */
static void hide_by_condition(const struct work *w, size_t question, size_t row)
{
	const struct condition *c = &w->conditions.of[question];
	for (size_t i = 0; i < c->count; i++) {
		const struct count_question *other = &w->plan->questions[c->questions[i]];
		if (memchr(hidden_at(w, row, other->at), 1, other->value_count + 1) != NULL) {
			hide_question(w, &w->plan->questions[question], row);
			return;
		}
	}
}

static void do_question(struct work *w, size_t question, bool alone)
{
	const struct count_question *q = &w->plan->questions[question];
	size_t total = count_total_row(w->plan);
	for (size_t row = alone ? total : 0; row <= (alone ? total : total - 1); row++) {
		if (w->kinds[row] == ROW_EMPTY)
			continue;
		if (w->closed[question] && row != total)
			hide_question(w, q, row);
		hide_small(w, q, row);
		hide_by_condition(w, question, row);
	}
	if (protect_question(w, q, alone))
		return;
	for (size_t row = alone ? total : 0; row <= total; row++)
		hide_question(w, q, row);
}

static size_t hidden_count(const struct work *w)
{
	size_t n = 0;
	for (size_t i = 0; i < count_rows(w->plan) * w->plan->width; i++)
		n += w->hidden[i];
	return n;
}

/* Over all questions until nothing more is hidden: a condition may name a later question. */
static void do_questions(struct work *w, bool alone)
{
	size_t before;
	do {
		before = hidden_count(w);
		for (size_t i = 0; i < w->plan->question_count; i++)
			if (alone || i != w->plan->by)
				do_question(w, i, alone);
	} while (hidden_count(w) != before);
}

static enum row_kind kind_of(const struct work *w, size_t row, bool size_hidden)
{
	uint64_t sheets = figure_at(w, row, 0);
	if (sheets == 0)
		return ROW_EMPTY;
	if (size_hidden)
		return ROW_HIDDEN;
	return sheets < 2 * w->min ? ROW_CLOSED : ROW_OPEN;
}

/* The sizes of the groups are the counts of the question that makes them, and shown where those are. */
static void do_groups(struct work *w)
{
	const struct count_plan *plan = w->plan;
	const struct count_question *by = &plan->questions[plan->by];
	size_t total = count_total_row(plan);
	for (size_t g = 0; g < plan->group_count; g++) {
		bool hidden = *hidden_at(w, total, by->at + 1 + g);
		w->kinds[g] = kind_of(w, g, hidden);
		if (hidden)
			memset(hidden_at(w, g, 0), 1, plan->width);
	}
	w->kinds[plan->group_count] = kind_of(w, plan->group_count, *hidden_at(w, total, by->at));
	memset(hidden_at(w, plan->group_count, 0), 1, plan->width);
	do_questions(w, false);
}

static void do_rows(struct work *w, const struct suppress_more *more)
{
	size_t total = count_total_row(w->plan);
	w->kinds[total] = kind_of(w, total, false);
	do_questions(w, true);
	if (more != NULL) {
		more->more(more, w->hidden, w->closed);
		do_questions(w, true);
	}
	if (w->plan->group_count > 0)
		do_groups(w);
}

bool suppress_with(const struct count_plan *plan, const uint64_t *figures, uint64_t min,
                   const struct suppress_more *more, unsigned char *hidden)
{
	size_t cells = count_rows(plan) * plan->width, total = count_total_row(plan);
	struct work w = {.plan = plan, .figures = figures, .hidden = hidden, .min = min};
	memset(hidden, 0, cells);
	if (figures[total * plan->width] == 0)
		return true;
	if (figures[total * plan->width] < min) {
		memset(hidden, 1, cells);
		return true;
	}
	w.kinds = calloc(count_rows(plan), sizeof *w.kinds);
	w.closed = calloc(plan->question_count + 1, sizeof *w.closed);
	bool ok = w.kinds != NULL && w.closed != NULL && conditions_init(&w.conditions, plan);
	if (ok)
		do_rows(&w, more);
	conditions_release(&w.conditions);
	free(w.kinds);
	free(w.closed);
	return ok;
}

bool suppress(const struct count_plan *plan, const uint64_t *figures, uint64_t min, unsigned char *hidden)
{
	return suppress_with(plan, figures, min, NULL, hidden);
}
