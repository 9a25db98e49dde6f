/* A card: a staff member's public keys, signed by itself. docs/LOCK.md has the format. A card is public.
 * sodium_init() must have been called before anything in this room is used. */
#ifndef SEAL_CARD_H
#define SEAL_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include "seal/err.h"
#include "seal/id.h"

#define CARD_ID_BYTES ID_BYTES
#define CARD_NAME_MAX 64
#define CARD_MAX_BYTES 512

struct card {
	unsigned char id[CARD_ID_BYTES]; /* BLAKE2b-128 of both public keys */
	char name[CARD_NAME_MAX + 1];    /* as card_name_fits */
	unsigned char box_key[32];       /* X25519: grants are sealed to it */
	unsigned char sign_key[32];      /* Ed25519: locks and staff requests are signed with it */
};

/* Reads a card and checks its own signature. SEAL_FORMAT, SEAL_SIGNATURE. */
enum seal_err card_read(const char *text, size_t len, struct card *out);

/* The id of a pair of public keys. */
void card_id(unsigned char out[static CARD_ID_BYTES], const unsigned char box_key[static 32],
             const unsigned char sign_key[static 32]);

/* What a name may be: 1 to 64 bytes of UTF-8 that can also name a file, without control characters of any kind. */
bool card_name_fits(const char *name, size_t len);

/* True for an X25519 public key that can be sealed to: not one of the few of low order. */
bool box_key_fits(const unsigned char key[static 32]);

#endif
