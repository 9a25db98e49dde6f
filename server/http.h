/* libmicrohttpd: set-up, and the life of a request from its head to its reply. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stdint.h>
#include "server/service.h"

struct http;

struct http_options {
	int listen_fd; /* bound and listening; taken over by http_start */
	unsigned threads;
	unsigned connections;    /* at most, over all threads */
	const char *certificate; /* PEM text, or NULL for plain http */
	const char *private_key;
};

/* A listening TCP socket for "ADDR:PORT" or "[ADDR]:PORT"; *port is the one it got. -1 with errno, EINVAL for what is
 * no such address. */
int http_listen(const char *address, uint16_t *port);

/* NULL when it could not be started. */
struct http *http_start(struct service *service, const struct http_options *options);

/* Takes no more connections, lets every request that was begun have its reply within its deadlines, then ends. Accepts
 * NULL. */
void http_stop(struct http *http);

#endif
