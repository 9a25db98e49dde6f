/* Pages: golden files, and answers that try to be more than text. Run with UZKLAUSI_GOLDEN=write (`make golden`) to
 * write the golden files anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/golden.h"
#include "tests/unit/pages_fixture.h"

static struct fixture fixture;
static const struct moment NOW = {.ms = 1790000000000, .utc_offset_minutes = 180};
static const unsigned char ID[16] = "one sheet's id.";

static int open_fixture(void **state)
{
	(void)state;
	fixture_init(&fixture);
	fixture_offer(&fixture, GOLDEN "everything.json");
	return 0;
}

static int close_fixture(void **state)
{
	(void)state;
	fixture_release(&fixture);
	return 0;
}

struct field {
	const char *name, *text;
};

static struct answers *answered(const struct field *fields, const char *lang)
{
	struct answers *answers = answers_new(fixture.offers[0].form);
	assert_non_null(answers);
	if (fields)
		answers_of_page(answers);
	for (; fields && fields->name; fields++) {
		const struct element *e = form_find(answers_form(answers), fields->name, strcspn(fields->name, ".-"));
		if (e)
			answers_ask(answers, e);
		assert_int_equal(answers_add_field(answers, fields->name, strlen(fields->name), fields->text,
		                                   strlen(fields->text)),
		                 CORE_OK);
	}
	assert_int_equal(answers_evaluate(answers, &NOW, lang), CORE_OK);
	return answers;
}

/* One page of the form after these fields; release it with buf_release. */
static struct buf rendered(const struct field *fields, struct form_page page, const char *lang)
{
	struct buf html;
	page.offer = &fixture.offers[0];
	page.answers = answered(fields, lang);
	page.lang = lang;
	buf_init(&html, 1 << 20);
	assert_true(pages_form(&html, &fixture.site, &page));
	answers_free(page.answers);
	return html;
}

static void golden_page(const char *name, const struct field *fields, struct form_page page, const char *lang)
{
	struct buf html = rendered(fields, page, lang);
	hold_to_golden(name, &html);
	buf_release(&html);
}

static const struct field SOME[] = {
        {"one", "2"},     {"some", "a"},    {"some", "b"},   {"listed", "Rīta iela"},    {"really", "true"},
        {"sure", "4"},    {"line", "Rīts"}, {"number", "7"}, {"story", "Divas\nrindas"}, {"rows.r1", "yes"},
        {"order.1", "y"}, {"order.2", "x"}, {NULL, NULL},
};

static void form_pages_are_as_agreed(void **state)
{
	(void)state;
	golden_page("first.lv", NULL, (struct form_page){.page = 0}, "lv");
	golden_page("first.en", NULL, (struct form_page){.page = 0}, "en");
	golden_page("first-faults.lv", NULL, (struct form_page){.page = 0, .show_faults = true, .id = ID}, "lv");
	golden_page("texts.lv", SOME, (struct form_page){.page = 1, .id = ID}, "lv");
	golden_page("tables.en", SOME,
	            (struct form_page){.page = 2, .id = ID, .show_faults = true, .notice = "store-full"}, "en");
	golden_page("whole.lv", NULL, (struct form_page){.whole = true, .show_faults = true}, "lv");
}

static void other_pages_are_as_agreed(void **state)
{
	struct buf html;
	(void)state;
	buf_init(&html, 1 << 20);
	assert_true(pages_home(&html, &fixture.site, "lv"));
	hold_to_golden("home.lv", &html);
	buf_clear(&html);
	assert_true(pages_thanks(&html, &fixture.site, &fixture.offers[0], NULL, NULL, "en"));
	hold_to_golden("thanks.en", &html);
	buf_clear(&html);
	assert_true(pages_error(&html, &fixture.site, 413, "lv"));
	hold_to_golden("error-413.lv", &html);
	buf_release(&html);
}

static size_t times(const struct buf *html, const char *text)
{
	size_t count = 0;
	for (const char *at = strstr(html->data, text); at; at = strstr(at + 1, text))
		count++;
	return count;
}

