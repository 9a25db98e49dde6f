/* What the respondent's device gets to know of a form: expressions as trees, rules as JSON, and what keeps a form
 * without script. That the script makes the same of it is tests/device's and tests/expressions' to show. */
#include <stdio.h>

#include "core/expr_tree.h"
#include "core/form_device.h"
#include "form_fixture.h"

#define ELEMENTS(text) "{\"elements\":[" text "]}"

/* --- trees --- */

static const struct {
	const char *expression, *tree; /* tree NULL: lacking */
} TREES[] = {
        {"{a} = 1", "[\"o\",[\"$\",\"a\",0],\"=\",1]"},
        {"{a} notempty", "[\"n\",[\"$\",\"a\",0]]"},
        {"{a} empty and !({b} > 'x')",
         "[\"o\",[\"e\",[\"$\",\"a\",0]],\"and\",[\"!\",[\"o\",[\"$\",\"b\",0],\">\",\"x\"]]]"},
        {"1 + 2 - 3", "[\"o\",1,\"+\",2,\"-\",3]"},
        {"{a} anyof [1, 'b']", "[\"o\",[\"$\",\"a\",0],\"anyof\",[\"=\",[1,\"b\"]]]"},
        {"iif({a} = true, 'yes', \"no\")", "[\"f\",\"iif\",[[\"o\",[\"$\",\"a\",0],\"=\",true],\"yes\",\"no\"]]"},
        {"{a.length} > 0", "[\"o\",[\"$\",\"a.length\",4],\">\",0]"},
        {"countInArray({a}, 'n', {n} > 1)", "[\"f\",\"countInArray\",[[\"$\",\"a\",0],\"n\",[\"o\",[\"$\",\"n\",0],\">"
                                            "\",1]],[\"o\",[\"$\",\"n\",0],\">\",1]]"},
        {"displayValue('a') = 'x'", NULL},
        {"nosuch({a}) = 1", NULL},
};

static void an_expression_is_written_as_a_tree(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof TREES / sizeof *TREES; i++) {
		struct arena arena;
		struct expr_fault fault;
		struct expr *e;
		struct buf out;
		const char *lacking = NULL;
		arena_init(&arena, 1 << 20);
		buf_init(&out, 1 << 16);
		assert_int_equal(
		        expr_parse_lenient(TREES[i].expression, strlen(TREES[i].expression), &arena, &e, &fault),
		        CORE_OK);
		bool whole = expr_tree_write(e, &out, &lacking);
		assert_int_equal(whole, TREES[i].tree != NULL);
		assert_int_equal(whole, lacking == NULL);
		buf_addc(&out, '\0');
		if (TREES[i].tree)
			assert_string_equal(out.data, TREES[i].tree);
		buf_release(&out);
		arena_release(&arena);
	}
}

static void a_tree_that_does_not_fit_is_told(void **state)
{
	struct arena arena;
	struct expr_fault fault;
	struct expr *e;
	struct buf out;
	const char *lacking;

	(void)state;
	arena_init(&arena, 1 << 20);
	buf_init(&out, 4);
	assert_int_equal(expr_parse("{a} = 1", 7, &arena, &e, &fault), CORE_OK);
	expr_tree_write(e, &out, &lacking);
	assert_true(out.failed);
	buf_release(&out);
	arena_release(&arena);
}

/* --- what keeps a form without script --- */

static const struct {
	const char *form, *why; /* why NULL: nothing */
} OBSTACLES[] = {
        {ELEMENTS("{\"type\":\"text\",\"name\":\"a\",\"defaultValue\":\"x\"}"), NULL},
        {ELEMENTS("{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"text\",\"name\":\"b\",\"title\":\"Why, {a}?\"}"),
         NULL},
        {ELEMENTS("{\"type\":\"checkbox\",\"name\":\"a\",\"choices\":[1,2],\"choicesVisibleIf\":\"{item} > 1\"}"),
         NULL},
        {"{\"clearInvisibleValues\":\"onHidden\",\"elements\":[{\"type\":\"text\",\"name\":\"a\"}]}", NULL},
        {"{\"clearInvisibleValues\":\"none\",\"elements\":[{\"type\":\"text\",\"name\":\"a\"}]}", NULL},
        {ELEMENTS("{\"type\":\"expression\",\"name\":\"a\",\"expression\":\"1 + 1\"}"),
         "it shows what an expression gives"},
        {ELEMENTS("{\"type\":\"text\",\"name\":\"a\",\"inputType\":\"date\",\"minValueExpression\":\"today()\"}"),
         "its bounds are expressions"},
        {ELEMENTS("{\"type\":\"text\",\"name\":\"a\",\"visibleIf\":\"{item} > 1\"}"),
         "a condition reads what is no question, such as {row.column}"},
        {ELEMENTS("{\"type\":\"text\",\"name\":\"a\",\"visibleIf\":\"displayValue('a') = 'x'\"}"), "displayValue"},
        {ELEMENTS("{\"type\":\"radiogroup\",\"name\":\"a\",\"choices\":[{\"value\":1,\"text\":\"{b}\"}]}"),
         "a choice names an answer"},
        {"{\"storeOthersAsComment\":false,\"elements\":[{\"type\":\"text\",\"name\":\"a\"}]}",
         "other texts are kept among the answers (storeOthersAsComment)"},
};

