/* What the parser binds: variables to their place among the names, calls to their function. */
#include "core/expr_parse.h"
#include "core/json.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_DOTS 32
#define NAME_MAX_BYTES 1024

static bool fits(struct expr_parser *p, const char *name, size_t len)
{
	size_t dots = 0;

	for (size_t i = 0; i < len; i++)
		dots += name[i] == '.';
	if (len <= NAME_MAX_BYTES && dots <= NAME_MAX_DOTS)
		return true;
	expr_fault(p, p->at, "a name between braces is too long");
	return false;
}

static bool make_room(struct expr_parser *p)
{
	struct expr *e = p->e;
	size_t room = e->name_room ? e->name_room * 2 : 4;
	struct expr_name *larger;

	if (e->name_count < e->name_room)
		return true;
	if (e->name_count == EXPR_MAX_NAMES) {
		expr_fault(p, p->at, "the expression reads too many different names");
		return false;
	}
	larger = arena_array(p->arena, room, sizeof *larger);
	if (!larger) {
		expr_parse_no_memory(p);
		return false;
	}
	if (e->name_count > 0)
		memcpy(larger, e->names, e->name_count * sizeof *larger);
	e->names = larger;
	e->name_room = room;
	return true;
}

bool expr_add_name(struct expr_parser *p, const char *name, size_t len, bool raw, uint32_t *place)
{
	struct expr *e = p->e;

	for (size_t i = 0; i < e->name_count; i++) {
		if (e->names[i].len == len && e->names[i].raw == raw && memcmp(e->names[i].text, name, len) == 0) {
			*place = (uint32_t)i;
			return true;
		}
	}
	if (!fits(p, name, len) || !make_room(p))
		return false;
	*place = (uint32_t)e->name_count;
	e->names[e->name_count++] = (struct expr_name){.text = name, .len = len, .raw = raw, .slot = -1};
	return true;
}

/* survey-core's way to write an object in an expression: a name with a colon that is not found is read as JSON's
 * inside. */
static bool read_fallback(struct expr_parser *p, const char *name, size_t len, struct value *out)
{
	const char *colon = memchr(name, ':', len);
	enum core_err err;
	char *text;

	*out = (struct value){.kind = VALUE_NULL};
	if (len < 2 || !colon || colon == name)
		return true;
	text = arena_alloc(p->arena, len + 2);
	if (!text) {
		expr_parse_no_memory(p);
		return false;
	}
	text[0] = '{';
	memcpy(text + 1, name, len);
	text[len + 1] = '}';
	err = json_read(text, len + 2, &JSON_FORM_LIMITS, p->arena, out, NULL);
	if (err == CORE_NOMEM)
		expr_parse_no_memory(p);
	else if (err)
		*out = (struct value){.kind = VALUE_NULL};
	return err != CORE_NOMEM;
}

struct expr_node *expr_new_variable(struct expr_parser *p, const char *name, size_t len)
{
	bool raw = len > 1 && name[0] == '#';
	struct expr_node *node = expr_new_node(p, EXPR_VARIABLE);

	name += raw;
	len -= raw;
	if (!node || !expr_add_name(p, name, len, raw, &node->variable.name) ||
	    !read_fallback(p, name, len, &node->variable.fallback))
		return NULL;
	node->variable.length = len >= 7 && memcmp(name + len - 7, ".length", 7) == 0;
	return node;
}

/* --- calls --- */

static bool is_text(const struct expr_node *node)
{
	return node->kind == EXPR_CONSTANT && node->constant.kind == VALUE_STRING;
}

/* A text that can't be a condition names the member to return. */
static bool names_a_column(const struct expr_node *node)
{
	if (!is_text(node))
		return false;
	for (uint32_t i = 0; i < node->constant.len; i++)
		if (strchr("{}><=!", node->constant.string[i]))
			return false;
	return true;
}

static bool can_be_written(const struct expr_node *node);

static bool constant_can_be_written(struct value v)
{
	char text[32];

	if (v.kind == VALUE_STRING)
		return !memchr(v.string, '\'', v.len) && !memchr(v.string, '"', v.len);
	if (v.kind == VALUE_NUMBER) {
		json_number(text, v.number);
		return !strchr(text, 'e');
	}
	for (uint32_t i = 0; v.kind == VALUE_ARRAY && i < v.len; i++)
		if (!constant_can_be_written(v.items[i]))
			return false;
	return true;
}

