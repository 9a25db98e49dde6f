/* Inside the expression engine: the parser's state. Functions answer NULL both for "not there" (err is then CORE_OK)
 * and for a fault. */
#ifndef CORE_EXPR_PARSE_H
#define CORE_EXPR_PARSE_H

#include "core/expr_node.h"

struct expr_parser {
	const char *text; /* mended, in the arena */
	size_t len, at;
	struct arena *arena;
	struct expr *e;
	unsigned depth;
	bool lenient;
	enum core_err err;
	struct expr_fault *fault;
};

#define EXPR_LOWEST_LEVEL 0

/* Notes the first fault and answers NULL. */
void *expr_fault(struct expr_parser *p, size_t at, const char *reason);
void *expr_parse_no_memory(struct expr_parser *p);
void expr_skip_space(struct expr_parser *p);

/* An expression of that level of precedence or a higher one, at p->at. */
struct expr_node *expr_parse_level(struct expr_parser *p, unsigned level);
/* Operand: call, bracket, negation, constant, variable, list (expr_operand.c). */
struct expr_node *expr_parse_operand(struct expr_parser *p);
/* The whole of another text, into the same expr. */
struct expr_node *expr_parse_text(struct expr_parser *p, const char *text, size_t len);

struct expr_node *expr_new_node(struct expr_parser *p, enum expr_kind kind);
/* Takes word when it stands at p->at; letters of any case when `caseless`. */
bool expr_take(struct expr_parser *p, const char *word, bool caseless);

/* A variable's node; its place in the names is made or found (expr_bind.c). */
struct expr_node *expr_new_variable(struct expr_parser *p, const char *name, size_t len);
bool expr_add_name(struct expr_parser *p, const char *name, size_t len, bool raw, uint32_t *place);

/* A call whose arguments are read: looks the function up and takes apart what functions over arrays want (expr_bind.c).
 */
bool expr_bind_call(struct expr_parser *p, struct expr_node *call, const char *name, size_t len, size_t at);

#endif
