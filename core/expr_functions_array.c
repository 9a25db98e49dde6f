/* Functions over arrays of objects: (array, 'member', ['column',] condition). The condition is evaluated with each
 * object's own members as names. */
#include "core/expr_node.h"
#include "core/js.h"

#include <math.h>
#include <string.h>

/* Reads the items one after the other: of an array, or the members of an object. */
struct walk {
	struct expr_run *run;
	const struct expr_node *node;
	struct value data, name;
	uint32_t at;
};

static bool walk_begin(struct walk *w, struct expr_call *call)
{
	if (call->count < 2 || call->count > 4 || !js_truthy(call->args[0]) || call->args[1].kind != VALUE_STRING)
		return false;
	*w = (struct walk){.run = call->run, .node = call->node, .data = call->args[0], .name = call->args[1]};
	return w->data.kind == VALUE_ARRAY || w->data.kind == VALUE_OBJECT || w->data.kind <= VALUE_STRING;
}

static bool condition_holds(struct walk *w, struct value item)
{
	const struct expr_node *condition = w->node->list.condition;
	struct expr_run *run = w->run, outer = *run;
	bool holds;

	if (!condition)
		return true;
	run->item = item;
	run->in_item = true;
	holds = expr_loosely_true(expr_run_node(run, condition));
	run->item = outer.item;
	run->in_item = outer.in_item;
	return holds;
}

/* The next item that has the member and fulfils the condition. */
static bool walk_next(struct walk *w, struct value *item, struct value *member)
{
	if (w->data.kind != VALUE_ARRAY && w->data.kind != VALUE_OBJECT)
		return false;
	while (w->at < w->data.len) {
		uint32_t i = w->at++;
		*item = w->data.kind == VALUE_ARRAY ? w->data.items[i] : w->data.members[i].value;
		*member = value_member(*item, w->name.string, w->name.len);
		if (!value_empty(*member) && condition_holds(w, *item))
			return true;
	}
	return false;
}

/* Text becomes a number or nothing; the rest stays. */
static struct value as_number(struct expr_run *run, struct value v)
{
	double n;

	if (v.kind != VALUE_STRING)
		return v;
	n = expr_number(run, v);
	return isnan(n) ? VALUE_NONE : value_number(n);
}

struct value expr_fn_sum_in_array(struct expr_call *call)
{
	struct value sum = value_number(0), item, member;
	struct walk w;

	if (!walk_begin(&w, call))
		return sum;
	while (walk_next(&w, &item, &member)) {
		member = as_number(call->run, member);
		if (member.kind != VALUE_UNDEFINED)
			sum = expr_correct_sum(call->run, sum, member, expr_add(call->run, sum, member));
	}
	return sum;
}

struct value expr_fn_count_in_array(struct expr_call *call)
{
	struct value item, member;
	double count = 0;
	struct walk w;

	if (walk_begin(&w, call))
		while (walk_next(&w, &item, &member))
			count++;
	return value_number(count);
}

struct value expr_fn_avg_in_array(struct expr_call *call)
{
	double count = expr_fn_count_in_array(call).number;

	if (count == 0)
		return value_number(0);
	return value_number(expr_to_number(call->run, expr_fn_sum_in_array(call)) / count);
}

static bool same_text(struct value a, struct value b)
{
	return a.len == b.len && memcmp(a.string, b.string, a.len) == 0;
}

static struct value extreme(struct expr_call *call, bool least)
{
	struct value best = VALUE_NONE, best_item = VALUE_NONE, item, member, column = call->node->list.column;
	struct walk w;

	if (!walk_begin(&w, call))
		return VALUE_NONE;
	while (walk_next(&w, &item, &member)) {
		member = as_number(call->run, member);
		if (member.kind == VALUE_UNDEFINED)
			continue;
		if (best.kind == VALUE_UNDEFINED ||
		    (least ? expr_less(call->run, member, best) : expr_less(call->run, best, member))) {
			best = member;
			best_item = item;
		}
	}
	if (best.kind != VALUE_UNDEFINED && column.kind == VALUE_STRING && !same_text(column, w.name))
		return value_member(best_item, column.string, column.len);
	return best;
}

struct value expr_fn_min_in_array(struct expr_call *call)
{
	return extreme(call, true);
}

struct value expr_fn_max_in_array(struct expr_call *call)
{
	return extreme(call, false);
}
