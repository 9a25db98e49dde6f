/* Operands of the grammar: calls, brackets, negations, constants, variables, lists. */
#include "core/expr_parse.h"

#include <stdlib.h>
#include <string.h>

struct item {
	struct expr_node *node;
	struct item *next;
};

static bool is_digit(const struct expr_parser *p, size_t at)
{
	return at < p->len && p->text[at] >= '0' && p->text[at] <= '9';
}

static bool is_letter(const struct expr_parser *p, size_t at)
{
	return at < p->len && (((p->text[at] | 32) >= 'a' && (p->text[at] | 32) <= 'z') || p->text[at] == '_');
}

static char here(const struct expr_parser *p)
{
	return p->at < p->len ? p->text[p->at] : '\0';
}

/* The length of the bare word at p->at: a letter, then letters and digits. */
static size_t word_length(const struct expr_parser *p)
{
	size_t at = p->at;

	if (!is_letter(p, at))
		return 0;
	while (is_letter(p, at) || is_digit(p, at))
		at++;
	return at - p->at;
}

static struct expr_node *new_constant(struct expr_parser *p, struct value v)
{
	struct expr_node *node = expr_new_node(p, EXPR_CONSTANT);

	if (node)
		node->constant = v;
	return node;
}

/* --- lists: of an array, of a call --- */

static bool add_item(struct expr_parser *p, struct item ***next, uint32_t *count, struct expr_node *node, size_t at)
{
	struct item *item;

	if (node->kind == EXPR_NOTHING) {
		expr_fault(p, at, "null and undefined can't stand in a list");
		return false;
	}
	item = arena_alloc(p->arena, sizeof *item);
	if (!item) {
		expr_parse_no_memory(p);
		return false;
	}
	item->node = node;
	**next = item;
	*next = &item->next;
	++*count;
	return true;
}

static bool keep_items(struct expr_parser *p, struct expr_node *list, const struct item *items, uint32_t count)
{
	list->list.items = arena_array(p->arena, count, sizeof *list->list.items);
	if (!list->list.items) {
		expr_parse_no_memory(p);
		return false;
	}
	list->list.count = count;
	for (uint32_t i = 0; i < count; i++, items = items->next)
		list->list.items[i] = items->node;
	return true;
}

/* Expressions between commas, perhaps none. As in survey-core, a list whose first item is left out, or is null, is
 * empty. */
static bool parse_list(struct expr_parser *p, struct expr_node *list)
{
	struct item *items = NULL, **next = &items;
	uint32_t count = 0;
	size_t at = p->at;
	struct expr_node *node = expr_parse_level(p, EXPR_LOWEST_LEVEL);
	bool emptied = !node || (p->lenient && node->kind == EXPR_NOTHING);

	if (p->err || (!emptied && !add_item(p, &next, &count, node, at)))
		return false;
	for (;;) {
		at = p->at;
		expr_skip_space(p);
		if (here(p) != ',') {
			p->at = emptied && !node ? at : p->at;
			break;
		}
		p->at++;
		expr_skip_space(p);
		at = p->at;
		if (emptied && !p->lenient)
			return expr_fault(p, at, "the first item of the list is missing");
		node = expr_parse_level(p, EXPR_LOWEST_LEVEL);
		if (!node)
			return expr_fault(p, at, "an item is missing after a comma");
		if (!emptied && !add_item(p, &next, &count, node, at))
			return false;
	}
	return keep_items(p, list, items, count);
}

/* An array of constants is a constant: it is made once. */
static bool fold_array(struct expr_parser *p, struct expr_node *list)
{
	struct value *items, array = {.kind = VALUE_ARRAY, .len = list->list.count};

	for (uint32_t i = 0; i < list->list.count; i++)
		if (list->list.items[i]->kind != EXPR_CONSTANT)
			return true;
	items = arena_array(p->arena, array.len, sizeof *items);
	if (!items) {
		expr_parse_no_memory(p);
		return false;
	}
	for (uint32_t i = 0; i < array.len; i++)
		items[i] = list->list.items[i]->constant;
	array.items = items;
	list->kind = EXPR_CONSTANT;
	list->constant = array;
	return true;
}

static struct expr_node *parse_array(struct expr_parser *p)
{
	struct expr_node *list = expr_new_node(p, EXPR_ARRAY);
	size_t start = p->at++;

	if (!list || !parse_list(p, list))
		return NULL;
	if (here(p) != ']')
		return expr_fault(p, start, "a closing ] is missing");
	p->at++;
	return fold_array(p, list) ? list : NULL;
}

static struct expr_node *parse_call(struct expr_parser *p, size_t name_len)
{
	struct expr_node *call = expr_new_node(p, EXPR_CALL);
	size_t start = p->at;

	p->at += name_len + 1;
	if (!call || !parse_list(p, call))
		return NULL;
	if (here(p) == ')')
		p->at++;
	return expr_bind_call(p, call, p->text + start, name_len, start) ? call : NULL;
}

/* A missing closing bracket is accepted. */
static struct expr_node *parse_bracket(struct expr_parser *p)
{
	struct expr_node *inner;
	size_t start = p->at++;

	inner = expr_parse_level(p, EXPR_LOWEST_LEVEL);
	if (!inner)
		return expr_fault(p, start, "nothing stands within the brackets");
	expr_skip_space(p);
	if (here(p) == ')')
		p->at++;
	return inner;
}

/* --- constants --- */

static struct expr_node *decimal(struct expr_parser *p, size_t start, size_t end)
{
	char *copy = arena_copy(p->arena, p->text + start, end - start);

	if (!copy)
		return expr_parse_no_memory(p);
	p->at = end;
	return new_constant(p, value_number(strtod(copy, NULL)));
}