static void what_keeps_a_form_without_script_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof OBSTACLES / sizeof *OBSTACLES; i++) {
		struct form *form = fixture_form(OBSTACLES[i].form);
		const char *why = form_device_obstacle(form);
		if (!OBSTACLES[i].why)
			assert_null(why);
		else if (!why)
			fail_msg("nothing keeps %s", OBSTACLES[i].form);
		else
			assert_string_equal(why, OBSTACLES[i].why);
		form_free(form);
	}
}

/* 600 conditions, each with a name of its own: more than a device is told of. */
static void a_form_that_names_too_much_stays_without_script(void **state)
{
	static char json[1 << 17];
	size_t len = 0;

	(void)state;
	len += (size_t)snprintf(json, sizeof json, "{\"elements\":[{\"type\":\"text\",\"name\":\"q0\"}");
	for (int i = 1; i <= 600; i++)
		len += (size_t)snprintf(json + len, sizeof json - len,
		                        ",{\"type\":\"text\",\"name\":\"q%d\",\"visibleIf\":\"{q%d} = 1\"}", i, i - 1);
	snprintf(json + len, sizeof json - len, "]}");
	struct form *form = fixture_form(json);
	assert_string_equal(form_device_obstacle(form), "expressions and texts name too much");
	form_free(form);
}

/* --- rules --- */

static size_t number_of(void *context, const struct answer_fault *fault)
{
	size_t *count = context;
	assert_non_null(fault->rule);
	assert_non_null(fault->type);
	return (*count)++;
}

static void expect_rules(const char *json, const char *rules)
{
	struct form *form = fixture_form(json);
	size_t count = 0;
	struct buf out;

	buf_init(&out, 1 << 16);
	form_device_write(form, "lv", &(struct fault_sayer){number_of, &count}, &out);
	assert_false(out.failed);
	buf_addc(&out, '\0');
	assert_string_equal(out.data, rules);
	buf_release(&out);
	form_free(form);
}

static void the_rules_of_a_form_are_short_keys_in_its_order(void **state)
{
	(void)state;
	expect_rules(
	        "{\"pages\":[{\"name\":\"p\",\"elements\":[{\"type\":\"html\",\"html\":\"{a}\"},{\"type\":\"text\","
	        "\"name\":\"a\",\"isRequired\":true,\"maxLength\":9}]},{\"name\":\"r\",\"visibleIf\":\"{a} = 1\","
	        "\"elements\":[{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[1,\"x\"],\"showNoneItem\":true}]}]}",
	        "{\"pages\":[2,true,1,[\"o\",[\"$\",\"a\",0],\"=\",1]],\"els\":[{\"k\":1},{\"k\":4,\"r\":1,\"n\":\"a\","
	        "\"ml\":9,\"t\":{\"required\":0,\"badtext\":1,\"toolong\":2}},{\"k\":8,\"n\":\"c\",\"ch\":[1],\"no\":["
	        "\"none\"]}],\"names\":{\"a\":[1,1]},\"calc\":[]}");
}

static void what_moves_answers_is_in_the_rules(void **state)
{
	(void)state;
	expect_rules(
	        ELEMENTS("{\"type\":\"radiogroup\",\"name\":\"a\",\"defaultValue\":2,\"clearIfInvisible\":\"onHidden\","
	                 "\"choices\":[1,{\"value\":2,\"visibleIf\":\"{b} = 1\"}],\"choicesEnableIf\":\"{item} > 0\"},"
	                 "{\"type\":\"text\",\"name\":\"b\",\"defaultValueExpression\":\"{a}\"}"),
	        "{\"pages\":[2,true],\"els\":[{\"k\":6,\"n\":\"a\",\"ch\":[1,2],\"d\":2,\"cw\":3,\"cv\":[[1,[\"o\",[\"$"
	        "\","
	        "\"b\",0],\"=\",1]]],\"ce\":[[0,[\"o\",[\"$\",\"item\",0],\">\",0]],[1,[\"o\",[\"$\",\"item\",0],\">\","
	        "0]]]"
	        "},{\"k\":4,\"n\":\"b\",\"de\":[\"$\",\"a\",0],\"t\":{\"badtext\":0}}],\"names\":{\"item\":[0,\"item\","
	        "0],\"b\":["
	        "1,1],"
	        "\"a\":[1,0]},\"calc\":[]}");
}

/* A form's knowledge answers must not reach the device before the sheet is sent. */
static void a_right_answer_is_not_in_the_rules(void **state)
{
	struct form *form =
	        fixture_form(ELEMENTS("{\"type\":\"radiogroup\",\"name\":\"a\",\"choices\":[\"no\",\"secret\"],"
	                              "\"correctAnswer\":\"secret\"}"));
	size_t count = 0;
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 16);
	form_device_write(form, "lv", &(struct fault_sayer){number_of, &count}, &out);
	buf_addc(&out, '\0');
	assert_null(strstr(out.data, "secret"));
	assert_non_null(strstr(out.data, "\"n\":\"a\""));
	buf_release(&out);
	form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_expression_is_written_as_a_tree),
	        cmocka_unit_test(a_tree_that_does_not_fit_is_told),
	        cmocka_unit_test(what_keeps_a_form_without_script_is_named),
	        cmocka_unit_test(a_form_that_names_too_much_stays_without_script),
	        cmocka_unit_test(the_rules_of_a_form_are_short_keys_in_its_order),
	        cmocka_unit_test(what_moves_answers_is_in_the_rules),
	        cmocka_unit_test(a_right_answer_is_not_in_the_rules),
	};
	return cmocka_run_group_tests_name("what the device knows of a form", tests, NULL, NULL);
}
