/* The other side: someone who has only what is printed, and works out the rest. Every sum that holds between figures is
 * written down as an equation; bounds are passed along them until nothing moves, and the equations are solved.
 * Independent of tally/figure_net.c. */
#ifndef TESTS_SUPPRESS_ATTACK_H
#define TESTS_SUPPRESS_ATTACK_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "tally/count.h"

#define ATTACK_PRIME 2147483647
#define ATTACK_TERMS 64

struct attack_sum { /* the first is the sum of the others */
	size_t terms[ATTACK_TERMS];
	size_t count;
};

struct attack {
	const struct count_plan *plan;
	const uint64_t *truth;
	const unsigned char *hidden;
	uint64_t *low, *high, *real; /* one a variable: the printed figures first, then what is printed nowhere */
	size_t count, room;
	struct attack_sum *sums;
	size_t sum_count;
};

static size_t attack_variable(struct attack *a, uint64_t real)
{
	a->real[a->count] = real;
	a->low[a->count] = 0;
	a->high[a->count] = UINT32_MAX;
	return a->count++;
}

static void attack_sum(struct attack *a, size_t whole, const size_t *parts, size_t count)
{
	struct attack_sum *s = &a->sums[a->sum_count++];
	s->terms[0] = whole;
	memcpy(s->terms + 1, parts, count * sizeof *parts);
	s->count = count + 1;
}

static size_t attack_cell(const struct attack *a, size_t row, size_t at)
{
	return row * a->plan->width + at;
}

static void attack_rows(struct attack *a, const struct count_question *q, size_t row)
{
	size_t answered = attack_cell(a, row, q->at), parts[ATTACK_TERMS];
	uint64_t silent = a->real[attack_cell(a, row, 0)] - a->real[answered];
	parts[0] = answered;
	parts[1] = attack_variable(a, silent);
	if (silent == 0) /* the form says that an answer is needed */
		a->high[parts[1]] = 0;
	attack_sum(a, attack_cell(a, row, 0), parts, 2);
	for (size_t v = 0; v < q->value_count; v++) {
		parts[v] = attack_cell(a, row, q->at + 1 + v);
		if (q->multiple) {
			size_t two[] = {parts[v], attack_variable(a, a->real[answered] - a->real[parts[v]])};
			attack_sum(a, answered, two, 2);
		}
	}
	if (!q->multiple && q->value_count > 0)
		attack_sum(a, answered, parts, q->value_count);
}

static void attack_init(struct attack *a, const struct count_plan *plan, const uint64_t *truth,
                        const unsigned char *hidden)
{
	size_t cells = count_rows(plan) * plan->width, room = cells * 3 + 64;
	*a = (struct attack){.plan = plan, .truth = truth, .hidden = hidden, .room = room};
	a->low = calloc(room, sizeof *a->low);
	a->high = calloc(room, sizeof *a->high);
	a->real = calloc(room, sizeof *a->real);
	a->sums = calloc(room, sizeof *a->sums);
	for (size_t i = 0; i < cells; i++) {
		attack_variable(a, truth[i]);
		if (!hidden[i])
			a->low[i] = a->high[i] = truth[i];
	}
	for (size_t at = 0; at < plan->width && plan->group_count > 0; at++) {
		size_t parts[ATTACK_TERMS];
		for (size_t row = 0; row <= plan->group_count; row++)
			parts[row] = attack_cell(a, row, at);
		attack_sum(a, attack_cell(a, count_total_row(plan), at), parts, plan->group_count + 1);
	}
	for (size_t row = plan->group_count > 0 ? 0 : count_total_row(plan); row < count_rows(plan); row++)
		for (size_t q = 0; q < plan->question_count; q++)
			attack_rows(a, &plan->questions[q], row);
	for (size_t g = 0; g < plan->group_count;
	     g++) { /* the size of a group is a count of the question that makes it */
		size_t size = attack_cell(a, g, 0);
		attack_sum(a, attack_cell(a, count_total_row(plan), plan->questions[plan->by].at + 1 + g), &size, 1);
	}
	if (plan->group_count > 0 &&
	    truth[attack_cell(a, plan->group_count, 0)] == 0) /* the form asks everyone for a group */
		a->high[attack_cell(a, plan->group_count, 0)] = 0;
}

static void attack_release(struct attack *a)
{
	free(a->low);
	free(a->high);
	free(a->real);
	free(a->sums);
}

