/* A key: a staff member's private keys and the card that belongs to them. The private half lives in memory that is
 * locked, fenced and wiped (sodium_malloc), and nowhere else. */
#ifndef TALLY_KEY_H
#define TALLY_KEY_H

#include <stddef.h>
#include "core/buf.h"
#include "seal/card.h"
#include "seal/err.h"

struct key_secrets {
	unsigned char box[32];  /* X25519 */
	unsigned char seed[32]; /* Ed25519 */
	unsigned char sign[64]; /* what libsodium signs with: the seed and the public key */
};

struct key {
	struct card card;
	struct key_secrets *secrets; /* sodium_malloc, read-only once made */
};

/* Draws a new pair of each kind. SEAL_FORMAT when the name is none (card_name_fits), SEAL_NOMEM. */
enum seal_err key_make(struct key *out, const char *name, size_t len);
/* Makes the key from its 64 private bytes: X25519, then the Ed25519 seed. The name must fit. SEAL_NOMEM. */
enum seal_err key_from_bytes(struct key *out, const char *name, size_t len, const unsigned char bytes[static 64]);
void key_release(struct key *key); /* wipes */

/* Ed25519 over the bytes. */
void key_sign(unsigned char signature[static 64], const struct key *key, const void *bytes, size_t len);

/* Writes the key's card, signed (docs/LOCK.md). */
void card_write(struct buf *out, const struct key *key);

#endif
