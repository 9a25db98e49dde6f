/* What one sheet is read, checked and sealed in: answers and buffers, reused from sheet to sheet and wiped in between.
 */
#ifndef SERVER_WORKSPACE_H
#define SERVER_WORKSPACE_H

#include "core/answers.h"
#include "core/buf.h"
#include "core/form.h"

struct workspace {
	struct answers *answers;
	struct buf json; /* the answers object */
	struct buf sheet;
	struct workspace *next; /* the pool's */
};

struct workspaces;

struct workspaces *workspaces_new(const struct form *form);
void workspaces_free(struct workspaces *pool); /* accepts NULL */

/* NULL when memory ran out. Any thread. */
struct workspace *workspaces_take(struct workspaces *pool);
/* Wipes it. Accepts NULL. */
void workspaces_give(struct workspaces *pool, struct workspace *w);

#endif
