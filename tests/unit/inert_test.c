/* Strangers' text, inert: the naughtiest strings that we could think of, through every way it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"
#include "core/utf8.h"
#include "tally/inert.h"

#define MAX ((size_t)64 << 20)

static char *shown(void (*show)(struct buf *, const char *, size_t), const char *text, size_t len)
{
	struct buf out;

	buf_init(&out, MAX);
	show(&out, text, len);
	assert_false(out.failed);
	return out.data != NULL ? out.data : strdup("");
}

static void check_line(const char *text, const char *expected)
{
	char *line = shown(inert_line, text, strlen(text)), whole[1024];

	snprintf(whole, sizeof whole, "\u2068%s\u2069", expected);
	assert_string_equal(line, whole);
	free(line);
}

/* Nothing that a terminal would obey, and nothing that cannot be seen, but our own isolates and line feeds, and what
 * makes one picture of two. */
static void assert_inert(const char *text)
{
	size_t len = strlen(text), depth = 0;

	assert_true(utf8_valid(text, len));
	for (size_t at = 0; at < len;) {
		uint32_t c = utf8_next(text, &at);

		if (c == 0x2068) {
			assert_int_equal(depth++, 0);
		} else if (c == 0x2069) {
			assert_int_equal(depth--, 1);
		} else if (c == '\n' || c == 0x200d || c == 0xfe0f || c == 0x27e6 || c == 0x27e7) {
			continue;
		} else {
			assert_false(inert_is_hidden(c));
		}
	}
	assert_int_equal(depth, 0);
	assert_null(strstr(text, "://"));
}

/* --- --- */

static void plain_words_of_our_languages_stay_as_they_are(void **state)
{
	static const char *const words[] = {"Glāžšķūņu rūķīši; pulksten 15:30 (Cēsīs)",
	                                    "Ребёнка обижают – я боюсь!",
	                                    "Об’єднана їжа ґанку",
	                                    "naïve café, 5 €",
	                                    "😢 👨‍👩‍👧 ❤️ 🇱🇻 1️⃣",
	                                    "29475526"};
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		check_line(words[i], words[i]);
}

static void terminal_escapes_are_numbers(void **state)
{
	(void)state;
	check_line("\x1b[31mred\x1b[0m", "⟦U+001B⟧[31mred⟦U+001B⟧[0m");
	check_line("\x1b]8;;http://evil\x1b\\x", "⟦U+001B⟧]8;;http[:]//evil⟦U+001B⟧\\x");
	check_line("\xc2\x9b"
	           "2J\x07\x7f",
	           "⟦U+009B⟧2J⟦U+0007⟧⟦U+007F⟧");
	check_line("a\xff\xc0\x80z", "a⟦byte FF⟧⟦byte C0⟧⟦byte 80⟧z");
}

static void directions_are_marked_and_isolated(void **state)
{
	(void)state;
	check_line("a\u202egnp.exe", "a⟦U+202E⟧gnp.exe");
	check_line("x\u2069\u2067y", "x⟦U+2069⟧⟦U+2067⟧y");
	check_line("\u200f\u061c\u200e", "⟦U+200F⟧⟦U+061C⟧⟦U+200E⟧");
}

static void what_takes_no_room_is_seen(void **state)
{
	(void)state;
	check_line("po\u200blice", "po⟦U+200B⟧lice");
	check_line("\ufeff\u2060\u00ad\u3164\u2800", "⟦U+FEFF⟧⟦U+2060⟧⟦U+00AD⟧⟦U+3164⟧⟦U+2800⟧");
	check_line("a\u200db", "a⟦U+200D⟧b");
	check_line("a\ufe0f", "a⟦U+FE0F⟧");
	check_line("\U000e0041\U000f0000", "⟦U+E0041⟧⟦U+F0000⟧");
}

static void words_of_two_alphabets_are_marked(void **state)
{
	(void)state;
	check_line("p\u0430ypal", "p\u0430ypal⟦Latin, Cyrillic⟧");
	check_line("\u0440\u0430\u0443.com ok", "\u0440\u0430\u0443.com⟦Latin, Cyrillic⟧ ok");
	check_line("\uff50olice", "\uff50olice⟦Latin, imitated letters⟧");
	check_line("\U0001d429\U0001d428", "\U0001d429\U0001d428⟦imitated letters⟧");
	check_line("\u0391nna", "\u0391nna⟦Latin, Greek⟧");
}

static void our_own_marks_cannot_be_made(void **state)
{
	(void)state;
	check_line("⟦U+0041⟧", "⟦U+27E6⟧U+0041⟦U+27E7⟧");
}

static void marks_do_not_pile_up(void **state)
{
	char text[1 + 2 * 40 + 2] = "e";

	(void)state;
	for (size_t i = 0; i < 40; i++)
		memcpy(text + 1 + 2 * i, "\u0301", 2);
	text[81] = 'x';
	text[82] = '\0';
	check_line(text, "e\u0301\u0301\u0301⟦+37 marks⟧x");
}

