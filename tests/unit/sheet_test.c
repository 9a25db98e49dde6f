/* Sheets: the head that stands before the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seal_fixture.h"
#include "core/form_lint.h"

#define ID_TEXT "01020304000000000000000000000000"
#define HEAD                                                                                                           \
	"{\"form\":\"specialists\",\"version\":\"" FIXTURE_VERSION "\",\"wave\":\"2026\",\"id\":\"" ID_TEXT            \
	"\",\"lang\":\"lv\","

#define POSTER "K7Q2M4"

static const unsigned char id[16] = {1, 2, 3, 4};

static bool same(struct sheet_text found, const char *text)
{
	return found.len == strlen(text) && memcmp(found.text, text, found.len) == 0;
}

static enum seal_err read_text(const char *text, struct sheet_parts *out)
{
	return sheet_read(text, strlen(text), out);
}

static void a_sheet_is_written_as_documented(void **state)
{
	struct buf sheet;

	(void)state;
	fixture_sheet(&sheet, "{\"a\":[1,2]}");
	assert_false(sheet.failed);
	assert_string_equal(sheet.data, HEAD "\"answers\":{\"a\":[1,2]}}");
	buf_release(&sheet);
}

static void a_day_stands_before_the_answers(void **state)
{
	const struct sheet_head head = {"concern", FIXTURE_VERSION, "2026", "lv-LV", "2026-03-01", {0}, "", NULL};
	struct sheet_parts parts;
	struct buf sheet;

	(void)state;
	buf_init(&sheet, 1000);
	sheet_write(&sheet, &head, "{}", 2);
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_OK);
	assert_true(same(parts.day, "2026-03-01"));
	assert_true(same(parts.lang, "lv-LV"));
	assert_true(same(parts.answers, "{}"));
	buf_release(&sheet);
}

static void a_sheet_is_taken_apart(void **state)
{
	struct sheet_parts parts;

	(void)state;
	assert_int_equal(read_text(HEAD "\"answers\":{\"form\":\"x\",\"b\":{}}}", &parts), SEAL_OK);
	assert_true(same(parts.form, "specialists"));
	assert_true(same(parts.version, FIXTURE_VERSION));
	assert_true(same(parts.wave, "2026"));
	assert_true(same(parts.answers, "{\"form\":\"x\",\"b\":{}}"));
	assert_int_equal(parts.day.len, 0);
	assert_memory_equal(parts.id, id, 16);
}

static void other_shapes_are_no_sheets(void **state)
{
	static const char *const bad[] = {
	        "",
	        "{",
	        "{}",
	        "x",
	        HEAD,
	        HEAD "\"answers\":",
	        HEAD "\"answers\":{",
	        HEAD "\"answers\":{}",
	        HEAD "\"answers\":[]}",
	        HEAD "\"answers\":{}}x",
	        HEAD "\"answers\":{}} ",
	        HEAD "\"day\":\"2026-3-1\",\"answers\":{}}",
	        HEAD "\"day\":\"2026-03-01x\",\"answers\":{}}",
	        HEAD "\"day\":\"\",\"answers\":{}}",
	        HEAD "\"more\":1,\"answers\":{}}",
	        " " HEAD "\"answers\":{}}",
	        "{\"form\":\"\",\"version\":\"" FIXTURE_VERSION "\",\"wave\":\"2026\",\"id\":\"" ID_TEXT
	        "\",\"lang\":\"lv\",\"answers\":{}}",
	        "{\"form\":\"a\\u0062\",\"version\":\"" FIXTURE_VERSION "\",\"wave\":\"2026\",\"id\":\"" ID_TEXT
	        "\",\"lang\":\"lv\",\"answers\":{}}",
	        "{\"form\":\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddX\",\"version\":\"" FIXTURE_VERSION
	        "\",\"wave\":\"2026\",\"id\":\"" ID_TEXT "\",\"lang\":\"lv\",\"answers\":{}}",
	        "{\"version\":\"" FIXTURE_VERSION "\",\"form\":\"a\",\"wave\":\"2026\",\"id\":\"" ID_TEXT
	        "\",\"lang\":\"lv\",\"answers\":{}}",
	        "{\"form\":\"a\",\"version\":\"" FIXTURE_VERSION
	        "\",\"wave\":\"2026\",\"id\":\"0102\",\"lang\":\"lv\",\"answers\":{}}",
	        "{\"form\":\"a\",\"version\":\"" FIXTURE_VERSION "\",\"wave\":\"2026\",\"id\":\"" ID_TEXT
	        "\",\"lang\":\"l v\",\"answers\":{}}",
	};
	struct sheet_parts parts;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(read_text(bad[i], &parts), SEAL_FORMAT);
}

static void a_sheet_cut_anywhere_is_none(void **state)
{
	static const char whole[] = HEAD "\"answers\":{\"a\":1}}";
	struct sheet_parts parts;

	(void)state;
	assert_int_equal(sheet_read(whole, sizeof whole - 1, &parts), SEAL_OK);
	for (size_t len = 0; len < sizeof whole - 1; len++)
		assert_int_equal(sheet_read(whole, len, &parts), SEAL_FORMAT);
}

static void a_sheet_is_known_by_where_it_belongs(void **state)
{
	struct lock lock = {.form = "specialists", .wave = "2026"};
	struct sheet_parts parts;

	(void)state;
	assert_int_equal(read_text(HEAD "\"answers\":{}}", &parts), SEAL_OK);
	assert_int_equal(sheet_place(&parts, &lock, FIXTURE_VERSION, id), SHEET_FITS);
	assert_int_equal(sheet_place(&parts, &lock, "00112233445566778899aabbccddee00", id), SHEET_OTHER_VERSION);
	assert_int_equal(sheet_place(&parts, &lock, FIXTURE_VERSION, (const unsigned char[16]){1, 2, 3, 5}),
	                 SHEET_OTHER_ID);
	lock.wave[3] = '7';
	assert_int_equal(sheet_place(&parts, &lock, FIXTURE_VERSION, id), SHEET_OTHER_WAVE);
	lock.form[11] = 's';
	assert_int_equal(sheet_place(&parts, &lock, FIXTURE_VERSION, id), SHEET_OTHER_FORM);
}

static void write_fails(struct sheet_head head)
{
	struct buf sheet;

	buf_init(&sheet, 1000);
	sheet_write(&sheet, &head, "{}", 2);
	assert_true(sheet.failed);
	buf_release(&sheet);
}

static void a_head_that_needs_escapes_is_not_written(void **state)
{
	(void)state;
	write_fails((struct sheet_head){"a\"b", FIXTURE_VERSION, "2026", "lv", "", {0}, "", NULL});
	write_fails((struct sheet_head){"a", "0", "2026", "lv", "", {0}, "", NULL});
	write_fails((struct sheet_head){"a", FIXTURE_VERSION, "20/26", "lv", "", {0}, "", NULL});
	write_fails((struct sheet_head){"a", FIXTURE_VERSION, "2026", "", "", {0}, "", NULL});
	write_fails((struct sheet_head){"a", FIXTURE_VERSION, "2026", "lv\"", "", {0}, "", NULL});
	write_fails((struct sheet_head){"a", FIXTURE_VERSION, "2026", "lv", "1 March", {0}, "", NULL});
}

static void a_poster_stands_behind_the_day(void **state)
{
	struct sheet_head head = {"concern", FIXTURE_VERSION, "2026", "lv", "2026-03-01", {0}, POSTER, NULL};
	static const char *const wrong[] = {"K7Q2M", "k7q2mv", "K7Q2M\"", "K7Q2M-V", "OIL111", "0000000"};
	struct sheet_parts parts;
	struct buf sheet;

	(void)state;
	buf_init(&sheet, 1000);
	sheet_write(&sheet, &head, "{}", 2);
	assert_non_null(strstr(sheet.data, "\"day\":\"2026-03-01\",\"poster\":\"" POSTER "\",\"answers\":{}"));
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_OK);
	assert_true(parts.poster.len == 6 && memcmp(parts.poster.text, POSTER, 6) == 0);
	*strstr(sheet.data, POSTER) ^= 1; /* the check character does not fit then */
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_FORMAT);
	buf_clear(&sheet);
	head.poster = "";
	sheet_write(&sheet, &head, "{}", 2);
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_OK);
	assert_int_equal(parts.poster.len, 0);
	buf_release(&sheet);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		head.poster = wrong[i];
		write_fails(head);
	}
}

