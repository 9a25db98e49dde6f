/* An expression as the respondent's device gets it: JSON that kiosk/script/expr.js interprets, so that the language of
 * expressions is read here alone (docs/decisions/0040-the-devices-script.md). A node is
 *
 *   a text, a number, true, false, null     itself
 *   ["=",VALUE]                             a constant list
 *   ["$",NAME,FLAGS] or with FALLBACK       a variable; flags 1 as it is, 2 in order, 4 a length; the fallback is what
 *                                           it stands for when it is not found, null unless given
 *   ["[",NODE...]                           a list
 *   ["!",NODE] ["e",NODE] ["n",NODE]        not, empty, notempty
 *   ["f","name",[NODE...]]                  a call; of a function over arrays also CONDITION (or null) and COLUMN
 *   ["o",NODE,"op",NODE,"op",NODE...]       operators of one level, from the left
 */
#ifndef CORE_EXPR_TREE_H
#define CORE_EXPR_TREE_H

#include "core/buf.h"
#include "core/expr.h"

/* Appends the tree. False when the expression asks for what a device has not; *lacking (static, English) then names it,
 * and nothing useful was appended. */
bool expr_tree_write(const struct expr *e, struct buf *out, const char **lacking);

#endif
