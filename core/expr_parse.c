/* The levels of the grammar (docs/EXPRESSIONS.md). It is a parsing expression grammar, but no choice in it ever needs
 * to be taken back: what begins an operand either is one, or is a fault, or leaves the position alone and is not there.
 */
#include "core/expr_parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LEVELS 7
#define FUNCTION_LEVEL 6

/* In the order in which they are tried: a longer one stands before what it begins with. */
static const struct {
	const char *word;
	unsigned level;
	enum expr_op op;
} OPERATORS[] = {
        {"||", 0, OP_OR},
        {"or", 0, OP_OR},
        {"&&", 1, OP_AND},
        {"and", 1, OP_AND},
        {"<=", 2, OP_LESS_OR_EQUAL},
        {"lessorequal", 2, OP_LESS_OR_EQUAL},
        {">=", 2, OP_GREATER_OR_EQUAL},
        {"greaterorequal", 2, OP_GREATER_OR_EQUAL},
        {"==", 2, OP_EQUAL},
        {"equal", 2, OP_EQUAL},
        {"=", 2, OP_EQUAL},
        {"!=", 2, OP_NOT_EQUAL},
        {"notequal", 2, OP_NOT_EQUAL},
        {"<", 2, OP_LESS},
        {"less", 2, OP_LESS},
        {">", 2, OP_GREATER},
        {"greater", 2, OP_GREATER},
        {"+", 3, OP_PLUS},
        {"-", 3, OP_MINUS},
        {"*", 4, OP_TIMES},
        {"/", 4, OP_DIVIDE},
        {"%", 4, OP_REMAINDER},
        {"^", 5, OP_POWER},
        {"power", 5, OP_POWER},
        {"*=", 6, OP_CONTAINS},
        {"contains", 6, OP_CONTAINS},
        {"contain", 6, OP_CONTAINS},
        {"notcontains", 6, OP_NOT_CONTAINS},
        {"notcontain", 6, OP_NOT_CONTAINS},
        {"anyof", 6, OP_ANY_OF},
        {"allof", 6, OP_ALL_OF},
        {"noneof", 6, OP_NONE_OF},
};

void *expr_fault(struct expr_parser *p, size_t at, const char *reason)
{
	if (!p->err) {
		p->err = CORE_SYNTAX;
		p->fault->offset = at;
		snprintf(p->fault->reason, sizeof p->fault->reason, "%s", reason);
	}
	return NULL;
}

void *expr_parse_no_memory(struct expr_parser *p)
{
	p->err = CORE_NOMEM;
	return NULL;
}

void expr_skip_space(struct expr_parser *p)
{
	while (p->at < p->len && memchr(" \t\n\r", p->text[p->at], 4))
		p->at++;
}

bool expr_take(struct expr_parser *p, const char *word, bool caseless)
{
	size_t len = strlen(word);
	const char *here = p->text + p->at;

	if (p->len - p->at < len || (caseless ? strncasecmp(here, word, len) : strncmp(here, word, len)) != 0)
		return false;
	p->at += len;
	return true;
}

struct expr_node *expr_new_node(struct expr_parser *p, enum expr_kind kind)
{
	struct expr_node *node = arena_alloc(p->arena, sizeof *node);

	if (!node)
		return expr_parse_no_memory(p);
	node->kind = kind;
	return node;
}

static bool take_operator(struct expr_parser *p, unsigned level, enum expr_op *op)
{
	size_t start = p->at;

	expr_skip_space(p);
	for (size_t i = 0; i < sizeof OPERATORS / sizeof OPERATORS[0]; i++) {
		if (OPERATORS[i].level == level && expr_take(p, OPERATORS[i].word, true)) {
			*op = OPERATORS[i].op;
			return true;
		}
	}
	p->at = start;
	return false;
}

/* The right side of an operator. Only `contains` and its kin may go without: it is nothing then. */
static struct expr_node *parse_right(struct expr_parser *p, unsigned level)
{
	struct expr_node *right;

	expr_skip_space(p);
	right = expr_parse_level(p, level + 1);
	if (right || p->err)
		return right;
	if (level == FUNCTION_LEVEL)
		return expr_new_node(p, EXPR_NOTHING);
	return expr_fault(p, p->at, "something is missing on the right of an operator");
}

static struct expr_node *parse_chain(struct expr_parser *p, unsigned level, struct expr_node *head)
{
	struct expr_node *chain = NULL;
	struct expr_link **next = NULL, *link;
	enum expr_op op;

	while (take_operator(p, level, &op)) {
		if (!chain) {
			chain = expr_new_node(p, EXPR_CHAIN);
			if (!chain)
				return NULL;
			chain->chain.head = head;
			next = &chain->chain.links;
		}
		link = arena_alloc(p->arena, sizeof *link);
		if (!link)
			return expr_parse_no_memory(p);
		link->op = op;
		link->right = parse_right(p, level);
		if (!link->right)
			return NULL;
		*next = link;
		next = &link->next;
	}
	return chain ? chain : head;
}

struct expr_node *expr_parse_level(struct expr_parser *p, unsigned level)
{
	size_t start = p->at;
	struct expr_node *head;

	if (level == EXPR_LOWEST_LEVEL)
		expr_skip_space(p);
	head = level + 1 < LEVELS ? expr_parse_level(p, level + 1) : expr_parse_operand(p);
	if (!head) {
		p->at = start;
		return NULL;
	}
	return parse_chain(p, level, head);
}
