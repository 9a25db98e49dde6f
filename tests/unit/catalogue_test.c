/* Message catalogues: what the compiler refuses, how plural forms are chosen, and that values are escaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kiosk/messages.h"
#include "tools/build/catalogue.h"

struct read {
	struct arena arena;
	struct problems problems;
	struct source_catalogue model, other;
	bool good;
};

static void read_two(struct read *r, const char *lv, const char *en)
{
	problems_init(&r->problems);
	arena_init(&r->arena, 1 << 20);
	r->good = catalogue_read("some/lv.json", lv, strlen(lv), &r->arena, &r->model, &r->problems) &&
	          catalogue_read("some/en.json", en, strlen(en), &r->arena, &r->other, &r->problems) &&
	          catalogue_compare(&r->model, &r->other, &r->problems);
}

static void forget(struct read *r)
{
	problems_release(&r->problems);
	arena_release(&r->arena);
}

static void refuses(const char *lv, const char *en, const char *file, unsigned line, const char *reason)
{
	struct read r;
	read_two(&r, lv, en);
	assert_false(r.good);
	assert_int_not_equal(r.problems.count, 0);
	const struct problem *p = &r.problems.items[0];
	if (strcmp(p->file, file) != 0 || p->line != line || !strstr(p->reason, reason))
		fail_msg("%s:%u: %s", p->file, p->line, p->reason);
	forget(&r);
}

#define ENOUGH "{\"language\":\"x\",\"a\":\"one {name}\"}"

static void languages_with_the_same_keys_and_places_are_taken(void **state)
{
	struct read r;
	(void)state;
	read_two(&r, ENOUGH, "{\"a\":\"{name} one\",\n\"language\":\"y\"}");
	assert_true(r.good);
	assert_int_equal(r.model.count, 2);
	forget(&r);
}

static void keys_are_the_same_in_every_language(void **state)
{
	(void)state;
	refuses(ENOUGH, "{\"language\":\"y\"}", "some/en.json", 1, "is missing");
	refuses(ENOUGH, "{\"language\":\"y\",\"a\":\"{name}\",\n\"b\":\"x\"}", "some/en.json", 2,
	        "is not in some/lv.json");
}

static void places_are_the_same_in_every_language(void **state)
{
	(void)state;
	refuses(ENOUGH, "{\"language\":\"y\",\n\"a\":\"{nam}\"}", "some/en.json", 2, "other places");
	refuses(ENOUGH, "{\"language\":\"y\",\n\"a\":\"x\"}", "some/en.json", 2, "other places");
	refuses("{\"a\":\"x {name\"}", ENOUGH, "some/lv.json", 1, "a { without its }");
	refuses("{\"a\":\"x }\"}", ENOUGH, "some/lv.json", 1, "a } without its {");
	refuses("{\"a\":\"{Name}\"}", ENOUGH, "some/lv.json", 1, "in small letters");
}

static void texts_are_texts(void **state)
{
	(void)state;
	refuses("{\n\"a\":1}", ENOUGH, "some/lv.json", 2, "a text that is not empty");
	refuses("{\"a\":\"\"}", ENOUGH, "some/lv.json", 1, "a text that is not empty");
	refuses("{\"A b\":\"x\"}", ENOUGH, "some/lv.json", 1, "a key is written");
	refuses("{\"a\":\"x\",\"a\":\"y\"}", ENOUGH, "some/lv.json", 1, "");
	refuses("[]", ENOUGH, "some/lv.json", 1, "one object");
	refuses("{}", ENOUGH, "some/lv.json", 1, "one object");
}

static void each_language_has_its_plural_forms_and_no_others(void **state)
{
	(void)state;
	refuses("{\"a\":{\"one\":\"{count}\",\"other\":\"{count}\"}}", ENOUGH, "some/lv.json", 1, "is missing: zero");
	refuses("{\"a\":{\"zero\":\"{count}\",\"one\":\"{count}\",\"few\":\"{count}\",\"other\":\"{count}\"}}", ENOUGH,
	        "some/lv.json", 1, "no plural form few");
	refuses("{\"a\":{\"zero\":\"x\",\"one\":\"x\",\"other\":\"x\"}}", ENOUGH, "some/lv.json", 1,
	        "has a place {count}");
}

static void numbers_choose_the_form(void **state)
{
	static const struct {
		unsigned long number;
		enum plural lv;
	} cases[] = {{0, PLURAL_ZERO},   {1, PLURAL_ONE},   {2, PLURAL_OTHER},  {10, PLURAL_ZERO},
	             {11, PLURAL_ZERO},  {19, PLURAL_ZERO}, {20, PLURAL_ZERO},  {21, PLURAL_ONE},
	             {22, PLURAL_OTHER}, {101, PLURAL_ONE}, {111, PLURAL_ZERO}, {121, PLURAL_ONE}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(plural_lv(cases[i].number), cases[i].lv);
	assert_int_equal(plural_en(1), PLURAL_ONE);
	assert_int_equal(plural_en(21), PLURAL_OTHER);
}

static const struct message_text TEXTS[] = {
        {{NULL, NULL, NULL, NULL, "<\2> & \1"}, 0},
        {{"none \1", "one \1", NULL, NULL, "many \1"}, 1},
};
static const struct catalogue WORDS = {"lv", "Latviešu", TEXTS, 2, plural_lv};

static void says(unsigned key, const struct message_value *values, const char *wanted)
{
	struct buf out;
	buf_init(&out, 1000);
	catalogue_write(&out, &WORDS, key, values);
	assert_string_equal(out.data, wanted);
	buf_release(&out);
}

static void words_and_values_are_escaped(void **state)
{
	(void)state;
	says(0, (struct message_value[]){{"<b>", 0}, {NULL, 7}}, "&lt;7&gt; &amp; &lt;b&gt;");
}

static void the_count_is_said_in_its_form(void **state)
{
	(void)state;
	says(1, (struct message_value[]){{NULL, 21}}, "one 21");
	says(1, (struct message_value[]){{NULL, 2}}, "many 2");
	says(1, (struct message_value[]){{NULL, 10}}, "none 10");
}

static void the_catalogues_of_the_pages_are_whole(void **state)
{
	(void)state;
	assert_string_equal(catalogues[0].lang, "lv");
	for (size_t i = 0; i < catalogue_count; i++)
		for (unsigned key = 0; key < MESSAGES; key++)
			assert_non_null(catalogue_text(&catalogues[i], key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(languages_with_the_same_keys_and_places_are_taken),
	        cmocka_unit_test(keys_are_the_same_in_every_language),
	        cmocka_unit_test(places_are_the_same_in_every_language),
	        cmocka_unit_test(texts_are_texts),
	        cmocka_unit_test(each_language_has_its_plural_forms_and_no_others),
	        cmocka_unit_test(numbers_choose_the_form),
	        cmocka_unit_test(words_and_values_are_escaped),
	        cmocka_unit_test(the_count_is_said_in_its_form),
	        cmocka_unit_test(the_catalogues_of_the_pages_are_whole),
	};
	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
