/* Expressions beyond the vectors: what is refused and in which words, names and their slots, the clock, bounds. */
#include "core/date.h"
#include "core/expr.h"
#include "core/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena, 16u << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct expr *parsed(const char *text)
{
	struct expr_fault fault;
	struct expr *e = NULL;
	enum core_err err = expr_parse(text, strlen(text), &arena, &e, &fault);

	if (err)
		fail_msg("%s: %s", text, fault.reason);
	return e;
}

static void assert_refused(const char *text, size_t offset, const char *word)
{
	struct expr_fault fault;
	struct expr *e;

	assert_int_equal(expr_parse(text, strlen(text), &arena, &e, &fault), CORE_SYNTAX);
	assert_null(e);
	if (!strstr(fault.reason, word) || fault.offset != offset)
		fail_msg("%s: %s at %zu", text, fault.reason, fault.offset);
}

static struct value look_up(void *context, const struct expr_name *name)
{
	return expr_resolve(*(const struct value *)context, name->text, name->len);
}

static struct value slots[4];

static struct value look_up_slot(void *context, const struct expr_name *name)
{
	(void)context;
	return name->slot < 0 ? VALUE_NONE : slots[name->slot];
}

static struct value evaluated(const char *text, const char *json)
{
	struct value values;
	struct expr_scope scope = {.look_up = look_up, .context = &values, .arena = &arena, .now_ms = 1768478400000};

	assert_int_equal(json_read(json, strlen(json), &JSON_FORM_LIMITS, &arena, &values, NULL), CORE_OK);
	return expr_eval(parsed(text), &scope);
}

static void mistakes_are_refused_with_their_place(void **state)
{
	(void)state;
	assert_refused("", 0, "empty");
	assert_refused("{a} =", 5, "missing on the right");
	assert_refused("{a} = 'b", 6, "no partner");
	assert_refused("{a} = 'O'Neil'", 9, "can't be read");
	assert_refused("{a = 1", 0, "closing }");
	assert_refused("{} = 1", 0, "name is missing");
	assert_refused("{a} = [1, 2", 6, "closing ]");
	assert_refused("{a} = [1,]", 9, "item is missing");
	assert_refused("not {a}", 4, "can't be read");
	assert_refused("{a} = 007", 7, "can't be read");
	assert_refused("{a} = 1 and tooday() > {b}", 12, "no function \"tooday\"");
	assert_refused("iif({a}, null, 1)", 9, "null");
	assert_refused("null", 0, "null");
	assert_refused("sumInArray({a}, 'b', '{c} >')", 0, "missing on the right");
	assert_refused("displayValue({a})", 0, "displayValue");
}

static void what_survey_core_forgives_is_forgiven(void **state)
{
	(void)state;
	assert_true(evaluated("({a} = 1", "{\"a\":1}").boolean);
	assert_true(evaluated("{a} => 1", "{\"a\":1}").boolean);
	assert_true(evaluated("{A}=1 AND {b}CONTAINS'x'", "{\"a\":\"1\",\"b\":[\"X\"]}").boolean);
	assert_false(evaluated("{A}=1 AND {b}CONTAINS'x'", "{\"a\":\"1\",\"b\":[\"y\"]}").boolean);
}

static void an_unknown_function_is_null_to_the_lenient_only(void **state)
{
	static const char TEXT[] = "nope(1)";
	struct expr_scope scope = {.look_up = look_up_slot, .arena = &arena};
	struct expr *e;

	(void)state;
	assert_int_equal(expr_parse_lenient(TEXT, sizeof TEXT - 1, &arena, &e, NULL), CORE_OK);
	assert_int_equal(expr_eval(e, &scope).kind, VALUE_NULL);
	assert_int_equal(expr_parse(TEXT, sizeof TEXT - 1, &arena, &e, NULL), CORE_SYNTAX);
}

static void names_are_distinct_and_carry_slots(void **state)
{
	struct expr_scope scope = {.look_up = look_up_slot, .arena = &arena};
	struct expr *e = parsed("{a} = 1 and {#b.c} = 2 and {a} = {B} and displayValue('d') = 'x'");
	struct expr_name *names;
	size_t count;

	(void)state;
	names = expr_names(e, &count);
	assert_int_equal(count, 4);
	assert_int_equal(names[0].len, 1);
	assert_int_equal(names[0].slot, -1);
	assert_false(names[0].raw);
	assert_true(names[1].raw);
	assert_memory_equal(names[1].text, "b.c", 3);
	assert_memory_equal(names[3].text, "d", 1);
	e = parsed("{a} = {b}");
	names = expr_names(e, &count);
	names[0].slot = 1;
	names[1].slot = 3;
	slots[1] = value_text("7");
	slots[3] = value_number(7);
	assert_true(expr_holds(e, &scope));
	slots[3] = value_number(8);
	assert_false(expr_holds(e, &scope));
}

