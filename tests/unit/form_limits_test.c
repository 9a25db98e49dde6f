/* Large forms are read, and hostile ones are refused. How long a large form takes is in `make bench`; here an alarm
 * ends the program if something takes minutes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/answers.h"
#include "core/form_lint.h"

/* Reads the text, which is released; *form is what came of it. */
static void read_form(struct buf *text, struct form **form, struct problems *problems)
{
	assert_false(text->failed);
	problems_init(problems);
	form_read("f.json", text->data, text->len, form, problems);
	buf_release(text);
}

static void assert_refused(struct buf *text, const char *reason)
{
	struct problems problems;
	struct form *form;

	read_form(text, &form, &problems);
	assert_null(form);
	assert_true(problems.count > 0);
	if (!strstr(problems.items[0].reason, reason))
		print_error("%s\n", problems.items[0].reason);
	assert_non_null(strstr(problems.items[0].reason, reason));
	problems_release(&problems);
}

static void begin(struct buf *text, const char *opening)
{
	buf_init(text, 1 << 20);
	buf_adds(text, opening);
}

static void a_form_of_400_kilobytes_is_read(void **state)
{
	struct problems problems;
	struct form *form;
	struct buf text;

	(void)state;
	begin(&text, "{\"pages\":[{\"elements\":[");
	for (unsigned i = 0; text.len < 400000; i++) {
		buf_printf(&text,
		           "%s{\"type\":\"%s\",\"name\":\"question%u\",\"title\":{\"lv\":\"Jautājums\",\"en\":"
		           "\"Question\"},\"isRequired\":true,"
		           "\"visibleIf\":\"{question%u} = 'a' or {question%u} notempty\"%s}\n",
		           i ? "," : "", i % 2 ? "text" : "radiogroup", i, i ? i - 1 : 0, i / 2,
		           i % 2 ? "" : ",\"choices\":[\"a|Apple\",\"b|Bean\",3,4]");
		if (i % 50 == 49)
			buf_adds(&text, "]},{\"elements\":[{\"type\":\"html\"}");
	}
	buf_adds(&text, "]}]}");
	read_form(&text, &form, &problems);
	assert_non_null(form);
	assert_true(form->element_count > 1500);
	form_free(form);
	problems_release(&problems);
}

