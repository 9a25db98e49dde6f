/* Inside the expression engine: the tree, and what the parser, the evaluator and the functions share. */
#ifndef CORE_EXPR_NODE_H
#define CORE_EXPR_NODE_H

#include "core/expr.h"

enum expr_op {
	OP_OR,
	OP_AND,
	OP_LESS_OR_EQUAL,
	OP_GREATER_OR_EQUAL,
	OP_EQUAL,
	OP_NOT_EQUAL,
	OP_LESS,
	OP_GREATER,
	OP_PLUS,
	OP_MINUS,
	OP_TIMES,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_POWER,
	OP_CONTAINS,
	OP_NOT_CONTAINS,
	OP_ANY_OF,
	OP_ALL_OF,
	OP_NONE_OF,
};

enum expr_kind {
	EXPR_NOTHING,  /* the words null and undefined, and the missing right side of `contains` */
	EXPR_CONSTANT, /* also arrays of constants */
	EXPR_VARIABLE,
	EXPR_ARRAY,
	EXPR_CALL,
	EXPR_NOT,
	EXPR_EMPTY,
	EXPR_NOT_EMPTY,
	EXPR_CHAIN, /* head op right op right ...: operators of one level, from the left. Not nested, so that a long
	               chain is not deep */
};

struct expr_link {
	enum expr_op op;
	struct expr_node *right;
	struct expr_link *next;
};

struct expr_node {
	enum expr_kind kind;
	union {
		struct value constant;
		struct {
			uint32_t name;         /* place in expr->names */
			bool length;           /* ends with ".length": 0 when not found */
			struct value fallback; /* when not found: null, or what a name such as {"a":1} spells in JSON */
		} variable;
		struct {
			struct expr_node **items;
			uint32_t count;
			const struct expr_function *function; /* EXPR_CALL; NULL for an unknown one, which gives null */
			struct expr_node *condition;          /* of functions over arrays, or NULL */
			struct value column; /* of functions over arrays: the member to return, or undefined */
		} list;
		struct expr_node *operand; /* NOT, EMPTY, NOT_EMPTY */
		struct {
			struct expr_node *head;
			struct expr_link *links;
		} chain;
	};
};

#define EXPR_MAX_NAMES 256

struct expr {
	struct expr_node *root;
	struct expr_name *names;
	size_t name_count, name_room;
	bool reads_clock;
};

/* One evaluation. thrown is set where survey-core would throw a TypeError or RangeError: the result is then null. */
struct expr_run {
	const struct expr *expr;
	struct expr_scope *scope;
	struct value item; /* within the condition of a function over arrays: names are looked up here first */
	bool in_item;
	bool thrown;
};

struct value expr_run_node(struct expr_run *run, const struct expr_node *node);
struct value expr_apply(struct expr_run *run, enum expr_op op, struct value left, struct value right, bool ordered);
/* JavaScript's `v == true`. */
bool expr_loosely_true(struct value v);
/* Notes that memory ran out and answers an undefined value. */
struct value expr_no_memory(struct expr_run *run);

/* A function gets its arguments evaluated, but for iif, which evaluates its branches itself. */
struct expr_call {
	struct expr_run *run;
	const struct expr_node *node;
	const struct value *args;
	uint32_t count;
};

enum expr_trait {
	TRAIT_CLOCK = 1,   /* reads the clock whatever its arguments */
	TRAIT_LAZY = 2,    /* args is NULL */
	TRAIT_ARRAY = 4,   /* (array, 'name', ['column',] condition) */
	TRAIT_DISPLAY = 8, /* its argument names a question */
};

struct expr_function {
	const char *name;
	struct value (*call)(struct expr_call *call);
	unsigned traits;
};

/* NULL when there is none. Names are case-sensitive. */
const struct expr_function *expr_function_find(const char *name, size_t len);

/* --- functions, by file --- */

struct value expr_fn_sum_in_array(struct expr_call *call);
struct value expr_fn_min_in_array(struct expr_call *call);
struct value expr_fn_max_in_array(struct expr_call *call);
struct value expr_fn_count_in_array(struct expr_call *call);
struct value expr_fn_avg_in_array(struct expr_call *call);

struct value expr_fn_get_date(struct expr_call *call);
struct value expr_fn_age(struct expr_call *call);
struct value expr_fn_date_diff(struct expr_call *call);
struct value expr_fn_date_add(struct expr_call *call);
struct value expr_fn_current_date(struct expr_call *call);
struct value expr_fn_today(struct expr_call *call);
struct value expr_fn_get_year(struct expr_call *call);
struct value expr_fn_current_year(struct expr_call *call);
struct value expr_fn_diff_days(struct expr_call *call);
struct value expr_fn_year(struct expr_call *call);
struct value expr_fn_month(struct expr_call *call);
struct value expr_fn_day(struct expr_call *call);
struct value expr_fn_weekday(struct expr_call *call);

/* --- conversions (expr_convert.c) --- */

/* What a variable's text becomes: boolean, number, or text without its quotes. */
struct value expr_converted(struct value v);
/* survey-core's getNumber: NaN when v is no number to it. */
double expr_number(struct expr_run *run, struct value v);
/* JavaScript's Number(v). */
double expr_to_number(struct expr_run *run, struct value v);
/* JavaScript's String(v) as a string value; made in the arena where it must be. */
struct value expr_to_text(struct expr_run *run, struct value v);
/* JavaScript's a + b. */
struct value expr_add(struct expr_run *run, struct value a, struct value b);
/* The two strings one after the other. */
struct value expr_concat(struct expr_run *run, struct value a, struct value b);
/* JavaScript's a < b; false when they cannot be compared. */
bool expr_less(struct expr_run *run, struct value a, struct value b);
/* The result of a + or - of a and b (or of a product of them), corrected to the decimals that they are written with. */
struct value expr_correct_sum(struct expr_run *run, struct value a, struct value b, struct value result);
struct value expr_correct_product(struct expr_run *run, struct value a, struct value b, double result);

/* new Date(v) as survey-core makes it: local midnight for a day alone; NaN when it is no date. v must be truthy. */
double expr_to_date(struct expr_run *run, struct value v);

#endif