/* Every place where an answer comes back: text, value, textarea, hidden field, a piped title and an html element. */
static void hostile_answers_come_back_inert(void **state)
{
	static const char *const attacks[] = {
	        "<script>alert(1)</script>",
	        "\"><img src=x onerror=alert(1)>",
	        "' autofocus onfocus='alert(1)",
	        "</textarea><b>",
	        "--><!--",
	        "&lt;b&gt;",
	        "{line}",
	        "<b>{number}</b>",
	};
	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		const struct field fields[] = {{"line", attacks[i]},
		                               {"story", attacks[i]},
		                               {"one", "other"},
		                               {"one-Comment", attacks[i]},
		                               {NULL, NULL}};
		struct buf plain = rendered(NULL, (struct form_page){.page = 1, .id = ID}, "lv");
		struct buf html = rendered(fields, (struct form_page){.page = 1, .id = ID}, "lv");
		assert_int_equal(times(&html, "<script"), 0);
		assert_int_equal(times(&html, "<img"), 0);
		assert_int_equal(times(&html, "<b>"), times(&plain, "<b>"));
		assert_int_equal(times(&html, "</textarea>"), times(&plain, "</textarea>"));
		assert_int_equal(times(&html, "<!--"), 0);
		assert_int_equal(times(&html, "' autofocus"), 0);
		buf_release(&plain);
		buf_release(&html);
	}
}

/* The twin of the test above: what it counts is found when it is there. */
static void the_count_of_attacks_sees_one(void **state)
{
	struct buf html;
	(void)state;
	buf_init(&html, 1000);
	buf_adds(&html, "<p>\"><img src=x onerror=alert(1)></p>");
	assert_int_equal(times(&html, "<img"), 1);
	buf_release(&html);
}

static void marks_of_direction_are_kept_and_isolated(void **state)
{
	static const struct field fields[] = {{"line", "abc\xe2\x80\xaetxt.exe"}, {NULL, NULL}};
	(void)state;
	struct buf html = rendered(fields, (struct form_page){.page = 1, .id = ID}, "lv");
	assert_non_null(strstr(html.data, "value=\"abc\xe2\x80\xaetxt.exe\" dir=\"auto\""));
	assert_non_null(strstr(html.data, "<bdi>abc\xe2\x80\xaetxt.exe</bdi>"));
	buf_release(&html);
}

static void answers_of_other_pages_travel_along(void **state)
{
	(void)state;
	struct buf html = rendered(SOME, (struct form_page){.page = 1, .id = ID}, "lv");
	static const char *const carried[] = {
	        "name=\"one\" value=\"2\"",       "name=\"some\" value=\"a\"",
	        "name=\"some\" value=\"b\"",      "name=\"listed\" value=\"Rīta iela\"",
	        "name=\"really\" value=\"true\"", "name=\"sure\" value=\"4\"",
	        "name=\"rows.r1\" value=\"yes\"", "name=\"order.1\" value=\"y\"",
	        "name=\"order.2\" value=\"x\"",   "name=\"_id\" value=\"6f6e6520736865657427732069642e00\"",
	};
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++)
		if (!strstr(html.data, carried[i]))
			fail_msg("not carried: %s", carried[i]);
	assert_null(strstr(html.data, "type=\"hidden\" name=\"line\""));
	buf_release(&html);
}

static void what_a_page_carries_reads_back_as_the_same_answers(void **state)
{
	(void)state;
	struct answers *answers = answered(SOME, "lv");
	struct buf html = rendered(SOME, (struct form_page){.page = 1, .id = ID}, "lv"), before, after;
	struct answers *again = answers_new(fixture.offers[0].form);
	answers_of_page(again);
	for (const char *at = html.data; (at = strstr(at, "<input type=\"hidden\" name=\""));) {
		const char *name = at + 27, *name_end = strchr(name, '"'), *value = name_end + 9,
		           *value_end = strchr(value, '"');
		if (*name != '_')
			assert_int_equal(answers_add_field(again, name, (size_t)(name_end - name), value,
			                                   (size_t)(value_end - value)),
			                 CORE_OK);
		at = value_end;
	}
	for (const struct field *f = SOME; f->name; f++)
		if (strcmp(f->name, "line") == 0 || strcmp(f->name, "number") == 0 || strcmp(f->name, "story") == 0)
			answers_add_field(again, f->name, strlen(f->name), f->text, strlen(f->text));
	assert_int_equal(answers_evaluate(again, &NOW, "lv"), CORE_OK);
	buf_init(&before, 1 << 16);
	buf_init(&after, 1 << 16);
	assert_true(answers_write_json(answers, &before) && answers_write_json(again, &after));
	assert_string_equal(after.data, before.data);
	buf_release(&html);
	buf_release(&before);
	buf_release(&after);
	answers_free(again);
	answers_free(answers);
}

