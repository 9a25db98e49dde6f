/* The sweeper: a thread that cuts connections past their absolute deadline. libmicrohttpd's own timeout sees only
 * inactivity, and one byte a second is activity. */
#ifndef SERVER_DEADLINES_H
#define SERVER_DEADLINES_H

#include "server/conn.h"

struct deadlines;

struct deadlines *deadlines_start(struct conns *conns); /* NULL when memory or threads ran out */
void deadlines_stop(struct deadlines *d);               /* accepts NULL */

#endif
