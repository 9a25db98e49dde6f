/* The quick way of reading a sheet takes what we write, and never makes of a sheet what the reader of all JSON would
 * not make of it: a blank before the sheet sends it the long way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/answers_internal.h"

static const char FORM[] =
        "{\"elements\":["
        "{\"type\":\"radiogroup\",\"name\":\"r\",\"choices\":[\"a\",\"ab\",\"prevention1\",\"prevention2\"]},"
        "{\"type\":\"radiogroup\",\"name\":\"twenty letters in a row\",\"choices\":[10,1,\"1x\"],"
        "\"showOtherItem\":true},"
        "{\"type\":\"rating\",\"name\":\"g\"},"
        "{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[\"a\",\"b\",3],\"showOtherItem\":true},"
        "{\"type\":\"text\",\"name\":\"c-Comment\"},"
        "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[\"a\",\"b\"],\"rows\":[\"x\",\"y\"]},"
        "{\"type\":\"boolean\",\"name\":\"y\",\"valueTrue\":\"ja\"},"
        "{\"type\":\"text\",\"name\":\"q\\\"\\u0101\",\"maxLength\":9},"
        "{\"type\":\"dropdown\",\"name\":\"d\",\"choices\":[1,2],\"visibleIf\":\"{r} = 'a'\"},"
        "{\"type\":\"comment\",\"name\":\"o\",\"visibleIf\":\"{y} empty or {g} > 3\"}]}";

/* Written as answers_write_json writes it. */
static const char SHEET[] = "{\"r\":\"prevention2\",\"twenty letters in a row\":10,\"twenty letters in a row-Comment\":"
                            "\"why\",\"g\":5,\"c\":[\"b\",3],\"c-Comment\":\"own\",\"m\":{\"x\":\"a\"},\"y\":\"ja\","
                            "\"q\\\"\u0101\":\"t\\u0101\",\"d\":2,\"o\":\"x\"}";

static struct form *read_form(void)
{
	struct problems problems;
	struct form *form = NULL;

	problems_init(&problems);
	assert_int_equal(form_read("form.json", FORM, sizeof FORM - 1, &form, &problems), CORE_OK);
	problems_release(&problems);
	return form;
}

static int set_up(void **state)
{
	*state = read_form();
	return *state == NULL;
}

static int tear_down(void **state)
{
	form_free(*state);
	return 0;
}

/* Everything that a sheet comes to, as text: what reading says, the data, visibility, faults. */
static void put_outcome(const struct form *form, const char *text, size_t len, struct buf *out)
{
	const struct moment now = {1768478400000, 120};
	struct answers *a = answers_new(form);
	enum core_err err;

	assert_non_null(a);
	buf_init(out, 1 << 20);
	err = answers_read_json(a, text, len);
	buf_printf(out, "%d ", (int)err);
	if (err == CORE_OK || err == CORE_REFUSED) {
		assert_int_equal(answers_evaluate(a, &now, ""), CORE_OK);
		answers_write_json(a, out);
		for (size_t i = 0; i < form->element_count; i++)
			buf_addc(out, answers_element_visible(a, &form->elements[i]) ? '+' : '-');
		for (size_t i = 0; i < answers_fault_count(a); i++)
			buf_printf(out, " %s", answers_fault(a, i).rule);
	}
	answers_free(a);
}

static bool both_ways_same(const struct form *form, const char *text, size_t len)
{
	char *blank = malloc(len + 1);
	struct buf quick, slow;
	bool same;

	assert_non_null(blank);
	blank[0] = ' ';
	memcpy(blank + 1, text, len);
	put_outcome(form, text, len, &quick);
	put_outcome(form, blank, len + 1, &slow);
	same = quick.len == slow.len && memcmp(quick.data, slow.data, quick.len) == 0;
	if (!same)
		print_error("%.*s\nquick: %.*s\nslow:  %.*s\n", (int)len, text, (int)quick.len, quick.data,
		            (int)slow.len, slow.data);
	buf_release(&quick);
	buf_release(&slow);
	free(blank);
	return same;
}

static bool scans(const struct form *form, const char *text)
{
	struct answers *a = answers_new(form);
	bool good = answers_scan(a, text, strlen(text)) == CORE_OK;

	answers_free(a);
	return good;
}

static void a_sheet_as_we_write_it_goes_the_quick_way(void **state)
{
	assert_true(scans(*state, SHEET));
	assert_true(scans(*state, "{\"g\":1}"));
}

static void a_sheet_that_is_written_otherwise_does_not(void **state)
{
	static const char *const SHEETS[] = {
	        "{}",
	        "{ \"g\":1}",
	        "{\"g\":1,\"r\":\"a\"}",
	        "{\"g\":1,\"g\":1}",
	        "{\"g\":1}x",
	        "{\"zz\":1}",
	        "{\"g\":1,}",
	        "{\"g\" :1}",
	        "[]",
	        "{\"g\":1",
	        "{\"g\"",
	        "{\"g\":10 }",
	        "{\"c-Comment\":1,\"c\":[]}",
	};

	for (size_t i = 0; i < sizeof SHEETS / sizeof *SHEETS; i++)
		assert_false(scans(*state, SHEETS[i]));
}

