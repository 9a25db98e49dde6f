/* The expression language of forms: SurveyJS's grammar, compiled to a small tree (docs/FORMS.md). The tree knows
 * neither forms nor answers: variables are found through a look-up that the caller passes in. Parsing and evaluation
 * are bounded in depth and in the memory of the arena. */
#ifndef CORE_EXPR_H
#define CORE_EXPR_H

#include "core/arena.h"
#include "core/err.h"
#include "core/value.h"

#define EXPR_MAX_BYTES 16384
#define EXPR_MAX_DEPTH 100

struct expr; /* compiled and, once its names are bound, immutable */

/* A variable that the expression reads: the text between the braces, blanks and all, without a leading '#'. */
struct expr_name {
	const char *text;
	size_t len;
	bool raw; /* {#name}: the value is not converted */
	/* For the caller of expr_names to set: */
	int slot;     /* a place of its own; -1 after parsing */
	bool ordered; /* = and != of this array mind the order (rankings); false after parsing */
};

struct expr_fault {
	size_t offset;
	char reason[200]; /* English */
};

/* Compiles text, which may go away; the tree lives in arena. CORE_SYNTAX also for functions that do not exist,
 * CORE_UTF8, CORE_LIMIT, CORE_NOMEM; fault is filled (may be NULL). */
enum core_err expr_parse(const char *text, size_t len, struct arena *arena, struct expr **out,
                         struct expr_fault *fault);

/* The same, but what survey-core only finds out when it runs is left to run: an unknown function gives null. For
 * comparing with survey-core; forms are read with expr_parse. */
enum core_err expr_parse_lenient(const char *text, size_t len, struct arena *arena, struct expr **out,
                                 struct expr_fault *fault);

/* The distinct names, for binding and for finding circles. */
struct expr_name *expr_names(struct expr *e, size_t *count);
/* The name when the expression is made of operators, constants and this one name alone; else NULL. */
const struct expr_name *expr_only_name(const struct expr *e);
/* True when it reads the clock (today, currentDate, age, ...). */
bool expr_reads_clock(const struct expr *e);

struct expr_scope {
	/* The value of a name or undefined; undefined with `boolean` set for a name that is known and has no value
	 * (survey-core tells the two apart: what is not known is null). Conversion of text to numbers and booleans is
	 * done by the evaluator. */
	struct value (*look_up)(void *context, const struct expr_name *name);
	/* displayValue('name'): the display text of a question; may be NULL. */
	struct value (*display)(void *context, const char *name, size_t len);
	void *context;
	bool standalone; /* no form stands around: conditions of functions over arrays see the item's own names only */
	struct arena *arena;    /* results that need memory are made here */
	int64_t now_ms;         /* milliseconds since 1970 UTC: the only clock there is */
	int utc_offset_minutes; /* of the place: today() is the local day */
	bool failed;            /* set when the arena ran out: the result is undefined then */
};

struct value expr_eval(const struct expr *e, struct expr_scope *scope);
/* What visibleIf asks: the result is true, and not merely truthy. */
bool expr_holds(const struct expr *e, struct expr_scope *scope);

/* Finds a name in an object the way survey-core's VariableGetterContext does: the first member of that name in any
 * case, dots first as part of the name (longest first) and then as a path, [i] from either end of an array, .length (0
 * when there is nothing). Undefined when it is not found, or has more than 32 dots. */
struct value expr_resolve(struct value object, const char *name, size_t len);

#endif
