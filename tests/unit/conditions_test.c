/* Suppression and conditions: a question that only some see must not tell how many gave the answers that lead to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tally/suppress.h"

static const char FORM[] =
        "{\"calculatedValues\":[{\"name\":\"calc\",\"expression\":\"{place}\"}],\"pages\":[{\"elements\":["
        "{\"type\":\"radiogroup\",\"name\":\"place\",\"choices\":[\"school\",\"police\",\"court\"]},"
        "{\"type\":\"radiogroup\",\"name\":\"seen\",\"choices\":[\"yes\",\"no\",\"unsure\"]},"
        "{\"type\":\"radiogroup\",\"name\":\"whom\",\"visibleIf\":\"{seen} anyof "
        "['yes','unsure']\",\"choices\":[\"friend\",\"teacher\"]},"
        "{\"type\":\"radiogroup\",\"name\":\"arms\",\"visibleIf\":\"{place} = 'police'\",\"choices\":[\"a\",\"b\"]},"
        "{\"type\":\"panel\",\"name\":\"inner\",\"visibleIf\":\"{calc} = 'court'\",\"elements\":["
        "{\"type\":\"radiogroup\",\"name\":\"deep\",\"choices\":[\"a\",\"b\"]}]}"
        "]}]}";
enum { PLACE, SEEN, WHOM, ARMS, DEEP };

struct world {
	struct form *form;
	struct count_plan plan;
	struct count_table table;
	unsigned char *hidden;
};

static void world_init(struct world *w, const char *by)
{
	struct problems problems;
	bool bad_by;
	problems_init(&problems);
	if (form_read("f.json", FORM, strlen(FORM), &w->form, &problems) != CORE_OK)
		fail_msg("%s", problems.count > 0 ? problems.items[0].reason : "?");
	problems_release(&problems);
	assert_true(count_plan_init(&w->plan, w->form, by ? form_find(w->form, by, strlen(by)) : NULL, &bad_by));
	assert_true(count_table_init(&w->table, &w->plan));
	w->hidden = calloc(count_rows(&w->plan), w->plan.width);
}

static void world_release(struct world *w)
{
	free(w->hidden);
	count_table_release(&w->table);
	count_plan_release(&w->plan);
	form_free(w->form);
}

static void set(struct world *w, size_t row, size_t question, const uint64_t *counts, size_t n)
{
	uint64_t *figures = w->table.figures + row * w->plan.width + w->plan.questions[question].at;
	figures[0] = 0;
	for (size_t i = 0; i < n; i++) {
		figures[1 + i] = counts[i];
		figures[0] += counts[i];
	}
}

static bool hidden(const struct world *w, size_t row, size_t question, size_t figure)
{
	return w->hidden[row * w->plan.width + w->plan.questions[question].at + figure];
}

static void protect(struct world *w, uint64_t min)
{
	count_finish(&w->table, &w->plan);
	assert_true(suppress(&w->plan, w->table.figures, min, w->hidden));
}

static bool decides(const struct conditions *c, size_t question, size_t other)
{
	for (size_t i = 0; i < c->of[question].count; i++)
		if (c->of[question].questions[i] == other)
			return true;
	return false;
}

static void test_the_questions_that_decide_are_read_from_conditions(void **state)
{
	struct world w;
	struct conditions c;
	(void)state;
	world_init(&w, NULL);
	assert_true(conditions_init(&c, &w.plan));
	assert_int_equal(c.of[PLACE].count, 0);
	assert_true(decides(&c, WHOM, SEEN));
	assert_false(decides(&c, WHOM, PLACE));
	assert_true(decides(&c, ARMS, PLACE));
	assert_true(decides(&c, DEEP, PLACE)); /* through a calculated value: all of them */
	assert_true(decides(&c, DEEP, SEEN));
	conditions_release(&c);
	world_release(&w);
}

static void test_a_question_behind_a_hidden_answer_is_hidden(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, NULL);
	w.table.figures[0] = 40;
	set(&w, 0, PLACE, (const uint64_t[]){20, 20, 0}, 3);
	set(&w, 0, SEEN, (const uint64_t[]){20, 17, 3}, 3); /* "unsure" is hidden, and "no" with it */
	set(&w, 0, WHOM, (const uint64_t[]){10, 13}, 2);    /* 23 = 20 + 3 would tell */
	protect(&w, 5);
	assert_false(hidden(&w, 1, SEEN, 1));
	assert_true(hidden(&w, 1, SEEN, 2));
	assert_true(hidden(&w, 1, SEEN, 3));
	for (size_t i = 0; i <= 2; i++)
		assert_true(hidden(&w, 1, WHOM, i));
	world_release(&w);
}

static void test_a_question_behind_shown_answers_is_shown(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, NULL);
	w.table.figures[0] = 40;
	set(&w, 0, PLACE, (const uint64_t[]){20, 20, 0}, 3);
	set(&w, 0, SEEN, (const uint64_t[]){20, 14, 6}, 3);
	set(&w, 0, WHOM, (const uint64_t[]){13, 13}, 2);
	protect(&w, 5);
	for (size_t i = 0; i <= 2; i++)
		assert_false(hidden(&w, 1, WHOM, i));
	world_release(&w);
}

static void test_a_question_for_one_group_does_not_tell_its_hidden_size(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, "place");
	const uint64_t sizes[] = {31, 12, 6};
	for (size_t g = 0; g < 3; g++) {
		uint64_t places[3] = {0};
		places[g] = w.table.figures[g * w.plan.width] = sizes[g];
		set(&w, g, PLACE, places, 3);
		set(&w, g, SEEN, (const uint64_t[]){sizes[g], 0, 0}, 3);
	}
	set(&w, 1, ARMS, (const uint64_t[]){12, 0},
	    2); /* all the police answer: 12, and so the court is 49 - 31 - 12 */
	protect(&w, 10);
	assert_true(w.hidden[1 * w.plan.width]);
	assert_true(w.hidden[2 * w.plan.width]);
	assert_true(hidden(&w, count_total_row(&w.plan), ARMS, 0));
	protect(&w, 5);
	assert_false(w.hidden[1 * w.plan.width]);
	assert_false(hidden(&w, count_total_row(&w.plan), ARMS, 0));
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_the_questions_that_decide_are_read_from_conditions),
	        cmocka_unit_test(test_a_question_behind_a_hidden_answer_is_hidden),
	        cmocka_unit_test(test_a_question_behind_shown_answers_is_shown),
	        cmocka_unit_test(test_a_question_for_one_group_does_not_tell_its_hidden_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
