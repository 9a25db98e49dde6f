/* Large forms are read quickly, and hostile ones are refused quickly. The bounds of time are many times what is measured (a 400 KB form
 * takes about 10 ms), so that only a blow-up passes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/answers.h"
#include "core/form_lint.h"

static double seconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Reads the text, which is released; answers the time and in *form what came of it. */
static double read(struct buf *text, struct form **form, struct problems *problems) {
	double start = seconds();

	assert_false(text->failed);
	problems_init(problems);
	form_read("f.json", text->data, text->len, form, problems);
	buf_release(text);
	return seconds() - start;
}

static void assert_refused(struct buf *text, const char *reason, double at_most) {
	struct problems problems;
	struct form *form;
	double took = read(text, &form, &problems);

	assert_null(form);
	assert_true(problems.count > 0);
	if (!strstr(problems.items[0].reason, reason))
		print_error("%s\n", problems.items[0].reason);
	assert_non_null(strstr(problems.items[0].reason, reason));
	if (took > at_most)
		print_error("%s: %.3f s\n", reason, took);
	assert_true(took <= at_most);
	problems_release(&problems);
}

static void begin(struct buf *text, const char *opening) {
	buf_init(text, 1 << 20);
	buf_adds(text, opening);
}

static void a_form_of_400_kilobytes_is_read_in_less_than_50_ms(void **state) {
	struct problems problems;
	struct form *form;
	struct buf text;
	double took;

	(void)state;
	begin(&text, "{\"pages\":[{\"elements\":[");
	for (unsigned i = 0; text.len < 400000; i++) {
		buf_printf(&text, "%s{\"type\":\"%s\",\"name\":\"question%u\",\"title\":{\"lv\":\"Jautājums\",\"en\":\"Question\"},\"isRequired\":true,"
		                  "\"visibleIf\":\"{question%u} = 'a' or {question%u} notempty\"%s}\n",
		           i ? "," : "", i % 2 ? "text" : "radiogroup", i, i ? i - 1 : 0, i / 2, i % 2 ? "" : ",\"choices\":[\"a|Apple\",\"b|Bean\",3,4]");
		if (i % 50 == 49)
			buf_adds(&text, "]},{\"elements\":[{\"type\":\"html\"}");
	}
	buf_adds(&text, "]}]}");
	took = read(&text, &form, &problems);
	assert_non_null(form);
	assert_true(form->element_count > 1500);
	print_message("400 KB: %.1f ms, %zu elements\n", took * 1e3, form->element_count);
	assert_true(took < 0.05);
	form_free(form);
	problems_release(&problems);
}

