#include "tally/score_closed.h"

static uint64_t figure(const struct score_closed *c, size_t row, size_t item, size_t value)
{
	const struct count_plan *plan = c->s->plan;
	return c->figures[row * plan->width + plan->questions[c->s->items[item].question].at + 1 + value];
}

static size_t lone_row(const struct scoring *s, const uint64_t *figures, size_t item)
{
	const struct count_plan *plan = s->plan;
	size_t at = plan->questions[s->items[item].question].at, total = count_total_row(plan);
	for (size_t row = 0; row < total; row++)
		if (figures[row * plan->width + at] == figures[total * plan->width + at])
			return row;
	return total;
}

bool score_is_lone(const struct scoring *s, const uint64_t *figures, size_t item)
{
	return lone_row(s, figures, item) != count_total_row(s->plan);
}

/* The wrong answer, or "don't know", that most people gave. */
static size_t other_value(const struct score_closed *c, size_t item)
{
	const struct scoring_item *i = &c->s->items[item];
	size_t total = count_total_row(c->s->plan), best = i->right;
	for (size_t v = 0; v < c->s->plan->questions[i->question].value_count; v++)
		if (v != i->right && (best == i->right || figure(c, total, item, v) > figure(c, total, item, best)))
			best = v;
	return best;
}

static bool makes_up(const struct score_closed *c, size_t item, size_t other)
{
	return item != other && c->closed[other] && c->s->items[other].scores == c->s->items[item].scores &&
	       !score_is_lone(c->s, c->figures, other);
}

/* In one row whose score is known, or (the total) in all others together. */
static bool is_enough(const struct score_closed *c, size_t item, size_t row)
{
	size_t total = count_total_row(c->s->plan);
	uint64_t right = 0, wrong = 0, people = 0;
	for (size_t r = 0; r < total; r++) {
		if (row != total ? r != row : c->known[r] != 0)
			continue;
		people += c->figures[r * c->s->plan->width];
		for (size_t i = 0; i < c->s->item_count; i++) {
			right += makes_up(c, item, i) ? figure(c, r, i, c->s->items[i].right) : 0;
			wrong += makes_up(c, item, i) ? figure(c, r, i, other_value(c, i)) : 0;
		}
	}
	return people == 0 || (right + 1 >= c->min && wrong + 1 >= c->min);
}

size_t score_closed_lacking(const struct score_closed *c)
{
	size_t total = count_total_row(c->s->plan);
	for (size_t i = 0; i < c->s->item_count; i++) {
		if (!c->closed[i] || score_is_lone(c->s, c->figures, i))
			continue;
		for (size_t row = 0; row <= total; row++)
			if ((row == total || c->known[row]) && !is_enough(c, i, row))
				return i;
	}
	return c->s->item_count;
}

static size_t shown_figures(const struct score_closed *c, size_t item, const unsigned char *hidden)
{
	const struct count_plan *plan = c->s->plan;
	const struct count_question *q = &plan->questions[c->s->items[item].question];
	size_t n = 0;
	for (size_t row = 0; row < plan->group_count; row++)
		for (size_t v = 0; v < q->value_count; v++)
			n += !hidden[row * plan->width + q->at + 1 + v];
	return n;
}

bool score_closed_add(const struct score_closed *c, size_t item, const unsigned char *hidden, bool *closed)
{
	size_t best = c->s->item_count;
	for (size_t i = 0; i < c->s->item_count; i++) {
		if (closed[i] || c->s->items[i].scores != c->s->items[item].scores ||
		    score_is_lone(c->s, c->figures, i))
			continue;
		if (best == c->s->item_count || shown_figures(c, i, hidden) < shown_figures(c, best, hidden))
			best = i;
	}
	if (best == c->s->item_count)
		return false;
	closed[best] = true;
	return true;
}

static bool stands_in(const struct score_closed *c, size_t item, size_t row, const unsigned char *shown)
{
	size_t at = lone_row(c->s, c->figures, item), total = count_total_row(c->s->plan);
	return at != total && (row == total ? !shown[at] : at == row);
}

static bool right_is_hidden(const struct score_closed *c, size_t item, const unsigned char *hidden)
{
	const struct count_plan *plan = c->s->plan;
	const struct scoring_item *i = &c->s->items[item];
	return hidden[count_total_row(plan) * plan->width + plan->questions[i->question].at + 1 + i->right];
}

bool score_lone_can_show(const struct score_closed *c, size_t row, const unsigned char *hidden,
                         const unsigned char *shown)
{
	size_t total = count_total_row(c->s->plan);
	for (size_t i = 0; i < c->s->item_count; i++) {
		uint64_t right = 0, wrong = 0;
		if (!stands_in(c, i, row, shown) || !right_is_hidden(c, i, hidden))
			continue;
		for (size_t k = 0; k < c->s->item_count; k++) {
			if (k == i || !stands_in(c, k, row, shown) || !right_is_hidden(c, k, hidden))
				continue;
			right += figure(c, total, k, c->s->items[k].right);
			wrong += figure(c, total, k, other_value(c, k));
		}
		if (right + 1 < c->min || wrong + 1 < c->min)
			return false;
	}
	return true;
}
