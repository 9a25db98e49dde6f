#include "tally/score_guard.h"

#include <stdlib.h>
#include <string.h>
#include "tally/score_closed.h"

struct guard {
	const struct scoring *s;
	const uint64_t *figures;
	const unsigned char *hidden;
	uint64_t min;
	const unsigned char *known; /* rows whose scores a reader knows */
	size_t total;
};

/* Some people of row turn from answer `from` to answer `to`, while as many of the row beside turn back, or, where one
 * of the two rows is the total, the total follows. */
struct swap {
	const struct scoring_item *item;
	size_t row, beside, to, from;
};

static size_t place(const struct guard *g, const struct scoring_item *item, size_t row, size_t value)
{
	return row * g->s->plan->width + g->s->plan->questions[item->question].at + 1 + value;
}

static uint64_t size_of(const struct guard *g, size_t row)
{
	return g->figures[row * g->s->plan->width];
}

static size_t value_count(const struct guard *g, const struct scoring_item *item)
{
	return g->s->plan->questions[item->question].value_count;
}

/* How many people can do it without a shown figure noticing. */
static uint64_t swap_room(const struct guard *g, const struct swap *w)
{
	const size_t cells[] = {place(g, w->item, w->row, w->to), place(g, w->item, w->row, w->from),
	                        place(g, w->item, w->beside, w->to), place(g, w->item, w->beside, w->from)};
	for (size_t i = 0; i < 4; i++)
		if (!g->hidden[cells[i]])
			return 0;
	bool follows = w->row == g->total || w->beside == g->total;
	uint64_t here = g->figures[cells[1]], there = g->figures[cells[follows ? 3 : 2]];
	return here < there ? here : there;
}

static int swap_points(const struct swap *w)
{
	return (w->to == w->item->right) - (w->from == w->item->right);
}

/* Rows that a swap the other way round may use: where scores are known the same, else any where they are not. */
static bool may_stand_for(const struct guard *g, size_t other, size_t row)
{
	return other == row || (!g->known[other] && !g->known[row] && other != g->total && row != g->total);
}

static uint64_t answering_room(const struct guard *g, const struct swap *w, const struct scoring_item *item)
{
	uint64_t best = 0;
	struct swap back = {.item = item};
	for (back.to = 0; back.to < value_count(g, item); back.to++)
		for (back.from = 0; back.from < value_count(g, item); back.from++)
			for (back.row = 0; back.row <= g->total; back.row++)
				for (back.beside = 0; back.beside <= g->total; back.beside++) {
					bool fits = swap_points(&back) == -swap_points(w) &&
					            may_stand_for(g, back.row, w->row) &&
					            may_stand_for(g, back.beside, w->beside) && back.row != back.beside;
					uint64_t room = fits ? swap_room(g, &back) : 0;
					best = room > best ? room : best;
				}
	return best;
}

static bool changes_scores(const struct guard *g, const struct swap *w)
{
	return swap_points(w) != 0 && (g->known[w->row] || g->known[w->beside]);
}

/* How many can do it and no known score changes. */
static uint64_t free_room(const struct guard *g, const struct swap *w, uint64_t most)
{
	uint64_t here = swap_room(g, w), room = 0;
	most = here < most ? here : most;
	if (most == 0 || !changes_scores(g, w))
		return most;
	for (size_t i = 0; i < g->s->item_count && room < most; i++)
		if (&g->s->items[i] != w->item && g->s->items[i].scores == w->item->scores)
			room += answering_room(g, w, &g->s->items[i]);
	return room < most ? room : most;
}

/* From all other answers together, with one row beside: first those that change no score. */
static bool can_rise_beside(const struct guard *g, struct swap w, uint64_t people)
{
	bool follows = w.row == g->total || w.beside == g->total;
	uint64_t there = g->figures[place(g, w.item, w.beside, w.to)];
	uint64_t most = follows || there > people ? people : there, done = 0;
	for (int changing = 0; changing < 2 && done < most; changing++) {
		uint64_t best =
		        0; /* of those that change scores just one, since they would share who makes up for them */
		for (w.from = 0; w.from < value_count(g, w.item) && done < most; w.from++) {
			if (w.from == w.to || changes_scores(g, &w) != (changing == 1))
				continue;
			uint64_t room = free_room(g, &w, most - done);
			best = room > best ? room : best;
			done += changing == 0 ? room : 0;
		}
		done += best * (changing == 1);
	}
	return done >= people;
}

static bool can_rise(const struct guard *g, const struct scoring_item *item, size_t row, size_t value)
{
	uint64_t people = g->min - g->figures[place(g, item, row, value)];
	struct swap w = {.item = item, .row = row, .to = value};
	for (w.beside = 0; w.beside <= g->total; w.beside++)
		if (w.beside != row && can_rise_beside(g, w, people))
			return true;
	return false;
}

static bool item_can_rise(const struct guard *g, const struct scoring_item *item)
{
	for (size_t row = 0; row < g->total; row++)
		for (size_t v = 0; size_of(g, row) > 0 && v < value_count(g, item); v++) {
			size_t at = place(g, item, row, v);
			bool nobody = g->figures[place(g, item, g->total, v)] == 0; /* as the total shows */
			if (g->hidden[at] && !nobody && g->figures[at] < g->min && !can_rise(g, item, row, v))
				return false;
		}
	return true;
}

