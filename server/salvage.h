/* `uzklausi-server salvage`: what is intact in damaged stores, copied to where the operator wants it. */
#ifndef SERVER_SALVAGE_H
#define SERVER_SALVAGE_H

#include <stdio.h>

/* Looks at the store of every lock of the site, with the server stopped, and copies the intact records of those that
 * are damaged into new files in folder; the site itself is left as it is. Says on out what became of each. Answers the
 * exit code. */
int salvage_site(const char *path, const char *folder, FILE *out, FILE *log);

#endif
