#include "tally/scale.h"

#include <math.h>

bool scale_init(struct scale *s, size_t items)
{
	*s = (struct scale){.items = items};
	return items >= 2 && items <= SCALE_ITEMS_MAX;
}

void scale_add(struct scale *s, const int *scores)
{
	int64_t total = 0;

	for (size_t i = 0; i < s->items; i++)
		total += scores[i];
	for (size_t i = 0; i < s->items; i++) {
		s->sum[i] += scores[i];
		s->squares[i] += (int64_t)scores[i] * scores[i];
		s->products[i] += scores[i] * total;
	}
	s->total += total;
	s->total_squares += total * total;
	s->sheets++;
}

void scale_merge(struct scale *into, const struct scale *from)
{
	for (size_t i = 0; i < into->items; i++) {
		into->sum[i] += from->sum[i];
		into->squares[i] += from->squares[i];
		into->products[i] += from->products[i];
	}
	into->total += from->total;
	into->total_squares += from->total_squares;
	into->sheets += from->sheets;
}

double scale_mean(const struct scale *s, size_t item)
{
	return s->sheets > 0 ? (double)s->sum[item] / (double)s->sheets : NAN;
}

/* n times the covariance: exact until the one subtraction. */
static double spread(const struct scale *s, int64_t products, int64_t one, int64_t two)
{
	return (double)products - (double)one * (double)two / (double)s->sheets;
}

double scale_alpha(const struct scale *s)
{
	double items = 0, k = (double)s->items;
	double total = s->sheets > 0 ? spread(s, s->total_squares, s->total, s->total) : 0;

	if (!(total > 0))
		return NAN;
	for (size_t i = 0; i < s->items; i++)
		items += spread(s, s->squares[i], s->sum[i], s->sum[i]);
	return k / (k - 1) * (1 - items / total);
}

double scale_discrimination(const struct scale *s, size_t item)
{
	if (s->sheets == 0)
		return NAN;
	double own = spread(s, s->squares[item], s->sum[item], s->sum[item]);
	double both = spread(s, s->products[item], s->sum[item], s->total);
	double rest = spread(s, s->total_squares, s->total, s->total) + own - 2 * both;
	return own > 0 && rest > 0 ? (both - own) / sqrt(own * rest) : NAN;
}
