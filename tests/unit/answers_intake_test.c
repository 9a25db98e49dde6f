/* The intake: what no page of ours could have sent is a fault, and what it could have sent is not. */
#include "form_fixture.h"

static const char FORM[] =
        "{\"maxCommentLength\":5,\"elements\":["
        "{\"type\":\"text\",\"name\":\"t\",\"maxLength\":4},"
        "{\"type\":\"text\",\"name\":\"n\",\"inputType\":\"number\"},"
        "{\"type\":\"text\",\"name\":\"range\",\"inputType\":\"range\",\"min\":1,\"max\":9},"
        "{\"type\":\"text\",\"name\":\"day\",\"inputType\":\"date\"},"
        "{\"type\":\"text\",\"name\":\"when\",\"inputType\":\"datetime-local\"},"
        "{\"type\":\"text\",\"name\":\"time\",\"inputType\":\"time\"},"
        "{\"type\":\"text\",\"name\":\"month\",\"inputType\":\"month\"},"
        "{\"type\":\"text\",\"name\":\"week\",\"inputType\":\"week\"},"
        "{\"type\":\"comment\",\"name\":\"c\",\"maxLength\":10},"
        "{\"type\":\"radiogroup\",\"name\":\"one\",\"choices\":[1,\"b\",{\"value\":\"h\",\"visibleIf\":\"{t} = "
        "1\"}],\"showOtherItem\":true},"
        "{\"type\":\"checkbox\",\"name\":\"many\",\"choices\":[1,2,3],\"maxSelectedChoices\":2,\"showNoneItem\":true},"
        "{\"type\":\"boolean\",\"name\":\"yes\"},"
        "{\"type\":\"boolean\",\"name\":\"ja\",\"valueTrue\":\"ja\",\"valueFalse\":\"ne\"},"
        "{\"type\":\"rating\",\"name\":\"r\",\"rateMax\":3},"
        "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2],\"rows\":[\"x\",\"y\"]},"
        "{\"type\":\"matrix\",\"name\":\"mm\",\"cellType\":\"checkbox\",\"columns\":[1,2],\"rows\":[\"x\"]},"
        "{\"type\":\"ranking\",\"name\":\"rank\",\"choices\":[1,2]}]}";

