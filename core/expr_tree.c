#include "core/expr_tree.h"

#include <math.h>
#include <string.h>

#include "core/expr_node.h"
#include "core/json.h"

static const char *const OPS[] = {
        [OP_OR] = "or",        [OP_AND] = "and",      [OP_LESS_OR_EQUAL] = "<=", [OP_GREATER_OR_EQUAL] = ">=",
        [OP_EQUAL] = "=",      [OP_NOT_EQUAL] = "!=", [OP_LESS] = "<",           [OP_GREATER] = ">",
        [OP_PLUS] = "+",       [OP_MINUS] = "-",      [OP_TIMES] = "*",          [OP_DIVIDE] = "/",
        [OP_REMAINDER] = "%",  [OP_POWER] = "^",      [OP_CONTAINS] = "has",     [OP_NOT_CONTAINS] = "hasnot",
        [OP_ANY_OF] = "anyof", [OP_ALL_OF] = "allof", [OP_NONE_OF] = "noneof",
};

struct writing {
	const struct expr *e;
	struct buf *out;
	const char *lacking;
};

static void write_node(struct writing *w, const struct expr_node *node);

static void write_constant(struct writing *w, struct value v)
{
	if (v.kind == VALUE_NUMBER && !isfinite(v.number))
		w->lacking = "a number that is too large";
	if (v.kind < VALUE_ARRAY) {
		json_write(w->out, v);
		return;
	}
	buf_adds(w->out, "[\"=\",");
	json_write(w->out, v);
	buf_addc(w->out, ']');
}

static void write_variable(struct writing *w, const struct expr_node *node)
{
	const struct expr_name *name = &w->e->names[node->variable.name];

	buf_adds(w->out, "[\"$\",");
	json_write_string(w->out, name->text, name->len);
	buf_printf(w->out, ",%d", name->raw | name->ordered << 1 | node->variable.length << 2);
	if (node->variable.fallback.kind != VALUE_NULL) {
		buf_addc(w->out, ',');
		json_write(w->out, node->variable.fallback);
	}
	buf_addc(w->out, ']');
}

static void write_nodes(struct writing *w, struct expr_node *const *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buf_addc(w->out, ',');
		write_node(w, nodes[i]);
	}
}

static void write_call(struct writing *w, const struct expr_node *node)
{
	const struct expr_function *f = node->list.function;

	if (!f || f->traits & TRAIT_DISPLAY) {
		w->lacking = f ? f->name : "a function that there is not";
		return;
	}
	buf_printf(w->out, "[\"f\",\"%s\",[", f->name);
	write_nodes(w, node->list.items, node->list.count);
	buf_addc(w->out, ']');
	if (f->traits & TRAIT_ARRAY) {
		buf_addc(w->out, ',');
		if (node->list.condition)
			write_node(w, node->list.condition);
		else
			buf_adds(w->out, "[]");
		if (node->list.column.kind == VALUE_STRING) {
			buf_addc(w->out, ',');
			json_write(w->out, node->list.column);
		}
	}
	buf_addc(w->out, ']');
}

static void write_chain(struct writing *w, const struct expr_node *node)
{
	buf_adds(w->out, "[\"o\",");
	write_node(w, node->chain.head);
	for (const struct expr_link *link = node->chain.links; link; link = link->next) {
		buf_printf(w->out, ",\"%s\",", OPS[link->op]);
		write_node(w, link->right);
	}
	buf_addc(w->out, ']');
}

static void write_operand(struct writing *w, char what, const struct expr_node *operand)
{
	buf_printf(w->out, "[\"%c\",", what);
	write_node(w, operand);
	buf_addc(w->out, ']');
}

/* The parser bounds the depth. */
static void write_node(struct writing *w, const struct expr_node *node)
{
	switch (node->kind) {
	case EXPR_NOTHING:
		buf_adds(w->out, "null");
		break;
	case EXPR_CONSTANT:
		write_constant(w, node->constant);
		break;
	case EXPR_VARIABLE:
		write_variable(w, node);
		break;
	case EXPR_ARRAY:
		buf_adds(w->out, node->list.count ? "[\"[\"," : "[\"[\"");
		write_nodes(w, node->list.items, node->list.count);
		buf_addc(w->out, ']');
		break;
	case EXPR_CALL:
		write_call(w, node);
		break;
	case EXPR_CHAIN:
		write_chain(w, node);
		break;
	case EXPR_NOT:
		write_operand(w, '!', node->operand);
		break;
	case EXPR_EMPTY:
		write_operand(w, 'e', node->operand);
		break;
	case EXPR_NOT_EMPTY:
		write_operand(w, 'n', node->operand);
		break;
	}
}

bool expr_tree_write(const struct expr *e, struct buf *out, const char **lacking)
{
	struct writing w = {.e = e, .out = out};

	write_node(&w, e->root);
	*lacking = w.lacking;
	return w.lacking == NULL;
}
