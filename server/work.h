/* A proof of work: what a device reckons while a person types, so that flooding costs more than it brings where nobody
 * is asked who they are (docs/decisions/0081-flooding.md).
 *
 * A challenge is 16 bytes: seconds of this server's clock (4, big-endian) | bits asked for (1) | tag (11), the tag a
 * keyed BLAKE2b of what is before it. So the server need not remember what it gave out, and everybody who asks in the
 * same second for the same bits gets the same one. A proof is WORK_COUNTERS counters in rising order, each of which
 * makes SHA-256(challenge | lock id | record id | counter, 4 bytes big-endian) begin with so many zero bits. It holds
 * for one record of one lock: a second record needs another proof, and the store takes a record once.
 *
 * Pure but for the random key; no clock, no lock, safe from all threads. Times are monotonic seconds. */
#ifndef SERVER_WORK_H
#define SERVER_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "seal/id.h"

#define WORK_KEY_BYTES 32
#define WORK_CHALLENGE_BYTES 16
#define WORK_COUNTERS 8     /* many small tasks take a far steadier time than one large one */
#define WORK_TEXT_LENGTH 97 /* "CHALLENGE.COUNTERS", all in small hexadecimal digits */
#define WORK_BITS_LEAST 17  /* of each counter: 2^20 tries in all, about two seconds of an old phone */
#define WORK_BITS_MOST 23
#define WORK_SECONDS 3600      /* a challenge holds so long, if it still asks for as much as is asked now */
#define WORK_FRESH_SECONDS 180 /* and so long even if more is asked now: nobody is sent back twice for a rising load   \
	                        */

struct work {
	unsigned char key[WORK_KEY_BYTES]; /* both drawn anew at each start */
	uint32_t began; /* added to all times, so that a challenge does not tell for how long we run */
};

struct work_proof {
	unsigned char challenge[WORK_CHALLENGE_BYTES];
	uint32_t counters[WORK_COUNTERS];
};

enum work_standing {
	WORK_GOOD = 0,
	WORK_MISSING,
	WORK_MALFORMED,
	WORK_FORGED, /* no challenge of this server's, or of before its last start */
	WORK_OLD,
	WORK_EASY,  /* more is asked for now */
	WORK_WRONG, /* the counters do not fit: another record, another lock, or not reckoned */
};
/* One word for the answer: "missing"; never NULL. */
const char *work_standing_word(enum work_standing standing);

void work_init(struct work *w);
void work_release(struct work *w); /* wipes */

void work_challenge(const struct work *w, uint32_t now, unsigned bits, unsigned char out[static WORK_CHALLENGE_BYTES]);

/* What the header holds. text may be NULL. WORK_GOOD, WORK_MISSING or WORK_MALFORMED. */
enum work_standing work_read(struct work_proof *out, const char *text, size_t len);

/* bits: what is asked for now. */
enum work_standing work_check(const struct work *w, const struct work_proof *proof,
                              const unsigned char lock_id[static ID_BYTES],
                              const unsigned char record_id[static ID_BYTES], uint32_t now, unsigned bits);

#endif
