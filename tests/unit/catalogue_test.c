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

static void slavic_languages_have_four_forms(void **state)
{
	const char *text = "{\"a\":{\"one\":\"{count}\",\"few\":\"{count}\",\"other\":\"{count}\"}}";
	struct read r;
	(void)state;
	problems_init(&r.problems);
	arena_init(&r.arena, 1 << 20);
	assert_false(catalogue_read("some/uk.json", text, strlen(text), &r.arena, &r.model, &r.problems));
	assert_non_null(strstr(r.problems.items[0].reason, "is missing: many"));
	forget(&r);
}

/* The samples that CLDR 46 gives with its cardinal rules (unicode.org, charts/46/supplemental/language_plural_rules).
 */
static const struct sample {
	enum plural (*rule)(unsigned long number);
	enum plural plural;
	unsigned long first, last;
} SAMPLES[] = {
        {plural_lv, PLURAL_ZERO, 0, 0},         {plural_lv, PLURAL_ZERO, 10, 20},
        {plural_lv, PLURAL_ZERO, 30, 30},       {plural_lv, PLURAL_ZERO, 40, 40},
        {plural_lv, PLURAL_ZERO, 50, 50},       {plural_lv, PLURAL_ZERO, 60, 60},
        {plural_lv, PLURAL_ZERO, 100, 100},     {plural_lv, PLURAL_ZERO, 1000, 1000},
        {plural_lv, PLURAL_ZERO, 10000, 10000}, {plural_lv, PLURAL_ZERO, 100000, 100000},
        {plural_lv, PLURAL_ZERO, 111, 111},     {plural_lv, PLURAL_ONE, 1, 1},
        {plural_lv, PLURAL_ONE, 21, 21},        {plural_lv, PLURAL_ONE, 31, 31},
        {plural_lv, PLURAL_ONE, 81, 81},        {plural_lv, PLURAL_ONE, 101, 101},
        {plural_lv, PLURAL_ONE, 1001, 1001},    {plural_lv, PLURAL_OTHER, 2, 9},
        {plural_lv, PLURAL_OTHER, 22, 29},      {plural_lv, PLURAL_OTHER, 102, 102},
        {plural_lv, PLURAL_OTHER, 1002, 1002},  {plural_en, PLURAL_ONE, 1, 1},
        {plural_en, PLURAL_OTHER, 0, 0},        {plural_en, PLURAL_OTHER, 2, 16},
        {plural_en, PLURAL_OTHER, 100, 100},    {plural_en, PLURAL_OTHER, 1000000, 1000000},
        {plural_en, PLURAL_OTHER, 21, 21},      {plural_en, PLURAL_OTHER, 101, 101},
        {plural_ru, PLURAL_ONE, 1, 1},          {plural_ru, PLURAL_ONE, 21, 21},
        {plural_ru, PLURAL_ONE, 31, 31},        {plural_ru, PLURAL_ONE, 81, 81},
        {plural_ru, PLURAL_ONE, 101, 101},      {plural_ru, PLURAL_ONE, 1001, 1001},
        {plural_ru, PLURAL_FEW, 2, 4},          {plural_ru, PLURAL_FEW, 22, 24},
        {plural_ru, PLURAL_FEW, 32, 34},        {plural_ru, PLURAL_FEW, 62, 62},
        {plural_ru, PLURAL_FEW, 102, 102},      {plural_ru, PLURAL_FEW, 1002, 1002},
        {plural_ru, PLURAL_MANY, 0, 0},         {plural_ru, PLURAL_MANY, 5, 19},
        {plural_ru, PLURAL_MANY, 20, 20},       {plural_ru, PLURAL_MANY, 100, 100},
        {plural_ru, PLURAL_MANY, 111, 114},     {plural_ru, PLURAL_MANY, 1000000, 1000000},
};

static void numbers_choose_the_form_that_cldr_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++)
		for (unsigned long number = SAMPLES[i].first; number <= SAMPLES[i].last; number++)
			if (SAMPLES[i].rule(number) != SAMPLES[i].plural)
				fail_msg("sample %zu: %lu", i, number);
}

static void ukrainian_counts_as_russian_does(void **state)
{
	(void)state;
	for (unsigned long number = 0; number < 1200; number++)
		assert_int_equal(plural_uk(number), plural_ru(number));
}

/* A rule that took another language's form would write an empty place. */
static void every_form_that_a_number_chooses_is_in_the_catalogue(void **state)
{
	size_t plurals = 0;
	(void)state;
	for (size_t i = 0; i < catalogue_count; i++)
		for (unsigned key = 0; key < MESSAGES; key++) {
			const struct message_text *text = &catalogues[i].texts[key];
			plurals += text->count_at != 0;
			for (unsigned long number = 0; text->count_at && number < 130; number++)
				assert_non_null(text->forms[catalogues[i].plural(number)]);
		}
	assert_true(plurals >= catalogue_count);
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
	static const char *const languages[] = {"lv", "en", "ru", "uk"};
	(void)state;
	assert_string_equal(catalogues[0].lang, "lv");
	assert_int_equal(catalogue_count, sizeof languages / sizeof *languages);
	for (size_t i = 0; i < catalogue_count; i++) {
		size_t found = 0;
		for (size_t k = 0; k < catalogue_count; k++)
			found += strcmp(catalogues[k].lang, languages[i]) == 0;
		assert_int_equal(found, 1);
	}
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
	        cmocka_unit_test(slavic_languages_have_four_forms),
	        cmocka_unit_test(numbers_choose_the_form_that_cldr_names),
	        cmocka_unit_test(ukrainian_counts_as_russian_does),
	        cmocka_unit_test(every_form_that_a_number_chooses_is_in_the_catalogue),
	        cmocka_unit_test(words_and_values_are_escaped),
	        cmocka_unit_test(the_count_is_said_in_its_form),
	        cmocka_unit_test(the_catalogues_of_the_pages_are_whole),
	};
	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
