/* The JSON reader and writer: what is read, what is refused and why, and that writing gives back what was read. */
#include "core/json.h"

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
	arena_init(&arena, 16u << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* Reads from a block of exactly that size, so that a sanitizer sees a byte read too far. */
static enum core_err read_exactly(const char *text, size_t len, struct value *out, struct json_fault *fault)
{
	char *block = malloc(len ? len : 1);
	enum core_err err;

	assert_non_null(block);
	memcpy(block, text, len);
	err = json_read(block, len, &JSON_FORM_LIMITS, &arena, out, fault);
	free(block);
	return err;
}

static void assert_written(const char *text, const char *expected)
{
	struct value v;
	struct buf out;

	assert_int_equal(json_read(text, strlen(text), &JSON_FORM_LIMITS, &arena, &v, NULL), CORE_OK);
	buf_init(&out, 1 << 20);
	json_write(&out, v);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void assert_refused(const char *text, enum core_err expected)
{
	struct json_fault fault = {0};
	struct value v;
	enum core_err err = read_exactly(text, strlen(text), &v, &fault);

	if (err != expected)
		print_error("%s: %s\n", text, core_err_text(err));
	assert_int_equal(err, expected);
	assert_non_null(fault.reason);
	assert_int_equal(v.kind, VALUE_UNDEFINED);
}

static void writing_gives_back_what_was_read(void **state)
{
	(void)state;
	assert_written(" { \"a\" : [ 1 , -2.50 , 1e2 ] , \"b\" : { } , \"c\" : [ ] } ",
	               "{\"a\":[1,-2.5,100],\"b\":{},\"c\":[]}");
	assert_written("[true,false,null,\"\"]", "[true,false,null,\"\"]");
	assert_written("\"\\u0101\\u00e9\\ud83d\\ude00 \\/ \\\\ \\\" \\n\\r\\t\\b\\f \\u001f\"",
	               "\"\u0101\u00e9\U0001F600 / \\\\ \\\" \\n\\r\\t\\b\\f \\u001f\"");
	assert_written("\"plain text that is longer than eight bytes, ar garumz\u012bm\"",
	               "\"plain text that is longer than eight bytes, ar garumz\u012bm\"");
	assert_written("-0", "0");
}

static void malformed_text_is_refused(void **state)
{
	static const char *const TEXTS[] = {
	        "",           " ",     "{",     "}",        "[",       "]",         "[1",
	        "[1,",        "[1,]",  "[,1]",  "{\"a\"",   "{\"a\":", "{\"a\":1",  "{\"a\":1,",
	        "{\"a\":1,}", "{a:1}", "{1:1}", "[1 2]",    "1 2",     "nul",       "nulll",
	        "True",       "'a'",   "\"a",   "\"\\",     "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
	        "\"a\nb\"",   "01",    "-",     "+1",       ".5",      "5.",        "1e",
	        "1e+",        "0x1",   "NaN",   "Infinity", "[1}",     "{\"a\":1]", "\xef\xbb\xbf{}",
	        "// x\n1",    "--1",   "1.2.3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
		assert_refused(TEXTS[i], CORE_SYNTAX);
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
	static const char *const TEXTS[] = {
	        "\"\xff\"",     "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
	        "\"\xc4\"",     "\"\x80\"",     "\"\\ud800\"",      "\"\\udc00\"",      "\"\\ud800\\u0041\"",
	        "\"\\ud800x\"", "\"\\u0000\"",  "{\"\xff\":1}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
		assert_refused(TEXTS[i], CORE_UTF8);
	assert_int_equal(read_exactly("\"a\0b\"", 5, &(struct value){0}, NULL), CORE_UTF8);
}

static void a_name_that_stands_twice_is_refused(void **state)
{
	struct buf text;

	(void)state;
	assert_refused("{\"a\":1,\"a\":1}", CORE_SYNTAX);
	assert_refused("{\"a\":1,\"\\u0061\":1}", CORE_SYNTAX);
	assert_refused("[{\"x\":{\"b\":1,\"c\":2,\"b\":3}}]", CORE_SYNTAX);
	assert_written("{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}");
	buf_init(&text, 1 << 20);
	buf_addc(&text, '{');
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "\"name %d\":%d,", i, i);
	buf_adds(&text, "\"name 999\":1}");
	assert_refused(text.data, CORE_SYNTAX);
	text.data[text.len - 5] = 'x'; /* must fail no more: the twin */
	assert_int_equal(json_read(text.data, text.len, &JSON_FORM_LIMITS, &arena, &(struct value){0}, NULL), CORE_OK);
	buf_release(&text);
}

static void a_fault_names_its_line_and_offset(void **state)
{
	static const char TEXT[] = "{\n  \"a\": 1,\n  \"b\": nope\n}";
	struct json_fault fault;
	struct value v;

	(void)state;
	assert_int_equal(json_read(TEXT, sizeof TEXT - 1, &JSON_FORM_LIMITS, &arena, &v, &fault), CORE_SYNTAX);
	assert_int_equal(fault.line, 3);
	assert_int_equal(fault.offset, strstr(TEXT, "nope") - TEXT);
	assert_int_equal(json_line(TEXT, sizeof TEXT - 1, 0), 1);
	assert_int_equal(json_line(TEXT, sizeof TEXT - 1, sizeof TEXT + 100), 4);
}

static void values_know_where_they_began(void **state)
{
	static const char TEXT[] = " {\"a\": [7]}";
	struct value v, a;

	(void)state;
	assert_int_equal(json_read(TEXT, sizeof TEXT - 1, &JSON_FORM_LIMITS, &arena, &v, NULL), CORE_OK);
	a = value_get(v, "a");
	assert_int_equal(v.offset, 1);
	assert_int_equal(v.members[0].offset, 2);
	assert_int_equal(a.offset, 7);
	assert_int_equal(a.items[0].offset, 8);
}

static void limits_hold(void **state)
{
	static const struct json_limits LIMITS = {.max_bytes = 20, .max_depth = 2, .max_values = 4};
	static const struct {
		const char *text;
		enum core_err err;
	} CASES[] = {
	        {"[[]]", CORE_OK},
	        {"[[[]]]", CORE_LIMIT},
	        {"[1,2,3]", CORE_OK},
	        {"[1,2,3,4]", CORE_LIMIT},
	        {"\"345678901234567890", CORE_SYNTAX},
	        {"\"3456789012345678901\"", CORE_LIMIT},
	        {"1e400", CORE_LIMIT},
	        {"1e308", CORE_OK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		assert_int_equal(
		        json_read(CASES[i].text, strlen(CASES[i].text), &LIMITS, &arena, &(struct value){0}, NULL),
		        CASES[i].err);
}

static void deep_text_is_refused_whatever_is_asked_for(void **state)
{
	static const struct json_limits LIMITS = {.max_bytes = 1 << 20, .max_depth = 1000000, .max_values = 1000000};
	char text[1000];

	(void)state;
	memset(text, '[', sizeof text);
	assert_int_equal(json_read(text, sizeof text, &LIMITS, &arena, &(struct value){0}, NULL), CORE_LIMIT);
}

static void an_arena_that_is_too_small_is_no_memory(void **state)
{
	struct arena small;

	(void)state;
	arena_init(&small, 64);
	assert_int_equal(json_read("[1,2,3,4,5]", 11, &JSON_FORM_LIMITS, &small, &(struct value){0}, NULL), CORE_NOMEM);
	arena_release(&small);
}

/* Wide objects go through the table of names; 700 names that begin alike. */
static void many_names_of_one_kind_are_read(void **state)
{
	struct buf text;
	struct value v;

	(void)state;
	buf_init(&text, 8u << 20);
	buf_addc(&text, '{');
	for (int i = 0; i < 700; i++) {
		buf_adds(&text, i ? ",\"" : "\"");
		for (int k = 0; k < i; k++)
			buf_addc(&text, 'a');
		buf_adds(&text, "\":0");
	}
	buf_addc(&text, '}');
	assert_false(text.failed);
	assert_int_equal(json_read(text.data, text.len, &JSON_FORM_LIMITS, &arena, &v, NULL), CORE_OK);
	assert_int_equal(v.len, 700);
	buf_release(&text);
}

static void what_json_lacks_is_written_as_null_or_left_out(void **state)
{
	struct value items[2] = {VALUE_NONE, value_number(1.0 / 0.0)};
	struct member members[2] = {{.name = "a", .name_len = 1},
	                            {.name = "b", .name_len = 1, .value = value_bool(true)}};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	json_write(&out, (struct value){.kind = VALUE_ARRAY, .len = 2, .items = items});
	json_write(&out, (struct value){.kind = VALUE_OBJECT, .len = 2, .members = members});
	json_write(&out, (struct value){.kind = VALUE_DATE, .number = 0});
	assert_string_equal(out.data, "[null,null]{\"b\":true}\"1970-01-01T00:00:00.000Z\"");
	buf_release(&out);
}

static void assert_number(double n, const char *expected)
{
	char text[32];
	size_t len = json_number(text, n);

	assert_string_equal(text, expected);
	assert_int_equal(len, strlen(expected));
}

static void numbers_are_printed_as_javascript_prints_them(void **state)
{
	(void)state;
	assert_number(0, "0");
	assert_number(-0.0, "0");
	assert_number(-1.5, "-1.5");
	assert_number(0.1 + 0.2, "0.30000000000000004");
	assert_number(1e21, "1e+21");
	assert_number(1e20, "100000000000000000000");
	assert_number(123456789012345680000.0, "123456789012345680000");
	assert_number(1e-6, "0.000001");
	assert_number(1e-7, "1e-7");
	assert_number(1.5e-10, "1.5e-10");
	assert_number(5e-324, "5e-324");
	assert_number(0x1p-1017, "7.120236347223045e-307"); /* the nearest 16 digits do not read back, the next do */
	assert_number(2.2250738585072014e-308, "2.2250738585072014e-308");
	assert_number(1.7976931348623157e308, "1.7976931348623157e+308");
	assert_number(9007199254740993.0, "9007199254740992");
	assert_number(4.35, "4.35");
	assert_number(0.0 / 0.0, "NaN");
	assert_number(-1.0 / 0.0, "-Infinity");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(writing_gives_back_what_was_read, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(malformed_text_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(bytes_that_are_no_utf8_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_name_that_stands_twice_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_fault_names_its_line_and_offset, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(values_know_where_they_began, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(limits_hold, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(deep_text_is_refused_whatever_is_asked_for, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(an_arena_that_is_too_small_is_no_memory, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(many_names_of_one_kind_are_read, set_up, tear_down),
	        cmocka_unit_test(what_json_lacks_is_written_as_null_or_left_out),
	        cmocka_unit_test(numbers_are_printed_as_javascript_prints_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