static bool chain_can_be_written(const struct expr_node *chain)
{
	for (const struct expr_link *link = chain->chain.links; link; link = link->next)
		if (!can_be_written(link->right) && !(link->right->kind == EXPR_NOTHING && link->op >= OP_CONTAINS))
			return false;
	return can_be_written(chain->chain.head);
}

/* survey-core writes a condition out as text and reads that again, which loses null, quotes within text and numbers
 * that are written with an exponent. */
static bool can_be_written(const struct expr_node *node)
{
	switch (node->kind) {
	case EXPR_NOTHING:
		return false;
	case EXPR_CONSTANT:
		return constant_can_be_written(node->constant);
	case EXPR_NOT:
	case EXPR_EMPTY:
	case EXPR_NOT_EMPTY:
		return can_be_written(node->operand);
	case EXPR_CHAIN:
		return chain_can_be_written(node);
	case EXPR_ARRAY:
	case EXPR_CALL:
		for (uint32_t i = 0; i < node->list.count; i++)
			if (!can_be_written(node->list.items[i]))
				return false;
		return true;
	default:
		return true;
	}
}

/* A condition written as an expression, or as text that is one. NULL is a fault. */
static struct expr_node *read_condition(struct expr_parser *p, struct expr_node *node, size_t at)
{
	if (is_text(node) && node->constant.len > 0) {
		struct expr_node *condition = expr_parse_text(p, node->constant.string, node->constant.len);
		if (p->err == CORE_SYNTAX)
			p->fault->offset = at;
		if (condition && condition->kind == EXPR_NOTHING)
			return expr_fault(p, at, "null is no condition");
		return condition;
	}
	if (!can_be_written(node))
		return expr_fault(p, at,
		                  "null, a quotation mark or a very large or small number stands in a condition");
	return node;
}

/* The condition of (array, 'name', ['column',] condition). A faulty one never holds in survey-core. What an answer says
 * is never run, though survey-core would. */
static bool bind_condition(struct expr_parser *p, struct expr_node *call, size_t at)
{
	uint32_t place = 2;
	struct expr_node *condition;

	if (call->list.count > 2 && names_a_column(call->list.items[2])) {
		call->list.column = call->list.items[2]->constant;
		place = 3;
	}
	if (call->list.count <= place || call->list.count > 4)
		return true;
	condition = read_condition(p, call->list.items[place], at);
	if (!condition && p->err == CORE_SYNTAX && p->lenient) {
		p->err = CORE_OK;
		condition = expr_new_node(p, EXPR_CONSTANT);
	}
	call->list.condition = condition;
	return condition != NULL;
}

/* displayValue('name') reads that question: it stands among the names, so that circles are found. */
static bool bind_display(struct expr_parser *p, const struct expr_node *call, size_t at)
{
	uint32_t place;
	struct value name;

	if (call->list.count != 1 || !is_text(call->list.items[0])) {
		expr_fault(p, at, "displayValue wants the name of a question in quotes, and nothing else");
		return false;
	}
	name = call->list.items[0]->constant;
	return expr_add_name(p, name.string, name.len, false, &place);
}

static bool unknown_function(struct expr_parser *p, const char *name, size_t len, size_t at)
{
	char reason[sizeof p->fault->reason];

	if (p->lenient)
		return true;
	snprintf(reason, sizeof reason, "there is no function \"%.*s\"", (int)(len < 80 ? len : 80), name);
	expr_fault(p, at, reason);
	return false;
}

bool expr_bind_call(struct expr_parser *p, struct expr_node *call, const char *name, size_t len, size_t at)
{
	const struct expr_function *f = expr_function_find(name, len);

	call->list.function = f;
	if (!f)
		return unknown_function(p, name, len, at);
	if (f->traits & TRAIT_CLOCK)
		p->e->reads_clock = true;
	if ((f->traits & TRAIT_ARRAY) && !bind_condition(p, call, at))
		return false;
	return !(f->traits & TRAIT_DISPLAY) || bind_display(p, call, at);
}
