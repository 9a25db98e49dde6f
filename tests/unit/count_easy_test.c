/* Counting a form's sheets together with those of its easy-language version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "core/form_easy.h"
#include "tally/suppress.h"

static const char FULL[] = "{\"uzklausi\":{\"easy\":\"short\",\"groupBy\":\"age\"},\"elements\":["
                           "{\"type\":\"radiogroup\",\"name\":\"age\",\"choices\":[\"young\",\"old\"]},"
                           "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[4,3,2,1],\"rows\":[\"x\",\"y\"]},"
                           "{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[\"p\",\"q\"],\"showNoneItem\":true},"
                           "{\"type\":\"comment\",\"name\":\"words\",\"maxLength\":9},"
                           "{\"type\":\"radiogroup\",\"name\":\"more\",\"choices\":[\"a\",\"b\"]}]}";
static const char SHORT[] =
        "{\"uzklausi\":{\"easyOf\":\"full\",\"groupBy\":\"age\",\"easyScales\":"
        "[{\"items\":[\"m\"],\"values\":{\"yes\":4,\"some\":3,\"no\":1}}]},\"elements\":["
        "{\"type\":\"radiogroup\",\"name\":\"age\",\"choices\":[\"old\",\"young\"]},"
        "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[\"yes\",\"some\",\"no\"],\"rows\":[\"y\"]},"
        "{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[\"q\"],\"showNoneItem\":true},"
        "{\"type\":\"comment\",\"name\":\"words\",\"maxLength\":9}]}";

struct world {
	struct form *full, *easy;
	struct answers *of_full, *of_easy;
	struct count_plan plan;
	struct count_table table;
};

static struct form *form_of(const char *file, const char *text)
{
	struct problems problems;
	struct form *form;
	problems_init(&problems);
	if (form_read(file, text, strlen(text), &form, &problems) != CORE_OK)
		fail_msg("%s", problems.count > 0 ? problems.items[0].reason : "?");
	problems_release(&problems);
	return form;
}

static void world_init(struct world *w, bool grouped)
{
	struct problems problems;
	bool bad_by;
	w->full = form_of("full.json", FULL);
	w->easy = form_of("short.json", SHORT);
	problems_init(&problems);
	assert_true(form_easy_check("short.json", w->easy, w->full, &problems));
	problems_release(&problems);
	w->of_full = answers_new(w->full);
	w->of_easy = answers_new(w->easy);
	assert_true(count_plan_init(&w->plan, w->full, grouped ? w->full->settings.group_by : NULL, &bad_by));
	assert_true(count_plan_add_easy(&w->plan, w->easy));
	assert_true(count_table_init(&w->table, &w->plan));
}

static void world_release(struct world *w)
{
	count_table_release(&w->table);
	count_plan_release(&w->plan);
	answers_free(w->of_full);
	answers_free(w->of_easy);
	form_free(w->full);
	form_free(w->easy);
}

static void take(struct world *w, struct answers *answers, const char *json, unsigned times)
{
	const struct moment now = {1768478400000, 120};
	answers_clear(answers);
	assert_int_equal(answers_read_json(answers, json, strlen(json)), CORE_OK);
	assert_int_equal(answers_evaluate(answers, &now, ""), CORE_OK);
	assert_true(answers_acceptable(answers));
	while (times-- > 0)
		count_sheet(&w->table, &w->plan, answers);
}

static size_t place(const struct world *w, const char *question, const char *value)
{
	for (size_t i = 0; i < w->plan.question_count; i++) {
		const struct count_question *q = &w->plan.questions[i];
		if (strcmp(q->name, question) != 0)
			continue;
		for (size_t v = 0; value != NULL && v < q->value_count; v++)
			if (strcmp(q->values[v].name, value) == 0)
				return q->at + 1 + v;
		if (value == NULL)
			return q->at;
	}
	fail_msg("no figure %s %s", question, value ? value : "");
	return 0;
}

static uint64_t figure(const struct world *w, size_t row, const char *question, const char *value)
{
	return w->table.figures[row * w->plan.width + place(w, question, value)];
}

static void easy_answers_count_as_what_they_stand_for(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, false);
	take(&w, w.of_full,
	     "{\"age\":\"young\",\"m\":{\"x\":4,\"y\":2},\"c\":[\"p\",\"q\"],\"words\":\"hm\",\"more\":\"a\"}", 1);
	take(&w, w.of_easy, "{\"age\":\"young\",\"m\":{\"y\":\"some\"},\"c\":[\"q\"],\"words\":\"oh\"}", 1);
	take(&w, w.of_easy, "{\"age\":\"old\",\"m\":{\"y\":\"no\"},\"c\":[\"none\"]}", 1);
	take(&w, w.of_easy, "{\"m\":{\"y\":\"yes\"}}", 1);
	count_finish(&w.table, &w.plan);
	size_t total = count_total_row(&w.plan);
	assert_int_equal(w.table.figures[total * w.plan.width], 4);
	assert_int_equal(figure(&w, total, "age", "young"), 2);
	assert_int_equal(figure(&w, total, "age", "old"), 1);
	assert_int_equal(figure(&w, total, "m.y", NULL), 4);
	assert_int_equal(figure(&w, total, "m.y", "4"), 1);
	assert_int_equal(figure(&w, total, "m.y", "3"), 1);
	assert_int_equal(figure(&w, total, "m.y", "2"), 1);
	assert_int_equal(figure(&w, total, "m.y", "1"), 1);
	assert_int_equal(figure(&w, total, "m.x", NULL), 1);
	assert_int_equal(figure(&w, total, "c", NULL), 3);
	assert_int_equal(figure(&w, total, "c", "q"), 2);
	assert_int_equal(figure(&w, total, "c", "none"), 1);
	assert_int_equal(figure(&w, total, "words", NULL), 2);
	assert_int_equal(figure(&w, total, "more", NULL), 1);
	assert_int_equal(figure(&w, total, COUNT_VERSION, "full"), 1);
	assert_int_equal(figure(&w, total, COUNT_VERSION, "easy"), 3);
	world_release(&w);
}

static void groups_are_those_of_the_full_form(void **state)
{
	struct world w;
	(void)state;
	world_init(&w, true);
	take(&w, w.of_full, "{\"age\":\"young\",\"m\":{\"y\":4}}", 2);
	take(&w, w.of_easy, "{\"age\":\"young\",\"m\":{\"y\":\"yes\"}}", 3);
	take(&w, w.of_easy, "{\"age\":\"old\"}", 1);
	count_finish(&w.table, &w.plan);
	assert_int_equal(w.table.figures[0], 5);
	assert_int_equal(figure(&w, 0, "m.y", "4"), 5);
	assert_int_equal(figure(&w, 0, COUNT_VERSION, "easy"), 3);
	assert_int_equal(w.table.figures[w.plan.width], 1);
	world_release(&w);
}

/* Three easy sheets among many: their number is hidden, and with it all that only the full form asks. */
static void few_easy_sheets_are_not_given_away(void **state)
{
	struct world w;
	unsigned char *hidden;
	(void)state;
	for (unsigned easy = 3; easy <= 20; easy += 17) {
		world_init(&w, false);
		take(&w, w.of_full, "{\"age\":\"young\",\"m\":{\"x\":4,\"y\":4},\"more\":\"a\"}", 30);
		take(&w, w.of_full, "{\"age\":\"young\",\"m\":{\"x\":1,\"y\":1},\"more\":\"b\"}", 30);
		take(&w, w.of_easy, "{\"age\":\"young\",\"m\":{\"y\":\"yes\"}}", easy);
		count_finish(&w.table, &w.plan);
		hidden = malloc(count_rows(&w.plan) * w.plan.width);
		assert_non_null(hidden);
		assert_true(suppress(&w.plan, w.table.figures, 5, hidden));
		const unsigned char *total = hidden + count_total_row(&w.plan) * w.plan.width;
		bool few = easy < 5;
		assert_int_equal(total[place(&w, COUNT_VERSION, "easy")], few);
		assert_int_equal(total[place(&w, COUNT_VERSION, "full")], few);
		assert_int_equal(total[place(&w, "more", NULL)], few);
		assert_int_equal(total[place(&w, "m.x", "4")], few);
		assert_int_equal(total[place(&w, "m.y", "4")], 0);
		assert_int_equal(total[0], 0);
		free(hidden);
		world_release(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(easy_answers_count_as_what_they_stand_for),
	        cmocka_unit_test(groups_are_those_of_the_full_form),
	        cmocka_unit_test(few_easy_sheets_are_not_given_away),
	};
	return cmocka_run_group_tests_name("count_easy", tests, NULL, NULL);
}
