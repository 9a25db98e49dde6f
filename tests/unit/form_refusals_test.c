/* Everything that a form is refused for, with the line, page and element that the problem names, and beside most of
 * them a form that differs in that alone and is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/form.h"

/* One element on the third line, in a page "p". */
#define ELEMENT(json) "{\"pages\":[{\"name\":\"p\",\n\"elements\":[\n" json "\n]}]}"
#define TEXT(property) ELEMENT("{\"type\":\"text\",\"name\":\"q\"," property "}")
#define CHOICE(property) ELEMENT("{\"type\":\"checkbox\",\"name\":\"q\",\"choices\":[1,2]," property "}")
#define SURVEY(property) "{" property ",\n\"elements\":[{\"type\":\"text\",\"name\":\"q\"}]}"

struct refusal {
	const char *form;
	unsigned line;
	const char *page, *element, *reason; /* the reason contains this */
};

static const struct refusal REFUSALS[] = {
        {"[]", 1, "", "", "a form must be an object"},
        {"{\n\"elements\": [}", 2, "", "", ""},
        {"{}", 1, "", "", "the form has no \"pages\""},
        {"{\"pages\":{}}", 1, "", "", "\"pages\" must be a list"},
        {"{\"pages\":[],\"elements\":[]}", 1, "", "", "either \"pages\" or \"elements\""},
        {"{\"pages\":[7]}", 1, "page1", "", "a page must be an object"},
        {"{\"pages\":[{\"name\":\"a\"},\n{\"name\":\"a\"}]}", 2, "", "", "two pages have the name"},
        {"{\"pages\":[{\"name\":\"p\",\n\"elements\":7}]}", 2, "p", "", "\"elements\" must be a list"},
        {"{\"pages\":[{\"name\":\"p\",\n\"visibelIf\":\"1\"}]}", 2, "p", "", "is it misspelt?"},
        {"{\"pages\":[{\"name\":\"p\",\n\"readOnly\":true}]}", 2, "p", "", "\"readOnly\" is not supported"},
        {"{\"pages\":[{\"name\":\"p\",\n\"isRequired\":true}]}", 2, "p", "", "\"isRequired\" is not supported"},
        {"{\"pages\":[{\"name\":\"p\",\n\"questionOrder\":\"random\"}]}", 2, "p", "",
         "\"questionOrder\" is not supported"},
        {SURVEY("\"titel\":1"), 1, "", "", "is it misspelt?"},
        {SURVEY("\"triggers\":[{\"type\":\"complete\"}]"), 1, "", "", "\"triggers\" are not supported"},
        {SURVEY("\"mode\":\"display\""), 1, "", "", "\"mode\" is not supported"},
        {SURVEY("\"cookieName\":\"c\""), 1, "", "", "\"cookieName\" is not supported"},
        {SURVEY("\"navigateToUrl\":\"https://x\""), 1, "", "", "\"navigateToUrl\" is not supported"},
        {SURVEY("\"locale\":\"de\""), 1, "", "", "\"locale\" must be"},
        {SURVEY("\"clearInvisibleValues\":\"never\""), 1, "", "", "\"clearInvisibleValues\" must be"},
        {SURVEY("\"storeOthersAsComment\":1"), 1, "", "", "must be true or false"},
        {SURVEY("\"maxCommentLength\":-1"), 1, "", "", "must be a whole number"},
        {SURVEY("\"completedHtmlOnCondition\":7"), 1, "", "", "must be a list"},
        {SURVEY("\"completedHtmlOnCondition\":[{\"text\":\"x\"}]"), 1, "", "", "\"expression\" and \"html\" only"},
        {SURVEY("\"calculatedValues\":7"), 1, "", "", "must be a list"},
        {SURVEY("\"calculatedValues\":[{\"expression\":\"1\"}]"), 1, "", "", "no \"name\""},
        {SURVEY("\"calculatedValues\":[{\"name\":\"a\",\"expresion\":\"1\"}]"), 1, "", "", "only"},
        {SURVEY("\"calculatedValues\":[\n{\"name\":\"a\",\"expression\":\"{b}\"},\n{\"name\":\"b\",\"expression\":\"{a}"
                "\"}]"),
         2, "", "", "circle"},
        {SURVEY("\"calculatedValues\":[{\"name\":\"a\",\"expression\":\"{a} + 1\"}]"), 1, "", "", "circle"},
        {ELEMENT("7"), 3, "p", "", "an element must be an object"},
        {ELEMENT("{\"name\":\"q\"}"), 3, "p", "q", "no \"type\""},
        {ELEMENT("{\"type\":\"matrixdynamic\",\"name\":\"q\"}"), 3, "p", "q",
         "elements of type \"matrixdynamic\" are not supported"},
        {ELEMENT("{\"type\":\"txt\",\"name\":\"q\"}"), 3, "p", "q", "there is no element type \"txt\""},
        {ELEMENT("{\"type\":\"text\"}"), 3, "p", "", "no \"name\""},
        {ELEMENT("{\"type\":\"text\",\"name\":\"q\"},\n{\"type\":\"text\",\"name\":\"q\"}"), 4, "p", "q", "used twice"},
        {TEXT("\"visibelIf\":\"1\""), 3, "p", "q", "is it misspelt?"},
        {TEXT("\"choices\":[1]"), 3, "p", "q", "not a property of this type"},
        {TEXT("\"isRequired\":\"no\""), 3, "p", "q", "\"isRequired\" must be true or false"},
        {TEXT("\"title\":7"), 3, "p", "q", "\"title\" must be text"},
        {TEXT("\"title\":{\"lv\":7}"), 3, "p", "q", "\"title\" must be text"},
        {TEXT("\"visibleIf\":7"), 3, "p", "q", "must be an expression"},
        {TEXT("\"visibleIf\":\"{a\""), 3, "p", "q", "not a valid expression"},
        {TEXT("\"visibleIf\":\"nope(1)\""), 3, "p", "q", "nope"},
        {TEXT("\"visibleIf\":\"{pageno} = 1\""), 3, "p", "q", "{pageno} cannot be used"},
        {TEXT("\"visibleIf\":\"{$q.isVisible} = 1\""), 3, "p", "q", "properties of elements"},
        {TEXT("\"inputType\":\"file\""), 3, "p", "q", "\"inputType\" must be"},
        {TEXT("\"maxLength\":1.5"), 3, "p", "q", "must be a whole number"},
        {TEXT("\"clearIfInvisible\":\"x\""), 3, "p", "q", "\"clearIfInvisible\" must be"},
        {TEXT("\"maskType\":\"pattern\""), 3, "p", "q", "\"maskType\" is not supported"},
        {TEXT("\"setValueExpression\":\"1\""), 3, "p", "q", "\"setValueExpression\" is not supported"},
        {TEXT("\"bindings\":{\"a\":\"b\"}"), 3, "p", "q", "\"bindings\" is not supported"},
        {TEXT("\"defaultValueExpression\":\"{q} + 1\""), 3, "p", "q", "circle"},
        {TEXT("\"visible\":true,\"visibleIf\":\"{q} = 1\",\"clearIfInvisible\":\"onHidden\""), 3, "p", "q",
         "comes and goes"},
        {TEXT("\"placeholder\":\"a\",\"placeHolder\":\"b\""), 3, "p", "q", "mean the same"},
        {TEXT("\"validators\":7"), 3, "p", "q", "\"validators\" must be a list"},
        {TEXT("\"validators\":[7]"), 3, "p", "q", "a validator must be an object"},
        {TEXT("\"validators\":[{}]"), 3, "p", "q", "the validator has no \"type\""},
        {TEXT("\"validators\":[{\"type\":\"age\"}]"), 3, "p", "q", "no validator type \"age\""},
        {TEXT("\"validators\":[{\"type\":\"text\",\"minlength\":1}]"), 3, "p", "q", "not a property of this validator"},
        {TEXT("\"validators\":[{\"type\":\"numeric\",\"minValue\":\"1\"}]"), 3, "p", "q",
         "\"minValue\" must be a number"},
        {TEXT("\"validators\":[{\"type\":\"email\",\"notificationType\":\"x\"}]"), 3, "p", "q",
         "\"notificationType\" must be"},
        {TEXT("\"validators\":[{\"type\":\"regex\",\"regex\":\"(\"}]"), 3, "p", "q",
         "the regular expression cannot be used"},
        {CHOICE("\"choicesByUrl\":{\"url\":\"https://x\"}"), 3, "p", "q", "\"choicesByUrl\" is not supported"},
        {CHOICE("\"choicesFromQuestion\":\"a\""), 3, "p", "q", "\"choicesFromQuestion\" is not supported"},
        {ELEMENT("{\"type\":\"ranking\",\"name\":\"q\",\"choices\":[1,2],\"choicesOrder\":\"random\"}"), 3, "p", "q",
         "\"choicesOrder\" is not supported"},
        {CHOICE("\"valuePropertyName\":\"a\""), 3, "p", "q", "\"valuePropertyName\" is not supported"},
        {CHOICE("\"defaultValueExpression\":\"1\""), 3, "p", "q", "one plain answer alone"},
        {CHOICE("\"storeOthersAsComment\":1"), 3, "p", "q", "\"storeOthersAsComment\" must be"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":7}"), 3, "p", "q", "\"choices\" must be a list"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[null]}"), 3, "p", "q", "needs a value"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[\"\"]}"), 3, "p", "q", "empty value"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[1,\"1\"]}"), 3, "p", "q", "twice"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[\"a\",\"A\"]}"), 3, "p", "q", "twice"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[\"other\"],\"showOtherItem\":true}"), 3, "p",
         "q", "twice"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[{\"value\":1,\"visibelIf\":\"1\"}]}"), 3, "p",
         "q", "is it misspelt?"},
        {ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[{\"value\":1,\"showCommentArea\":true}]}"), 3,
         "p", "q", "no comment of its own"},
        {ELEMENT("{\"type\":\"ranking\",\"name\":\"q\",\"choices\":[{\"value\":1,\"visibleIf\":\"1\"}]}"), 3, "p", "q",
         "cannot have conditions"},
        {ELEMENT("{\"type\":\"ranking\",\"name\":\"q\",\"choices\":[1],\"selectToRankEnabled\":true}"), 3, "p", "q",
         "all choices are ranked"},
        {ELEMENT("{\"type\":\"rating\",\"name\":\"q\",\"rateStep\":0}"), 3, "p", "q", "greater than 0"},
        {ELEMENT("{\"type\":\"dropdown\",\"name\":\"q\",\"choicesMin\":1,\"choicesMax\":100000}"), 3, "p", "q",
         "at most 1000 choices"},
        {ELEMENT("{\"type\":\"matrix\",\"name\":\"q\",\"columns\":[1],\"cellType\":\"x\"}"), 3, "p", "q",
         "\"cellType\" must be"},
        {ELEMENT("{\"type\":\"expression\",\"name\":\"q\",\"displayStyle\":\"currency\"}"), 3, "p", "q",
         "\"displayStyle\" is not supported"},
        {ELEMENT("{\"type\":\"panel\",\"name\":\"q\",\"questionOrder\":\"random\"}"), 3, "p", "q",
         "\"questionOrder\" is not supported"},
        {SURVEY("\"uzklausi\":7"), 1, "", "", "\"uzklausi\" must be an object"},
        {SURVEY("\"uzklausi\":{\"grupBy\":\"q\"}"), 1, "", "", "there is no setting \"grupBy\""},
        {SURVEY("\"uzklausi\":{\"groupBy\":\"x\"}"), 1, "", "", "which is no question of this form"},
        {SURVEY("\"uzklausi\":{\"groupBy\":\"q\"}"), 1, "", "", "of a type that it cannot use"},
        {SURVEY("\"uzklausi\":{\"audience\":\"all\"}"), 1, "", "", "\"audience\" must be"},
        {SURVEY("\"uzklausi\":{\"smallestGroup\":2}"), 1, "", "", "from 3 to 100"},
        {SURVEY("\"uzklausi\":{\"recordSize\":5000}"), 1, "", "", "\"recordSize\" must be"},
        {SURVEY("\"uzklausi\":{\"knowledge\":7}"), 1, "", "", "\"knowledge\" must be a list"},
        {SURVEY("\"uzklausi\":{\"attitudes\":7}"), 1, "", "", "must be a list of names"},
        {SURVEY("\"uzklausi\":{\"attitudes\":[7]}"), 1, "", "", "text is expected"},
        {SURVEY("\"uzklausi\":{\"scales\":[{}]}"), 1, "", "", "a scale needs"},
        {"{\"uzklausi\":{},\n\"elements\":[{\"type\":\"text\",\"name\":\"q\",\n\"visibleIf\":\"{nope} = 1\"}]}", 3,
         "page1", "q", "is no question and no calculated"},
        {"{\"uzklausi\":{\"knowledge\":[{\"item\":\"b\"}]},\"elements\":[{\"type\":\"boolean\",\"name\":\"b\"}]}", 1,
         "", "", "no \"correctAnswer\""},
};

