/* Statistics of many made-up counts, a line each, for statistics.R to compute again: NAME TAB arguments TAB results, numbers
 * apart by blanks. The counts come from a generator of fixed seed, so that every run is the same. */
#include <inttypes.h>
#include <stdio.h>

#include "tally/scale.h"
#include "tally/stats.h"

/* G. Marsaglia's xorshift64 (2003). */
static uint64_t below(uint64_t bound)
{
	static uint64_t state = 88172645463325252u;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % bound;
}

static struct share some_share(uint64_t most)
{
	struct share s = {.n = 1 + below(most)};
	s.k = below(s.n + 1);
	return s;
}

static void print_shares(uint64_t most)
{
	struct share a = some_share(most), b = some_share(most);
	struct interval i = stats_wilson(a);
	printf("wilson\t%" PRIu64 " %" PRIu64 "\t%.17g %.17g\n", a.k, a.n, i.low, i.high);
	i = stats_newcombe(a, b);
	printf("newcombe\t%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\t%.17g %.17g\n", a.k, a.n, b.k, b.n, i.low,
	       i.high);
	printf("fisher\t%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\t%.17g\n", a.k, a.n, b.k, b.n,
	       stats_fisher(a, b));
	printf("shares\t%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\t%.17g\n", a.k, a.n, b.k, b.n,
	       stats_two_shares(a, b));
}

static void print_holm(size_t count)
{
	double p[20];

	printf("holm\t");
	for (size_t i = 0; i < count; i++) {
		p[i] = (double)below(1000) / 20000;
		printf("%s%.17g", i ? " " : "", p[i]);
	}
	stats_holm(p, count);
	for (size_t i = 0; i < count; i++)
		printf("%s%.17g", i ? " " : "\t", p[i]);
	printf("\n");
}

static void print_distribution(void)
{
	static const double VALUES[] = {0, 1, 2, 3, 4, 5, 6};
	uint64_t counts[7];
	const struct distribution d = {VALUES, counts, 7};

	printf("distribution\t");
	for (size_t i = 0; i < 7; i++) {
		counts[i] = below(30) + (i == 3 ? 2 : 0);
		printf("%s%" PRIu64, i ? " " : "", counts[i]);
	}
	printf("\t%.17g %.17g %.17g %.17g %.17g\n", stats_mean(&d), stats_deviation(&d), stats_quantile(&d, 0.25),
	       stats_quantile(&d, 0.5), stats_quantile(&d, 0.9));
}

/* Arguments: how many items, then the scores, sheet after sheet. Results: alpha, then each item with the rest. */
static void print_scale(size_t items, uint64_t sheets, uint64_t points)
{
	struct scale s;

	scale_init(&s, items);
	printf("scale\t%zu", items);
	for (uint64_t n = 0; n < sheets; n++) {
		int scores[SCALE_ITEMS_MAX];
		for (size_t i = 0; i < items; i++) {
			scores[i] = (int)below(points);
			printf(" %d", scores[i]);
		}
		scale_add(&s, scores);
	}
	printf("\t%.17g", scale_alpha(&s));
	for (size_t i = 0; i < items; i++)
		printf(" %.17g", scale_discrimination(&s, i));
	printf("\n");
}

int main(void)
{
	for (int i = 0; i < 500; i++)
		print_shares(i % 2 ? 40 : 2000);
	for (size_t i = 1; i <= 20; i++)
		print_holm(i);
	for (int i = 0; i < 100; i++)
		print_distribution();
	for (size_t i = 2; i < 30; i++)
		print_scale(i, 20 + below(80), i % 2 ? 2 : 5);
	return 0;
}
