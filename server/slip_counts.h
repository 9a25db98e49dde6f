/* How many slips of each group are spent, as of the first time in a day that somebody asked. Were the counts always
 * fresh, who asks again and again could see which group a record came from that arrived in between; so they are at most
 * one look a day. A restart of the server forgets the look. */
#ifndef SERVER_SLIP_COUNTS_H
#define SERVER_SLIP_COUNTS_H

#include "core/buf.h"
#include "server/service.h"

struct slip_counts;

struct slip_counts *slip_counts_new(void);    /* NULL when memory ran out */
void slip_counts_free(struct slip_counts *c); /* accepts NULL */

/* Adds {"day":"2026-11-24","groups":[{"group":"7.a","issued":30,"spent":27}]}. False when the store could not be read
 * or memory ran out. Any thread. */
bool slip_counts_json(struct slip_counts *c, struct slipbox *slips, const struct desk *desk, struct buf *out);

#endif
