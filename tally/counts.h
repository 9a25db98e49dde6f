/* Counts that the server keeps beside the records: of slips and of scans. Asked for with the staff's key; what comes
 * back is hostile input, bounded and read as JSON. */
#ifndef TALLY_COUNTS_H
#define TALLY_COUNTS_H

#include "core/arena.h"
#include "core/value.h"
#include "tally/http_client.h"

struct counts_order {
	const char *server, *key, *ca, *passphrase_file;
	const void *context; /* for show */
};

struct counts {
	struct http_client *client;
	const struct key *key;
	const void *context; /* the order's */
	struct arena arena;  /* of what was read */
	struct buf reply;
};

/* Opens connection and key, calls show, and closes them. min: figures below are not shown. */
bool counts_run(const struct counts_order *order, bool (*show)(struct counts *c, unsigned min, struct fault *fault),
                struct fault *fault);

/* One answer as JSON, valid until counts_release. Once for each struct counts; which is to be released in every case.
 */
bool counts_get(struct counts *c, const char *path, struct value *out, long *status, struct fault *fault);
void counts_release(struct counts *c);

/* A text of what was read, NUL-terminated; "" when it is none or memory ran out. Lives until counts_release. */
const char *counts_string(struct counts *c, struct value text);

/* A number for people: "0", "<5" where it is about fewer than min, "27"; "?" for what is none. */
void counts_text(char out[static 24], struct value number, unsigned min);

#endif
