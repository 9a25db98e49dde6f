/* Bodies of forms: what is read, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/fields.h"

static struct fields fields;
static char *body;

static enum fields_err read_bytes(const char *text, size_t len)
{
	fields_release(&fields);
	free(body);
	body = malloc(len + 1); /* exactly, so that the sanitizer sees a step beyond */
	assert_non_null(body);
	memcpy(body, text, len);
	return fields_read(&fields, body, len);
}
#define READ(text) read_bytes(text, sizeof(text) - 1)

static int tear_down(void **state)
{
	(void)state;
	fields_release(&fields);
	free(body);
	body = NULL;
	return 0;
}

static void fields_come_in_their_order(void **state)
{
	(void)state;
	assert_int_equal(READ("a=1&b=two+words&a=%C4%93%26&empty=&bare"), FIELDS_OK);
	assert_int_equal(fields.count, 5);
	assert_string_equal(fields.items[1].value, "two words");
	assert_string_equal(fields.items[2].name, "a");
	assert_string_equal(fields.items[2].value, "\xc4\x93&");
	assert_int_equal(fields.items[3].value_len, 0);
	assert_string_equal(fields.items[4].name, "bare");
	assert_int_equal(fields_times(&fields, "a"), 2);
	assert_string_equal(fields_find(&fields, "b")->value, "two words");
	assert_null(fields_find(&fields, "c"));
	assert_int_equal(READ(""), FIELDS_OK);
	assert_int_equal(fields.count, 0);
}

static void names_are_decoded_too(void **state)
{
	(void)state;
	assert_int_equal(READ("m.r%C5%ABta=x&a%3Db=c=d"), FIELDS_OK);
	assert_string_equal(fields.items[0].name, "m.r\xc5\xabta");
	assert_string_equal(fields.items[1].name, "a=b");
	assert_string_equal(fields.items[1].value, "c=d");
}

static void line_ends_become_line_feeds(void **state)
{
	(void)state;
	assert_int_equal(READ("a=1%0D%0A2%0D3%0A4"), FIELDS_OK);
	assert_string_equal(fields.items[0].value, "1\n2\n3\n4");
}

static void broken_escapes_are_refused(void **state)
{
	(void)state;
	assert_int_equal(READ("a=%"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=%4"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=%4&b=1"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=%zz"), FIELDS_SYNTAX);
	assert_int_equal(READ("a b=1"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=\xc4\x93"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=1\n"), FIELDS_SYNTAX);
}

static void fields_without_a_name_are_refused(void **state)
{
	(void)state;
	assert_int_equal(READ("=1"), FIELDS_SYNTAX);
	assert_int_equal(READ("&a=1"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=1&&b=2"), FIELDS_SYNTAX);
	assert_int_equal(READ("a=1&"), FIELDS_SYNTAX);
}

static void text_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_int_equal(READ("a=%00"), FIELDS_TEXT);
	assert_int_equal(READ("a%00b=1"), FIELDS_TEXT);
	assert_int_equal(READ("a=%FF"), FIELDS_TEXT);
	assert_int_equal(READ("a=%C4"), FIELDS_TEXT);
	assert_int_equal(READ("a=%ED%A0%80"), FIELDS_TEXT);
	assert_int_equal(READ("a=%C0%80"), FIELDS_TEXT);
}

static void there_are_not_too_many(void **state)
{
	static char many[2 * (FIELDS_MAX + 1)];
	(void)state;
	for (size_t i = 0; i < sizeof many; i += 2)
		memcpy(many + i, "a&", 2);
	assert_int_equal(read_bytes(many, 2 * FIELDS_MAX - 1), FIELDS_OK);
	assert_int_equal(fields.count, FIELDS_MAX);
	assert_int_equal(read_bytes(many, 2 * FIELDS_MAX + 1), FIELDS_MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_teardown(fields_come_in_their_order, tear_down),
	        cmocka_unit_test_teardown(names_are_decoded_too, tear_down),
	        cmocka_unit_test_teardown(line_ends_become_line_feeds, tear_down),
	        cmocka_unit_test_teardown(broken_escapes_are_refused, tear_down),
	        cmocka_unit_test_teardown(fields_without_a_name_are_refused, tear_down),
	        cmocka_unit_test_teardown(text_that_is_none_is_refused, tear_down),
	        cmocka_unit_test_teardown(there_are_not_too_many, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