struct taken {
	const char *answers, *fault; /* NULL: none */
};
static const struct taken CASES[] = {
        {"{\"t\":\"abcd\"}", NULL},
        {"{\"t\":\"abcde\"}", "toolong"},
        {"{\"t\":\"āāāā\"}", NULL},
        {"{\"t\":\"\\ud83d\\ude00\\ud83d\\ude00\"}", NULL},
        {"{\"t\":\"\\ud83d\\ude00\\ud83d\\ude00a\"}", "toolong"},
        {"{\"t\":5}", "badtext"},
        {"{\"t\":[\"a\"]}", "badtext"},
        {"{\"t\":true}", "badtext"},
        {"{\"t\":\"a\\u0007\"}", "badtext"},
        {"{\"t\":\"a\\u001b\"}", "badtext"},
        {"{\"t\":\"a\\u0085\"}", "badtext"},
        {"{\"t\":\"a\\nb\"}", "badtext"},
        {"{\"t\":\"a\\tb\"}", NULL},
        {"{\"t\":\"\\u202e1\"}", NULL},
        {"{\"t\":\"\"}", NULL},
        {"{\"t\":null}", NULL},
        {"{\"n\":5}", NULL},
        {"{\"n\":-2.5}", NULL},
        {"{\"n\":\"5\"}", "notanumber"},
        {"{\"n\":\"abc\"}", "notanumber"},
        {"{\"n\":true}", "notanumber"},
        {"{\"range\":9}", NULL},
        {"{\"range\":10}", "outofrange"},
        {"{\"range\":0}", "outofrange"},
        {"{\"day\":\"2026-02-28\"}", NULL},
        {"{\"day\":\"2026-02-29\"}", "badtext"},
        {"{\"day\":\"2024-02-29\"}", NULL},
        {"{\"day\":\"1.2.2026\"}", "badtext"},
        {"{\"day\":\"2026-13-01\"}", "badtext"},
        {"{\"when\":\"2026-01-01T10:00\"}", NULL},
        {"{\"when\":\"2026-01-01 10:00\"}", "badtext"},
        {"{\"when\":\"2026-01-01T25:00\"}", "badtext"},
        {"{\"time\":\"23:59\"}", NULL},
        {"{\"time\":\"24:00\"}", "badtext"},
        {"{\"month\":\"2026-12\"}", NULL},
        {"{\"month\":\"2026-00\"}", "badtext"},
        {"{\"week\":\"2026-W53\"}", NULL},
        {"{\"week\":\"2026-W54\"}", "badtext"},
        {"{\"c\":\"a\\nb\"}", NULL},
        {"{\"c\":\"a\\u0000b\"}", "refused"},
        {"{\"c\":\"12345678901\"}", "toolong"},
        {"{\"one\":1}", NULL},
        {"{\"one\":\"1\"}", "unknownvalue"},
        {"{\"one\":\"b\"}", NULL},
        {"{\"one\":\"B\"}", "unknownvalue"},
        {"{\"one\":[1]}", "unknownvalue"},
        {"{\"one\":\"zz\"}", "unknownvalue"},
        {"{\"one\":{\"value\":1}}", "unknownvalue"},
        {"{\"one\":\"other\",\"one-Comment\":\"abcde\"}", NULL},
        {"{\"one\":\"other\",\"one-Comment\":\"abcdef\"}", "toolong"},
        {"{\"one\":\"other\",\"one-Comment\":7}", "badtext"},
        {"{\"many\":[1,2]}", NULL},
        {"{\"many\":[1,2,3]}", "toomany"},
        {"{\"many\":[1,1]}", "unknownvalue"},
        {"{\"many\":[7]}", "unknownvalue"},
        {"{\"many\":1}", "unknownvalue"},
        {"{\"many\":[\"none\"]}", NULL},
        {"{\"many\":[1,\"none\"]}", "toomany"},
        {"{\"many\":{}}", NULL},
        {"{\"yes\":true}", NULL},
        {"{\"yes\":\"true\"}", "unknownvalue"},
        {"{\"yes\":1}", "unknownvalue"},
        {"{\"ja\":\"ja\"}", NULL},
        {"{\"ja\":true}", "unknownvalue"},
        {"{\"r\":3}", NULL},
        {"{\"r\":4}", "outofrange"},
        {"{\"r\":\"3\"}", "outofrange"},
        {"{\"r\":2.5}", "outofrange"},
        {"{\"m\":{\"x\":1}}", NULL},
        {"{\"m\":{\"z\":1}}", "unknownvalue"},
        {"{\"m\":{\"x\":7}}", "unknownvalue"},
        {"{\"m\":{\"x\":[1]}}", "unknownvalue"},
        {"{\"m\":1}", "unknownvalue"},
        {"{\"m\":[1]}", "unknownvalue"},
        {"{\"mm\":{\"x\":[1,2]}}", NULL},
        {"{\"mm\":{\"x\":[1,1]}}", "unknownvalue"},
        {"{\"mm\":{\"x\":1}}", "unknownvalue"},
        {"{\"rank\":[2,1]}", NULL},
        {"{\"rank\":[2,2]}", "unknownvalue"},
        {"{\"nope\":1}", "unknownkey"},
        {"{\"__proto__\":1}", "unknownkey"},
        {"{\"constructor\":{\"a\":1}}", "unknownkey"},
        {"{\"T\":\"a\"}", "unknownkey"},
        {"{\"t-Comment\":\"a\"}", "unknownkey"},
        {"{\"one-comment\":\"a\"}", "unknownkey"},
        {"{\"\":1}", "unknownkey"},
        {"{\"t\":\"a\",\"t\":\"b\"}", "refused"},
        {"[]", "refused"},
        {"{\"t\":", "refused"},
        {"{\"t\":\"\xff\"}", "refused"},
        {"{\"m\":{\"x\":{\"y\":{\"z\":{}}}}}", "refused"},
};

static void run(struct answers *a, const struct taken *c)
{
	static const struct moment NOW = {1768478400000, 0};
	enum core_err err = answers_read_json(a, c->answers, strlen(c->answers));
	bool found = false;

	if (c->fault && strcmp(c->fault, "refused") == 0) {
		if (err == CORE_OK || err == CORE_REFUSED)
			print_error("%s was read\n", c->answers);
		assert_true(err != CORE_OK && err != CORE_REFUSED);
		return;
	}
	assert_int_equal(err, c->fault && strcmp(c->fault, "unknownkey") == 0 ? CORE_REFUSED : CORE_OK);
	assert_int_equal(answers_evaluate(a, &NOW, "lv"), CORE_OK);
	for (size_t i = 0; i < answers_fault_count(a); i++) {
		struct answer_fault f = answers_fault(a, i);
		if (!f.intake)
			continue;
		if (!c->fault || strcmp(f.type, c->fault) != 0)
			print_error("%s: %s\n", c->answers, f.type);
		assert_non_null(c->fault);
		assert_string_equal(f.type, c->fault);
		assert_int_equal(f.element == NULL, strcmp(f.type, "unknownkey") == 0);
		found = true;
	}
	if (found != (c->fault != NULL))
		print_error("%s\n", c->answers);
	assert_int_equal(found, c->fault != NULL);
	if (c->fault)
		assert_false(answers_acceptable(a));
}

