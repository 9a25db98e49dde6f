/* Emptiness and equality of values, as survey-core has them. */
#include "core/json.h"
#include "core/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena, 4u << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* NULL is a value that is not there. */
static struct value made(const char *json)
{
	struct value v = VALUE_NONE;

	if (json)
		assert_int_equal(json_read(json, strlen(json), &JSON_FORM_LIMITS, &arena, &v, NULL), CORE_OK);
	return v;
}

static void emptiness_is_survey_cores(void **state)
{
	static const char *const EMPTY[] = {
	        NULL, "null", "\"\"", "[]", "{}", "{\"a\":\"\",\"b\":[]}", "{\"a\":{\"b\":null}}"};
	static const char *const FULL[] = {"0",      "false",  "true",      "\" \"",
	                                   "[\"\"]", "[null]", "{\"a\":0}", "{\"a\":[\"\"]}"};

	(void)state;
	for (size_t i = 0; i < sizeof EMPTY / sizeof EMPTY[0]; i++)
		assert_true(value_empty(made(EMPTY[i])));
	for (size_t i = 0; i < sizeof FULL / sizeof FULL[0]; i++)
		assert_false(value_empty(made(FULL[i])));
	assert_true(value_empty(value_number(0.0 / 0.0)));
}

static const char *const PAIRS_EQUAL[][2] = {
        {"1", "1"},
        {"1", "\"1\""},
        {"1", "\"01\""},
        {"1", "\" 1.0 \""},
        {"true", "1"},
        {"true", "\"TRUE\""},
        {"false", "0"},
        {"\"a\"", "\" A \""},
        {"\"\u0101\"", "\"\u0100\""},
        {"null", NULL},
        {NULL, "\"\""},
        {"null", "\"\""},
        {NULL, "[]"},
        {"[]", "{}"},
        {"[1,2]", "[2,1]"},
        {"[\"a\",\"b\"]", "[\"b\",\"A\"]"},
        {"[1,\"2\"]", "[\"2\",1]"},
        {"{\"a\":1,\"b\":2}", "{\"b\":\"2\",\"a\":1}"},
        {"[[1,2],3]", "[3,[2,1]]"},
        {"16", "\"0x10\""},
        {"0", "\"0b1\""},
        {"{\"0\":\"a\"}", "[\"a\"]"},
        {"[true]", "[\"true\"]"},
        {"0", "\"  \""},
};
static const char *const PAIRS_DIFFERENT[][2] = {
        {"1", "2"},
        {"1", "\"1a\""},
        {"0", "\"\""},
        {"0", NULL},
        {"0", "null"},
        {"false", "\"\""},
        {"\"a\"", "\"b\""},
        {"\"a\"", "[\"a\"]"},
        {"null", "[]"},
        {"\"\"", "[]"},
        {"[1]", "[1,1]"},
        {"[1,1,2]", "[1,2,2]"},
        {"{\"a\":1}", "{\"A\":1}"},
        {"{\"a\":1}", "{\"a\":1,\"b\":1}"},
        {"[\"b\",\"A\"]", "[\"B\",\"a\"]"},
        {"true", "\" true\""},
        {"1", "[1]"},
        {"{}", "1"},
        {"2", "true"},
        {"\"1\"", "\"01\""},
};

static void equal_pairs_are_equal_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof PAIRS_EQUAL / sizeof PAIRS_EQUAL[0]; i++) {
		struct value a = made(PAIRS_EQUAL[i][0]), b = made(PAIRS_EQUAL[i][1]);
		if (!value_equal(a, b) || !value_equal(b, a))
			fail_msg("pair %zu", i);
	}
}

static void different_pairs_are_different_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof PAIRS_DIFFERENT / sizeof PAIRS_DIFFERENT[0]; i++) {
		struct value a = made(PAIRS_DIFFERENT[i][0]), b = made(PAIRS_DIFFERENT[i][1]);
		if (value_equal(a, b) || value_equal(b, a))
			fail_msg("pair %zu", i);
	}
}

static void order_counts_only_when_asked_for(void **state)
{
	(void)state;
	assert_true(value_equal(made("[1,2]"), made("[2,1]")));
	assert_false(value_equal_in_order(made("[1,2]"), made("[2,1]")));
	assert_true(value_equal_in_order(made("[1,2]"), made("[\"1\",2]")));
	assert_true(value_equal(made("{\"a\":[1,2]}"), made("{\"a\":[2,1]}")));
	assert_false(value_equal_in_order(made("{\"a\":[1,2]}"), made("{\"a\":[2,1]}")));
}

/* More items than are sorted on the stack. */
static void long_arrays_are_compared_in_any_order(void **state)
{
	struct value *a = arena_array(&arena, 500, sizeof *a), *b = arena_array(&arena, 500, sizeof *b);
	struct value x = {.kind = VALUE_ARRAY, .len = 500, .items = a},
	             y = {.kind = VALUE_ARRAY, .len = 500, .items = b};

	(void)state;
	for (int i = 0; i < 500; i++) {
		a[i] = value_number(i);
		b[i] = value_number(499 - i);
	}
	assert_true(value_equal(x, y));
	b[7] = value_number(3.5);
	assert_false(value_equal(x, y));
}

static void members_are_found_by_their_whole_name(void **state)
{
	struct value v = made("{\"ab\":1,\"a\":2}");

	(void)state;
	assert_true(value_get(v, "a").number == 2);
	assert_true(value_member(v, "abc", 2).number == 1);
	assert_int_equal(value_get(v, "b").kind, VALUE_UNDEFINED);
	assert_int_equal(value_get(value_number(1), "a").kind, VALUE_UNDEFINED);
	assert_true(value_is(value_text("yes"), "yes"));
	assert_false(value_is(value_text("yes"), "ye"));
	assert_false(value_is(value_bool(true), "true"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(emptiness_is_survey_cores, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(equal_pairs_are_equal_both_ways, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(different_pairs_are_different_both_ways, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(order_counts_only_when_asked_for, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(long_arrays_are_compared_in_any_order, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(members_are_found_by_their_whole_name, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
