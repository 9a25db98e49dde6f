/* Suppression: what is printed does not tell of few people, whoever adds and subtracts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tally/suppress.h"
#include "tests/unit/suppress_attack.h"

#define QUESTIONS 6
#define GROUPS_MAX 6
#define VALUES_MAX 6
#define WIDTH_MAX 64
#define CELLS_MAX ((GROUPS_MAX + 2) * WIDTH_MAX)

struct world {
	struct element elements[QUESTIONS];
	struct count_question questions[QUESTIONS];
	struct count_value values[VALUES_MAX];
	struct count_plan plan;
	uint64_t figures[CELLS_MAX];
	unsigned char hidden[CELLS_MAX];
};

static uint64_t random_state;
static unsigned draw(unsigned below)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(random_state >> 33) % below;
}

static void add_question(struct world *w, const char *name, size_t values, bool multiple)
{
	size_t i = w->plan.question_count++;
	w->elements[i] = (struct element){
	        .name = name, .value_name = name, .kind = multiple ? ELEMENT_CHECKBOX : ELEMENT_RADIOGROUP};
	w->questions[i] = (struct count_question){.element = &w->elements[i],
	                                          .values = w->values,
	                                          .value_count = values,
	                                          .multiple = multiple,
	                                          .at = w->plan.width};
	w->plan.width += 1 + values;
}

static void world_init(struct world *w, size_t groups)
{
	memset(w, 0, sizeof *w);
	w->plan =
	        (struct count_plan){.questions = w->questions, .width = 1, .groups = w->values, .group_count = groups};
	if (groups > 0)
		add_question(w, "group", groups, false);
}

static uint64_t *cell(struct world *w, size_t row, size_t at)
{
	return &w->figures[row * w->plan.width + at];
}

static void finish(struct world *w)
{
	struct count_table table = {.figures = w->figures};
	count_finish(&table, &w->plan);
}

/* Groups of given sizes who all answer the question that makes them. */
static void sizes(struct world *w, const uint64_t *n)
{
	for (size_t g = 0; g < w->plan.group_count; g++)
		*cell(w, g, 0) = *cell(w, g, w->questions[0].at) = *cell(w, g, w->questions[0].at + 1 + g) = n[g];
}

static void protect(struct world *w, uint64_t min)
{
	finish(w);
	assert_true(suppress(&w->plan, w->figures, min, w->hidden));
}

static bool hidden(const struct world *w, size_t row, size_t at)
{
	return w->hidden[row * w->plan.width + at];
}

static void test_of_31_28_12_and_6_with_a_minimum_of_5_all_sizes_are_shown(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 4);
	sizes(&w, (const uint64_t[]){31, 28, 12, 6});
	protect(&w, 5);
	for (size_t row = 0; row < 4; row++)
		assert_false(hidden(&w, row, 0));
	assert_int_equal(*cell(&w, 5, 0), 77);
	assert_int_equal(attack_found(&w.plan, w.figures, w.hidden, 5), 0);
}

static void test_of_31_28_12_and_6_with_a_minimum_of_10_a_second_group_is_hidden(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 4);
	sizes(&w, (const uint64_t[]){31, 28, 12, 6});
	protect(&w, 10);
	assert_false(hidden(&w, 0, 0));
	assert_false(hidden(&w, 1, 0));
	assert_true(hidden(&w, 2, 0));
	assert_true(hidden(&w, 3, 0));
	assert_false(hidden(&w, 5, 0));
	assert_int_equal(attack_found(&w.plan, w.figures, w.hidden, 10), 0);
}

static void test_hiding_only_the_small_group_is_undone_by_the_total(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 4);
	sizes(&w, (const uint64_t[]){31, 28, 12, 6});
	finish(&w);
	memset(w.hidden + 3 * w.plan.width, 1, w.plan.width);
	w.hidden[5 * w.plan.width + w.questions[0].at + 4] = 1;
	assert_true(attack_found(&w.plan, w.figures, w.hidden, 10) > 0);
}

static void test_few_sheets_in_all_show_nothing(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 0);
	add_question(&w, "q", 2, false);
	w.plan.by = w.plan.question_count;
	*cell(&w, 0, 0) = *cell(&w, 0, 1) = *cell(&w, 0, 2) = 4;
	protect(&w, 5);
	for (size_t at = 0; at < w.plan.width; at++)
		assert_true(hidden(&w, 1, at));
}

static void test_no_sheets_are_no_secret(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 0);
	add_question(&w, "q", 2, false);
	w.plan.by = w.plan.question_count;
	protect(&w, 5);
	assert_false(hidden(&w, 1, 0));
}

