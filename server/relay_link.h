/* The uzklausi-relay beside a server that is a relay: started before the server confines itself, because afterwards it
 * can neither start a program nor open a connection. It stands in the server's own folder. */
#ifndef SERVER_RELAY_LINK_H
#define SERVER_RELAY_LINK_H

#include <stdbool.h>
#include <stdio.h>
#include "relay/frame.h"

struct relay_link {
	int fd; /* -1: not open */
};

/* url: the town's server; ca: a file with the authority to trust instead of the system's, or NULL. False, with the
 * reason on log or on standard error, when it could not be started. */
bool relay_link_open(struct relay_link *link, const char *url, const char *ca, FILE *log);
/* It ends then. */
void relay_link_close(struct relay_link *link);

enum relay_asked { RELAY_ANSWERED, RELAY_STOPPED, RELAY_GONE };
/* Asks and waits for the answer, or until the descriptor `wake` can be read: nothing may be asked any more then. */
enum relay_asked relay_link_ask(const struct relay_link *link, int wake, const struct frame_request *request,
                                const void *record, struct frame_answer *answer);

#endif
