/* `uzklausi-server run`: from the site's folder to a server that serves, and to its end. */
#ifndef SERVER_RUN_H
#define SERVER_RUN_H

#include <stdio.h>
#include "server/relay.h"

struct run_options {
	const char *site;
	const char *listen;         /* overrides the site's own, or NULL */
	struct relay_options relay; /* url NULL: it keeps what it takes, as the town's server does */
};

/* Serves until SIGTERM or SIGINT. Says on out where it listens, on log what concerns the server. Answers the exit code.
 */
int run_site(const struct run_options *options, FILE *out, FILE *log);

#endif
