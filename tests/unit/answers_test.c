/* Answers evaluated: visibility, pages, defaults, calculated values, quiz, what is kept, and what stands in texts. */
#include "form_fixture.h"

#define FORM(elements) "{\"elements\":[" elements "]}"

static void hidden_questions_are_not_asked_and_their_answers_are_dropped(void **state)
{
	static const char JSON[] = FORM("{\"type\":\"boolean\",\"name\":\"a\"},{\"type\":\"text\",\"name\":\"b\","
	                                "\"visibleIf\":\"{a} = true\",\"isRequired\":true}");
	struct given g = given(JSON, "{\"a\":false,\"b\":\"x\"}");

	(void)state;
	assert_false(answers_element_visible(g.answers, element_of(&g, "b")));
	assert_true(answers_acceptable(g.answers));
	assert_data(&g, "{\"a\":false}");
	given_release(&g);
	g = given(JSON, "{\"a\":true}");
	assert_true(answers_element_visible(g.answers, element_of(&g, "b")));
	assert_int_equal(faults_of(&g, "required", false), 1);
	assert_false(answers_acceptable(g.answers));
	given_release(&g);
}

static void a_page_without_a_visible_element_is_hidden(void **state)
{
	struct given g = given("{\"pages\":[{\"elements\":[{\"type\":\"text\",\"name\":\"a\"}]},{\"elements\":[{"
	                       "\"type\":\"text\",\"name\":\"b\","
	                       "\"visibleIf\":\"{a} = 1\"}]}]}",
	                       "{}");
	(void)state;
	assert_true(answers_page_visible(g.answers, 0));
	assert_false(answers_page_visible(g.answers, 1));
	given_release(&g);
}

static void a_panel_takes_its_questions_with_it(void **state)
{
	struct given g = given(FORM("{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"panel\",\"name\":\"p\","
	                            "\"visibleIf\":\"{a} = 1\",\"elements\":["
	                            "{\"type\":\"text\",\"name\":\"b\",\"isRequired\":true}]}"),
	                       "{\"a\":\"2\",\"b\":\"x\"}");
	(void)state;
	assert_false(answers_element_visible(g.answers, element_of(&g, "b")));
	assert_data(&g, "{\"a\":\"2\"}");
	given_release(&g);
}

static void defaults_stand_only_where_nothing_was_said_at_all(void **state)
{
	static const char JSON[] = FORM("{\"type\":\"text\",\"name\":\"a\",\"defaultValue\":\"x\"}");
	struct given g = given(JSON, NULL);

	(void)state;
	assert_true(value_is(answers_value(g.answers, element_of(&g, "a")), "x"));
	given_release(&g);
	g = given(JSON, "{}");
	assert_int_equal(answers_value(g.answers, element_of(&g, "a")).kind, VALUE_UNDEFINED);
	given_release(&g);
}

static void calculated_values_come_in_any_order(void **state)
{
	struct given g = given("{\"elements\":[{\"type\":\"text\",\"name\":\"q\"}],\"calculatedValues\":[{\"name\":"
	                       "\"a\",\"expression\":\"{b} + 1\"},"
	                       "{\"name\":\"b\",\"expression\":\"{q} * 2\",\"includeIntoResult\":true}]}",
	                       "{\"q\":3}");
	(void)state;
	assert_float_equal(answers_calculated(g.answers, 0).number, 7, 0);
	assert_float_equal(answers_calculated(g.answers, 1).number, 6, 0);
	assert_data(&g, "{\"q\":3,\"b\":6}");
	given_release(&g);
}

