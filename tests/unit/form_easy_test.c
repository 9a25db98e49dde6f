/* A form and its easy-language version: what stands for what, and all that makes two forms no such pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/form_easy.h"
#include "core/pictogram.h"

#define QUOTES_MAX 4000
#define REASON_SIZE 1000

static const char FULL[] =
        "{'uzklausi':{'easy':'short','groupBy':'age'},'elements':["
        "{'type':'dropdown','name':'age','choices':['young','old']},"
        "{'type':'matrix','name':'m','columns':[4,3,2,1],'rows':['x','y']},"
        "{'type':'checkbox','name':'c','choices':['p','q'],'showNoneItem':true,'showOtherItem':true},"
        "{'type':'comment','name':'words','maxLength':9}]}";
static const char SHORT[] = "{'uzklausi':{'easyOf':'full','groupBy':'age','easyScales':[{'items':['m'],'values':{'yes':"
                            "4,'some':3,'no':1}}]},"
                            "'elements':["
                            "{'type':'radiogroup','name':'age','choices':['old','young']},"
                            "{'type':'matrix','name':'m','columns':['yes','some','no'],'rows':['y','x']},"
                            "{'type':'checkbox','name':'c','choices':['q'],'showNoneItem':true,'showOtherItem':true},"
                            "{'type':'comment','name':'words','maxLength':9}]}";

/* Reads a form written with ' for ", in which from became to. NULL when it is refused; the first reason is kept. */
static struct form *form_of(const char *file, const char *text, const char *from, const char *to, char *reason)
{
	char json[QUOTES_MAX];
	struct problems problems;
	struct form *form = NULL;
	const char *at = from ? strstr(text, from) : NULL;
	assert_true(!from || at);
	snprintf(json, sizeof json, "%.*s%s%s", at ? (int)(at - text) : 0, text, at ? to : "",
	         at ? at + strlen(from) : text);
	for (char *c = json; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	problems_init(&problems);
	form_read(file, json, strlen(json), &form, &problems);
	if (!form)
		snprintf(reason, REASON_SIZE, "%s", problems.items[0].reason);
	problems_release(&problems);
	return form;
}

/* The first reason why the pair does not fit, "" when it fits. */
static const char *fault_of(const char *full_from, const char *full_to, const char *from, const char *to)
{
	static char reason[REASON_SIZE];
	struct problems problems;
	struct form *full = form_of("full.json", FULL, full_from, full_to, reason);
	struct form *easy = form_of("short.json", SHORT, from, to, reason);
	if (full && easy) {
		problems_init(&problems);
		bool fits = form_easy_check("short.json", easy, full, &problems);
		assert_int_equal(fits, problems.total == 0);
		snprintf(reason, sizeof reason, "%s%s%s",
		         fits                           ? ""
		         : problems.items[0].element[0] ? problems.items[0].element
		                                        : "form",
		         fits ? "" : ": ", fits ? "" : problems.items[0].reason);
		problems_release(&problems);
	}
	form_free(full);
	form_free(easy);
	return reason;
}

static void a_version_with_shorter_scales_fits(void **state)
{
	(void)state;
	assert_string_equal(fault_of(NULL, NULL, NULL, NULL), "");
}

static void what_makes_no_pair_is_said(void **state)
{
	static const struct {
		const char *full_from, *full_to, *from, *to, *reason;
	} cases[] = {
	        {"'easy':'short',", "", NULL, NULL, "form: full and this form do not name each other"},
	        {NULL, NULL, "'easyOf':'full'", "'easyOf':'other'", "form: full and this form do not name each other"},
	        {NULL, NULL, "'groupBy':'age',", "", "form: \"groupBy\" differs"},
	        {NULL, NULL, "'easyOf':'full'", "'easyOf':'full','easy':'x'", "form: an easy-language version has no"},
	        {"'groupBy':'age'", "'groupBy':'age','smallestGroup':10", NULL, NULL,
	         "form: \"smallestGroup\" differs"},
	        {"'groupBy':'age'", "'groupBy':'age','keepDay':true", NULL, NULL, "form: \"keepDay\" differs"},
	        {"'groupBy':'age'", "'groupBy':'age','audience':'staff'", NULL, NULL, "form: \"audience\" differs"},
	        {NULL, NULL, "'name':'words'", "'name':'wards'", "wards: full asks no such question"},
	        {NULL, NULL, "'checkbox'", "'radiogroup'", "c: in full it is answered in another way"},
	        {NULL, NULL, "'rows':['y','x']", "'rows':['y','z']", "m: the full form has no row z"},
	        {NULL, NULL, "'some':3", "'some':5", "m: its choice some stands for none"},
	        {NULL, NULL, "'some':3", "'some':'3'", "m: its choice some stands for none"},
	        {NULL, NULL, "'choices':['q']", "'choices':['r']", "c: its choice r stands for none"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *reason = fault_of(cases[i].full_from, cases[i].full_to, cases[i].from, cases[i].to);
		if (strncmp(reason, cases[i].reason, strlen(cases[i].reason)) != 0)
			fail_msg("%s, not %s", reason, cases[i].reason);
	}
}

static void scales_that_name_nothing_are_refused(void **state)
{
	static const char *const cases[][3] = {
	        {"['m'],'values'", "['n'],'values'", "which is no question"},
	        {"['m'],'values'", "['words'],'values'", "of a type that it cannot use"},
	        {"['m'],'values'", "['m','m'],'values'", "twice"},
	        {"'some':3", "'sone':3", "does not offer"},
	        {"'values':{", "'value':{", "needs a list"},
	        {"[{'items':['m'],'values':{'yes':4,'some':3,'no':1}}]", "{}", "must be a list"},
	        {"'groupBy':'age'", "'pictograms':{'questions':{'m':'smile'},'values':{'yes':'smiley'}}",
	         "no such pictogram"},
	        {"'groupBy':'age'", "'pictograms':{'questions':{'n':'smile'}}", "which is no question"},
	        {"'groupBy':'age'", "'pictograms':{'values':{'n':'smile'}}", "which is no value of a choice"},
	        {"'groupBy':'age'", "'pictograms':{'choices':{}}", "two objects"},
	        {"'groupBy':'age'", "'pictograms':[]", "must be an object"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char reason[REASON_SIZE] = "";
		struct form *form = form_of("short.json", SHORT, cases[i][0], cases[i][1], reason);
		assert_null(form);
		if (!strstr(reason, cases[i][2]))
			fail_msg("%s, not %s", reason, cases[i][2]);
	}
}

static void choices_find_what_they_stand_for(void **state)
{
	char reason[REASON_SIZE];
	struct form *full = form_of("full.json", FULL, NULL, NULL, reason);
	struct form *easy = form_of("short.json", SHORT, NULL, NULL, reason);
	const struct element *there = form_find(full, "m", 1), *here = form_find(easy, "m", 1);
	(void)state;
	assert_ptr_equal(form_easy_choice(easy, here, &here->choices[0], there), &there->choices[0]);
	assert_ptr_equal(form_easy_choice(easy, here, &here->choices[1], there), &there->choices[1]);
	assert_ptr_equal(form_easy_choice(easy, here, &here->choices[2], there), &there->choices[3]);
	there = form_find(full, "c", 1);
	here = form_find(easy, "c", 1);
	for (size_t i = 0; i < here->choice_count; i++)
		assert_string_equal(form_easy_choice(easy, here, &here->choices[i], there)->value_text,
		                    here->choices[i].value_text);
	form_free(full);
	form_free(easy);
}

static void pictograms_are_found_by_question_and_value(void **state)
{
	char reason[REASON_SIZE];
	struct form *form =
	        form_of("short.json", SHORT, "'groupBy':'age'",
	                "'pictograms':{'questions':{'m':'sun'},'values':{'yes':'smile','y':'bus'}}", reason);
	(void)state;
	assert_non_null(form);
	assert_string_equal(pictogram_names[form_pictogram_of_question(form, "m")], "sun");
	assert_string_equal(pictogram_names[form_pictogram_of_value(form, "yes")], "smile");
	assert_string_equal(pictogram_names[form_pictogram_of_value(form, "y")], "bus");
	assert_true(form_pictogram_of_value(form, "no") == PICTOGRAM_NONE);
	assert_true(form_pictogram_of_question(form, "yes") == PICTOGRAM_NONE);
	form_free(form);
	form = form_of("full.json", FULL, NULL, NULL, reason);
	assert_true(form_pictogram_of_value(form, "young") == PICTOGRAM_NONE);
	form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_version_with_shorter_scales_fits),
	        cmocka_unit_test(what_makes_no_pair_is_said),
	        cmocka_unit_test(scales_that_name_nothing_are_refused),
	        cmocka_unit_test(choices_find_what_they_stand_for),
	        cmocka_unit_test(pictograms_are_found_by_question_and_value),
	};
	return cmocka_run_group_tests_name("form_easy", tests, NULL, NULL);
}
