/* Results of sheets that are counted by hand: shares, confidence, scores, scales, orders, and what may not be said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "tally/rank.h"
#include "tests/unit/analysis_fixture.h"

#define near(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static size_t question(const struct survey *w, const char *name)
{
	for (size_t i = 0; i < w->plan.question_count; i++)
		if (strcmp(w->plan.questions[i].name, name) == 0)
			return i;
	fail_msg("no question %s", name);
	return 0;
}

static void times(struct survey *w, int n, const char *json)
{
	for (int i = 0; i < n; i++)
		survey_take(w, json);
}

/* k01 is false and k02 is true: 12 know both, 8 know the second, 6 say that they don't know the first. */
static void take_knowledge(struct survey *w)
{
	times(w, 12, "{\"institution\":\"education\",\"k01\":\"false\",\"c01\":5,\"k02\":\"true\",\"a1\":5,\"a4\":1}");
	times(w, 8, "{\"institution\":\"social\",\"k01\":\"true\",\"c01\":4,\"k02\":\"true\",\"a1\":3,\"a4\":3}");
	times(w, 6, "{\"institution\":\"social\",\"k01\":\"dontknow\",\"c01\":1,\"k02\":\"false\",\"a1\":1,\"a4\":5}");
}

static void test_dont_know_is_neither_right_nor_wrong(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct survey w;
	(void)state;
	survey_init(&w, form, NULL);
	take_knowledge(&w);
	survey_finish(&w, "2026", 3);
	const struct results *r = &w.results;
	size_t total = count_total_row(&w.plan);
	struct share right = results_item(r, total, &w.scoring.items[0], ITEM_RIGHT),
	             wrong = results_item(r, total, &w.scoring.items[0], ITEM_WRONG),
	             dont_know = results_item(r, total, &w.scoring.items[0], ITEM_DONT_KNOW);
	assert_int_equal(right.k, 12);
	assert_int_equal(wrong.k, 8);
	assert_int_equal(dont_know.k, 6);
	assert_int_equal(right.n, 26);
	near(results_mean(r, total, question(&w, "c01")), (12 * 5 + 8 * 4 + 6) / 26.0);
	struct share sure = results_sure_wrong(r, total, &w.scoring.items[0]);
	assert_int_equal(sure.k, 8);
	assert_int_equal(sure.n, 8);
	survey_release(&w);
	form_free(form);
}

static void test_a_score_is_the_number_of_right_answers(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct survey w;
	(void)state;
	survey_init(&w, form, NULL);
	take_knowledge(&w);
	survey_finish(&w, "2026", 5);
	const struct result_score *s = results_score(&w.results, 0, count_total_row(&w.plan));
	assert_int_equal(s->people, 26);
	near(s->mean, (12 * 2 + 8) / 26.0);
	near(s->median, 1);
	near(s->low_quartile, 1);
	near(s->high_quartile, 2);
	assert_true(w.results.few);
	survey_release(&w);
	form_free(form);
}

static void test_reversed_items_are_turned(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct survey w;
	(void)state;
	survey_init(&w, form, NULL);
	take_knowledge(&w);
	survey_finish(&w, "2026", 5);
	size_t total = count_total_row(&w.plan);
	const struct scoring_scale *attitudes = &w.scoring.scales[0];
	assert_true(attitudes->reversed[3] && !attitudes->reversed[0]);
	near(results_points(&w.results, total, attitudes, 0), (12 * 5 + 8 * 3 + 6) / 26.0);
	near(results_points(&w.results, total, attitudes, 3), (12 * 5 + 8 * 3 + 6) / 26.0);
	survey_release(&w);
	form_free(form);
}

static void test_items_are_ordered_by_what_is_shown(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct survey w;
	struct rank ranks[RANK_MAX];
	(void)state;
	survey_init(&w, form, NULL);
	take_knowledge(&w);
	survey_finish(&w, "2026", 5);
	size_t total = count_total_row(&w.plan);
	assert_int_equal(rank_items(&w.results, total, ITEM_RIGHT, ranks), 2);
	assert_int_equal(ranks[0].index, 1);
	near(ranks[0].value, 20 / 26.0);
	assert_int_equal(ranks[1].index, 0);
	survey_release(&w);
	form_free(form);
}

