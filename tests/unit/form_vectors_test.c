/* Every case of tests/vectors/cases.jsonl: what our engine makes of answers to a form, and what survey-core made of
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/json.h"
#include "tools/form/encoding.h"
#include "tools/form/eval_case.h"

#define CASES "tests/vectors/cases.jsonl"
#define NOW_MS 1768478400000 /* 2026-01-15T12:00:00Z, when the cases were made */

struct tally {
	unsigned cases, refused, different;
};

/* Equal as JSON: members in any order. */
static bool same(struct value a, struct value b)
{
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case VALUE_STRING:
		return a.len == b.len && memcmp(a.string, b.string, a.len) == 0;
	case VALUE_NUMBER:
		return a.number == b.number;
	case VALUE_BOOL:
		return a.boolean == b.boolean;
	case VALUE_ARRAY:
		for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
			if (!same(a.items[i], b.items[i]))
				return false;
		return a.len == b.len;
	case VALUE_OBJECT:
		for (uint32_t i = 0; a.len == b.len && i < a.len; i++)
			if (!same(a.members[i].value, value_member(b, a.members[i].name, a.members[i].name_len)))
				return false;
		return a.len == b.len;
	default:
		return true;
	}
}

/* True when the program's object says what the case expects; a refusal counts apart. */
static void run_case(struct value test, unsigned line, struct arena *arena, struct tally *t)
{
	struct eval_case c = {.form_name = "", .lang = "", .now = {NOW_MS, 0}};
	struct problems problems;
	struct buf form, answers, out;
	struct value got;

	problems_init(&problems);
	buf_init(&form, 1 << 20);
	buf_init(&answers, 1 << 20);
	buf_init(&out, 1 << 20);
	json_write(&form, value_get(test, "form"));
	json_write(&answers, value_get(test, "answers"));
	c.form_text = form.data;
	c.form_len = form.len;
	c.answers_text = answers.data;
	c.answers_len = answers.len;
	t->cases++;
	if (eval_case_run(&c, &problems, &out) != EVAL_DONE) {
		t->refused++;
	} else if (json_read(out.data, out.len, &JSON_FORM_LIMITS, arena, &got, NULL) != CORE_OK ||
	           !same(value_get(test, "expected"), got)) {
		t->different++;
		print_error("line %u: %s\n", line, out.data);
	}
	buf_release(&out);
	buf_release(&answers);
	buf_release(&form);
	problems_release(&problems);
}

static struct tally run_file(const char *path)
{
	struct tally t = {0};
	struct arena arena;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	arena_init(&arena, 64u << 20);
	for (unsigned number = 1; (len = getline(&line, &room, in)) >= 0; number++) {
		struct value test;
		arena_reset(&arena);
		assert_int_equal(json_read(line, (size_t)len, &JSON_FORM_LIMITS, &arena, &test, NULL), CORE_OK);
		run_case(test, number, &arena, &t);
	}
	free(line);
	fclose(in);
	arena_release(&arena);
	return t;
}

static void every_accepted_form_agrees_with_survey_core(void **state)
{
	struct tally t = run_file(CASES);

	(void)state;
	assert_int_equal(t.different, 0);
	assert_true(t.cases > 1500);
	assert_true(t.refused * 100 < t.cases * 3);
}

/* The comparison can fail. */
static void a_wrong_expectation_is_noticed(void **state)
{
	static const char WRONG[] =
	        "{\"form\":{\"elements\":[{\"type\":\"text\",\"name\":\"q\",\"isRequired\":true}]},\"answers\":{},"
	        "\"expected\":{\"visible\":[\"q\"],\"pages\":[\"page1\"],\"errors\":[],\"calculated\":{},\"data\":{},"
	        "\"quiz\":{\"correct\":0,\"incorrect\":0,\"total\":0},\"completedHtml\":\"Thank you for completing the "
	        "survey\"}}";
	struct tally t = {0};
	struct arena arena;
	struct value test;

	(void)state;
	arena_init(&arena, 1 << 20);
	assert_int_equal(json_read(WRONG, sizeof WRONG - 1, &JSON_FORM_LIMITS, &arena, &test, NULL), CORE_OK);
	run_case(test, 1, &arena, &t);
	assert_int_equal(t.different, 1);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_accepted_form_agrees_with_survey_core),
	        cmocka_unit_test(a_wrong_expectation_is_noticed),
	};
	return cmocka_run_group_tests_name("form vectors", tests, NULL, NULL);
}