static void order_counts_for_names_that_are_ordered(void **state)
{
	struct value items[2] = {value_text("a"), value_text("b")};
	struct expr_scope scope = {.look_up = look_up_slot, .arena = &arena};
	struct expr *e = parsed("{r} = ['b', 'a']");
	struct expr_name *names;
	size_t count;

	(void)state;
	names = expr_names(e, &count);
	names[0].slot = 0;
	slots[0] = (struct value){.kind = VALUE_ARRAY, .len = 2, .items = items};
	assert_true(expr_holds(e, &scope));
	names[0].ordered = true;
	assert_false(expr_holds(e, &scope));
}

static void a_condition_holds_only_when_true(void **state)
{
	static const struct {
		const char *text;
		bool holds;
	} CASES[] = {{"true", true},    {"1", true},    {"'1'", true}, {"2", false},
	             {"'true'", false}, {"'x'", false}, {"[1]", true}, {"0", false}};
	struct expr_scope scope = {.look_up = look_up_slot, .arena = &arena};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_int_equal(expr_holds(parsed(CASES[i].text), &scope), CASES[i].holds);
}

static void the_clock_is_the_scopes_and_local(void **state)
{
	struct expr_scope scope = {
	        .look_up = look_up_slot, .arena = &arena, .now_ms = 1767218400000}; /* 2025-12-31T22:00Z */

	(void)state;
	assert_true(expr_reads_clock(parsed("{a} > today()")));
	assert_true(expr_reads_clock(parsed("iif({a} = 1, age({b}) > 3, false)")));
	assert_false(expr_reads_clock(parsed("{a} > getDate('2026-01-01')")));
	assert_true(expr_eval(parsed("currentYear()"), &scope).number == 2025);
	scope.utc_offset_minutes = 120;
	assert_true(expr_eval(parsed("currentYear()"), &scope).number == 2026);
	assert_true(expr_eval(parsed("today()"), &scope).number == 1767218400000.0);
}

static void a_condition_over_an_array_sees_the_form_around_it(void **state)
{
	struct value values;
	const char *json = "{\"k\":3,\"p\":[{\"n\":3},{\"n\":4,\"k\":4}]}";
	struct expr_scope scope = {.look_up = look_up, .context = &values, .arena = &arena};
	struct expr *e = parsed("countInArray({p}, 'n', {n} = {k})");

	(void)state;
	assert_int_equal(json_read(json, strlen(json), &JSON_FORM_LIMITS, &arena, &values, NULL), CORE_OK);
	assert_true(expr_eval(e, &scope).number == 2);
	scope.standalone = true;
	assert_true(expr_eval(e, &scope).number == 1);
}

/* An answer that looks like an expression stays an answer. */
static void an_answer_is_never_run(void **state)
{
	(void)state;
	assert_true(evaluated("countInArray({p}, 'n', {c})", "{\"c\":\"{n} = 1\",\"p\":[{\"n\":1}]}").number == 0);
	assert_true(evaluated("countInArray({p}, 'n', '{n} = 1')", "{\"c\":\"{n} = 1\",\"p\":[{\"n\":1}]}").number ==
	            1);
}

static void nesting_is_bounded_and_long_chains_are_not_nested(void **state)
{
	struct expr_fault fault;
	struct buf text;
	struct expr *e;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < EXPR_MAX_DEPTH - 1; i++)
		buf_addc(&text, '(');
	buf_addc(&text, '1');
	assert_int_equal(expr_parse(text.data, text.len, &arena, &e, &fault), CORE_OK);
	buf_clear(&text);
	for (int i = 0; i < EXPR_MAX_DEPTH; i++)
		buf_addc(&text, '!');
	buf_addc(&text, '1');
	assert_int_equal(expr_parse(text.data, text.len, &arena, &e, &fault), CORE_SYNTAX);
	buf_clear(&text);
	buf_addc(&text, '1');
	for (int i = 0; i < 4000; i++)
		buf_adds(&text, " + 1");
	assert_int_equal(expr_parse(text.data, text.len, &arena, &e, &fault), CORE_OK);
	assert_true(expr_eval(e, &(struct expr_scope){.look_up = look_up_slot, .arena = &arena}).number == 4001);
	buf_printf(&text, "%*s", EXPR_MAX_BYTES, "");
	assert_int_equal(expr_parse(text.data, text.len, &arena, &e, &fault), CORE_LIMIT);
	buf_release(&text);
}

