/* A card: a staff member's public keys, signed by itself. docs/LOCK.md has the format. A card is public. */
#ifndef SEAL_CARD_H
#define SEAL_CARD_H

#include <stddef.h>
#include "seal/err.h"

#define CARD_ID_BYTES 16
#define CARD_NAME_MAX 64

struct card {
	unsigned char id[CARD_ID_BYTES]; /* BLAKE2b-128 of both public keys */
	char name[CARD_NAME_MAX + 1];    /* UTF-8, no control characters */
	unsigned char box_key[32];       /* X25519: grants are sealed to it */
	unsigned char sign_key[32];      /* Ed25519: locks and staff requests are signed with it */
};

/* Reads a card and checks its own signature. SEAL_FORMAT, SEAL_SIGNATURE. */
enum seal_err card_read(const char *text, size_t len, struct card *out);

#endif