static void correct_answers_stay_with_the_server(void **state)
{
	struct fixture own;
	struct buf html;
	(void)state;
	fixture_init(&own);
	fixture_offer(&own, "forms/specialists.json");
	struct answers *answers = answers_new(own.offers[0].form);
	answers_evaluate(answers, &NOW, "lv");
	buf_init(&html, 1 << 20);
	for (size_t i = 0; i < own.offers[0].form->page_count; i++) {
		struct form_page page = {.offer = &own.offers[0], .answers = answers, .lang = "lv", .page = i};
		buf_clear(&html);
		assert_true(pages_form(&html, &own.site, &page));
		assert_null(strstr(html.data, " checked"));
		assert_null(strcasestr(html.data, "correct"));
	}
	buf_release(&html);
	answers_free(answers);
	fixture_release(&own);
}

/* What a page says it asked, as text. */
static void asked_by(struct form_page page, const struct field *fields, char seen[static 100])
{
	struct buf html = rendered(fields, page, "lv");
	seen[0] = '\0';
	sscanf(strstr(html.data, "name=\"_seen\" value=\"") + 20, "%99[0-9 ]", seen);
	buf_release(&html);
}

static void a_page_says_what_was_asked(void **state)
{
	char first[100], more[100];
	(void)state;
	asked_by((struct form_page){.page = 0}, NULL, first);
	asked_by((struct form_page){.page = 1}, SOME, more);
	assert_string_equal(first, "0 1 2 3 4");
	assert_string_equal(more, "0 1 2 3 4 5 6 7 8 11 12");
}

static void the_visitors_language_is_found(void **state)
{
	const struct site *site = &fixture.site;
	(void)state;
	assert_string_equal(pages_language(site, "en", "lv"), "en");
	assert_string_equal(pages_language(site, "xx", "en;q=0.5, lv;q=0.4"), "en");
	assert_string_equal(pages_language(site, NULL, "de, en-GB;q=0.8, lv-LV;q=0.9"), "lv");
	assert_string_equal(pages_language(site, NULL, "en;q=0, fr"), "lv");
	assert_string_equal(pages_language(site, NULL, ",,;;q=,en"), "en");
	assert_string_equal(pages_language(site, NULL, ""), "lv");
	assert_string_equal(pages_language(site, NULL, "enx"), "lv");
	assert_string_equal(pages_language(site, NULL, NULL), "lv");
}

static void the_policy_names_styles_and_scripts_and_nothing_else(void **state)
{
	(void)state;
	char policy[PAGES_CSP_MAX];
	pages_csp(&fixture.site, policy);
	assert_non_null(strstr(policy, "default-src 'none'; script-src 'self' 'sha256-"));
	assert_non_null(strstr(policy, "; connect-src 'self'; style-src 'sha256-"));
	assert_null(strstr(policy, "unsafe"));
	assert_null(strstr(policy, "http"));
	assert_true(strlen(policy) < sizeof policy - 1);
}

static void a_buffer_that_is_too_small_is_said_so(void **state)
{
	struct buf html;
	(void)state;
	buf_init(&html, 2000);
	assert_false(pages_home(&html, &fixture.site, "lv"));
	buf_release(&html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(form_pages_are_as_agreed),
	        cmocka_unit_test(other_pages_are_as_agreed),
	        cmocka_unit_test(hostile_answers_come_back_inert),
	        cmocka_unit_test(the_count_of_attacks_sees_one),
	        cmocka_unit_test(marks_of_direction_are_kept_and_isolated),
	        cmocka_unit_test(answers_of_other_pages_travel_along),
	        cmocka_unit_test(what_a_page_carries_reads_back_as_the_same_answers),
	        cmocka_unit_test(correct_answers_stay_with_the_server),
	        cmocka_unit_test(a_page_says_what_was_asked),
	        cmocka_unit_test(the_visitors_language_is_found),
	        cmocka_unit_test(the_policy_names_styles_and_scripts_and_nothing_else),
	        cmocka_unit_test(a_buffer_that_is_too_small_is_said_so),
	};
	return cmocka_run_group_tests_name("pages", tests, open_fixture, close_fixture);
}