static void each_answer_is_taken_or_faulted(void **state)
{
	struct form *form = fixture_form(FORM);
	struct answers *a = answers_new(form);

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		answers_clear(a);
		run(a, &CASES[i]);
	}
	answers_free(a);
	form_free(form);
}

/* A hidden choice is a choice of the question: survey-core drops it, and the intake leaves that to it. */
static void a_hidden_choice_is_dropped_and_no_fault(void **state)
{
	struct given g = given(FORM, "{\"one\":\"h\"}");
	(void)state;
	assert_true(answers_acceptable(g.answers));
	given_release(&g);
}

/* --- fields of a page without script --- */

static enum core_err add(struct answers *a, const char *name, const char *text)
{
	return answers_add_field(a, name, strlen(name), text, strlen(text));
}

static void fields_become_what_script_would_have_sent(void **state)
{
	struct given g = given(FORM, NULL);

	(void)state;
	answers_clear(g.answers);
	assert_int_equal(add(g.answers, "t", "abc"), CORE_OK);
	assert_int_equal(add(g.answers, "n", "1,5"), CORE_OK);
	assert_int_equal(add(g.answers, "c", ""), CORE_OK);
	assert_int_equal(add(g.answers, "one", "1"), CORE_OK);
	assert_int_equal(add(g.answers, "many", "1"), CORE_OK);
	assert_int_equal(add(g.answers, "many", "3"), CORE_OK);
	assert_int_equal(add(g.answers, "yes", "true"), CORE_OK);
	assert_int_equal(add(g.answers, "r", "3"), CORE_OK);
	assert_int_equal(add(g.answers, "m.x", "2"), CORE_OK);
	assert_int_equal(add(g.answers, "mm.x", "2"), CORE_OK);
	assert_int_equal(add(g.answers, "mm.x", "1"), CORE_OK);
	assert_int_equal(add(g.answers, "m.y", ""), CORE_OK);
	assert_int_equal(add(g.answers, "one-Comment", ""), CORE_OK);
	assert_int_equal(add(g.answers, "many", ""), CORE_OK);
	assert_int_equal(add(g.answers, "rank.2", "1"), CORE_OK);
	assert_int_equal(add(g.answers, "rank.1", "2"), CORE_OK);
	fixture_evaluate(&g);
	assert_true(answers_acceptable(g.answers));
	assert_data(&g, "{\"t\":\"abc\",\"n\":1.5,\"one\":1,\"many\":[1,3],\"yes\":true,\"r\":3,\"m\":{\"x\":2},\"mm\":"
	                "{\"x\":[2,1]},\"rank\":[2,1]}");
	given_release(&g);
}

static void fields_that_are_no_question_are_refused(void **state)
{
	static const char *const NAMES[] = {"nope",   "T",   "m",         "m.z", "m.", "rank.0",    "rank.3",
	                                    "rank.x", "t.x", "t-Comment", "",    ".",  "__proto__", "one-comment"};
	struct given g = given(FORM, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		answers_clear(g.answers);
		assert_int_equal(add(g.answers, NAMES[i], "1"), CORE_REFUSED);
		fixture_evaluate(&g);
		assert_false(answers_acceptable(g.answers));
	}
	answers_clear(g.answers);
	assert_int_equal(add(g.answers, "nope", ""), CORE_REFUSED);
	answers_clear(g.answers);
	assert_int_equal(answers_add_field(g.answers, "t", 1, "a\0b", 3), CORE_UTF8);
	assert_int_equal(answers_add_field(g.answers, "t", 1, "\xc3", 1), CORE_UTF8);
	given_release(&g);
}

static void more_of_a_field_than_there_are_choices_is_refused(void **state)
{
	struct given g = given(FORM, NULL);
	enum core_err err = CORE_OK;

	(void)state;
	answers_clear(g.answers);
	for (int i = 0; i < 10 && err == CORE_OK; i++)
		err = add(g.answers, "many", "1");
	assert_int_equal(err, CORE_REFUSED);
	given_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_answer_is_taken_or_faulted),
	        cmocka_unit_test(a_hidden_choice_is_dropped_and_no_fault),
	        cmocka_unit_test(fields_become_what_script_would_have_sent),
	        cmocka_unit_test(fields_that_are_no_question_are_refused),
	        cmocka_unit_test(more_of_a_field_than_there_are_choices_is_refused),
	};
	return cmocka_run_group_tests_name("intake of answers", tests, NULL, NULL);
}
