/* `uzklausi-server run`: from the site's folder to a server that serves, and to its end. */
#ifndef SERVER_RUN_H
#define SERVER_RUN_H

#include <stdio.h>

/* Serves until SIGTERM or SIGINT. listen overrides the site's own, or is NULL. Says on out where it listens, on log
 * what concerns the server. Answers the exit code. */
int run_site(const char *path, const char *listen, FILE *out, FILE *log);

#endif