static bool attack_narrow(struct attack *a, size_t i, uint64_t low, uint64_t high)
{
	bool moved = low > a->low[i] || high < a->high[i];
	a->low[i] = low > a->low[i] ? low : a->low[i];
	a->high[i] = high < a->high[i] ? high : a->high[i];
	return moved;
}

static bool attack_bounds(struct attack *a, const struct attack_sum *s)
{
	uint64_t low = 0, high = 0;
	bool moved = false;
	for (size_t i = 1; i < s->count; i++) {
		low += a->low[s->terms[i]];
		high += a->high[s->terms[i]];
	}
	moved |= attack_narrow(a, s->terms[0], low, high);
	for (size_t i = 1; i < s->count; i++) {
		uint64_t low_rest = low - a->low[s->terms[i]], high_rest = high - a->high[s->terms[i]];
		uint64_t whole_low = a->low[s->terms[0]], whole_high = a->high[s->terms[0]];
		moved |= attack_narrow(a, s->terms[i], whole_low > high_rest ? whole_low - high_rest : 0,
		                       whole_high - low_rest);
		low = high = 0;
		for (size_t k = 1; k < s->count; k++) {
			low += a->low[s->terms[k]];
			high += a->high[s->terms[k]];
		}
	}
	return moved;
}

static uint64_t attack_inverse(uint64_t n)
{
	uint64_t result = 1, power = ATTACK_PRIME - 2;
	for (; power > 0; power /= 2, n = n * n % ATTACK_PRIME)
		if (power % 2 == 1)
			result = result * n % ATTACK_PRIME;
	return result;
}

/* Gauss and Jordan over a prime field: a row with a single unknown left determines it. */
static void attack_solve(struct attack *a)
{
	size_t columns = a->count + 1, rank = 0;
	uint64_t *m = calloc(a->sum_count * columns, sizeof *m);
	for (size_t r = 0; r < a->sum_count; r++)
		for (size_t i = 0; i < a->sums[r].count; i++) {
			size_t v = a->sums[r].terms[i];
			uint64_t sign = i == 0 ? ATTACK_PRIME - 1 : 1;
			if (a->low[v] == a->high[v])
				m[r * columns + a->count] =
				        (m[r * columns + a->count] + sign * a->low[v]) % ATTACK_PRIME;
			else
				m[r * columns + v] = (m[r * columns + v] + sign) % ATTACK_PRIME;
		}
	for (size_t c = 0; c < a->count && rank < a->sum_count; c++) {
		size_t pivot = rank;
		while (pivot < a->sum_count && m[pivot * columns + c] == 0)
			pivot++;
		if (pivot == a->sum_count)
			continue;
		for (size_t k = 0; k < columns; k++) {
			uint64_t t = m[pivot * columns + k];
			m[pivot * columns + k] = m[rank * columns + k];
			m[rank * columns + k] = t;
		}
		uint64_t inverse = attack_inverse(m[rank * columns + c]);
		for (size_t k = 0; k < columns; k++)
			m[rank * columns + k] = m[rank * columns + k] * inverse % ATTACK_PRIME;
		for (size_t r = 0; r < a->sum_count; r++) {
			uint64_t factor = m[r * columns + c];
			for (size_t k = c; r != rank && factor != 0 && k < columns; k++)
				m[r * columns + k] =
				        (m[r * columns + k] + (ATTACK_PRIME - factor) * m[rank * columns + k]) %
				        ATTACK_PRIME;
		}
		rank++;
	}
	for (size_t r = 0; r < rank; r++) {
		size_t unknown = 0, last = 0;
		for (size_t c = 0; c < a->count; c++)
			if (m[r * columns + c] != 0) {
				unknown++;
				last = c;
			}
		if (unknown == 1)
			a->low[last] = a->high[last] = (ATTACK_PRIME - m[r * columns + a->count]) % ATTACK_PRIME;
	}
	free(m);
}

/* How many figures about 1 to min - 1 people are found to be so. */
static size_t attack_found(const struct count_plan *plan, const uint64_t *truth, const unsigned char *hidden,
                           uint64_t min)
{
	struct attack a;
	size_t found = 0;
	bool moved = true;
	attack_init(&a, plan, truth, hidden);
	attack_solve(&a);
	while (moved) {
		moved = false;
		for (size_t i = 0; i < a.sum_count; i++)
			moved |= attack_bounds(&a, &a.sums[i]);
	}
	attack_solve(&a);
	for (size_t i = 0; i < a.count; i++)
		found += a.real[i] > 0 && a.real[i] < min && a.high[i] < min;
	attack_release(&a);
	return found;
}

#endif
