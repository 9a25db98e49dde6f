/* One case of expression vectors: {"kind": "cond" or "expr", "expr": text, "values": {...}}. */
#ifndef TOOLS_FORM_EXPR_CASE_H
#define TOOLS_FORM_EXPR_CASE_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/value.h"

/* Appends {"valid":...,"result":...} to out, as survey-core's ConditionRunner (cond) or ExpressionRunner (expr) would
 * answer at now_ms, in UTC. CORE_REFUSED when it is no such case. */
enum core_err expr_case_run(struct value test, int64_t now_ms, struct arena *arena, struct buf *out);

/* Appends {"valid":false}, {"valid":true,"tree":...} as core/expr_tree.h has it, or {"valid":true,"lacking":TEXT}. */
enum core_err expr_case_tree(struct value test, struct arena *arena, struct buf *out);

#endif