static void both_ways_come_to_the_same(void **state)
{
	static const char *const SHEETS[] = {
	        "{\"r\":\"a\"}",
	        "{\"r\":\"ab\",\"d\":1}",
	        "{\"r\":\"A\",\"d\":1}",
	        "{\"r\":\" a\",\"d\":1}",
	        "{\"r\":\"\\u0061\",\"d\":1}",
	        "{\"r\":null,\"d\":1}",
	        "{\"r\":[\"a\"],\"d\":1}",
	        "{\"r\":\"prevention\"}",
	        "{\"r\":\"prevention11\"}",
	        "{\"twenty letters in a row\":1}",
	        "{\"twenty letters in a row\":100}",
	        "{\"twenty letters in a row\":1.0}",
	        "{\"twenty letters in a row\":\"1\"}",
	        "{\"twenty letters in a row\":truex}",
	        "{\"twenty letters in a row\":\"other\",\"twenty letters in a row-Comment\":\"\"}",
	        "{\"twenty letters in a row-Comment\":\"a\",\"twenty letters in a row\":1}",
	        "{\"g\":\"5\",\"o\":\"a\"}",
	        "{\"g\":4,\"y\":\"ja\",\"o\":\"a\"}",
	        "{\"y\":true}",
	        "{\"c\":\"a\"}",
	        "{\"c\":[]}",
	        "{\"c\":[\"a\",\"a\"]}",
	        "{\"c\":[\"a\",\"b\",3,\"other\",\"a\",\"b\"]}",
	        "{\"c\":[\"a\",[\"b\"]]}",
	        "{\"c\":[\"a\" ,\"b\"]}",
	        "{\"c\":[\"a\",\"zz\"],\"c-Comment\":\"t\"}",
	        "{\"m\":\"a\"}",
	        "{\"m\":{\"x\":\"zz\"}}",
	        "{\"m\":{\"x\":\"a\",\"x\":\"b\"}}",
	};

	for (size_t i = 0; i < sizeof SHEETS / sizeof *SHEETS; i++)
		assert_true(both_ways_same(*state, SHEETS[i], strlen(SHEETS[i])));
}

/* Each byte of a sheet changed to each of some, and the sheet cut after each. */
static void no_damaged_sheet_is_read_differently(void **state)
{
	static const char BYTES[] = "\"\\,:{}[]10ax \x01\x80";
	char copy[sizeof SHEET];

	for (size_t i = 0; i < sizeof SHEET - 1; i++) {
		assert_true(both_ways_same(*state, SHEET, i));
		memcpy(copy, SHEET, sizeof SHEET);
		for (size_t b = 0; b < sizeof BYTES - 1; b++) {
			copy[i] = BYTES[b];
			assert_true(both_ways_same(*state, copy, sizeof SHEET - 1));
		}
	}
}

/* The limit of values counts on both ways. */
static void too_many_values_are_refused_on_both_ways(void **state)
{
	struct buf sheet, outcome;

	buf_init(&sheet, 1 << 20);
	buf_adds(&sheet, "{\"c\":[");
	for (int i = 0; i < 5000; i++)
		buf_adds(&sheet, i ? ",3" : "3");
	buf_adds(&sheet, "]}");
	put_outcome(*state, sheet.data, sheet.len, &outcome);
	assert_int_equal((int)strtol(outcome.data, NULL, 10), CORE_LIMIT);
	assert_true(both_ways_same(*state, sheet.data, sheet.len));
	buf_release(&outcome);
	buf_release(&sheet);
}

/* A value that was a choice of another form is sought anew. */
static void a_value_from_elsewhere_is_no_choice_by_its_number(void **state)
{
	const struct form *form = *state;
	const struct moment now = {0, 0};
	struct value foreign = value_text("nowhere");
	struct answers *a = answers_new(form);

	foreign.choice = form->elements[0].choice_number;
	assert_int_equal(answers_set(a, "r", 1, foreign), CORE_OK);
	assert_int_equal(answers_evaluate(a, &now, ""), CORE_OK);
	assert_false(answers_acceptable(a));
	answers_clear(a);
	assert_int_equal(answers_set(a, "r", 1, form->elements[0].choices[0].value), CORE_OK);
	assert_int_equal(answers_evaluate(a, &now, ""), CORE_OK);
	assert_true(answers_acceptable(a));
	answers_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_sheet_as_we_write_it_goes_the_quick_way, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_sheet_that_is_written_otherwise_does_not, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(both_ways_come_to_the_same, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(no_damaged_sheet_is_read_differently, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(too_many_values_are_refused_on_both_ways, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_value_from_elsewhere_is_no_choice_by_its_number, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("reading a sheet the quick way", tests, NULL, NULL);
}