static void too_many_of_anything_is_refused_at_once(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[");
	for (unsigned i = 0; i < 40000; i++)
		buf_printf(&text, "%s{\"type\":\"html\"}", i ? "," : "");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 8000 elements");
	begin(&text, "{\"elements\":[{\"type\":\"dropdown\",\"name\":\"q\",\"choices\":[0");
	for (unsigned i = 1; i < 100000; i++)
		buf_printf(&text, ",%u", i);
	buf_adds(&text, "]}]}");
	assert_refused(&text, "choices");
	begin(&text, "{\"pages\":[{}");
	for (unsigned i = 1; i < 60000; i++)
		buf_adds(&text, ",{}");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 500 pages");
	begin(&text, "{\"calculatedValues\":[{\"name\":\"a\"}");
	for (unsigned i = 1; i < 20000; i++)
		buf_printf(&text, ",{\"name\":\"a%u\"}", i);
	buf_adds(&text, "],\"elements\":[]}");
	assert_refused(&text, "at most 500");
	begin(&text, "{\"title\":{\"a\":\"\"");
	for (unsigned i = 0; i < 30000; i++)
		buf_printf(&text, ",\"l%u\":\"\"", i);
	buf_adds(&text, "},\"elements\":[]}");
	assert_refused(&text, "languages");
}

static void depth_is_bounded(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[");
	for (unsigned i = 0; i < 15; i++)
		buf_adds(&text, "{\"type\":\"panel\",\"elements\":[");
	for (unsigned i = 0; i < 15; i++)
		buf_adds(&text, "]}");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 12 deep");
	begin(&text, "{\"elements\":");
	for (unsigned i = 0; i < 400000; i++)
		buf_addc(&text, '[');
	assert_refused(&text, "");
	begin(&text, "{\"elements\":[{\"type\":\"text\",\"name\":\"q\",\"visibleIf\":\"");
	for (unsigned i = 0; i < 16000; i++)
		buf_addc(&text, '(');
	buf_adds(&text, "1\"}]}");
	assert_refused(&text, "not a valid expression");
}

static void a_million_problems_are_bounded(void **state)
{
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[0");
	for (unsigned i = 1; i < 7900; i++)
		buf_adds(&text, "\n,{\"a\":0,\"b\":0,\"c\":0,\"type\":\"text\"}");
	buf_adds(&text, "]}");
	assert_refused(&text, "an element must be an object");
	begin(&text, "{\"a0\":0");
	for (unsigned i = 1; i < 70000; i++)
		buf_printf(&text, ",\"a%u\":0", i);
	buf_addc(&text, '}');
	assert_refused(&text, "misspelt");
}

/* A chain of calculated values is as deep as the form wants; a ring of them is refused. */
static void chains_and_rings_of_calculated_values(void **state)
{
	struct problems problems;
	struct form *form;
	struct buf text;

	(void)state;
	for (unsigned ring = 0; ring < 2; ring++) {
		begin(&text, "{\"elements\":[],\"calculatedValues\":[");
		for (unsigned i = 0; i < 500; i++)
			buf_printf(&text, "%s{\"name\":\"c%u\",\"expression\":\"{c%u} + 1\"}", i ? "," : "", i,
			           ring ? (i + 1) % 500 : i + 1);
		buf_adds(&text, "]}");
		if (ring) {
			assert_refused(&text, "circle");
			continue;
		}
		read_form(&text, &form, &problems);
		assert_non_null(form);
		form_free(form);
		problems_release(&problems);
	}
}

/* --- answers --- */

static void hostile_answers_are_not_acceptable(void **state)
{
	static const struct moment NOW = {1768478400000, 0};
	struct problems problems;
	struct answers *a;
	struct form *form;
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[{\"type\":\"checkbox\",\"name\":\"q\",\"choices\":[0");
	for (unsigned i = 1; i < 5000; i++)
		buf_printf(&text, ",%u", i);
	buf_adds(&text, "]},{\"type\":\"text\",\"name\":\"t\"}]}");
	read_form(&text, &form, &problems);
	assert_non_null(form);
	a = answers_new(form);
	for (unsigned kind = 0; kind < 2; kind++) {
		begin(&text, kind ? "{\"k\":1" : "{\"q\":[\"x\"");
		for (unsigned i = 0; i < 4000; i++)
			buf_printf(&text, kind ? ",\"k%u\":1" : ",\"x%u\"", i);
		buf_adds(&text, kind ? "}" : "]}");
		answers_read_json(a, text.data, text.len);
		answers_evaluate(a, &NOW, "lv");
		assert_false(answers_acceptable(a));
		answers_clear(a);
		buf_release(&text);
	}
	answers_free(a);
	form_free(form);
	problems_release(&problems);
}

/* --- room in the record --- */

static size_t lint_problems(const char *json)
{
	struct problems problems;
	struct form *form;
	size_t found;

	problems_init(&problems);
	form_read("f.json", json, strlen(json), &form, &problems);
	assert_non_null(form);
	form_lint("f.json", form, &problems);
	found = problems.total;
	form_free(form);
	problems_release(&problems);
	return found;
}

static void lint_holds_a_form_to_its_languages(void **state)
{
	(void)state;
	assert_int_equal(
	        lint_problems("{\"uzklausi\":{\"languages\":[\"lv\",\"uk\"]},\"title\":{\"lv\":\"a\",\"uk\":\"b\"},"
	                      "\"elements\":[]}"),
	        0);
	assert_int_equal(
	        lint_problems(
	                "{\"uzklausi\":{\"languages\":[\"lv\",\"uk\"]},\"title\":{\"lv\":\"a\"},\"elements\":[]}"),
	        1);
	assert_int_equal(lint_problems("{\"uzklausi\":{\"languages\":[\"lv\"]},\"title\":{\"lv\":\"a\",\"uk\":\"b\"},"
	                               "\"elements\":[]}"),
	                 1);
	assert_int_equal(
	        lint_problems("{\"uzklausi\":{},\"title\":{\"lv\":\"a\",\"uk\":\"b\"},\"completeText\":{\"lv\":\"c\"},"
	                      "\"elements\":[]}"),
	        1);
	assert_int_equal(
	        lint_problems("{\"uzklausi\":{\"scales\":[{\"name\":\"s\",\"title\":{\"lv\":\"c\"},\"items\":[]}]},"
	                      "\"title\":{\"lv\":\"a\",\"uk\":\"b\"},\"elements\":[]}"),
	        1);
}

static void lint_proves_that_answers_fit(void **state)
{
	(void)state;
	assert_int_equal(
	        lint_problems(
	                "{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\",\"maxLength\":1000}]}"),
	        0);
	assert_int_equal(
	        lint_problems(
	                "{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\",\"maxLength\":1300}]}"),
	        1);
	assert_int_equal(lint_problems("{\"uzklausi\":{\"recordSize\":8000},\"elements\":[{\"type\":\"comment\","
	                               "\"name\":\"q\",\"maxLength\":1300}]}"),
	                 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\"}]}"), 1);
	assert_int_equal(lint_problems("{\"elements\":[{\"type\":\"comment\",\"name\":\"q\"}]}"), 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"radiogroup\",\"name\":\"q\","
	                               "\"choices\":[1],\"showOtherItem\":true}]}"),
	                 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"maxCommentLength\":50,\"elements\":[{\"type\":"
	                               "\"radiogroup\",\"name\":\"q\",\"choices\":[1],\"showOtherItem\":true}]}"),
	                 0);
}

static void lint_wants_every_text_in_every_language(void **state)
{
	(void)state;
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"lv\":\"a\",\"en\":\"b\"},\"elements\":[{\"type\":"
	                               "\"html\",\"html\":{\"lv\":\"a\",\"en\":\"b\"}}]}"),
	                 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"lv\":\"a\",\"en\":\"b\"},\"elements\":[{\"type\":"
	                               "\"html\",\"html\":{\"lv\":\"a\"}}]}"),
	                 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"default\":\"a\",\"en\":\"b\"},\"elements\":[{"
	                               "\"type\":\"html\",\"html\":\"a\"}]}"),
	                 1);
	assert_int_equal(
	        lint_problems("{\"uzklausi\":{},\"title\":\"a\",\"elements\":[{\"type\":\"html\",\"html\":\"a\"}]}"),
	        0);
}