static void nothing_becomes_a_link(void **state)
{
	(void)state;
	check_line("https://evil.lv/x", "https[:]//evil.lv/x");
	check_line("HTTP://e", "HTTP[:]//e");
	check_line("www.evil.lv", "www[.]evil.lv");
	check_line("me@evil.lv", "me[@]evil.lv");
	check_line("tel:112 mailto:a javascript:alert(1)", "tel[:]112 mailto[:]a javascript[:]alert(1)");
	check_line("hotel: labs; pulksten 8:15", "hotel: labs; pulksten 8:15");
}

static void a_line_break_cannot_pass_for_a_line_of_ours(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, MAX);
	inert_lines(&out, "| ", "one\r\ntwo\rthree\n\nfive\n", strlen("one\r\ntwo\rthree\n\nfive\n"));
	assert_string_equal(
	        out.data,
	        "| \u2068one\u2069\n| \u2068two\u2069\n| \u2068three\u2069\n| \u2068\u2069\n| \u2068five\u2069\n");
	buf_release(&out);
	check_line("one\ntwo", "one two");
	buf_init(&out, MAX);
	inert_lines(&out, "| ", "", 0);
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

/* Every pair of characters out of a list of bad ones, every way. */
static void every_pair_of_bad_ones_is_inert(void **state)
{
	static const char *const bad[] = {
	        "\x1b",   "\xc2\x9b", "\u202e",  "\u2068", "\u2069",       "\u200d",     "\ufe0f", "\u200b",
	        "\n",     "\r",       "\t",      "\xff",   "\xed\xa0\x80", "\U000e0001", "⟦",      "⟧",
	        "\u0301", "а",        "a",       "😢",      "://",          "www.",       "@",      ":",
	        "=",      "\"",       "<b>",     "\u2028", "\ufffe",       "\u05d0",     "1",      " ",
	        "👨",      "tel:",     "\xf0\x9f"};
	char text[64];

	(void)state;
	for (size_t a = 0; a < sizeof bad / sizeof *bad; a++) {
		for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
			int len = snprintf(text, sizeof text, "%s%s%s", bad[a], bad[b], bad[a]);
			char *line = shown(inert_line, text, (size_t)len), *cell = shown(inert_cell, text, (size_t)len);

			assert_inert(line);
			assert_null(strchr(line, '\n'));
			assert_inert(cell);
			free(line);
			free(cell);
		}
	}
}

/* The check that stands above finds what is not inert. */
static void the_check_can_fail(void **state)
{
	(void)state;
	assert_true(inert_is_hidden(0x1b) && inert_is_hidden(0x202e) && inert_is_hidden(0x200b) &&
	            inert_is_hidden(0x9b));
	assert_false(inert_is_hidden('a') || inert_is_hidden(0x101) || inert_is_hidden(0x1f622) ||
	             inert_is_hidden('\n'));
}

static void json_keeps_the_text_exactly_and_shows_nothing_bad(void **state)
{
	static const char text[] = "\x1b[0m \"\\\" \u202e\u200b \U000e0041 ā😢\nx\x7f";
	char *json = shown(inert_json, text, sizeof text - 1);
	struct arena arena;
	struct value v;

	(void)state;
	for (size_t at = 0; at < strlen(json);)
		assert_false(inert_is_hidden(utf8_next(json, &at)));
	assert_null(strchr(json, '\n'));
	arena_init(&arena, 1 << 16);
	assert_int_equal(json_read(json, strlen(json), &JSON_ANSWER_LIMITS, &arena, &v, NULL), CORE_OK);
	assert_int_equal(v.len, sizeof text - 1);
	assert_memory_equal(v.string, text, v.len);
	arena_release(&arena);
	free(json);
	json = shown(inert_json, "a\xff", 2);
	assert_string_equal(json, "\"a\\ufffd\"");
	free(json);
}

static void a_megabyte_of_emoji_is_shown_whole(void **state)
{
	size_t count = (size_t)1 << 18;
	char *text = malloc(count * 4 + 1), *line;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + 4 * i, "😢", 4);
	text[4 * count] = '\0';
	line = shown(inert_line, text, 4 * count);
	assert_int_equal(strlen(line), 4 * count + 6);
	assert_memory_equal(line + 3, text, 4 * count);
	free(line);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(plain_words_of_our_languages_stay_as_they_are),
	        cmocka_unit_test(terminal_escapes_are_numbers),
	        cmocka_unit_test(directions_are_marked_and_isolated),
	        cmocka_unit_test(what_takes_no_room_is_seen),
	        cmocka_unit_test(words_of_two_alphabets_are_marked),
	        cmocka_unit_test(our_own_marks_cannot_be_made),
	        cmocka_unit_test(marks_do_not_pile_up),
	        cmocka_unit_test(nothing_becomes_a_link),
	        cmocka_unit_test(a_line_break_cannot_pass_for_a_line_of_ours),
	        cmocka_unit_test(every_pair_of_bad_ones_is_inert),
	        cmocka_unit_test(the_check_can_fail),
	        cmocka_unit_test(json_keeps_the_text_exactly_and_shows_nothing_bad),
	        cmocka_unit_test(a_megabyte_of_emoji_is_shown_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
