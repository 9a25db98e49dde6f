/* The table of routes: method, path, largest body, type of body, handler. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/exchange.h"

struct route {
	const char *method;
	const char *path;                               /* "{}" stands for one part of a path, kept in exchange->part */
	size_t largest_body;                            /* bytes; 0: none may come */
	const char *type;                               /* Content-Type that the body must have, or NULL */
	enum MHD_Result (*handle)(struct exchange *ex); /* once the whole body is there */
};

/* Finds the route of ex->method and ex->path. NULL: allow is then the methods that the path knows ("GET, HEAD"), or "".
 */
const struct route *routes_find(struct exchange *ex, char allow[static 32]);

#endif
