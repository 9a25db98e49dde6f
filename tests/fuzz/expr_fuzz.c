/* Expressions: parsed, and evaluated twice over values that follow after a NUL as JSON. Both times give the same, a
 * condition holds as its result says, and what the strict parser takes the lenient one takes too. */
#include <stdlib.h>
#include <string.h>
#include "core/expr.h"
#include "core/json.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static struct value look_up(void *context, const struct expr_name *name)
{
	return expr_resolve(*(const struct value *)context, name->text, name->len);
}

static struct buf evaluated(const struct expr *e, struct value *values, struct arena *arena)
{
	struct expr_scope scope = {.look_up = look_up,
	                           .context = values,
	                           .arena = arena,
	                           .now_ms = 1768478400000,
	                           .utc_offset_minutes = 120};
	struct buf out;

	buf_init(&out, 32u << 20);
	json_write(&out, expr_eval(e, &scope));
	buf_addc(&out, expr_holds(e, &scope) ? '1' : '0');
	return out;
}

static void evaluate_twice(const struct expr *e, struct value *values, struct arena *arena)
{
	struct buf first = evaluated(e, values, arena), second = evaluated(e, values, arena);

	if (first.failed || first.len != second.len || memcmp(first.data, second.data, first.len) != 0)
		abort();
	buf_release(&first);
	buf_release(&second);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const unsigned char *end = memchr(data, 0, size);
	size_t len = end ? (size_t)(end - data) : size;
	struct expr *strict, *lenient;
	struct value values = VALUE_NONE;
	struct expr_fault fault;
	struct arena arena;

	arena_init(&arena, 16u << 20);
	if (end)
		json_read((const char *)end + 1, size - len - 1, &JSON_ANSWER_LIMITS, &arena, &values, NULL);
	enum core_err err = expr_parse((const char *)data, len, &arena, &strict, &fault);
	if ((err == CORE_SYNTAX && fault.reason[0] == '\0') || (err && strict))
		abort();
	if (expr_parse_lenient((const char *)data, len, &arena, &lenient, NULL) != CORE_OK && !err)
		abort();
	if (lenient)
		evaluate_twice(lenient, &values, &arena);
	arena_release(&arena);
	return 0;
}
