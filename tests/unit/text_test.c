/* Text: escaping for HTML, languages, UTF-8 and lower case, and problems. */
#include "core/err.h"
#include "core/html.h"
#include "core/text.h"
#include "core/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void html_text_is_inert(void **state)
{
	static const char TEXT[] = "<script>\"a\" & 'b'</script>\t\n\r\x01\x7f \u0101";
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	html_text(&out, TEXT, sizeof TEXT - 1);
	assert_string_equal(
	        out.data, "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;\t\n\ufffd\ufffd\ufffd \u0101");
	buf_clear(&out);
	html_raw_markup(&out, "<b>");
	html_s(&out, "<");
	html_s(&out, NULL);
	assert_string_equal(out.data, "<b>&lt;");
	buf_release(&out);
}

static void the_wording_of_the_language_is_found(void **state)
{
	static const struct wording SOME[] = {{"default", "d"}, {"lv", "l"}, {"ru-RU", "r"}, {"en", "e"}};
	static const struct wording NO_DEFAULT[] = {{"lv", "l"}, {"en", "e"}};
	static const struct wording OTHER[] = {{"de", "x"}};
	struct text t = {SOME, 4}, u = {NO_DEFAULT, 2}, w = {OTHER, 1}, none = {NULL, 0};

	(void)state;
	assert_string_equal(text_in(&t, "lv"), "l");
	assert_string_equal(text_in(&t, "lv-LV"), "l");
	assert_string_equal(text_in(&t, "ru-RU"), "r");
	assert_string_equal(text_in(&t, "ru"), "d");
	assert_string_equal(text_in(&t, ""), "d");
	assert_string_equal(text_in(&t, NULL), "d");
	assert_string_equal(text_in(&u, "uk"), "e");
	assert_null(text_in(&w, "lv"));
	assert_null(text_in(&none, "lv"));
}

static void a_wording_of_another_language_says_which(void **state)
{
	static const struct wording PLAIN[] = {{"default", "d"}}, SOME[] = {{"lv", "l"}, {"en", "e"}};
	struct text plain = {PLAIN, 1}, some = {SOME, 2}, none = {NULL, 0};

	(void)state;
	assert_null(text_other_language(&some, "lv", "uk"));
	assert_null(text_other_language(&some, "lv-LV", "uk"));
	assert_string_equal(text_other_language(&some, "ru", "uk"), "en");
	assert_string_equal(text_other_language(&plain, "ru", "lv"), "lv");
	assert_null(text_other_language(&plain, "lv", "lv"));
	assert_null(text_other_language(&none, "lv", "ru"));
}

static void utf8_is_let_in_only_when_well_formed(void **state)
{
	static const char *const BAD[] = {"\x80",
	                                  "\xc1\xbf",
	                                  "\xe0\x9f\xbf",
	                                  "\xed\xbf\xbf",
	                                  "\xf0\x8f\xbf\xbf",
	                                  "\xf4\x90\x80\x80",
	                                  "\xf8\x88\x80\x80\x80",
	                                  "\xc4",
	                                  "\xe2\x82",
	                                  "a\xff"};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
		assert_false(utf8_valid(BAD[i], strlen(BAD[i])));
	assert_true(utf8_valid("a\u00e4\u0101\u20ac\U0001F600\U0010FFFF\uFFFF",
	                       strlen("a\u00e4\u0101\u20ac\U0001F600\U0010FFFF\uFFFF")));
	assert_false(utf8_valid("a\0b", 3));
}

static void every_character_comes_back(void **state)
{
	char bytes[4];
	uint32_t taken;

	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		size_t at = 0;
		if (c == 0xd800)
			c = 0xe000;
		unsigned size = utf8_put(bytes, c);
		assert_int_equal(utf8_take(bytes, size, &taken), size);
		assert_int_equal(taken, c);
		assert_int_equal(utf8_take(bytes, size - 1, &taken), 0);
		assert_int_equal(utf8_next(bytes, &at), c);
		assert_int_equal(at, size);
	}
}

static void assert_lower(const char *text, const char *expected)
{
	char out[64];
	size_t len = utf8_lower(out, text, strlen(text));

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(out, expected, len);
	assert_true(utf8_lower_equal(text, strlen(text), expected, strlen(expected)));
	assert_false(utf8_lower_equal(text, strlen(text), "other", 5));
}

static void lower_case_is_javascripts(void **state)
{
	(void)state;
	assert_lower("C\u0112SU NOVADS \u0160\u017d", "c\u0113su novads \u0161\u017e");
	assert_lower("\u041f\u0440\u0418\u0432\u0415\u0442 \u0404\u0406",
	             "\u043f\u0440\u0438\u0432\u0435\u0442 \u0454\u0456");
	assert_lower("\u0130", "i\u0307");
	assert_lower("\u039f\u0394\u039f\u03a3 \u03a3", "\u03bf\u03b4\u03bf\u03c2 \u03c3");
	assert_lower("\u1e9e\u212a\U00010400", "\u00dfk\U00010428");
	assert_lower("\u023a\u023e", "\u2c65\u2c66");
}

static void length_and_order_are_those_of_utf16(void **state)
{
	const char *text = " \u00a0a\u3000\ufeff";
	size_t len = strlen(text);

	(void)state;
	assert_int_equal(utf8_utf16_length("a\u0101\u20ac\U0001F600", strlen("a\u0101\u20ac\U0001F600")), 5);
	assert_true(utf8_utf16_compare("\uff5e", 3, "\U0001F600", 4) > 0);
	assert_true(utf8_utf16_compare("a", 1, "ab", 2) < 0);
	assert_true(utf8_utf16_compare("b", 1, "ab", 2) > 0);
	assert_int_equal(utf8_utf16_compare("ab", 2, "ab", 2), 0);
	utf8_trim(&text, &len);
	assert_int_equal(len, 1);
	assert_int_equal(text[0], 'a');
	assert_int_equal(utf8_cut("\u0101b", 1), 0);
	assert_int_equal(utf8_cut("\u0101b", 2), 2);
}

static void problems_are_kept_up_to_their_bound_and_counted_past_it(void **state)
{
	struct problems list;
	char name[400];

	(void)state;
	memset(name, 'a', sizeof name);
	memcpy(name + 158, "\u0101", sizeof "\u0101");
	problems_init(&list);
	problems_add(&list, "f.json", 3, NULL, name, "%s is %d", "x", 7);
	assert_string_equal(list.items[0].reason, "x is 7");
	assert_string_equal(list.items[0].page, "");
	assert_int_equal(strlen(list.items[0].element), 158); /* the character that does not fit is left out whole */
	for (int i = 0; i < 300; i++)
		problems_add(&list, "f.json", 1, "p", "e", "again");
	assert_int_equal(list.count, PROBLEMS_MAX);
	assert_int_equal(list.total, 301);
	problems_release(&list);
	assert_null(list.items);
	for (int err = CORE_OK; err <= CORE_REFUSED + 1; err++)
		assert_non_null(core_err_text((enum core_err)err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(html_text_is_inert),
	        cmocka_unit_test(the_wording_of_the_language_is_found),
	        cmocka_unit_test(a_wording_of_another_language_says_which),
	        cmocka_unit_test(utf8_is_let_in_only_when_well_formed),
	        cmocka_unit_test(every_character_comes_back),
	        cmocka_unit_test(lower_case_is_javascripts),
	        cmocka_unit_test(length_and_order_are_those_of_utf16),
	        cmocka_unit_test(problems_are_kept_up_to_their_bound_and_counted_past_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
