/* Pages when memory runs out at any point: false is answered, nothing is lost or touched that is not there. Besides the
 * allocations themselves, each piece of a view that the arena hands out fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/arena.h"
#include "tests/unit/pages_fixture.h"
#include "tests/unit/torture.h"

static struct fixture fixture;
static const struct moment NOW = {.ms = 1790000000000, .utc_offset_minutes = 180};
static const unsigned char ID[16] = "one sheet's id.";

void *__real_arena_array(struct arena *a, size_t count, size_t size);
char *__real_arena_copy(struct arena *a, const char *bytes, size_t len);
void *__wrap_arena_array(struct arena *a, size_t count, size_t size);
char *__wrap_arena_copy(struct arena *a, const char *bytes, size_t len);

void *__wrap_arena_array(struct arena *a, size_t count, size_t size)
{
	return torture_fails() ? NULL : __real_arena_array(a, count, size);
}

char *__wrap_arena_copy(struct arena *a, const char *bytes, size_t len)
{
	return torture_fails() ? NULL : __real_arena_copy(a, bytes, len);
}

static void render_form(void *context, const bool *failed)
{
	struct buf html;
	buf_init(&html, 1 << 20);
	bool good = pages_form(&html, &fixture.site, context);
	assert_true(good != *failed);
	buf_release(&html);
}

static void render_fixed(void *context, const bool *failed)
{
	struct buf html;
	(void)context;
	buf_init(&html, 1 << 20);
	bool good = pages_home(&html, &fixture.site, "lv") &&
	            pages_thanks(&html, &fixture.site, &fixture.offers[0], NULL, NULL, "lv") &&
	            pages_error(&html, &fixture.site, 404, "lv");
	assert_true(good != *failed);
	buf_release(&html);
}

static void forms_survive_running_out_of_memory(void **state)
{
	static const char *const fields[][2] = {{"one", "other"}, {"one-Comment", "x"}, {"some", "a"},
	                                        {"number", "7"},  {"line", "Rīts"},     {"rows.r1", "yes"},
	                                        {"order.1", "y"}};
	struct answers *answers = answers_new(fixture.offers[0].form);
	(void)state;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		answers_add_field(answers, fields[i][0], strlen(fields[i][0]), fields[i][1], strlen(fields[i][1]));
	answers_evaluate(answers, &NOW, "lv");
	for (size_t i = 0; i < 3; i++) {
		struct form_page page = {.offer = &fixture.offers[0],
		                         .answers = answers,
		                         .lang = "lv",
		                         .page = i,
		                         .show_faults = true,
		                         .id = ID};
		assert_true(torture(render_form, &page) > 10);
	}
	struct form_page whole = {
	        .offer = &fixture.offers[0], .answers = answers, .lang = "lv", .whole = true, .show_faults = true};
	assert_true(torture(render_form, &whole) > 10);
	answers_free(answers);
}

static void other_pages_survive_running_out_of_memory(void **state)
{
	(void)state;
	assert_true(torture(render_fixed, NULL) > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(forms_survive_running_out_of_memory),
	        cmocka_unit_test(other_pages_survive_running_out_of_memory),
	};
	fixture_init(&fixture);
	fixture_offer(&fixture, "tests/golden/everything.json");
	int failures = cmocka_run_group_tests_name("pages torture", tests, NULL, NULL);
	fixture_release(&fixture);
	return failures;
}
