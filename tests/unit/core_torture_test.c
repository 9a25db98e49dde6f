/* Every allocation of the readers of JSON and of expressions, and of evaluation, fails once: the answer is "no memory",
 * and nothing leaks (ASan sees to that). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "torture.h"
#include "core/expr.h"
#include "core/json.h"

/* No memory when an allocation failed, and only then. */
static void assert_answer(enum core_err err, const bool *failed)
{
	assert_int_equal(err, *failed ? CORE_NOMEM : CORE_OK);
}

static void read_json(void *context, const bool *failed)
{
	const struct buf *text = context;
	struct arena arena;
	struct value v;
	enum core_err err;

	arena_init(&arena, 8u << 20);
	err = json_read(text->data, text->len, &JSON_FORM_LIMITS, &arena, &v, NULL);
	assert_answer(err, failed);
	assert_int_equal(v.kind, err ? VALUE_UNDEFINED : VALUE_OBJECT);
	arena_release(&arena);
}

static void parse_expression(void *context, const bool *failed)
{
	const char *text = context;
	struct arena arena;
	struct expr *e;

	arena_init(&arena, 8u << 20);
	assert_answer(expr_parse(text, strlen(text), &arena, &e, NULL), failed);
	assert_int_equal(e == NULL, *failed);
	arena_release(&arena);
}

static struct value look_up(void *context, const struct expr_name *name)
{
	return expr_resolve(*(const struct value *)context, name->text, name->len);
}

struct evaluation {
	const struct expr *e;
	struct value values;
};

static void evaluate(void *context, const bool *failed)
{
	struct evaluation *work = context;
	struct arena arena;
	struct expr_scope scope = {.look_up = look_up, .context = &work->values, .arena = &arena};
	struct value v;

	arena_init(&arena, 8u << 20);
	v = expr_eval(work->e, &scope);
	assert_int_equal(scope.failed, *failed);
	assert_int_equal(v.kind, *failed ? VALUE_UNDEFINED : VALUE_STRING);
	arena_release(&arena);
}

static void reading_json_survives(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_addc(&text, '{');
	for (int i = 0; i < 400; i++)
		buf_printf(&text, "\"name %d\":[\"a\\n\",{\"b\":%d}],", i, i);
	buf_adds(&text, "\"last\":null}");
	assert_true(torture(read_json, &text) >= 5);
	buf_release(&text);
}

static void parsing_expressions_survives(void **state)
{
	char text[6000] = "{a} = [1, 'b', iif({c} contains 'd', 2, -0.5)]";

	(void)state;
	for (size_t i = 0; i < 100; i++)
		memcpy(text + strlen(text), " or {a} + {b} ^ 2 notempty", sizeof " or {a} + {b} ^ 2 notempty");
	assert_true(torture(parse_expression, text) >= 3);
}

static void evaluating_survives(void **state)
{
	static const char TEXT[] = "{a} + ', ' + [1, {a}, sum({n}, 1)] + {o} + substring({a}, 1)";
	static const char VALUES[] = "{\"a\":\"text\",\"n\":[1,2,[3]],\"o\":{\"x\":1}}";
	struct evaluation work;
	struct arena arena;
	struct expr *e;

	(void)state;
	arena_init(&arena, 1 << 20);
	assert_int_equal(expr_parse(TEXT, sizeof TEXT - 1, &arena, &e, NULL), CORE_OK);
	assert_int_equal(json_read(VALUES, sizeof VALUES - 1, &JSON_FORM_LIMITS, &arena, &work.values, NULL), CORE_OK);
	work.e = e;
	assert_true(torture(evaluate, &work) >= 2);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reading_json_survives),
	        cmocka_unit_test(parsing_expressions_survives),
	        cmocka_unit_test(evaluating_survives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
