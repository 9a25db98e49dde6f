/* Statistics against published values and against R 4.2's (each said where it stands). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>

#include "tally/scale.h"
#include "tally/stats.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define near(got, want, within) assert_true(fabs((got) - (want)) <= (within))

/* R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3. */
static void intervals_of_shares_are_those_published(void **state)
{
	static const struct {
		struct share s;
		double low, high;
	} ROWS[] = {{{81, 263}, 0.2553, 0.3662},
	            {{15, 148}, 0.0624, 0.1605},
	            {{0, 20}, 0, 0.1611},
	            {{1, 29}, 0.0061, 0.1718}};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct interval found = stats_wilson(ROWS[i].s);
		near(found.low, ROWS[i].low, 0.00005);
		near(found.high, ROWS[i].high, 0.00005);
	}
	near(stats_wilson((struct share){81, 263}).low, 0.255288519878274, 1e-14); /* R */
}

static void an_interval_ends_where_shares_end(void **state)
{
	(void)state;
	assert_true(stats_wilson((struct share){0, 7}).low == 0);
	assert_true(stats_wilson((struct share){7, 7}).high == 1);
	assert_true(isnan(stats_wilson((struct share){0, 0}).low));
	assert_true(isnan(stats_share((struct share){0, 0})));
}

/* R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10. */
static void intervals_of_differences_are_those_published(void **state)
{
	static const struct {
		struct share a, b;
		double low, high;
	} ROWS[] = {{{56, 70}, {48, 80}, 0.0524, 0.3339},
	            {{9, 10}, {3, 10}, 0.1705, 0.8090},
	            {{5, 56}, {0, 29}, -0.0381, 0.1926},
	            {{10, 10}, {0, 10}, 0.6075, 1.0000}};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct interval found = stats_newcombe(ROWS[i].a, ROWS[i].b), turned;
		near(found.low, ROWS[i].low, 0.00005);
		near(found.high, ROWS[i].high, 0.00005);
		turned = stats_newcombe(ROWS[i].b, ROWS[i].a);
		near(turned.low, -found.high, 1e-15);
	}
}

/* The lady tasting tea (R. A. Fisher, 1935), and convictions of twins as in R's help of fisher.test. */
static void the_exact_test_is_fishers(void **state)
{
	(void)state;
	near(stats_fisher((struct share){3, 4}, (struct share){1, 4}), 0.485714285714286, 1e-12);
	near(stats_fisher((struct share){2, 17}, (struct share){10, 13}), 0.000536724119143436, 1e-14);
	near(stats_fisher((struct share){5, 5}, (struct share){5, 5}), 1, 1e-12);
	assert_true(isnan(stats_fisher((struct share){0, 0}, (struct share){1, 3})));
}

static void the_test_of_two_shares_is_rs(void **state)
{
	(void)state;
	near(stats_two_shares((struct share){31, 120}, (struct share){20, 77}), 0.982449721990082, 1e-12);
	near(stats_two_shares((struct share){83, 86}, (struct share){90, 93}), 0.922320095734269, 1e-12);
	assert_true(isnan(stats_two_shares((struct share){0, 5}, (struct share){0, 9})));
	assert_true(isnan(stats_two_shares((struct share){0, 0}, (struct share){1, 9})));
}

/* 83 of 86 and 90 of 93: three and three people expected where five are wanted. */
static void few_people_are_tested_exactly(void **state)
{
	struct share few = {83, 86}, others = {90, 93}, many = {31, 120}, more = {20, 77};

	(void)state;
	assert_true(stats_difference(few, others) == stats_fisher(few, others));
	assert_true(stats_difference(few, others) != stats_two_shares(few, others));
	assert_true(stats_difference(many, more) == stats_two_shares(many, more));
}

/* R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"). */
static void many_tests_are_made_one_family(void **state)
{
	double p[] = {0.01, NAN, 0.04, 0.03, 0.005}, one[] = {0.04}, large[] = {0.5, 0.9};

	(void)state;
	stats_holm(p, COUNT(p));
	near(p[0], 0.03, 1e-15);
	assert_true(isnan(p[1]));
	near(p[2], 0.06, 1e-15);
	near(p[3], 0.06, 1e-15);
	near(p[4], 0.02, 1e-15);
	stats_holm(one, 1);
	near(one[0], 0.04, 0);
	stats_holm(large, 2);
	near(large[0], 1, 0);
	near(large[1], 1, 0);
}

