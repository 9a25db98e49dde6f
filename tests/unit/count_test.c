/* Counting: what each kind of question counts as, and that only what a person saw is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "tally/count.h"

static const char FORM[] =
        "{\"pages\":[{\"elements\":["
        "{\"type\":\"radiogroup\",\"name\":\"place\",\"choices\":[\"school\",\"police\"]},"
        "{\"type\":\"checkbox\",\"name\":\"ticks\",\"choices\":[\"a\",\"b\",\"c\"]},"
        "{\"type\":\"boolean\",\"name\":\"sure\"},"
        "{\"type\":\"rating\",\"name\":\"rate\",\"rateMax\":3},"
        "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2],\"rows\":[\"x\",\"y\"]},"
        "{\"type\":\"ranking\",\"name\":\"order\",\"choices\":[\"p\",\"q\"]},"
        "{\"type\":\"comment\",\"name\":\"words\"},"
        "{\"type\":\"radiogroup\",\"name\":\"arms\",\"visibleIf\":\"{place} = 'police'\",\"choices\":[\"yes\",\"no\"]}"
        "]}]}";

struct world {
	struct form *form;
	struct answers *answers;
	struct count_plan plan;
	struct count_table table;
};

static void world_init(struct world *w, const char *by)
{
	struct problems problems;
	bool bad_by;
	problems_init(&problems);
	if (form_read("f.json", FORM, strlen(FORM), &w->form, &problems) != CORE_OK)
		fail_msg("%s", problems.count > 0 ? problems.items[0].reason : "?");
	problems_release(&problems);
	w->answers = answers_new(w->form);
	assert_true(count_plan_init(&w->plan, w->form, by ? form_find(w->form, by, strlen(by)) : NULL, &bad_by));
	assert_true(count_table_init(&w->table, &w->plan));
}

static void world_release(struct world *w)
{
	count_table_release(&w->table);
	count_plan_release(&w->plan);
	answers_free(w->answers);
	form_free(w->form);
}

static void take(struct world *w, const char *json)
{
	const struct moment now = {1768478400000, 120};
	answers_clear(w->answers);
	assert_int_equal(answers_read_json(w->answers, json, strlen(json)), CORE_OK);
	assert_int_equal(answers_evaluate(w->answers, &now, ""), CORE_OK);
	count_sheet(&w->table, &w->plan, w->answers);
}

/* A figure of the row: of the question's answered (value NULL) or one of its counts. */
static uint64_t figure(const struct world *w, size_t row, const char *question, const char *value)
{
	for (size_t i = 0; i < w->plan.question_count; i++) {
		const struct count_question *q = &w->plan.questions[i];
		if (strcmp(q->name, question) != 0)
			continue;
		if (value == NULL)
			return w->table.figures[row * w->plan.width + q->at];
		for (size_t v = 0; v < q->value_count; v++)
			if (strcmp(q->values[v].name, value) == 0)
				return w->table.figures[row * w->plan.width + q->at + 1 + v];
	}
	fail_msg("no figure %s %s", question, value ? value : "");
	return 0;
}

static void test_each_kind_of_question_is_counted_in_its_way(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, NULL);
	take(&w, "{\"place\":\"school\",\"ticks\":[\"a\",\"c\"],\"sure\":true,\"rate\":3,\"m\":{\"x\":1,\"y\":2},"
	         "\"order\":[\"q\",\"p\"],\"words\":\"hm\"}");
	take(&w, "{\"place\":\"school\",\"ticks\":[\"a\"],\"sure\":false,\"m\":{\"x\":2}}");
	count_finish(&w.table, &w.plan);
	size_t total = count_total_row(&w.plan);
	assert_int_equal(w.table.figures[total * w.plan.width], 2);
	assert_int_equal(figure(&w, total, "place", "school"), 2);
	assert_int_equal(figure(&w, total, "place", "police"), 0);
	assert_int_equal(figure(&w, total, "ticks", NULL), 2);
	assert_int_equal(figure(&w, total, "ticks", "a"), 2);
	assert_int_equal(figure(&w, total, "ticks", "c"), 1);
	assert_int_equal(figure(&w, total, "sure", "true"), 1);
	assert_int_equal(figure(&w, total, "sure", "false"), 1);
	assert_int_equal(figure(&w, total, "rate", NULL), 1);
	assert_int_equal(figure(&w, total, "rate", "3"), 1);
	assert_int_equal(figure(&w, total, "m.x", NULL), 2);
	assert_int_equal(figure(&w, total, "m.y", NULL), 1);
	assert_int_equal(figure(&w, total, "m.y", "2"), 1);
	assert_int_equal(figure(&w, total, "order", "q"), 1);
	assert_int_equal(figure(&w, total, "words", NULL), 1);
	world_release(&w);
}

static void test_a_tick_that_comes_twice_counts_once(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, NULL);
	take(&w, "{\"ticks\":[\"a\",\"a\",\"a\"]}");
	assert_int_equal(figure(&w, 0, "ticks", "a"), 1);
	assert_int_equal(figure(&w, 0, "ticks", NULL), 1);
	world_release(&w);
}

static void test_what_was_not_seen_is_not_counted(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, NULL);
	take(&w, "{\"place\":\"school\",\"arms\":\"yes\"}");
	assert_int_equal(figure(&w, 0, "arms", NULL), 0);
	take(&w, "{\"place\":\"police\",\"arms\":\"yes\"}");
	assert_int_equal(figure(&w, 0, "arms", NULL), 1);
	world_release(&w);
}

static void test_groups_add_up_to_the_total(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, "place");
	take(&w, "{\"place\":\"school\",\"sure\":true}");
	take(&w, "{\"place\":\"police\",\"sure\":true}");
	take(&w, "{\"sure\":true}");
	count_finish(&w.table, &w.plan);
	assert_int_equal(figure(&w, 0, "sure", "true"), 1);
	assert_int_equal(figure(&w, 1, "sure", "true"), 1);
	assert_int_equal(figure(&w, 2, "sure", "true"), 1); /* without a group */
	assert_int_equal(figure(&w, count_total_row(&w.plan), "sure", "true"), 3);
	world_release(&w);
}

static void test_tables_of_two_threads_add_up(void **state)
{
	struct world w, other;
	(void)state;
	world_init(&w, "place");
	world_init(&other, "place");
	take(&w, "{\"place\":\"school\"}");
	take(&other, "{\"place\":\"school\"}");
	count_add(&w.table, &other.table, &w.plan);
	assert_int_equal(figure(&w, 0, "place", "school"), 2);
	assert_int_equal(figure(&other, 0, "place", "school"), 1);
	world_release(&w);
	world_release(&other);
}

static void test_only_a_question_with_one_answer_makes_groups(void **state)
{
	struct world w;
	struct count_plan plan;
	bool bad_by;
	(void)state;
	world_init(&w, NULL);
	assert_false(count_plan_init(&plan, w.form, form_find(w.form, "ticks", 5), &bad_by));
	assert_true(bad_by);
	count_plan_release(&plan);
	assert_false(count_plan_init(&plan, w.form, form_find(w.form, "words", 5), &bad_by));
	assert_true(bad_by);
	count_plan_release(&plan);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_each_kind_of_question_is_counted_in_its_way),
	        cmocka_unit_test(test_a_tick_that_comes_twice_counts_once),
	        cmocka_unit_test(test_what_was_not_seen_is_not_counted),
	        cmocka_unit_test(test_groups_add_up_to_the_total),
	        cmocka_unit_test(test_tables_of_two_threads_add_up),
	        cmocka_unit_test(test_only_a_question_with_one_answer_makes_groups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
