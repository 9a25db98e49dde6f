/* Pages in Russian and Ukrainian, forms that lack a language, and the easy-language version of a form: golden pages,
 * and what must not appear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/pictogram.h"
#include "kiosk/pictogram.h"
#include "tests/unit/golden.h"

static const struct moment NOW = {.ms = 1790000000000, .utc_offset_minutes = 180};
static const unsigned char ID[16] = "one sheet's id.";
static const char *languages[] = {"lv", "en", "ru", "uk"};

static void begin(struct fixture *f, bool with_easy)
{
	fixture_init(f);
	f->site.languages = languages;
	f->site.language_count = sizeof languages / sizeof *languages;
	fixture_offer(f, GOLDEN "day.json");
	if (with_easy)
		fixture_offer(f, GOLDEN "day-easy.json");
}

static void render(const struct fixture *f, size_t offer, const char *lang, bool faults, struct buf *html)
{
	struct answers *answers = answers_new(f->offers[offer].form);
	assert_non_null(answers);
	assert_int_equal(answers_evaluate(answers, &NOW, lang), CORE_OK);
	struct form_page page = {.offer = &f->offers[offer],
	                         .answers = answers,
	                         .lang = lang,
	                         .show_faults = faults,
	                         .id = faults ? ID : NULL};
	buf_init(html, 1u << 20);
	assert_true(pages_form(html, &f->site, &page));
	answers_free(answers);
}

static void golden_page(size_t offer, const char *lang, bool faults, const char *name)
{
	struct fixture f;
	struct buf html;
	begin(&f, true);
	render(&f, offer, lang, faults, &html);
	hold_to_golden(name, &html);
	buf_release(&html);
	fixture_release(&f);
}

static void russian_and_ukrainian_pages_are_as_agreed(void **state)
{
	(void)state;
	golden_page(0, "ru", true, "day.ru");
	golden_page(0, "uk", false, "day.uk");
}

static void easy_pages_are_as_agreed(void **state)
{
	(void)state;
	golden_page(1, "ru", false, "day-easy.ru");
	golden_page(1, "uk", false, "day-easy.uk");
}

static size_t times(const struct buf *html, const char *what)
{
	size_t count = 0;
	for (const char *at = html->data; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

/* Who asks for a language that the form lacks gets one that it has, and reads so in their own. */
static void a_language_that_the_form_lacks_is_said_in_it(void **state)
{
	struct fixture f;
	struct buf html;
	(void)state;
	begin(&f, false);
	render(&f, 0, "lv", false, &html);
	assert_int_equal(times(&html, "<html lang=\"ru\">"), 1);
	assert_int_equal(times(&html, " lang=\"lv\">Latviski nav</span>"), 1);
	assert_int_equal(times(&html, " lang=\"en\">Not in English</span>"), 1);
	assert_int_equal(times(&html, ">Latviešu<"), 0);
	assert_int_equal(times(&html, "lang=\"uk\" hreflang=\"uk\">Українська</a>"), 1);
	buf_release(&html);
	fixture_release(&f);
}

/* A switch of four languages is four buttons that send the answers along, each named in itself. */
static void a_page_with_answers_changes_its_language_by_buttons(void **state)
{
	struct fixture f;
	struct buf html;
	(void)state;
	begin(&f, false);
	render(&f, 0, "ru", true, &html);
	assert_int_equal(
	        times(&html, "<button form=\"sheet\" name=\"_do\" value=\"lang-uk\" lang=\"uk\">Українська</button>"),
	        1);
	assert_int_equal(times(&html, "hreflang"), 0);
	buf_release(&html);
	fixture_release(&f);
}

/* The way to the easy version stands where that version is offered, and on the home page beside the form. */
static void only_what_is_offered_is_linked(void **state)
{
	struct fixture f;
	struct buf html;
	(void)state;
	for (int with_easy = 0; with_easy < 2; with_easy++) {
		begin(&f, with_easy);
		render(&f, 0, "uk", false, &html);
		assert_int_equal(times(&html, "/f/day-easy?lang=uk"), with_easy);
		buf_clear(&html);
		assert_true(pages_home(&html, &f.site, "lv"));
		assert_int_equal(times(&html, "/f/day-easy"), with_easy);
		assert_int_equal(times(&html, "lang=\"ru\">День<"), 1);
		buf_release(&html);
		fixture_release(&f);
	}
}

static void every_pictogram_is_drawn(void **state)
{
	(void)state;
	for (size_t i = 0; i < pictogram_count; i++) {
		struct markup drawing = pictogram_drawing(i);
		assert_true(drawing.len > 10 && drawing.len < 400);
		assert_true(drawing.data[0] == '<' && drawing.data[drawing.len - 1] == '>');
		assert_null(strstr(drawing.data, "href"));
		assert_true(i == 0 || strcmp(pictogram_names[i - 1], pictogram_names[i]) < 0);
	}
	assert_int_equal(pictogram_drawing(pictogram_count).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(russian_and_ukrainian_pages_are_as_agreed),
	        cmocka_unit_test(easy_pages_are_as_agreed),
	        cmocka_unit_test(a_language_that_the_form_lacks_is_said_in_it),
	        cmocka_unit_test(a_page_with_answers_changes_its_language_by_buttons),
	        cmocka_unit_test(only_what_is_offered_is_linked),
	        cmocka_unit_test(every_pictogram_is_drawn),
	};
	return cmocka_run_group_tests_name("pages_languages", tests, NULL, NULL);
}
