/* JavaScript's regular expressions, as PCRE2 matches them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/regex.h"

struct match {
	const char *pattern, *text;
	bool caseless, found;
};

/* As node answers new RegExp(pattern, flags).test(text). */
static const struct match MATCHES[] = {
        {"^[a-z]+$", "abc", false, true},
        {"^[a-z]+$", "aBc", false, false},
        {"^[a-z]+$", "aBc", true, true},
        {"^a$", "a\n", false, false},
        {"\\d{2}", "a12", false, true},
        {"\\d", "٣", false, false},
        {"\\w", "ā", false, false},
        {"\\s", "\xc2\xa0", false, true},
        {"\\S", "\xc2\xa0", false, false},
        {"^.$", "ā", false, true},
        {"^.$", "\n", false, false},
        {"^.$", "\xe2\x80\xa8", false, false},
        {"^[^]$", "\n", false, true},
        {"[]", "a", false, false},
        {"\\u0101", "ā", false, true},
        {"\\x41", "A", false, true},
        {"\\cJ", "\n", false, true},
        {"\\/", "/", false, true},
        {"\\-", "-", false, true},
        {"\\a", "a", false, true},
        {"\\z", "z", false, true},
        {"\\Q", "Q", false, true},
        {"[[:alpha:]]", "a]", false, true},
        {"[[:alpha:]]", "b]", false, false},
        {"a{,2}", "a{,2}", false, true},
        {"a{2,3}", "aa", false, true},
        {"x{", "x{", false, true},
        {"]", "]", false, true},
        {"}", "}", false, true},
        {"(a)|\\1b", "b", false, true},
        {"^(?:a|b)$", "b", false, true},
        {"^(?=.*\\d).{4,}$", "abc1", false, true},
        {"(?<=a)b", "ab", false, true},
        {"(?<!a)b", "ab", false, false},
        {"#", "#", false, true},
        {"a b", "ab", false, false},
        {"\\bā", "aā", false, true},
        {"[\\b]", "\b", false, true},
        {"Ā", "ā", true, true},
        {"^\\d{3}-\\d{2}-\\d{4}$", "123-45-6789", false, true},
        {"\\0", "a", false, false},
        {"[\\d-x]", "-", false, true},
        {"a??b", "b", false, true},
};

static void patterns_match_as_in_javascript(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++) {
		const struct match *m = &MATCHES[i];
		const char *reason = NULL;
		struct regex *re = regex_new(m->pattern, strlen(m->pattern), m->caseless, &reason);
		if (!re)
			print_error("%s: %s\n", m->pattern, reason);
		assert_non_null(re);
		if (regex_matches(re, m->text, strlen(m->text)) != m->found)
			print_error("%s on \"%s\"\n", m->pattern, m->text);
		assert_int_equal(regex_matches(re, m->text, strlen(m->text)), m->found);
		regex_free(re);
	}
}

static void what_javascript_does_not_know_is_refused(void **state)
{
	static const char *const BAD[] = {"(",       ")",  "a**", "a++",      "+a",     "(?i)a", "(?>a)",   "(?#x)",
	                                  "(*FAIL)", "\\", "[a",  "(?P<x>a)", "\\p{L}", "[z-a]", "a{2}{3}", "\\ud83d"};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		const char *reason = NULL;
		struct regex *re = regex_new(BAD[i], strlen(BAD[i]), false, &reason);
		if (re)
			print_error("%s was taken\n", BAD[i]);
		assert_null(re);
		assert_non_null(reason);
	}
}

/* A pattern that would go on for ages gives up, and the answer counts as faulty. */
static void work_is_bounded(void **state)
{
	char text[5001];
	const char *reason = NULL;
	struct regex *re = regex_new("^(a+)+$", 7, false, &reason);

	(void)state;
	assert_non_null(re);
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 2] = 'b';
	assert_false(regex_matches(re, text, sizeof text - 1));
	assert_true(regex_matches(re, text, 20));
	regex_free(re);
}

static void giants_are_refused(void **state)
{
	char pattern[REGEX_MAX_BYTES + 2];
	const char *reason = NULL;

	(void)state;
	memset(pattern, 'a', sizeof pattern);
	assert_null(regex_new(pattern, sizeof pattern, false, &reason));
	assert_non_null(reason);
	reason = NULL;
	assert_null(regex_new("(((a{1,999}){1,999}){1,999}){1,999}", 35, false, &reason));
	assert_non_null(reason);
	memset(pattern, '(', REGEX_MAX_BYTES);
	assert_null(regex_new(pattern, REGEX_MAX_BYTES, false, &reason));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(patterns_match_as_in_javascript),
	        cmocka_unit_test(what_javascript_does_not_know_is_refused),
	        cmocka_unit_test(work_is_bounded),
	        cmocka_unit_test(giants_are_refused),
	};
	return cmocka_run_group_tests_name("regular expressions", tests, NULL, NULL);
}
