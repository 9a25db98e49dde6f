/* The scores of the total, and the counts of the total beside them. */
#include "tally/score_guard.h"

#include <string.h>

static size_t value_place(const struct score_totals *t, size_t item, size_t value)
{
	const struct count_plan *plan = t->s->plan;
	return count_total_row(plan) * plan->width + plan->questions[t->s->items[item].question].at + 1 + value;
}

static bool is_open(const struct score_totals *t, size_t item, const unsigned char *hidden)
{
	return !hidden[value_place(t, item, t->s->items[item].right)];
}

/* How many people can be thought to turn from right to something else (right: true), or the other way. */
static uint64_t room(const struct score_totals *t, size_t item, const unsigned char *hidden, bool right)
{
	const struct scoring_item *i = &t->s->items[item];
	uint64_t most = 0;
	for (size_t v = 0; v < t->s->plan->questions[i->question].value_count; v++) {
		size_t at = value_place(t, item, v);
		if ((v == i->right) == right && (hidden == NULL || hidden[at]) && t->figures[at] > most)
			most = t->figures[at];
	}
	return most;
}

/* Whether the other hidden items of the same scores can make up for min - 1 people of this one. */
static bool is_covered(const struct score_totals *t, size_t item, const unsigned char *hidden)
{
	uint64_t from_right = 0, to_right = 0;
	for (size_t i = 0; i < t->s->item_count; i++) {
		if (i == item || t->s->items[i].scores != t->s->items[item].scores || is_open(t, i, hidden))
			continue;
		from_right += room(t, i, hidden, true);
		to_right += room(t, i, hidden, false);
	}
	return from_right + 1 >= t->min && to_right + 1 >= t->min;
}

/* The item that loses least when it is hidden too: of those with room enough the one on which people agree most; else
 * the one with most room. item_count: none is left. */
static size_t choose(const struct score_totals *t, unsigned scores, const unsigned char *hidden)
{
	size_t best = t->s->item_count;
	uint64_t best_room = 0;
	for (size_t i = 0; i < t->s->item_count; i++) {
		if (t->s->items[i].scores != scores || !is_open(t, i, hidden))
			continue;
		uint64_t right = room(t, i, NULL, true), other = room(t, i, NULL, false);
		uint64_t here = right < other ? right : other;
		bool enough = here + 1 >= t->min, best_enough = best_room + 1 >= t->min;
		bool better = enough && best_enough ? here < best_room : here > best_room;
		if (best == t->s->item_count || better) {
			best = i;
			best_room = here;
		}
	}
	return best;
}

static void hide_item(const struct score_totals *t, size_t item, unsigned char *hidden)
{
	const struct count_question *q = &t->s->plan->questions[t->s->items[item].question];
	for (size_t v = 0; v < q->value_count; v++)
		if (t->figures[value_place(t, item, v)] > 0)
			hidden[value_place(t, item, v)] = 1;
}

/* True when one more item was hidden. */
static bool cover_one(const struct score_totals *t, unsigned char *hidden)
{
	for (size_t i = 0; i < t->s->item_count; i++) {
		if (is_open(t, i, hidden) || is_covered(t, i, hidden))
			continue;
		size_t other = choose(t, t->s->items[i].scores, hidden);
		if (other == t->s->item_count)
			continue;
		hide_item(t, other, hidden);
		return true;
	}
	return false;
}

static void ask(const struct suppress_more *m, unsigned char *hidden, bool *closed)
{
	const struct score_totals *t = m->context;
	while (cover_one(t, hidden))
		;
	for (size_t i = 0; i < t->s->item_count; i++)
		if (t->closed[i] || !is_open(t, i, hidden))
			closed[t->s->items[i].question] = true;
}

struct suppress_more score_totals(const struct score_totals *t)
{
	return (struct suppress_more){ask, t};
}
