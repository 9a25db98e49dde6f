/* survey-core's own results, case by case: tests/vectors/expressions.jsonl (made by tests/vectors/expr_generate.mjs).
 */
#include "core/expr.h"
#include "core/json.h"
#include "tools/form/expr_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VECTORS "tests/vectors/expressions.jsonl"
#define NOW_MS 1768478400000 /* 2026-01-15T12:00:00Z */
#define CASES_AT_LEAST 5000

/* Appends what the vector expects, in the words of expr_case_run. */
static void write_expected(struct buf *out, struct value test)
{
	buf_adds(out,
	         value_get(test, "valid").boolean ? "{\"valid\":true,\"result\":" : "{\"valid\":false,\"result\":");
	json_write(out, value_get(test, "result"));
	buf_addc(out, '}');
}

static bool run_line(struct arena *arena, const char *line, size_t len, int64_t now_ms)
{
	struct buf expected, got;
	struct value test;
	bool same;

	arena_reset(arena);
	assert_int_equal(json_read(line, len, &JSON_FORM_LIMITS, arena, &test, NULL), CORE_OK);
	buf_init(&expected, 1 << 20);
	buf_init(&got, 1 << 20);
	write_expected(&expected, test);
	assert_int_equal(expr_case_run(test, now_ms, arena, &got), CORE_OK);
	same = expected.len == got.len && memcmp(expected.data, got.data, got.len) == 0;
	if (!same && now_ms == NOW_MS)
		print_error("%.*s\n  got %s\n", (int)len, line, got.data);
	buf_release(&expected);
	buf_release(&got);
	return same;
}

/* Runs all; answers how many agree, and their number in *total. */
static size_t run_vectors(int64_t now_ms, size_t *total)
{
	FILE *in = fopen(VECTORS, "r");
	struct arena arena;
	char *line = NULL;
	size_t room = 0, agree = 0;
	ssize_t len;

	assert_non_null(in);
	arena_init(&arena, 64u << 20);
	for (*total = 0; (len = getline(&line, &room, in)) > 0; ++*total)
		agree += run_line(&arena, line, (size_t)len, now_ms);
	free(line);
	fclose(in);
	arena_release(&arena);
	return agree;
}

static void all_vectors_agree(void **state)
{
	size_t total, agree = run_vectors(NOW_MS, &total);

	(void)state;
	assert_true(total >= CASES_AT_LEAST);
	assert_int_equal(agree, total);
}

/* The comparison can fail: another clock changes what today() is. */
static void vectors_disagree_under_another_clock(void **state)
{
	size_t total, agree = run_vectors(NOW_MS + 400 * INT64_C(86400000), &total);

	(void)state;
	assert_true(agree < total);
}

static void a_wrong_result_is_noticed(void **state)
{
	static const char LINE[] = "{\"kind\":\"expr\",\"expr\":\"1 + 1\",\"values\":{},\"valid\":true,\"result\":3}";
	struct arena arena;

	(void)state;
	arena_init(&arena, 1 << 20);
	assert_false(run_line(&arena, LINE, sizeof LINE - 1, NOW_MS + 1));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(all_vectors_agree),
	        cmocka_unit_test(vectors_disagree_under_another_clock),
	        cmocka_unit_test(a_wrong_result_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