/* What is known when the scores of `shown` are: those, the total's, and a single row left over. Answers how many people
 * are left over. */
static uint64_t learn(const struct guard *g, const unsigned char *shown, unsigned char *known)
{
	size_t rows = 0, last = 0;
	uint64_t people = 0;
	memcpy(known, shown, g->total + 1);
	for (size_t row = 0; row < g->total; row++)
		if (!shown[row] && size_of(g, row) > 0) {
			rows++;
			last = row;
			people += size_of(g, row);
		}
	if (rows == 1)
		known[last] = 1;
	return people;
}

static size_t smallest(const struct guard *g, const unsigned char *shown)
{
	size_t found = g->total;
	for (size_t row = 0; row < g->total; row++)
		if (shown[row] && (found == g->total || size_of(g, row) <= size_of(g, found)))
			found = row;
	return found;
}

/* Closes the items that cannot rise. Answers how many. */
static size_t close_items(const struct guard *g, bool *closed)
{
	size_t count = 0;
	for (size_t i = 0; i < g->s->item_count; i++)
		if (!closed[i] && !score_is_lone(g->s, g->figures, i) && !item_can_rise(g, &g->s->items[i])) {
			closed[i] = true;
			count++;
		}
	return count;
}

struct attempt {
	struct guard g;
	struct score_totals totals;
	unsigned char *hidden, *known;
	bool *closed;
};

static bool hide(struct attempt *t)
{
	const struct suppress_more more = score_totals(&t->totals);
	return suppress_with(t->g.s->plan, t->g.figures, t->g.min, &more, t->hidden);
}

/* Closes items until all that are open can rise and all that are closed make up for each other. False: it cannot be. */
static bool settle(struct attempt *t, bool *failed)
{
	const struct score_closed c = {t->g.s, t->g.figures, t->g.min, t->known, t->closed};
	for (;;) {
		if (!hide(t)) {
			*failed = true;
			return false;
		}
		if (close_items(&t->g, t->closed) > 0)
			continue;
		size_t lacking = score_closed_lacking(&c);
		if (lacking == t->g.s->item_count)
			return true;
		if (!score_closed_add(&c, lacking, t->hidden, t->closed))
			return false;
	}
}

/* Whether the scores of these rows can be shown, when items are closed for them. *failed: memory ran out. */
static bool can_show(struct attempt *t, const unsigned char *shown, bool *failed)
{
	uint64_t left = learn(&t->g, shown, t->known);
	memset(t->closed, 0, t->g.s->item_count * sizeof *t->closed);
	return (left == 0 || left >= t->g.min) && settle(t, failed);
}

static bool show_groups(struct attempt *t, unsigned char *shown)
{
	const struct count_plan *plan = t->g.s->plan;
	bool failed = false;
	for (size_t row = 0; row < plan->group_count; row++)
		shown[row] = !t->hidden[row * plan->width] && size_of(&t->g, row) >= 2 * t->g.min;
	for (size_t row = smallest(&t->g, shown); row != t->g.total; row = smallest(&t->g, shown)) {
		if (can_show(t, shown, &failed) || failed)
			return !failed;
		shown[row] = 0;
	}
	memset(t->closed, 0, t->g.s->item_count * sizeof *t->closed);
	return hide(t);
}

/* Of the score of what only some are asked: less of it may be shown than of the others. lone: one byte a row. */
static void show_lone(struct attempt *t, const unsigned char *shown, unsigned char *lone)
{
	const struct score_closed c = {t->g.s, t->g.figures, t->g.min, t->known, t->closed};
	size_t left = 0;
	memset(lone, 0, t->g.total + 1);
	lone[t->g.total] = shown[t->g.total];
	for (size_t row = 0; row < t->g.total; row++) {
		lone[row] = shown[row] && score_lone_can_show(&c, row, t->hidden, lone);
		left += !lone[row] && size_of(&t->g, row) > 0;
	}
	if (left == 1 || !score_lone_can_show(&c, t->g.total, t->hidden, lone))
		memset(lone, 0, t->g.total);
}

bool score_guard(const struct scoring *s, const uint64_t *figures, uint64_t min, unsigned char *hidden,
                 struct score_shown *shown)
{
	size_t total = count_total_row(s->plan);
	unsigned char *known = calloc(total + 1, 1);
	bool *closed = calloc(s->item_count + 1, sizeof *closed);
	struct attempt t = {.g = {s, figures, hidden, min, known, total},
	                    .totals = {s, figures, min, closed},
	                    .hidden = hidden,
	                    .known = known,
	                    .closed = closed};
	memset(shown->rows, 0, total + 1);
	memset(shown->lone, 0, total + 1);
	bool ok = known != NULL && closed != NULL && hide(&t);
	shown->rows[total] = ok && !hidden[total * s->plan->width] && size_of(&t.g, total) >= 2 * min;
	if (ok && shown->rows[total] && s->score_count > 0) {
		ok = show_groups(&t, shown->rows);
		show_lone(&t, shown->rows, shown->lone);
	}
	free(known);
	free(closed);
	return ok;
}
