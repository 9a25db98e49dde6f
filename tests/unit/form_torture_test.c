/* Every allocation while a form is read and while answers are evaluated fails once: the answer is "no memory", and
 * nothing leaks (ASan sees to that). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "torture.h"
#include "core/answers.h"

static const char FORM[] = "{\"title\":{\"lv\":\"a\",\"en\":\"b\"},\"calculatedValues\":[{\"name\":\"sum\","
                           "\"expression\":\"{n} + "
                           "1\",\"includeIntoResult\":true}],\"uzklausi\":{\"groupBy\":\"r\",\"languages\":[\"lv\","
                           "\"en\"],\"easyOf\":\"full\",\"easyScales\":[{\"items\":[\"r\",\"m\"],\"values\":{\"1\":4}}]"
                           ",\"pictograms\":{\"questions\":{\"n\":\"sun\"},\"values\":{\"1\":\"smile\"}}},"
                           "\"elements\":[{\"type\":\"html\",\"html\":\"x\"},{\"type\":\"text\",\"name\":\"n\","
                           "\"inputType\":\"number\",\"validators\":[{\"type\":\"regex\",\"regex\":\"^[0-9]+$\"}]},"
                           "{\"type\":\"radiogroup\",\"name\":\"r\",\"choices\":[1,\"b|Bean\",{\"value\":3,"
                           "\"visibleIf\":\"{n} > 1\"}],\"showOtherItem\":true},"
                           "{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[1,2,3],\"visibleIf\":\"{r} = 1 or {n} = "
                           "2\"},{\"type\":\"ranking\",\"name\":\"k\",\"choices\":[1,2]},"
                           "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2],\"rows\":[\"x\"]}]}";
static const char ANSWERS[] = "{\"n\":2,\"r\":\"other\",\"r-Comment\":\"why\",\"c\":[1,7],\"k\":[2],\"m\":{\"x\":[1]}}";

/* pcre2's own allocations are not ours to fail, but regex_new's is: it answers no memory as well. */
static void read_form(void *context, const bool *failed)
{
	struct problems problems;
	struct form *form;
	enum core_err err;

	(void)context;
	problems_init(&problems);
	err = form_read("form.json", FORM, sizeof FORM - 1, &form, &problems);
	assert_int_equal(err, *failed ? CORE_NOMEM : CORE_OK);
	assert_int_equal(form == NULL, *failed);
	form_free(form);
	problems_release(&problems);
}

static void evaluate(void *context, const bool *failed)
{
	static const struct moment NOW = {1768478400000, 0};
	struct answers *a = answers_new(context);
	enum core_err err;

	if (!a) {
		assert_true(*failed);
		return;
	}
	err = answers_read_json(a, ANSWERS, sizeof ANSWERS - 1);
	if (err == CORE_OK)
		err = answers_evaluate(a, &NOW, "lv");
	assert_int_equal(err, *failed ? CORE_NOMEM : CORE_OK);
	assert_true(!*failed || !answers_acceptable(a) || err == CORE_NOMEM);
	answers_free(a);
}

static void reading_a_form_survives_every_failure(void **state)
{
	(void)state;
	assert_true(torture(read_form, NULL) > 5);
}

static void evaluating_answers_survives_every_failure(void **state)
{
	struct problems problems;
	struct form *form;

	(void)state;
	problems_init(&problems);
	assert_int_equal(form_read("form.json", FORM, sizeof FORM - 1, &form, &problems), CORE_OK);
	assert_true(torture(evaluate, form) > 2);
	form_free(form);
	problems_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reading_a_form_survives_every_failure),
	        cmocka_unit_test(evaluating_answers_survives_every_failure),
	};
	return cmocka_run_group_tests_name("torture of forms", tests, NULL, NULL);
}