static void what_stands_around_the_answers_has_a_greatest_size(void **state)
{
	const struct sheet_head head = {"aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
	                                FIXTURE_VERSION,
	                                "01234567890123456789012345678901",
	                                "0123456789abcdef",
	                                "2026-03-01",
	                                {0},
	                                POSTER,
	                                NULL};
	struct sheet_parts parts;
	struct buf sheet;

	(void)state;
	buf_init(&sheet, 1000);
	sheet_write(&sheet, &head, "{}", 2);
	assert_false(sheet.failed);
	assert_int_equal(sheet.len - 2, SHEET_AROUND_MAX);
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_OK);
	buf_release(&sheet);
}

/* The core knows no seals, so it has the figures once more. */
static void lint_and_seal_agree_on_the_room_for_answers(void **state)
{
	(void)state;
	assert_int_equal(4000 - FORM_AROUND_BYTES, record_sheet_max(4000) - SHEET_AROUND_MAX);
	assert_int_equal(32000 - FORM_AROUND_BYTES, record_sheet_max(32000) - SHEET_AROUND_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(lint_and_seal_agree_on_the_room_for_answers),
	        cmocka_unit_test(a_sheet_is_written_as_documented),
	        cmocka_unit_test(a_day_stands_before_the_answers),
	        cmocka_unit_test(a_sheet_is_taken_apart),
	        cmocka_unit_test(other_shapes_are_no_sheets),
	        cmocka_unit_test(a_sheet_cut_anywhere_is_none),
	        cmocka_unit_test(a_sheet_is_known_by_where_it_belongs),
	        cmocka_unit_test(a_head_that_needs_escapes_is_not_written),
	        cmocka_unit_test(a_poster_stands_behind_the_day),
	        cmocka_unit_test(what_stands_around_the_answers_has_a_greatest_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