/* HBSC 2005/06, "been bullied": five frequencies as 1 to 5. */
static void a_distribution_is_described_as_published(void **state)
{
	static const double VALUES[] = {1, 2, 3, 4, 5}, FROM_0[] = {0, 1, 2, 3, 4};
	static const uint64_t COUNTS[] = {131254, 37704, 9331, 6289, 8423}, FEW[] = {3, 1, 5, 2, 1}, NONE[5] = {0};
	const struct distribution hbsc = {VALUES, COUNTS, 5}, few = {FROM_0, FEW, 5}, none = {VALUES, NONE, 5};

	(void)state;
	assert_int_equal(stats_count(&hbsc), 193001);
	near(stats_mean(&hbsc), 1.564, 0.0005);
	near(stats_deviation(&hbsc), 1.0304242772966, 1e-10); /* R */
	near(stats_quantile(&hbsc, 0.5), 1, 0);
	near(stats_quantile(&few, 0.25), 0.75, 1e-15); /* R, as the next three */
	near(stats_quantile(&few, 0.5), 2, 1e-15);
	near(stats_quantile(&few, 0.75), 2.25, 1e-15);
	near(stats_deviation(&few), 1.28805702866407, 1e-12);
	near(stats_quantile(&few, 0), 0, 0);
	near(stats_quantile(&few, 1), 4, 0);
	assert_true(isnan(stats_mean(&none)) && isnan(stats_quantile(&none, 0.5)) && isnan(stats_deviation(&none)));
}

static void a_spread_wants_two_people(void **state)
{
	static const double VALUES[] = {1, 2};
	static const uint64_t ONE[] = {0, 1};
	const struct distribution one = {VALUES, ONE, 2};

	(void)state;
	near(stats_quantile(&one, 0.5), 2, 0);
	assert_true(isnan(stats_deviation(&one)));
}

/* --- scales --- */

static const int RIGHT[][4] = {{1, 1, 1, 0}, {1, 0, 1, 0}, {0, 0, 1, 0}, {1, 1, 1, 1},
                               {0, 0, 0, 0}, {1, 1, 0, 1}, {1, 0, 0, 0}};

/* R: k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(rowSums(m))), and cor(m[, i], rowSums(m) - m[, i]). */
static void items_hang_together_as_in_r(void **state)
{
	static const double WITH_THE_REST[] = {0.4823819106188661, 0.7302967433402213, 0.0700140042014005,
	                                       0.4823819106188661};
	struct scale s;

	(void)state;
	assert_true(scale_init(&s, 4));
	for (size_t i = 0; i < COUNT(RIGHT); i++)
		scale_add(&s, RIGHT[i]);
	near(scale_alpha(&s), 0.634920634920635, 1e-12);
	near(scale_mean(&s, 0), 5.0 / 7, 1e-15);
	for (size_t i = 0; i < 4; i++)
		near(scale_discrimination(&s, i), WITH_THE_REST[i], 1e-12);
}

/* Items that contradict each other: R's figures. */
static void points_on_a_scale_count_too(void **state)
{
	static const int POINTS[][3] = {{5, 4, 1}, {3, 3, 2}, {1, 2, 5}, {4, 4, 2}, {2, 5, 4}};
	struct scale s;

	(void)state;
	assert_true(scale_init(&s, 3));
	for (size_t i = 0; i < COUNT(POINTS); i++)
		scale_add(&s, POINTS[i]);
	near(scale_alpha(&s), -3.91666666666667, 1e-12);
	near(scale_discrimination(&s, 0), -0.661437827766148, 1e-12);
	near(scale_discrimination(&s, 2), -0.819486638575416, 1e-12);
}

static void halves_of_the_sheets_add_up_to_all(void **state)
{
	struct scale all, one, two;

	(void)state;
	assert_true(scale_init(&all, 4) && scale_init(&one, 4) && scale_init(&two, 4));
	for (size_t i = 0; i < COUNT(RIGHT); i++) {
		scale_add(&all, RIGHT[i]);
		scale_add(i % 2 ? &one : &two, RIGHT[i]);
	}
	scale_merge(&one, &two);
	assert_memory_equal(&one, &all, sizeof all);
}

static void what_is_not_defined_is_no_number(void **state)
{
	static const int SAME[] = {1, 1};
	struct scale s;

	(void)state;
	assert_false(scale_init(&s, 1));
	assert_false(scale_init(&s, SCALE_ITEMS_MAX + 1));
	assert_true(scale_init(&s, 2));
	assert_true(isnan(scale_alpha(&s)) && isnan(scale_discrimination(&s, 0)) && isnan(scale_mean(&s, 0)));
	scale_add(&s, SAME);
	scale_add(&s, SAME);
	assert_true(isnan(scale_alpha(&s)) && isnan(scale_discrimination(&s, 1)));
	near(scale_mean(&s, 1), 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(intervals_of_shares_are_those_published),
	        cmocka_unit_test(an_interval_ends_where_shares_end),
	        cmocka_unit_test(intervals_of_differences_are_those_published),
	        cmocka_unit_test(the_exact_test_is_fishers),
	        cmocka_unit_test(the_test_of_two_shares_is_rs),
	        cmocka_unit_test(few_people_are_tested_exactly),
	        cmocka_unit_test(many_tests_are_made_one_family),
	        cmocka_unit_test(a_distribution_is_described_as_published),
	        cmocka_unit_test(a_spread_wants_two_people),
	        cmocka_unit_test(items_hang_together_as_in_r),
	        cmocka_unit_test(points_on_a_scale_count_too),
	        cmocka_unit_test(halves_of_the_sheets_add_up_to_all),
	        cmocka_unit_test(what_is_not_defined_is_no_number),
	};
	return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