/* -?digits(.digits)?, without needless zeros unless a point follows; 0x and digits. */
static struct expr_node *parse_number(struct expr_parser *p)
{
	size_t start = p->at, at = start;

	if (here(p) == '0' && at + 2 < p->len && p->text[at + 1] == 'x' && is_digit(p, at + 2)) {
		double n = 0;
		for (p->at += 2; is_digit(p, p->at); p->at++)
			n = n * 16 + (p->text[p->at] - '0');
		return new_constant(p, value_number(n));
	}
	at += here(p) == '-';
	if (!is_digit(p, at))
		return NULL;
	while (is_digit(p, at))
		at++;
	if (at < p->len && p->text[at] == '.' && is_digit(p, at + 1)) {
		for (at++; is_digit(p, at);)
			at++;
	} else if (p->text[start + (here(p) == '-')] == '0') {
		at = start + (here(p) == '-') + 1;
	}
	return decimal(p, start, at);
}

/* Neither quote may stand within either kind but behind a backslash. */
static struct expr_node *parse_string(struct expr_parser *p)
{
	char quote = here(p), *copy;
	size_t start = ++p->at, len = 0, at;

	for (at = start; at < p->len && p->text[at] != '\'' && p->text[at] != '"'; at++)
		at += p->text[at] == '\\' && at + 1 < p->len && (p->text[at + 1] == '\'' || p->text[at + 1] == '"');
	if (at >= p->len || p->text[at] != quote)
		return expr_fault(p, start - 1, "a quotation mark has no partner; write \\' for one within the text");
	copy = arena_alloc(p->arena, at - start + 1);
	if (!copy)
		return expr_parse_no_memory(p);
	for (size_t i = start; i < at; i++) {
		if (p->text[i] == '\\' && (p->text[i + 1] == '\'' || p->text[i + 1] == '"'))
			i++;
		copy[len++] = p->text[i];
	}
	p->at = at + 1;
	return new_constant(p, value_string(copy, len));
}

static struct expr_node *parse_variable(struct expr_parser *p)
{
	size_t start = ++p->at;

	while (p->at < p->len && p->text[p->at] != '{' && p->text[p->at] != '}')
		p->at++;
	if (here(p) != '}' || p->at == start)
		return expr_fault(p, start - 1,
		                  p->at == start ? "a name is missing between the braces" : "a closing } is missing");
	p->at++;
	return expr_new_variable(p, p->text + start, p->at - 1 - start);
}

/* --- operands --- */

/* Words that begin like true or null are cut in two, as in survey-core; what remains is then a fault. */
static struct expr_node *parse_word(struct expr_parser *p)
{
	size_t start = p->at, len = word_length(p);

	if (expr_take(p, "undefined", false) || expr_take(p, "null", false))
		return expr_new_node(p, EXPR_NOTHING);
	if (expr_take(p, "true", true) || expr_take(p, "false", true))
		return new_constant(p, value_bool((p->text[start] | 32) == 't'));
	p->at += len;
	return new_constant(p, value_string(p->text + start, len));
}

static struct expr_node *parse_atom(struct expr_parser *p)
{
	size_t start = p->at;
	struct expr_node *atom = NULL;

	expr_skip_space(p);
	if (is_letter(p, p->at))
		atom = parse_word(p);
	else if (is_digit(p, p->at) || here(p) == '-')
		atom = parse_number(p);
	else if (here(p) == '\'' || here(p) == '"')
		atom = parse_string(p);
	else if (here(p) == '{')
		atom = parse_variable(p);
	if (!atom)
		p->at = start;
	return atom;
}

static struct expr_node *wrap(struct expr_parser *p, enum expr_kind kind, struct expr_node *operand)
{
	struct expr_node *node;

	if (operand->kind == EXPR_NOTHING)
		return expr_fault(p, p->at, "null and undefined can't be negated or asked whether they are empty");
	node = expr_new_node(p, kind);
	if (node)
		node->operand = operand;
	return node;
}

static struct expr_node *parse_negation(struct expr_parser *p)
{
	size_t start = p->at;
	struct expr_node *operand;

	if (!expr_take(p, "!", false) && !expr_take(p, "negate", true))
		return NULL;
	expr_skip_space(p);
	operand = expr_parse_operand(p);
	if (operand)
		return wrap(p, EXPR_NOT, operand);
	p->at = start;
	return NULL;
}

static struct expr_node *parse_atom_or_emptiness(struct expr_parser *p)
{
	struct expr_node *atom = parse_atom(p);
	size_t after = p->at;

	if (!atom)
		return NULL;
	expr_skip_space(p);
	if (expr_take(p, "empty", true))
		return wrap(p, EXPR_EMPTY, atom);
	if (expr_take(p, "notempty", true))
		return wrap(p, EXPR_NOT_EMPTY, atom);
	p->at = after;
	return atom;
}

static struct expr_node *parse_any_operand(struct expr_parser *p)
{
	size_t name_len = word_length(p);
	struct expr_node *node;

	if (here(p) == '(')
		return parse_bracket(p);
	if (name_len > 0 && p->at + name_len < p->len && p->text[p->at + name_len] == '(')
		return parse_call(p, name_len);
	node = parse_negation(p);
	if (!node && !p->err)
		node = parse_atom_or_emptiness(p);
	if (!node && !p->err && here(p) == '[')
		node = parse_array(p);
	return node;
}

struct expr_node *expr_parse_operand(struct expr_parser *p)
{
	struct expr_node *node;

	if (p->depth == EXPR_MAX_DEPTH)
		return expr_fault(p, p->at, "brackets are nested too deeply");
	p->depth++;
	node = parse_any_operand(p);
	p->depth--;
	return node;
}