static void test_a_count_just_below_answered_is_hidden_in_a_checkbox(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 0);
	add_question(&w, "q", 2, true);
	w.plan.by = w.plan.question_count;
	*cell(&w, 0, 0) = *cell(&w, 0, 1) = 30;
	*cell(&w, 0, 2) = 28;
	*cell(&w, 0, 3) = 15;
	protect(&w, 5);
	assert_true(hidden(&w, 1, 2));
	assert_false(hidden(&w, 1, 3));
	assert_false(hidden(&w, 1, 1));
}

static void test_that_nobody_said_so_is_shown(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 0);
	add_question(&w, "q", 3, false);
	w.plan.by = w.plan.question_count;
	*cell(&w, 0, 0) = *cell(&w, 0, 1) = 30;
	*cell(&w, 0, 2) = 20;
	*cell(&w, 0, 3) = 10;
	protect(&w, 5);
	for (size_t at = 0; at < w.plan.width; at++)
		assert_false(hidden(&w, 1, at));
}

static void test_a_group_of_fewer_than_twice_the_minimum_is_not_broken_down(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, 2);
	add_question(&w, "q", 2, false);
	sizes(&w, (const uint64_t[]){40, 6});
	*cell(&w, 0, w.questions[1].at) = 40;
	*cell(&w, 0, w.questions[1].at + 1) = *cell(&w, 0, w.questions[1].at + 2) = 20;
	*cell(&w, 1, w.questions[1].at) = *cell(&w, 1, w.questions[1].at + 1) = 6;
	protect(&w, 5);
	assert_false(hidden(&w, 1, 0));
	assert_true(hidden(&w, 1, w.questions[1].at + 1));
	assert_true(hidden(&w, 1, w.questions[1].at + 2));
	assert_true(hidden(&w, 0, w.questions[1].at + 1)); /* or the total would tell */
	assert_false(hidden(&w, 3, w.questions[1].at + 1));
}

static void answer(struct world *w, size_t row, const struct count_question *q, unsigned silent_in)
{
	for (uint64_t person = 0; person < *cell(w, row, 0); person++) {
		if (silent_in > 0 && draw(silent_in) == 0)
			continue;
		++*cell(w, row, q->at);
		if (!q->multiple && q->value_count > 0) {
			unsigned v = draw((unsigned)q->value_count), other = draw((unsigned)q->value_count);
			++*cell(w, row, q->at + 1 + (v < other ? v : other)); /* uneven, as answers are */
		}
		for (size_t v = 0; q->multiple && v < q->value_count; v++)
			*cell(w, row, q->at + 1 + v) += draw((unsigned)(2 + v)) == 0;
	}
}

static void random_world(struct world *w, unsigned scale)
{
	uint64_t n[GROUPS_MAX];
	world_init(w, 2 + draw(GROUPS_MAX - 2));
	for (size_t g = 0; g < w->plan.group_count; g++)
		n[g] = draw(5) == 0 ? draw(8) : draw(scale);
	for (unsigned i = 1; i < QUESTIONS; i++)
		add_question(w, &"qqqqqq"[i - 1], i == 5 ? 0 : 2 + draw(VALUES_MAX - 2), i == 3 || i == 4);
	sizes(w, n);
	*cell(w, w->plan.group_count, 0) = draw(3) == 0 ? draw(9) : 0;
	for (size_t row = 0; row <= w->plan.group_count; row++)
		for (size_t q = 1; q < w->plan.question_count; q++)
			answer(w, row, &w->questions[q], (const unsigned[]){0, 12, 0, 3}[q % 4]);
}

static void test_random_tables_give_an_attacker_nothing(void **state)
{
	struct world w;
	size_t shown = 0;
	(void)state;
	random_state = 1;
	for (unsigned round = 0; round < 1500; round++) {
		uint64_t min = 3 + draw(8);
		random_world(&w, 10 + draw(120));
		protect(&w, min);
		if (attack_found(&w.plan, w.figures, w.hidden, min) != 0)
			fail_msg("table %u is undone at a minimum of %u", round, (unsigned)min);
		for (size_t i = 0; i < count_rows(&w.plan) * w.plan.width; i++)
			shown += !w.hidden[i] && w.figures[i] > 0;
	}
	assert_true(shown > 1500 * 10); /* and not because nothing is shown */
}