/* The bound holds: the longest answers that the intake takes are no longer. */
static void the_largest_answers_are_a_bound(void **state)
{
	static const struct moment NOW = {1768478400000, 0};
	static const char JSON[] = "{\"maxCommentLength\":3,\"elements\":[{\"type\":\"text\",\"name\":\"t\","
	                           "\"maxLength\":5},{\"type\":\"checkbox\",\"name\":\"c\","
	                           "\"choices\":[\"aa\",\"bb\"],\"showOtherItem\":true},{\"type\":\"matrix\",\"name\":"
	                           "\"m\",\"columns\":[\"xx\",\"y\"],\"rows\":[\"r1\",\"r2\"]}]}";
	static const char ANSWERS[] = "{\"t\":\"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\",\"c\":["
	                              "\"aa\",\"bb\",\"other\"],\"c-Comment\":"
	                              "\"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\",\"m\":{\"r1\":\"xx\",\"r2\":\"xx\"}}";
	struct problems problems;
	struct answers *a;
	struct form *form;
	struct buf out;

	(void)state;
	problems_init(&problems);
	form_read("f.json", JSON, strlen(JSON), &form, &problems);
	a = answers_new(form);
	assert_int_equal(answers_read_json(a, ANSWERS, strlen(ANSWERS)), CORE_OK);
	assert_int_equal(answers_evaluate(a, &NOW, "lv"), CORE_OK);
	assert_true(answers_acceptable(a));
	buf_init(&out, 4096);
	assert_true(answers_write_json(a, &out));
	assert_true(out.len <= form_largest_answers(form));
	assert_true(form_largest_answers(form) <= out.len + 8);
	buf_release(&out);
	answers_free(a);
	form_free(form);
	problems_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_form_of_400_kilobytes_is_read),
	        cmocka_unit_test(too_many_of_anything_is_refused_at_once),
	        cmocka_unit_test(depth_is_bounded),
	        cmocka_unit_test(a_million_problems_are_bounded),
	        cmocka_unit_test(chains_and_rings_of_calculated_values),
	        cmocka_unit_test(hostile_answers_are_not_acceptable),
	        cmocka_unit_test(lint_holds_a_form_to_its_languages),
	        cmocka_unit_test(lint_proves_that_answers_fit),
	        cmocka_unit_test(lint_wants_every_text_in_every_language),
	        cmocka_unit_test(the_largest_answers_are_a_bound),
	};
	alarm(300);
	return cmocka_run_group_tests_name("limits of forms and answers", tests, NULL, NULL);
}