static void too_many_of_anything_is_refused_at_once(void **state) {
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[");
	for (unsigned i = 0; i < 40000; i++)
		buf_printf(&text, "%s{\"type\":\"html\"}", i ? "," : "");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 8000 elements", 0.5);
	begin(&text, "{\"elements\":[{\"type\":\"dropdown\",\"name\":\"q\",\"choices\":[0");
	for (unsigned i = 1; i < 100000; i++)
		buf_printf(&text, ",%u", i);
	buf_adds(&text, "]}]}");
	assert_refused(&text, "choices", 0.5);
	begin(&text, "{\"pages\":[{}");
	for (unsigned i = 1; i < 60000; i++)
		buf_adds(&text, ",{}");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 500 pages", 0.5);
	begin(&text, "{\"calculatedValues\":[{\"name\":\"a\"}");
	for (unsigned i = 1; i < 20000; i++)
		buf_printf(&text, ",{\"name\":\"a%u\"}", i);
	buf_adds(&text, "],\"elements\":[]}");
	assert_refused(&text, "at most 500", 0.5);
	begin(&text, "{\"title\":{\"a\":\"\"");
	for (unsigned i = 0; i < 30000; i++)
		buf_printf(&text, ",\"l%u\":\"\"", i);
	buf_adds(&text, "},\"elements\":[]}");
	assert_refused(&text, "languages", 0.5);
}

static void depth_is_bounded(void **state) {
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[");
	for (unsigned i = 0; i < 15; i++)
		buf_adds(&text, "{\"type\":\"panel\",\"elements\":[");
	for (unsigned i = 0; i < 15; i++)
		buf_adds(&text, "]}");
	buf_adds(&text, "]}");
	assert_refused(&text, "more than 12 deep", 0.1);
	begin(&text, "{\"elements\":");
	for (unsigned i = 0; i < 400000; i++)
		buf_addc(&text, '[');
	assert_refused(&text, "", 0.1);
	begin(&text, "{\"elements\":[{\"type\":\"text\",\"name\":\"q\",\"visibleIf\":\"");
	for (unsigned i = 0; i < 16000; i++)
		buf_addc(&text, '(');
	buf_adds(&text, "1\"}]}");
	assert_refused(&text, "not a valid expression", 0.1);
}

static void a_million_problems_take_no_time(void **state) {
	struct buf text;

	(void)state;
	begin(&text, "{\"elements\":[0");
	for (unsigned i = 1; i < 7900; i++)
		buf_adds(&text, "\n,{\"a\":0,\"b\":0,\"c\":0,\"type\":\"text\"}");
	buf_adds(&text, "]}");
	assert_refused(&text, "an element must be an object", 0.5);
	begin(&text, "{\"a0\":0");
	for (unsigned i = 1; i < 70000; i++)
		buf_printf(&text, ",\"a%u\":0", i);
	buf_addc(&text, '}');
	assert_refused(&text, "misspelt", 0.5);
}

/* A chain of calculated values is as deep as the form wants; a ring of them is refused. */
static void chains_and_rings_of_calculated_values(void **state) {
	struct problems problems;
	struct form *form;
	struct buf text;

	(void)state;
	for (unsigned ring = 0; ring < 2; ring++) {
		begin(&text, "{\"elements\":[],\"calculatedValues\":[");
		for (unsigned i = 0; i < 500; i++)
			buf_printf(&text, "%s{\"name\":\"c%u\",\"expression\":\"{c%u} + 1\"}", i ? "," : "", i, ring ? (i + 1) % 500 : i + 1);
		buf_adds(&text, "]}");
		if (ring) {
			assert_refused(&text, "circle", 0.2);
			continue;
		}
		read(&text, &form, &problems);
		assert_non_null(form);
		form_free(form);
		problems_release(&problems);
	}
}

/* --- answers ------------------------------------------------------------------------------------------------------------------------- */

static void hostile_answers_take_no_time(void **state) {
	static const struct moment NOW = {1768478400000, 0};
	struct problems problems;
	struct answers *a;
	struct form *form;
	struct buf text;
	double start;

	(void)state;
	begin(&text, "{\"elements\":[{\"type\":\"checkbox\",\"name\":\"q\",\"choices\":[0");
	for (unsigned i = 1; i < 5000; i++)
		buf_printf(&text, ",%u", i);
	buf_adds(&text, "]},{\"type\":\"text\",\"name\":\"t\"}]}");
	read(&text, &form, &problems);
	assert_non_null(form);
	a = answers_new(form);
	for (unsigned kind = 0; kind < 2; kind++) {
		begin(&text, kind ? "{\"k\":1" : "{\"q\":[\"x\"");
		for (unsigned i = 0; i < 4000; i++)
			buf_printf(&text, kind ? ",\"k%u\":1" : ",\"x%u\"", i);
		buf_adds(&text, kind ? "}" : "]}");
		start = seconds();
		answers_read_json(a, text.data, text.len);
		answers_evaluate(a, &NOW, "lv");
		print_message("hostile answers: %.1f ms\n", (seconds() - start) * 1e3);
		assert_true(seconds() - start < 0.25);
		assert_false(answers_acceptable(a));
		answers_clear(a);
		buf_release(&text);
	}
	answers_free(a);
	form_free(form);
	problems_release(&problems);
}

/* --- room in the record --------------------------------------------------------------------------------------------------------------- */

static size_t lint_problems(const char *json) {
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

static void lint_proves_that_answers_fit(void **state) {
	(void)state;
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\",\"maxLength\":1000}]}"), 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\",\"maxLength\":1300}]}"), 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{\"recordSize\":8000},\"elements\":[{\"type\":\"comment\",\"name\":\"q\",\"maxLength\":1300}]}"), 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"comment\",\"name\":\"q\"}]}"), 1);
	assert_int_equal(lint_problems("{\"elements\":[{\"type\":\"comment\",\"name\":\"q\"}]}"), 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"elements\":[{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[1],\"showOtherItem\":true}]}"), 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"maxCommentLength\":50,\"elements\":[{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[1],\"showOtherItem\":true}]}"), 0);
}

static void lint_wants_every_text_in_every_language(void **state) {
	(void)state;
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"lv\":\"a\",\"en\":\"b\"},\"elements\":[{\"type\":\"html\",\"html\":{\"lv\":\"a\",\"en\":\"b\"}}]}"), 0);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"lv\":\"a\",\"en\":\"b\"},\"elements\":[{\"type\":\"html\",\"html\":{\"lv\":\"a\"}}]}"), 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":{\"default\":\"a\",\"en\":\"b\"},\"elements\":[{\"type\":\"html\",\"html\":\"a\"}]}"), 1);
	assert_int_equal(lint_problems("{\"uzklausi\":{},\"title\":\"a\",\"elements\":[{\"type\":\"html\",\"html\":\"a\"}]}"), 0);
}

/* The bound holds: the longest answers that the intake takes are no longer. */
static void the_largest_answers_are_a_bound(void **state) {
	static const struct moment NOW = {1768478400000, 0};
	static const char JSON[] = "{\"maxCommentLength\":3,\"elements\":[{\"type\":\"text\",\"name\":\"t\",\"maxLength\":5},{\"type\":\"checkbox\",\"name\":\"c\","
	                           "\"choices\":[\"aa\",\"bb\"],\"showOtherItem\":true},{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[\"xx\",\"y\"],\"rows\":[\"r1\",\"r2\"]}]}";
	static const char ANSWERS[] = "{\"t\":\"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\",\"c\":[\"aa\",\"bb\",\"other\"],\"c-Comment\":"
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

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_of_400_kilobytes_is_read_in_less_than_50_ms),
		cmocka_unit_test(too_many_of_anything_is_refused_at_once),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(a_million_problems_take_no_time),
		cmocka_unit_test(chains_and_rings_of_calculated_values),
		cmocka_unit_test(hostile_answers_take_no_time),
		cmocka_unit_test(lint_proves_that_answers_fit),
		cmocka_unit_test(lint_wants_every_text_in_every_language),
		cmocka_unit_test(the_largest_answers_are_a_bound),
	};
	return cmocka_run_group_tests_name("limits of forms and answers", tests, NULL, NULL);
}
