/* Expressions: compiling them, their names. The grammar itself is in expr_parse.c. */
#include "core/expr_parse.h"
#include "core/utf8.h"

#include <stdio.h>
#include <string.h>

/* survey-core mends four spellings before it parses, wherever they stand, even within quotes. Each replacement is as
 * long as what it replaces, so offsets stay true. */
static const struct {
	const char *from, *to;
} MENDED[] = {{"=>", ">="}, {"=<", "<="}, {"<>", "!="}, {"equals", "equal "}};

static char *mended(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_copy(arena, text, len);

	for (size_t i = 0; copy && i < sizeof MENDED / sizeof MENDED[0]; i++) {
		size_t size = strlen(MENDED[i].from);
		for (char *c = copy; (c = memmem(c, (size_t)(copy + len - c), MENDED[i].from, size)); c += size)
			memcpy(c, MENDED[i].to, size);
	}
	return copy;
}

struct expr_node *expr_parse_text(struct expr_parser *outer, const char *text, size_t len)
{
	struct expr_parser p = *outer;
	struct expr_node *node;

	p.at = 0;
	p.len = len;
	p.text = mended(p.arena, text, len);
	if (!p.text) {
		outer->err = CORE_NOMEM;
		return NULL;
	}
	node = expr_parse_level(&p, EXPR_LOWEST_LEVEL);
	expr_skip_space(&p);
	if (!p.err && (!node || p.at < p.len))
		expr_fault(&p, p.at,
		           p.at == 0 && p.len == 0 ? "the expression is empty"
		           : p.at < p.len          ? "this can't be read"
		                                   : "the expression ends too early");
	outer->err = p.err;
	return p.err ? NULL : node;
}

static enum core_err parse(const char *text, size_t len, struct arena *arena, struct expr **out,
                           struct expr_fault *fault, bool lenient)
{
	struct expr_fault ignored = {0};
	struct expr_parser p = {.arena = arena, .lenient = lenient, .fault = fault ? fault : &ignored};

	*out = NULL;
	*p.fault = (struct expr_fault){0};
	if (len > EXPR_MAX_BYTES) {
		snprintf(p.fault->reason, sizeof p.fault->reason, "the expression is longer than %d bytes",
		         EXPR_MAX_BYTES);
		return CORE_LIMIT;
	}
	if (!utf8_valid(text, len)) {
		snprintf(p.fault->reason, sizeof p.fault->reason, "the expression is not valid UTF-8");
		return CORE_UTF8;
	}
	p.e = arena_alloc(arena, sizeof *p.e);
	if (!p.e)
		return CORE_NOMEM;
	p.e->root = expr_parse_text(&p, text, len);
	if (!p.err && p.e->root->kind == EXPR_NOTHING)
		expr_fault(&p, 0, "null alone is no expression");
	if (!p.err)
		*out = p.e;
	return p.err;
}

enum core_err expr_parse(const char *text, size_t len, struct arena *arena, struct expr **out, struct expr_fault *fault)
{
	return parse(text, len, arena, out, fault, false);
}

enum core_err expr_parse_lenient(const char *text, size_t len, struct arena *arena, struct expr **out,
                                 struct expr_fault *fault)
{
	return parse(text, len, arena, out, fault, true);
}

struct expr_name *expr_names(struct expr *e, size_t *count)
{
	*count = e->name_count;
	return e->names;
}

static bool calls_nothing(const struct expr_node *node)
{
	switch (node->kind) {
	case EXPR_CALL:
	case EXPR_ARRAY:
		return false;
	case EXPR_NOT:
	case EXPR_EMPTY:
	case EXPR_NOT_EMPTY:
		return calls_nothing(node->operand);
	case EXPR_CHAIN:
		for (const struct expr_link *link = node->chain.links; link; link = link->next)
			if (!calls_nothing(link->right))
				return false;
		return calls_nothing(node->chain.head);
	default:
		return true;
	}
}

const struct expr_name *expr_only_name(const struct expr *e)
{
	return e->name_count == 1 && calls_nothing(e->root) ? e->names : NULL;
}

bool expr_reads_clock(const struct expr *e)
{
	return e->reads_clock;
}
