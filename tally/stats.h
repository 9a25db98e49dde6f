/* Statistics of counts: intervals, tests and differences of proportions, and what can be told from a distribution over
 * ordered values. Pure. Every function names the formula that it computes and where it is from; tests/unit/stats_test.c
 * holds them against published values, `make audit` against R. What is not defined (a share of nobody, a spread of one)
 * is NAN, never a number that looks like one. */
#ifndef TALLY_STATS_H
#define TALLY_STATS_H

#include <stddef.h>
#include <stdint.h>

struct interval {
	double low, high;
};

/* k of n people. */
struct share {
	uint64_t k, n; /* k <= n */
};

/* k / n. */
double stats_share(struct share s);

/* The 95 % score interval of a share, without continuity correction.
 * E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212; R: prop.test(k, n, correct =
 * FALSE). */
struct interval stats_wilson(struct share s);

/* The 95 % interval of the difference a - b of two independent shares, from their Wilson intervals.
 * R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. */
struct interval stats_newcombe(struct share a, struct share b);

/* Whether two independent shares differ: two-sided p of the z test with pooled variance, without continuity correction.
 * K. Pearson's chi-squared of the 2x2 table; R: prop.test(c(a, b), c(n, m), correct = FALSE). NAN when nobody or
 * everybody is counted in both. */
double stats_two_shares(struct share a, struct share b);

/* The same for few people: R. A. Fisher's exact test (The Design of Experiments, 1935), two-sided: the sum of the
 * probabilities of all tables with these margins that are no likelier than this one; R: fisher.test. */
double stats_fisher(struct share a, struct share b);

/* The p of the difference of two shares: Fisher's where some expected count is below 5 (W. G. Cochran (1954),
 * Biometrics 10, 417-451), else the z test's. */
double stats_difference(struct share a, struct share b);

/* Makes the p values of one family of tests keep 5 % for the family: S. Holm (1979), Scandinavian Journal of Statistics
 * 6, 65-70; R: p.adjust(p, "holm"). In place; NAN stays NAN and does not count. At most STATS_FAMILY_MAX. */
#define STATS_FAMILY_MAX 4096
void stats_holm(double *p, size_t count);

/* How many people gave each of some values, which stand in ascending order. */
struct distribution {
	const double *values;
	const uint64_t *counts;
	size_t size;
};
uint64_t stats_count(const struct distribution *d);
double stats_mean(const struct distribution *d);
/* Standard deviation of a sample, with n - 1; R: sd(rep(values, counts)). */
double stats_deviation(const struct distribution *d);
/* The quantile of 0 <= at <= 1 between neighbours in proportion: R. J. Hyndman and Y. Fan (1996), The American
 * Statistician 50, 361-365, type 7; R: quantile(). The median is that of 0.5. */
double stats_quantile(const struct distribution *d, double at);

#endif
