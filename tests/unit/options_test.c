/* Command lines, and text for the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/options.h"
#include "tally/terminal.h"

static const char *form, *staff[2];
static size_t staff_count;
static bool resume;

/* Reads words up to NULL as a command line. */
static bool read_words(char **words, struct fault *fault)
{
	const struct option options[] = {
	        {.name = "--form", .required = true, .value = &form},
	        {.name = "--staff", .list = staff, .list_max = 2, .list_count = &staff_count},
	        {.name = "--resume", .flag = &resume},
	};
	int count = 0;

	form = NULL;
	staff_count = 0;
	resume = false;
	*fault = (struct fault){0};
	while (words[count] != NULL)
		count++;
	return options_read(options, 3, count, words, fault);
}
#define WORDS(...) ((char *[]){__VA_ARGS__, NULL})

static void options_are_read(void **state)
{
	struct fault fault;

	(void)state;
	assert_true(read_words(WORDS("--staff", "a", "--form", "f", "--resume", "--staff", "b"), &fault));
	assert_string_equal(form, "f");
	assert_int_equal(staff_count, 2);
	assert_string_equal(staff[1], "b");
	assert_true(resume);
	assert_string_equal(fault.text, "");
}

static void bad_command_lines_are_refused(void **state)
{
	struct fault fault;

	(void)state;
	assert_false(read_words(WORDS("--staff", "a"), &fault));
	assert_string_equal(fault.text, "--form is missing");
	assert_false(read_words(WORDS("--form", "a", "--form", "b"), &fault));
	assert_string_equal(fault.text, "--form is given twice");
	assert_false(read_words(WORDS("--form", "a", "--resume", "--resume"), &fault));
	assert_string_equal(fault.text, "--resume is given twice");
	assert_false(read_words(WORDS("--form"), &fault));
	assert_string_equal(fault.text, "--form needs a value");
	assert_false(read_words(WORDS("--form", ""), &fault));
	assert_string_equal(fault.text, "--form needs a value");
	assert_false(read_words(WORDS("--form", "a", "--other", "b"), &fault));
	assert_string_equal(fault.text, "--other is not known here");
	assert_false(read_words(WORDS("--form", "a", "more"), &fault));
	assert_string_equal(fault.text, "more is not known here");
	assert_false(read_words(WORDS("--form", "a", "--staff", "1", "--staff", "2", "--staff", "3"), &fault));
	assert_string_equal(fault.text, "--staff is given more than 2 times");
}

static void numbers_are_whole(void **state)
{
	static const char *const bad[] = {"", "-1", "+1", "1 ", "1.5", "0x1", "1234567890", "a"};
	struct fault fault;
	unsigned number;

	(void)state;
	assert_true(option_number("--min", "0", &number, &fault));
	assert_true(option_number("--min", "999999999", &number, &fault));
	assert_int_equal(number, 999999999);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(option_number("--min", bad[i], &number, &fault));
}

static void assert_written(const char *text, const char *expected)
{
	char *written = NULL;
	size_t len;
	FILE *out = open_memstream(&written, &len);

	assert_non_null(out);
	terminal_write(out, text);
	fclose(out);
	assert_string_equal(written, expected);
	free(written);
}

static void what_others_wrote_does_not_steer_the_terminal(void **state)
{
	(void)state;
	assert_written("Žanna, 5 %s\n", "Žanna, 5 %s\n");
	assert_written("a\x1b[2Jb", "a\\x1b[2Jb");
	assert_written("a\rb\bc\x7f", "a\\x0db\\x08c\\x7f");
	assert_written("\xc2\x9b"
	               "31m",
	               "\\xc2\\x9b31m");
	assert_written("a\xe2\x80\xae"
	               "b",
	               "a\\xe2\\x80\\xaeb");
	assert_written("\xff\xc3", "\\xff\\xc3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(options_are_read),
	        cmocka_unit_test(bad_command_lines_are_refused),
	        cmocka_unit_test(numbers_are_whole),
	        cmocka_unit_test(what_others_wrote_does_not_steer_the_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
