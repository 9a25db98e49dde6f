/* Fetching: from a server's staff API (docs/API.md) to an archive. What the archive lacks is brought home, what it has
 * stays, and what the server no longer has is told. Every lock's signature and every record's outside is checked before
 * it is kept. */
#ifndef TALLY_FETCH_H
#define TALLY_FETCH_H

#include <stdint.h>
#include "seal/card.h"
#include "tally/archive.h"
#include "tally/http_client.h"
#include "tally/key.h"

/* What happened to the records of one lock. */
struct fetched {
	const struct lock *lock;
	uint64_t fresh;        /* brought home now */
	uint64_t known;        /* already there */
	uint64_t vanished;     /* in the archive, and not listed by the server */
	uint64_t vanished_now; /* of those, the ones that were still listed last time */
	uint64_t refused;      /* given by the server, and no record of this lock or not what was asked for */
	uint64_t withheld;     /* listed by the server and not given */
	bool unlisted;         /* the server no longer offers the lock at all */
};

struct fetch {
	struct archive *archive;
	struct http_client *client;
	const struct key *key;
	const struct card *trusted;
	size_t trusted_count;
	void (*report)(void *context, const struct fetched *done);      /* once a lock */
	void (*refuse)(void *context, const char *why);                 /* once a lock that is not taken */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* may be NULL */
	void *context;
	const char *const *forms; /* only locks of these; NULL: all */
	size_t form_count;
	size_t refused_locks; /* set by fetch_run */
};

/* False with fault filled when it could not go on; what was brought home until then is kept and the next run goes on
 * from there. */
bool fetch_run(struct fetch *f, struct fault *fault);

#endif
