#include "tools/form/expr_case.h"
#include "core/expr.h"
#include "core/expr_tree.h"
#include "tools/form/encoding.h"

static struct value look_up(void *context, const struct expr_name *name)
{
	return expr_resolve(*(const struct value *)context, name->text, name->len);
}

static enum core_err run(const struct expr *e, bool condition, struct expr_scope *scope, struct buf *out)
{
	struct value result = expr_eval(e, scope);

	if (condition)
		result = value_bool(expr_holds(e, scope));
	if (scope->failed)
		return CORE_NOMEM;
	buf_adds(out, "{\"valid\":true,\"result\":");
	encoding_write(out, result);
	buf_addc(out, '}');
	return CORE_OK;
}

enum core_err expr_case_run(struct value test, int64_t now_ms, struct arena *arena, struct buf *out)
{
	struct value kind = value_get(test, "kind"), text = value_get(test, "expr"), values = value_get(test, "values");
	struct expr_scope scope = {
	        .look_up = look_up, .context = &values, .standalone = true, .arena = arena, .now_ms = now_ms};
	struct expr *e;
	enum core_err err;

	if ((!value_is(kind, "cond") && !value_is(kind, "expr")) || text.kind != VALUE_STRING ||
	    (values.kind != VALUE_OBJECT && values.kind != VALUE_UNDEFINED))
		return CORE_REFUSED;
	if (!encoding_read(arena, &values))
		return CORE_NOMEM;
	err = expr_parse_lenient(text.string, text.len, arena, &e, NULL);
	if (err == CORE_NOMEM)
		return err;
	if (!err)
		return run(e, value_is(kind, "cond"), &scope, out);
	buf_adds(out, "{\"valid\":false,\"result\":null}");
	return CORE_OK;
}

enum core_err expr_case_tree(struct value test, struct arena *arena, struct buf *out)
{
	struct value text = value_get(test, "expr");
	struct buf tree;
	struct expr *e;
	const char *lacking = NULL;
	enum core_err err;

	if (text.kind != VALUE_STRING)
		return CORE_REFUSED;
	err = expr_parse(text.string, text.len, arena, &e, NULL);
	if (err == CORE_NOMEM)
		return err;
	buf_init(&tree, out->max);
	if (err)
		buf_adds(out, "{\"valid\":false}");
	else if (expr_tree_write(e, &tree, &lacking))
		buf_printf(out, "{\"valid\":true,\"tree\":%s}", tree.data);
	else
		buf_printf(out, "{\"valid\":true,\"lacking\":\"%s\"}", lacking);
	buf_release(&tree);
	return CORE_OK;
}