static void the_quiz_counts_visible_questions_with_a_key(void **state)
{
	static const char JSON[] =
	        FORM("{\"type\":\"radiogroup\",\"name\":\"a\",\"choices\":[1,2],\"correctAnswer\":1},"
	             "{\"type\":\"checkbox\",\"name\":\"b\",\"choices\":[1,2,3],\"correctAnswer\":[1,2]},"
	             "{\"type\":\"text\",\"name\":\"c\",\"correctAnswer\":\"Riga\",\"visibleIf\":\"{a} = 1\"},"
	             "{\"type\":\"matrix\",\"name\":\"d\",\"columns\":[1,2],\"rows\":[\"x\",\"y\"],\"correctAnswer\":{"
	             "\"x\":1,\"y\":2}}");
	struct given g = given(JSON, "{\"a\":1,\"b\":[2,1],\"c\":\" riga \",\"d\":{\"x\":1,\"y\":1}}");
	struct quiz quiz = answers_quiz(g.answers);

	(void)state;
	assert_int_equal(quiz.correct, 4);
	assert_int_equal(quiz.total, 5);
	given_release(&g);
	g = given(JSON, "{\"a\":2}");
	quiz = answers_quiz(g.answers);
	assert_int_equal(quiz.correct, 0);
	assert_int_equal(quiz.incorrect, 4);
	assert_int_equal(quiz.total, 4);
	given_release(&g);
}

static void other_needs_its_text(void **state)
{
	static const char JSON[] =
	        FORM("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[1],\"showOtherItem\":true}");
	struct given g = given(JSON, "{\"q\":\"other\"}");

	(void)state;
	assert_int_equal(faults_of(&g, "otherempty", false), 1);
	given_release(&g);
	g = given(JSON, "{\"q\":\"other\",\"q-Comment\":\"why\"}");
	assert_true(answers_acceptable(g.answers));
	assert_true(value_is(answers_comment(g.answers, element_of(&g, "q")), "why"));
	given_release(&g);
	g = given(JSON, "{\"q\":1,\"q-Comment\":\"why\"}");
	assert_data(&g, "{\"q\":1}");
	given_release(&g);
}

static void warnings_do_not_block(void **state)
{
	struct given g = given(FORM("{\"type\":\"text\",\"name\":\"q\",\"validators\":[{\"type\":\"text\","
	                            "\"minLength\":3,\"notificationType\":\"warning\"}]}"),
	                       "{\"q\":\"a\"}");
	(void)state;
	assert_int_equal(answers_fault_count(g.answers), 1);
	assert_true(answers_fault(g.answers, 0).warning);
	assert_true(answers_acceptable(g.answers));
	given_release(&g);
}

static void faults_carry_their_rule_and_bound(void **state)
{
	struct given g = given(FORM("{\"type\":\"text\",\"name\":\"q\",\"validators\":[{\"type\":\"text\","
	                            "\"minLength\":3,\"text\":{\"lv\":\"Par īsu\",\"en\":\"Short\"}}]},"
	                            "{\"type\":\"text\",\"name\":\"d\",\"inputType\":\"date\",\"min\":\"2026-01-01\"}"),
	                       "{\"q\":\"a\",\"d\":\"2025-01-01\"}");
	struct answer_fault f = answers_fault(g.answers, 0);

	(void)state;
	assert_string_equal(f.rule, "short");
	assert_string_equal(f.text, "Par īsu");
	assert_float_equal(f.limit, 3, 0);
	f = answers_fault(g.answers, 1);
	assert_string_equal(f.rule, "min");
	assert_string_equal(f.limit_text, "Thu Jan 01 2026");
	given_release(&g);
}

/* --- texts --- */

static void assert_piped(const struct given *g, const char *text, const char *html)
{
	const struct wording wording = {"default", text};
	const struct text t = {&wording, 1};
	struct buf out;

	buf_init(&out, 1 << 16);
	answers_piped(g->answers, &t, "fallback", "lv", &out);
	assert_string_equal(out.data ? out.data : "", html);
	buf_release(&out);
}

static void answers_in_texts_are_words_and_escaped(void **state)
{
	struct given g = given(FORM("{\"type\":\"text\",\"name\":\"q\"},{\"type\":\"checkbox\",\"name\":\"c\","
	                            "\"choices\":[{\"value\":1,\"text\":{\"lv\":\"Viens\"}},\"b|Bē\"]},"
	                            "{\"type\":\"boolean\",\"name\":\"y\",\"labelTrue\":\"Jā\"}"),
	                       "{\"q\":\"<script>alert('x')</script>&\",\"c\":[1,\"b\"],\"y\":true}");
	(void)state;
	assert_piped(&g, "Hello <b>{q}</b>", "Hello <b>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</b>");
	assert_piped(&g, "{ c }; {y}", "Viens, Bē; Jā");
	assert_piped(&g, "{nope} {unclosed", "{nope} {unclosed");
	assert_piped(&g, "{{q}}", "{&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;}");
	given_release(&g);
}