static void test_of_few_people_nothing_is_said(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct survey w;
	(void)state;
	survey_init(&w, form, "institution");
	times(&w, 4, "{\"institution\":\"education\",\"k01\":\"false\",\"c01\":5}");
	survey_finish(&w, "2026", 5);
	for (size_t row = 0; row < count_rows(&w.plan); row++) {
		assert_int_equal(results_score(&w.results, 0, row)->people, RESULTS_HIDDEN);
		assert_true(isnan(results_score(&w.results, 0, row)->mean));
		assert_false(results_said(results_item(&w.results, row, &w.scoring.items[0], ITEM_RIGHT)));
		assert_true(isnan(results_mean(&w.results, row, question(&w, "c01"))));
	}
	survey_release(&w);
	form_free(form);
}

/* A group of nine at a minimum of five: of its score nothing, though its size is shown. */
static void test_a_group_below_twice_the_minimum_has_no_score(void **state)
{
	struct form *form = survey_form("forms/specialists.json");
	struct truth t = {0};
	struct survey w;
	uint64_t random = 3;
	(void)state;
	for (int who = 0; who < INSTITUTIONS; who++)
		for (size_t i = 0; i < STATEMENTS; i++) {
			t.right[who][i] = 0.5;
			t.dont_know[who][i] = 0.25;
		}
	survey_init(&w, form, "institution");
	survey_people(&w, &t, (const size_t[]){40, 40, 9, 8}, &random);
	survey_finish(&w, "2026", 5);
	assert_int_equal(results_sheets(&w.results, POLICE), 9);
	assert_int_equal(results_score(&w.results, 0, POLICE)->people, RESULTS_HIDDEN);
	assert_int_equal(results_score(&w.results, 0, EDUCATION)->people, 40);
	assert_int_equal(results_score(&w.results, 0, SOCIAL)->people, 40);
	survey_release(&w);
	form_free(form);
}

static void test_bullying_counts_from_a_few_times_a_month_on(void **state)
{
	struct form *form = survey_form("forms/school-pupils.json");
	struct survey w;
	(void)state;
	survey_init(&w, form, NULL);
	times(&w, 20, "{\"age\":\"13to15\",\"bullied\":{\"leftout\":\"never\",\"fun\":\"never\"}}");
	times(&w, 10, "{\"age\":\"13to15\",\"bullied\":{\"leftout\":\"year\",\"fun\":\"never\"}}");
	times(&w, 8, "{\"age\":\"13to15\",\"bullied\":{\"leftout\":\"month\",\"fun\":\"never\"}}");
	times(&w, 6, "{\"age\":\"13to15\",\"bullied\":{\"leftout\":\"week\",\"fun\":\"week\"}}");
	survey_finish(&w, "2026", 5);
	size_t total = count_total_row(&w.plan), any = question(&w, "_any.bullying");
	struct share left_out = results_past_cut(&w.results, total, question(&w, "bullied.leftout"));
	assert_int_equal(left_out.k, 14);
	assert_int_equal(left_out.n, 44);
	assert_int_equal(results_past_cut(&w.results, total, question(&w, "bullied.fun")).k, 6);
	assert_int_equal(results_share(&w.results, total, any, 0).k, 14);
	survey_release(&w);
	form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_dont_know_is_neither_right_nor_wrong),
	        cmocka_unit_test(test_a_score_is_the_number_of_right_answers),
	        cmocka_unit_test(test_reversed_items_are_turned),
	        cmocka_unit_test(test_items_are_ordered_by_what_is_shown),
	        cmocka_unit_test(test_of_few_people_nothing_is_said),
	        cmocka_unit_test(test_a_group_below_twice_the_minimum_has_no_score),
	        cmocka_unit_test(test_bullying_counts_from_a_few_times_a_month_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