static void too_many_names_are_refused(void **state)
{
	struct expr_fault fault;
	struct buf text;
	struct expr *e;

	(void)state;
	buf_init(&text, EXPR_MAX_BYTES);
	buf_adds(&text, "1");
	for (int i = 0; i < 300; i++)
		buf_printf(&text, "+{q%d}", i);
	assert_int_equal(expr_parse(text.data, text.len, &arena, &e, &fault), CORE_SYNTAX);
	assert_non_null(strstr(fault.reason, "names"));
	buf_release(&text);
}

static void a_full_arena_fails_the_scope(void **state)
{
	struct arena small;
	struct value text = value_text("0123456789012345678901234567890123456789");
	struct expr_scope scope = {.look_up = look_up_slot, .arena = &small};
	struct expr *e = parsed("{a} + {a} + {a} + {a}");
	struct expr_name *names;
	size_t count;

	(void)state;
	names = expr_names(e, &count);
	names[0].slot = 0;
	slots[0] = value_string(text.string, 39);
	slots[0].string = "x23456789012345678901234567890123456789";
	arena_init(&small, 200);
	assert_int_equal(expr_eval(e, &scope).kind, VALUE_UNDEFINED);
	assert_true(scope.failed);
	arena_release(&small);
	arena_init(&small, 2000);
	scope.failed = false;
	assert_int_equal(expr_eval(e, &scope).len, 156);
	assert_false(scope.failed);
	arena_release(&small);
}

static void common_conditions_take_no_memory(void **state)
{
	static const char *const TEXTS[] = {"{a} = 'x'", "{a} != 'x' and {b} > 3", "{a} anyof ['x', 'y'] or {b} empty",
	                                    "{a} contains 'x'", "!({a} = 1)"};
	struct arena none;
	struct expr_scope scope = {.look_up = look_up, .arena = &none};
	struct value values;

	(void)state;
	assert_int_equal(json_read("{\"a\":\"X y\",\"b\":\"4\"}", 19, &JSON_FORM_LIMITS, &arena, &values, NULL),
	                 CORE_OK);
	scope.context = &values;
	arena_init(&none, 0);
	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
		struct expr *e = parsed(TEXTS[i]);
		expr_holds(e, &scope);
		assert_false(scope.failed);
	}
	expr_holds(parsed("{a} + {a} = 'x'"), &scope); /* the twin: this one does */
	assert_true(scope.failed);
	arena_release(&none);
}

static void dates_are_parsed(void **state)
{
	static const struct {
		const char *text;
		double ms;
	} CASES[] = {
	        {"1970-01-01", 0},
	        {"1970-01-01T00:00", -7200000},
	        {"1970-01-01T00:00Z", 0},
	        {"1970-01-01T02:00+02:00", 0},
	        {"+001970-01-01T00:00:00.001Z", 1},
	        {"Jan 1, 1970", -7200000},
	        {"1/1/1970 12:00 AM UTC", 0},
	        {"2024-02-29", 1709164800000},
	        {"2024-02-30", 1709251200000},
	        {"2024-13-01", NAN},
	        {"2024-01-32", NAN},
	        {"", NAN},
	        {"x", NAN},
	        {"10:30", NAN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		double ms = date_parse(CASES[i].text, strlen(CASES[i].text), 7200000);
		if (ms != CASES[i].ms && !(isnan(ms) && isnan(CASES[i].ms)))
			fail_msg("%s: %f", CASES[i].text, ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(mistakes_are_refused_with_their_place, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(what_survey_core_forgives_is_forgiven, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(an_unknown_function_is_null_to_the_lenient_only, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(names_are_distinct_and_carry_slots, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(order_counts_for_names_that_are_ordered, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_condition_holds_only_when_true, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(the_clock_is_the_scopes_and_local, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_condition_over_an_array_sees_the_form_around_it, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(an_answer_is_never_run, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(nesting_is_bounded_and_long_chains_are_not_nested, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(too_many_names_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_full_arena_fails_the_scope, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(common_conditions_take_no_memory, set_up, tear_down),
	        cmocka_unit_test(dates_are_parsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
