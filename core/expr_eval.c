/* Evaluation of the tree. Common conditions take no memory: constants are made at parsing, and/or leave out what can't
 * matter. */
#include "core/expr_node.h"
#include "core/js.h"

#include <string.h>

#define FEW_ARGUMENTS 6

static struct value run_variable(struct expr_run *run, const struct expr_node *node)
{
	const struct expr_name *name = &run->expr->names[node->variable.name];
	struct value v = VALUE_NONE;

	if (run->in_item)
		v = expr_resolve(run->item, name->text, name->len);
	if (v.kind == VALUE_UNDEFINED && !(run->in_item && run->scope->standalone))
		v = run->scope->look_up(run->scope->context, name);
	if (v.kind == VALUE_UNDEFINED && v.boolean)
		return VALUE_NONE;
	if (v.kind == VALUE_UNDEFINED)
		return node->variable.length ? value_number(0) : node->variable.fallback;
	return name->raw ? v : expr_converted(v);
}

static bool run_items(struct expr_run *run, const struct expr_node *node, struct value *out)
{
	for (uint32_t i = 0; i < node->list.count; i++)
		out[i] = expr_run_node(run, node->list.items[i]);
	return !run->scope->failed;
}

static struct value run_array(struct expr_run *run, const struct expr_node *node)
{
	struct value *items = arena_array(run->scope->arena, node->list.count, sizeof *items);

	if (!items || !run_items(run, node, items))
		return expr_no_memory(run);
	return (struct value){.kind = VALUE_ARRAY, .len = node->list.count, .items = items};
}

static struct value run_call(struct expr_run *run, const struct expr_node *node)
{
	const struct expr_function *f = node->list.function;
	struct value few[FEW_ARGUMENTS], *args = few;
	struct expr_call call = {run, node, NULL, node->list.count};

	if (!f)
		return (struct value){.kind = VALUE_NULL};
	if (f->traits & TRAIT_LAZY)
		return f->call(&call);
	if (node->list.count > FEW_ARGUMENTS)
		args = arena_array(run->scope->arena, node->list.count, sizeof *args);
	if (!args || !run_items(run, node, args))
		return expr_no_memory(run);
	call.args = args;
	return f->call(&call);
}

static bool chain_is_ordered(const struct expr_run *run, const struct expr_node *chain);

/* Whether = and != at this node mind the order of arrays: one of its operands is a ranking. */
static bool is_ordered(const struct expr_run *run, const struct expr_node *node)
{
	if (node->kind == EXPR_VARIABLE)
		return run->expr->names[node->variable.name].ordered;
	return node->kind == EXPR_CHAIN && chain_is_ordered(run, node);
}

static bool chain_is_ordered(const struct expr_run *run, const struct expr_node *chain)
{
	for (const struct expr_link *link = chain->chain.links; link; link = link->next)
		if (is_ordered(run, link->right))
			return true;
	return is_ordered(run, chain->chain.head);
}

/* A number, or text that can't be the word undefined: = needs no more than value_equal for two of a kind. */
static bool is_plain(const struct value *v)
{
	return v->kind == VALUE_NUMBER || (v->kind == VALUE_STRING && v->len > 0 && v->string[0] != 'u');
}

static bool is_equality(enum expr_op op)
{
	return op == OP_EQUAL || op == OP_NOT_EQUAL;
}

/* One operator. *ordered gathers whether an operand so far is a ranking. */
static struct value run_link(struct expr_run *run, const struct expr_link *link, const struct value *left,
                             bool *ordered)
{
	struct value right = expr_run_node(run, link->right);

	if (is_equality(link->op)) {
		if (left->kind == right.kind && is_plain(left) && is_plain(&right))
			return value_bool(value_equal(*left, right) == (link->op == OP_EQUAL));
		*ordered |= is_ordered(run, link->right);
	}
	return expr_apply(run, link->op, *left, right, *ordered);
}

/* Whether and/or need not look at its right side. */
static bool decides(enum expr_op op, const struct value *left)
{
	if (op == OP_OR)
		return js_truthy(*left) && !value_empty(*left);
	return op == OP_AND && !js_truthy(*left) && !value_empty(*left);
}

static struct value run_chain(struct expr_run *run, const struct expr_node *node)
{
	const struct expr_link *link = node->chain.links;
	struct value left = expr_run_node(run, node->chain.head);
	bool ordered = is_equality(link->op) && is_ordered(run, node->chain.head);

	for (; link; link = link->next)
		if (!decides(link->op, &left))
			left = run_link(run, link, &left, &ordered);
	return left;
}

struct value expr_run_node(struct expr_run *run, const struct expr_node *node)
{
	switch (node->kind) {
	case EXPR_CONSTANT:
		return node->constant;
	case EXPR_VARIABLE:
		return run_variable(run, node);
	case EXPR_CHAIN:
		return run_chain(run, node);
	case EXPR_ARRAY:
		return run_array(run, node);
	case EXPR_CALL:
		return run_call(run, node);
	case EXPR_NOT:
		return value_bool(!js_truthy(expr_run_node(run, node->operand)));
	case EXPR_EMPTY:
		return value_bool(value_empty(expr_run_node(run, node->operand)));
	case EXPR_NOT_EMPTY:
		return value_bool(!value_empty(expr_run_node(run, node->operand)));
	default:
		return (struct value){.kind = VALUE_NULL};
	}
}

struct value expr_eval(const struct expr *e, struct expr_scope *scope)
{
	struct expr_run run = {.expr = e, .scope = scope};
	struct value v = expr_run_node(&run, e->root);

	if (run.thrown)
		v = (struct value){.kind = VALUE_NULL};
	return scope->failed ? VALUE_NONE : v;
}

bool expr_holds(const struct expr *e, struct expr_scope *scope)
{
	return expr_loosely_true(expr_eval(e, scope));
}
