/* The work that the town's server may ask for before it takes a record (docs/API.md, "Work"). A relay does it as a
 * device does, when the record goes out: a proof lasts an hour, and a record may wait for days. So a relay needs no key
 * and no place among the town's staff. */
#ifndef RELAY_RECKON_H
#define RELAY_RECKON_H

#include <stdbool.h>
#include <stddef.h>

#define RECKON_CHALLENGE_BYTES 16
#define RECKON_COUNTERS 8
#define RECKON_BITS_MAX 24    /* minutes of a small computer; more is not done */
#define RECKON_TEXT_LENGTH 97 /* "CHALLENGE.COUNTERS", small hexadecimal digits */

struct reckoning {
	unsigned char challenge[RECKON_CHALLENGE_BYTES];
	unsigned bits;
};

/* From the body of a 403. False when it asks for no work, or for another kind of it, or for too much. */
bool reckon_read(struct reckoning *out, const char *body, size_t len);

/* What goes into the header Work, for the record of this id under this lock, 16 bytes each. Takes seconds. False when
 * no counter is left, which does not happen. */
bool reckon_prove(const struct reckoning *r, const unsigned char *lock_id, const unsigned char *id,
                  char text[static RECKON_TEXT_LENGTH + 1]);

#endif
