/* libmicrohttpd: set-up, and the life of a request from its head to its reply. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stdint.h>
#include "server/service.h"

struct http;

struct http_options {
	int listen_fd; /* bound and listening */
	unsigned threads;
	unsigned connections;    /* at most, over all threads */
	const char *certificate; /* PEM text, or NULL for plain http */
	const char *private_key;
};

/* A socket that is listened on: as site.json or the command line says it, or as systemd hands it over. */
struct listening {
	int fd;
	char host[64]; /* "127.0.0.1", "[::1]" */
	uint16_t port; /* the one it got */
};

/* address is "ADDR:PORT" or "[ADDR]:PORT". False with errno; EINVAL for what is no such address. */
bool http_listen(struct listening *out, const char *address);

/* The one socket that systemd passed (sd_listen_fds(3)). False when there is none. */
bool http_inherit(struct listening *out);

/* NULL when it could not be started. */
struct http *http_start(struct service *service, const struct http_options *options);

/* Takes no more connections, lets every request that was begun have its reply within its deadlines, then ends. Accepts
 * NULL. */
void http_stop(struct http *http);

#endif
