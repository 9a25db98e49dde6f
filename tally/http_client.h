/* Speaking with the server: signed staff requests over one connection, with libcurl. What comes back is hostile input:
 * its size has a bound, time has a bound, no redirect is followed, and https is verified. */
#ifndef TALLY_HTTP_CLIENT_H
#define TALLY_HTTP_CLIENT_H

#include <stddef.h>
#include "client/address.h"
#include "core/buf.h"
#include "tally/fault.h"
#include "tally/key.h"

struct http_client {
	void *curl;
	struct client_address address;
	bool plain; /* http, and not to this computer itself: who listens can see that someone fetches, and from where
	             */
};

/* address: http or https, a host and perhaps a port, nothing else. ca: a PEM file with the authority to trust instead
 * of the system's, or NULL. http_close may be called in every case. */
bool http_open(struct http_client *c, const char *address, const char *ca, struct fault *fault);
void http_close(struct http_client *c);

/* One request, signed. method "GET" without a body or "POST" with one. reply is initialised here with max as its bound;
 * the caller releases it in every case. False when there was no answer or its status is not 200; *status is 0 or the
 * status then. */
bool http_staff(struct http_client *c, const struct key *key, const char *method, const char *path,
                const struct buf *body, size_t max, struct buf *reply, long *status, struct fault *fault);

/* The same for any method, any type of body. */
struct http_message {
	const char *method, *path, *type; /* type of the body */
	const struct buf *body;           /* NULL for none */
	size_t max;                       /* bytes of the reply */
};
bool http_send(struct http_client *c, const struct key *key, const struct http_message *message, struct buf *reply,
               long *status, struct fault *fault);

#endif