/* The twin: what is not escaped would show in the test above. */
static void markup_of_the_form_itself_stays(void **state)
{
	struct given g = given(FORM("{\"type\":\"text\",\"name\":\"q\"}"), "{}");
	(void)state;
	assert_piped(&g, "<b>a</b>{q}", "<b>a</b>");
	given_release(&g);
}

static void the_first_completed_html_that_holds_is_shown(void **state)
{
	static const char JSON[] =
	        "{\"elements\":[{\"type\":\"text\",\"name\":\"q\"}],\"completedHtml\":\"<p>Thanks</p>\","
	        "\"completedHtmlOnCondition\":[{\"expression\":\"{q} = 1\",\"html\":\"one\"},{\"expression\":\"{q} > "
	        "0\",\"html\":\"more {q}\"}]}";
	static const char *const WANT[][2] = {
	        {"{}", "<p>Thanks</p>"}, {"{\"q\":\"1\"}", "one"}, {"{\"q\":\"2\"}", "more 2"}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct given g = given(JSON, WANT[i][0]);
		struct buf out;
		buf_init(&out, 1024);
		assert_true(answers_completed_html(g.answers, "lv", &out));
		assert_string_equal(out.data, WANT[i][1]);
		buf_release(&out);
		given_release(&g);
	}
}

/* --- one struct for many people --- */

static void clearing_leaves_nothing_of_the_one_before(void **state)
{
	struct given g = given(
	        FORM("{\"type\":\"text\",\"name\":\"q\"},{\"type\":\"checkbox\",\"name\":\"c\",\"choices\":[1,2]}"),
	        "{\"q\":\"secret\",\"c\":[1],\"x\":1}");

	(void)state;
	assert_false(answers_acceptable(g.answers));
	answers_clear(g.answers);
	assert_int_equal(answers_read_json(g.answers, "{}", 2), CORE_OK);
	fixture_evaluate(&g);
	assert_true(answers_acceptable(g.answers));
	assert_data(&g, "{}");
	given_release(&g);
}

static void evaluating_twice_gives_the_same(void **state)
{
	struct given g = given(FORM("{\"type\":\"radiogroup\",\"name\":\"a\",\"choices\":[1,{\"value\":2,\"visibleIf\":"
	                            "\"{b} = 1\"}]},{\"type\":\"text\",\"name\":\"b\"}"),
	                       "{\"a\":1,\"b\":\"1\"}");
	(void)state;
	fixture_evaluate(&g);
	assert_data(&g, "{\"a\":1,\"b\":\"1\"}");
	assert_true(answers_choice_visible(g.answers, element_of(&g, "a"), &element_of(&g, "a")->choices[1]));
	given_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(hidden_questions_are_not_asked_and_their_answers_are_dropped),
	        cmocka_unit_test(a_page_without_a_visible_element_is_hidden),
	        cmocka_unit_test(a_panel_takes_its_questions_with_it),
	        cmocka_unit_test(defaults_stand_only_where_nothing_was_said_at_all),
	        cmocka_unit_test(calculated_values_come_in_any_order),
	        cmocka_unit_test(the_quiz_counts_visible_questions_with_a_key),
	        cmocka_unit_test(other_needs_its_text),
	        cmocka_unit_test(warnings_do_not_block),
	        cmocka_unit_test(faults_carry_their_rule_and_bound),
	        cmocka_unit_test(answers_in_texts_are_words_and_escaped),
	        cmocka_unit_test(markup_of_the_form_itself_stays),
	        cmocka_unit_test(the_first_completed_html_that_holds_is_shown),
	        cmocka_unit_test(clearing_leaves_nothing_of_the_one_before),
	        cmocka_unit_test(evaluating_twice_gives_the_same),
	};
	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
