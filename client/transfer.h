/* A libcurl handle as all our programs use it: only http and https, no redirect followed, TLS 1.2 at least and
 * verified, time and the size of a reply bounded. What comes back is hostile input. */
#ifndef CLIENT_TRANSFER_H
#define CLIENT_TRANSFER_H

#include <stdbool.h>

/* Seconds. */
struct client_patience {
	long connect;
	long silence; /* without a byte */
	long total;
};

/* A new CURL handle, or NULL. Replies go to the struct buf that CURLOPT_WRITEDATA names; one that is too long for it
 * ends the transfer and leaves buf.failed set. ca: a PEM file with the authority to trust instead of the system's, or
 * NULL. curl_global_init must have been called. Freed with client_transfer_free, which accepts NULL. */
void *client_transfer_new(const char *ca, const struct client_patience *patience);
void client_transfer_free(void *curl);

#endif