static void test_without_suppression_the_attacker_finds_plenty(void **state)
{
	struct world w;
	size_t undone = 0, undone_primary = 0;
	(void)state;
	random_state = 1;
	for (unsigned round = 0; round < 200; round++) {
		random_world(&w, 80);
		finish(&w);
		undone += attack_found(&w.plan, w.figures, w.hidden, 5) > 0;
		for (size_t i = 0; i < count_rows(&w.plan) * w.plan.width; i++)
			w.hidden[i] = w.figures[i] > 0 && w.figures[i] < 5;
		undone_primary += attack_found(&w.plan, w.figures, w.hidden, 5) > 0;
	}
	assert_true(undone > 150);
	assert_true(undone_primary > 100);
}

#define SMALL 9
/* Every table of two groups and two choices that prints the same: can a hidden figure of 1 or 2 always be told to be
 * below 3? */
static bool all_tables_agree(const struct world *w, size_t at_cell, uint64_t min)
{
	struct world other = *w;
	size_t at = w->questions[1].at;
	for (unsigned code = 0; code < SMALL * SMALL * SMALL * SMALL; code++) {
		uint64_t c[4] = {code % SMALL, code / SMALL % SMALL, code / SMALL / SMALL % SMALL,
		                 code / SMALL / SMALL / SMALL};
		memset(other.figures, 0, sizeof other.figures);
		sizes(&other, (const uint64_t[]){c[0] + c[1], c[2] + c[3]});
		for (size_t g = 0; g < 2; g++) {
			*cell(&other, g, at) = c[2 * g] + c[2 * g + 1];
			*cell(&other, g, at + 1) = c[2 * g];
			*cell(&other, g, at + 2) = c[2 * g + 1];
		}
		finish(&other);
		bool same = true;
		for (size_t i = 0; same && i < count_rows(&w->plan) * w->plan.width; i++)
			same = w->hidden[i] || w->figures[i] == other.figures[i];
		if (same && other.figures[at_cell] >= min)
			return false;
	}
	return true;
}

static void test_small_tables_stand_against_trying_every_table(void **state)
{
	struct world w;
	(void)state;
	random_state = 7;
	for (unsigned round = 0; round < 150; round++) {
		world_init(&w, 2);
		add_question(&w, "q", 2, false);
		sizes(&w, (const uint64_t[]){draw(SMALL), draw(SMALL)});
		for (size_t g = 0; g < 2; g++)
			answer(&w, g, &w.questions[1], 0);
		protect(&w, 3);
		for (size_t i = 0; i < count_rows(&w.plan) * w.plan.width; i++)
			if (w.hidden[i] && w.figures[i] > 0 && w.figures[i] < 3 && w.figures[3 * w.plan.width] >= 3)
				assert_false(all_tables_agree(&w, i, 3));
	}
}

static void test_totals_are_the_same_with_groups_and_without(void **state)
{
	struct world w, alone;
	(void)state;
	random_state = 3;
	for (unsigned round = 0; round < 100; round++) {
		random_world(&w, 60);
		protect(&w, 5);
		alone = w;
		alone.plan.questions = alone.questions;
		alone.plan.group_count = 0;
		alone.plan.by = alone.plan.question_count;
		size_t total = count_total_row(&w.plan) * w.plan.width;
		memcpy(alone.figures, w.figures + total, w.plan.width * sizeof *w.figures);
		memset(alone.figures + w.plan.width, 0, w.plan.width * sizeof *w.figures);
		protect(&alone, 5);
		assert_memory_equal(alone.hidden + w.plan.width, w.hidden + total, w.plan.width);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_of_31_28_12_and_6_with_a_minimum_of_5_all_sizes_are_shown),
	        cmocka_unit_test(test_of_31_28_12_and_6_with_a_minimum_of_10_a_second_group_is_hidden),
	        cmocka_unit_test(test_hiding_only_the_small_group_is_undone_by_the_total),
	        cmocka_unit_test(test_few_sheets_in_all_show_nothing),
	        cmocka_unit_test(test_no_sheets_are_no_secret),
	        cmocka_unit_test(test_a_count_just_below_answered_is_hidden_in_a_checkbox),
	        cmocka_unit_test(test_that_nobody_said_so_is_shown),
	        cmocka_unit_test(test_a_group_of_fewer_than_twice_the_minimum_is_not_broken_down),
	        cmocka_unit_test(test_random_tables_give_an_attacker_nothing),
	        cmocka_unit_test(test_without_suppression_the_attacker_finds_plenty),
	        cmocka_unit_test(test_small_tables_stand_against_trying_every_table),
	        cmocka_unit_test(test_totals_are_the_same_with_groups_and_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
