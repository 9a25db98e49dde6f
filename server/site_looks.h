/* The settings of site.json that people see: the town's colour, and where "leave" leads. */
#ifndef SERVER_SITE_LOOKS_H
#define SERVER_SITE_LOOKS_H

#include "core/arena.h"
#include "core/value.h"
#include "server/site.h"

/* Each puts its setting into the site and answers NULL, or what is wrong with it. What is not there when memory ran out
 * is NULL, and *nomem is set. */
const char *site_leave_read(struct site *site, struct arena *arena, struct value v, bool *nomem);
const char *site_colour_read(struct site *site, struct arena *arena, struct value v, bool *nomem);

#endif