static void read(const char *file, const char *json, struct form **form, struct problems *problems)
{
	problems_init(problems);
	form_read(file, json, strlen(json), form, problems);
}

static void each_reason_names_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++) {
		const struct refusal *want = &REFUSALS[i];
		struct problems problems;
		struct form *form;

		read("f.json", want->form, &form, &problems);
		if (form)
			print_error("%s\n  was taken\n", want->form);
		assert_null(form);
		assert_true(problems.count > 0);
		if (!strstr(problems.items[0].reason, want->reason) || problems.items[0].line != want->line)
			print_error("%s\n  got line %u: %s\n", want->form, problems.items[0].line,
			            problems.items[0].reason);
		assert_non_null(strstr(problems.items[0].reason, want->reason));
		assert_int_equal(problems.items[0].line, want->line);
		assert_string_equal(problems.items[0].page, want->page);
		assert_string_equal(problems.items[0].element, want->element);
		assert_string_equal(problems.items[0].file, "f.json");
		problems_release(&problems);
	}
}

/* The same shapes without their mistakes: a refusal above is not for the shape. */
static void what_differs_in_the_mistake_alone_is_taken(void **state)
{
	static const char *const TAKEN[] = {
	        SURVEY("\"title\":\"t\""),
	        SURVEY("\"triggers\":[]"),
	        SURVEY("\"mode\":\"edit\""),
	        SURVEY("\"timeLimit\":60"),
	        CHOICE("\"choicesOrder\":\"random\""),
	        SURVEY("\"locale\":\"lv\""),
	        SURVEY("\"clearInvisibleValues\":\"none\""),
	        SURVEY("\"maxCommentLength\":10"),
	        SURVEY("\"completedHtmlOnCondition\":[{\"expression\":\"{q} = 1\",\"html\":\"x\"}]"),
	        SURVEY("\"calculatedValues\":[{\"name\":\"a\",\"expression\":\"{b}\"},{\"name\":\"b\",\"expression\":"
	               "\"{q}\"}]"),
	        TEXT("\"visibleIf\":\"{a} = 1\""),
	        TEXT("\"isRequired\":true"),
	        TEXT("\"title\":{\"lv\":\"a\",\"en\":\"b\"}"),
	        TEXT("\"inputType\":\"date\""),
	        TEXT("\"maxLength\":15"),
	        TEXT("\"maxLength\":-1"),
	        TEXT("\"maskType\":\"none\""),
	        TEXT("\"defaultValueExpression\":\"{a} + 1\""),
	        TEXT("\"visibleIf\":\"{q} = 1\""),
	        TEXT("\"placeHolder\":\"b\""),
	        TEXT("\"startWithNewLine\":false,\"width\":\"10px\",\"minWidth\":\"1px\",\"renderAs\":\"x\""),
	        TEXT("\"validators\":[{\"type\":\"text\",\"minLength\":1}]"),
	        TEXT("\"validators\":[{\"type\":\"numericvalidator\",\"minValue\":1}]"),
	        TEXT("\"validators\":[{\"type\":\"regex\",\"regex\":\"(a)\"}]"),
	        CHOICE("\"choicesOrder\":\"none\""),
	        CHOICE("\"hasOther\":true,\"hasNone\":true"),
	        ELEMENT("{\"type\":\"rating\",\"name\":\"q\",\"rateStep\":2}"),
	        ELEMENT("{\"type\":\"radiogroup\",\"name\":\"q\",\"choices\":[1,\"a|Text\",false,{\"value\":\"b\","
	                "\"text\":\"B\",\"visibleIf\":\"{a} = 1\"}]}"),
	        ELEMENT("{\"type\":\"dropdown\",\"name\":\"q\",\"choicesMin\":1,\"choicesMax\":10}"),
	        ELEMENT("{\"type\":\"html\"}"),
	        ELEMENT("{\"type\":\"matrix\",\"name\":\"q\",\"columns\":[1],\"rows\":[\"a\"],\"cellType\":"
	                "\"checkbox\",\"isAllRowRequired\":true}"),
	        SURVEY("\"uzklausi\":{\"smallestGroup\":3,\"recordSize\":8000,\"audience\":\"staff\",\"attitudes\":["
	               "\"q\"]}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++) {
		struct problems problems;
		struct form *form;

		read("f.json", TAKEN[i], &form, &problems);
		if (problems.total)
			print_error("%s\n  %s\n", TAKEN[i], problems.items[0].reason);
		assert_non_null(form);
		assert_int_equal(problems.total, 0);
		form_free(form);
		problems_release(&problems);
	}
}

static void all_problems_are_told(void **state)
{
	struct problems problems;
	struct form *form;

	(void)state;
	read("f.json",
	     "{\"titel\":1,\"elements\":[{\"type\":\"txt\",\"name\":\"a\"},{\"type\":\"text\"},{\"type\":\"text\","
	     "\"name\":\"b\",\"x\":1}]}",
	     &form, &problems);
	assert_null(form);
	assert_int_equal(problems.total, 4);
	problems_release(&problems);
}

static void the_id_is_the_file_name(void **state)
{
	struct problems problems;
	struct form *form;

	(void)state;
	read("site/forms/school-pupils.json", SURVEY("\"title\":\"t\""), &form, &problems);
	assert_string_equal(form->id, "school-pupils");
	form_free(form);
	problems_release(&problems);
	read("Big Name.json", SURVEY("\"uzklausi\":{}"), &form, &problems);
	assert_null(form);
	assert_non_null(strstr(problems.items[0].reason, "the file's name must be"));
	problems_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_reason_names_its_place),
	        cmocka_unit_test(what_differs_in_the_mistake_alone_is_taken),
	        cmocka_unit_test(all_problems_are_told),
	        cmocka_unit_test(the_id_is_the_file_name),
	};
	return cmocka_run_group_tests_name("form refusals", tests, NULL, NULL);
}
