/* Receipts are derived one at a time, by one thread: Argon2id takes some 20 MB and tens of milliseconds of a processor,
 * and whoever asks for it again and again must not get more of either. Who waits is told when it is done; when too many
 * wait, the next is sent away at once. Knows nothing of HTTP. */
#ifndef SERVER_DERIVE_H
#define SERVER_DERIVE_H

#include <stdbool.h>

#include "server/receipt.h"

#define DERIVE_WAITING_MAX 64

/* One receipt on its way. The caller owns it and leaves it alone from derive_submit to done. */
struct derive_job {
	char receipt[RECEIPT_DIGITS + 1];
	struct receipt_keys *keys; /* filled; the caller's */
	enum seal_err err;
	/* Called once, in the deriving thread, when keys or err stand. It must not block. */
	void (*done)(struct derive_job *job);
	void *context;           /* the caller's */
	struct derive_job *next; /* the thread's */
};

struct deriver;

/* Starts the thread. The salt is copied. NULL when memory or threads ran out. */
struct deriver *deriver_new(const unsigned char salt[static RECEIPT_SALT_BYTES]);
/* Finishes what was taken. Accepts NULL. */
void deriver_free(struct deriver *d);

/* False when too many wait: the job was not taken and done will not be called. */
bool derive_submit(struct deriver *d, struct derive_job *job);

#endif
