/* What leaves for spreadsheets and terminals: no formula, no escape, columns that stand under each other, and an order
 * that tells nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>
#include "tally/csv.h"
#include "tally/order.h"
#include "tally/show.h"

static void assert_cell(const char *text, const char *expected)
{
	struct buf out;
	buf_init(&out, 4096);
	csv_text(&out, text);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void test_cells_are_quoted(void **state)
{
	(void)state;
	assert_cell("plain", "\"plain\"");
	assert_cell("a \"b\", c", "\"a \"\"b\"\", c\"");
	assert_cell("", "\"\"");
	assert_cell("line\nbreak", "\"line\nbreak\"");
}

static void test_formulas_are_neutral(void **state)
{
	static const char *const bad[] = {"=1+1",  "+1",      "-1",      "@SUM(A1)", "  =1",   "\t=1",
	                                  "\r=1",  "\n=1",    "x;=1",    "x,=1",     "x\n@y",  "\"=1",
	                                  "x; =1", "\uff1d1", "\uff0b1", "\uff0d1",  "\uff20x"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct buf out;
		buf_init(&out, 4096);
		csv_text(&out, bad[i]);
		assert_non_null(strchr(out.data, '\''));
		buf_release(&out);
	}
}

static void test_what_is_no_formula_is_left_as_it_is(void **state)
{
	(void)state;
	assert_cell("1+1=2", "\"1+1=2\"");
	assert_cell("a-b@c", "\"a-b@c\"");
	assert_cell("bāriņtiesa", "\"bāriņtiesa\"");
}

static void test_lines_have_commas_between_and_not_before(void **state)
{
	struct buf out;
	(void)state;
	buf_init(&out, 4096);
	buf_adds(&out, CSV_BOM);
	csv_text(&out, "a");
	csv_number(&out, "5");
	csv_number(&out, NULL);
	csv_end_line(&out);
	csv_text(&out, "b");
	assert_string_equal(out.data, CSV_BOM "\"a\",5,\r\n\"b\"");
	buf_release(&out);
}

static void assert_shown(const char *text, size_t width, const char *expected)
{
	struct buf out;
	buf_init(&out, 4096);
	show_left(&out, text, width);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void test_columns_are_filled_and_cut_by_what_is_seen(void **state)
{
	(void)state;
	assert_shown("ab", 4, "ab  ");
	assert_shown("āžņļ", 5, "āžņļ ");
	assert_shown("abcdef", 4, "abc…");
	assert_shown("a\u0304b", 3, "a\u0304b ");
	assert_shown("日本", 5, "日本 ");
	assert_shown("日本語", 4, "日… ");
}

static void test_terminal_escapes_and_direction_marks_stay_visible(void **state)
{
	(void)state;
	assert_shown("\033[2Jx", 12, "\\x1b[2Jx    ");
	assert_shown("a\u202eb", 14, "a\\xe2\\x80\\xaeb");
	assert_shown("a\nb", 4, "a b ");
	assert_shown("\xc2\x9b"
	             "31m",
	             12, "\\xc2\\x9b31m ");
}

static void test_an_order_names_each_number_once(void **state)
{
	static const uint64_t counts[] = {1, 2, 3, 77, 1000, 4097};
	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		struct order order;
		unsigned char *seen = calloc(counts[i], 1);
		order_init(&order, counts[i]);
		for (uint64_t place = 0; place < counts[i]; place++) {
			uint64_t n = order_at(&order, place);
			assert_true(n < counts[i] && !seen[n]);
			seen[n] = 1;
		}
		free(seen);
	}
}

static void test_no_two_orders_are_alike_and_none_is_the_order_of_arrival(void **state)
{
	struct order a, b;
	unsigned alike = 0, in_place = 0;
	(void)state;
	order_init(&a, 1000);
	order_init(&b, 1000);
	for (uint64_t place = 0; place < 1000; place++) {
		alike += order_at(&a, place) == order_at(&b, place);
		in_place += order_at(&a, place) == place;
	}
	assert_true(alike < 20 && in_place < 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_cells_are_quoted),
	        cmocka_unit_test(test_formulas_are_neutral),
	        cmocka_unit_test(test_what_is_no_formula_is_left_as_it_is),
	        cmocka_unit_test(test_lines_have_commas_between_and_not_before),
	        cmocka_unit_test(test_columns_are_filled_and_cut_by_what_is_seen),
	        cmocka_unit_test(test_terminal_escapes_and_direction_marks_stay_visible),
	        cmocka_unit_test(test_an_order_names_each_number_once),
	        cmocka_unit_test(test_no_two_orders_are_alike_and_none_is_the_order_of_arrival),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
