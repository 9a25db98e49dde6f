#include "tally/stats.h"

#include <math.h>
#include <stdbool.h>

#define Z 1.959963984540054 /* of 95 %: R: qnorm(0.975) */

/* --- shares --- */

double stats_share(struct share s)
{
	return s.n > 0 ? (double)s.k / (double)s.n : NAN;
}

struct interval stats_wilson(struct share s)
{
	if (s.n == 0)
		return (struct interval){NAN, NAN};
	double n = (double)s.n, p = stats_share(s), z2 = Z * Z;
	double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
	double half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
	return (struct interval){s.k == 0 ? 0 : centre - half, s.k == s.n ? 1 : centre + half};
}

struct interval stats_newcombe(struct share a, struct share b)
{
	struct interval one = stats_wilson(a), two = stats_wilson(b);
	double p = stats_share(a), q = stats_share(b);
	return (struct interval){p - q - hypot(p - one.low, two.high - q), p - q + hypot(one.high - p, q - two.low)};
}

/* --- tests --- */

double stats_two_shares(struct share a, struct share b)
{
	double n = (double)a.n, m = (double)b.n, pooled = (double)(a.k + b.k) / (n + m);
	double error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
	if (!(error > 0))
		return NAN;
	return erfc(fabs(stats_share(a) - stats_share(b)) / error / sqrt(2));
}

static double log_choose(double n, double k)
{
	return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* The tables with the same margins are told by how many of a's people are counted. */
double stats_fisher(struct share a, struct share b)
{
	const double nearly = 1 + 1e-7; /* as R has it, for probabilities that are equal but for rounding */
	uint64_t hits = a.k + b.k;
	uint64_t first = hits > b.n ? hits - b.n : 0, last = hits < a.n ? hits : a.n;
	double all = log_choose((double)(a.n + b.n), (double)hits);
	double sum = 0, seen;

	if (a.n == 0 || b.n == 0)
		return NAN;
	seen = exp(log_choose((double)a.n, (double)a.k) + log_choose((double)b.n, (double)b.k) - all);
	for (uint64_t k = first; k <= last; k++) {
		double p = exp(log_choose((double)a.n, (double)k) + log_choose((double)b.n, (double)(hits - k)) - all);
		if (p <= seen * nearly)
			sum += p;
	}
	return sum < 1 ? sum : 1;
}

double stats_difference(struct share a, struct share b)
{
	double all = (double)(a.n + b.n), hits = (double)(a.k + b.k);
	double fewer = (double)(a.n < b.n ? a.n : b.n), rarer = hits < all - hits ? hits : all - hits;

	if (a.n == 0 || b.n == 0)
		return NAN;
	return fewer * rarer / all < 5 ? stats_fisher(a, b) : stats_two_shares(a, b);
}

/* The smallest p that is not done yet, or count. */
static size_t smallest(const double *p, const bool *done, size_t count)
{
	size_t found = count;
	for (size_t i = 0; i < count; i++)
		if (!done[i] && !isnan(p[i]) && (found == count || p[i] < p[found]))
			found = i;
	return found;
}

void stats_holm(double *p, size_t count)
{
	bool done[STATS_FAMILY_MAX] = {false};
	double least = 0;
	size_t left = 0;

	if (count > STATS_FAMILY_MAX)
		return;
	for (size_t i = 0; i < count; i++)
		left += isnan(p[i]) ? 0 : 1;
	for (; left > 0; left--) {
		size_t i = smallest(p, done, count);
		double times = p[i] * (double)left;
		least = times > least ? times : least;
		p[i] = least < 1 ? least : 1;
		done[i] = true;
	}
}

/* --- distributions --- */

uint64_t stats_count(const struct distribution *d)
{
	uint64_t n = 0;
	for (size_t i = 0; i < d->size; i++)
		n += d->counts[i];
	return n;
}

double stats_mean(const struct distribution *d)
{
	double n = (double)stats_count(d), sum = 0;
	for (size_t i = 0; i < d->size; i++)
		sum += d->values[i] * (double)d->counts[i];
	return n > 0 ? sum / n : NAN;
}

double stats_deviation(const struct distribution *d)
{
	double n = (double)stats_count(d), mean = stats_mean(d), sum = 0;
	for (size_t i = 0; i < d->size; i++)
		sum += (d->values[i] - mean) * (d->values[i] - mean) * (double)d->counts[i];
	return n > 1 ? sqrt(sum / (n - 1)) : NAN;
}

/* The value of the person in that place, counted from 0 in ascending order. */
static double value_at(const struct distribution *d, uint64_t place)
{
	size_t i = 0;
	while (i + 1 < d->size && place >= d->counts[i])
		place -= d->counts[i++];
	return d->values[i];
}

double stats_quantile(const struct distribution *d, double at)
{
	uint64_t n = stats_count(d);
	if (n == 0)
		return NAN;
	double place = at * (double)(n - 1), below = floor(place);
	double low = value_at(d, (uint64_t)below), high = value_at(d, (uint64_t)ceil(place));
	return low + (place - below) * (high - low);
}
