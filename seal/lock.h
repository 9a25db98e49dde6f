/* A lock: the public half of a form's key for one wave, who may open (a grant for each), signed by who made it.
 * docs/LOCK.md has the format: lines of text, the signature over every byte before its own line. */
#ifndef SEAL_LOCK_H
#define SEAL_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include "seal/card.h"
#include "seal/id.h"

#define LOCK_ID_BYTES ID_BYTES
#define LOCK_FORM_MAX 40
#define LOCK_WAVE_MAX 32
#define LOCK_GRANTS_MAX 64
#define LOCK_MAX_BYTES 32768
#define GRANT_BYTES 80 /* crypto_box_seal of the 32-byte private key */

struct grant {
	unsigned char card_id[CARD_ID_BYTES];
	unsigned char sealed[GRANT_BYTES];
};

struct lock {
	unsigned char id[LOCK_ID_BYTES]; /* of form, wave, size and public key: the same when a colleague is added */
	char form[LOCK_FORM_MAX + 1];    /* form id: [a-z0-9-] */
	char wave[LOCK_WAVE_MAX + 1];    /* [A-Za-z0-9._-] */
	size_t record_size;              /* bytes of every record under this lock */
	unsigned char public_key[32];
	struct grant *grants; /* heap */
	size_t grant_count;
	unsigned char signer[CARD_ID_BYTES];
	unsigned char signature[64];
	char *text; /* the file's bytes as read: what is passed on and what the signature is over. heap */
	size_t text_len, signed_len;
};

/* Reads the format; does not check the signature. On any error *out is empty and needs no release. SEAL_FORMAT,
 * SEAL_NOMEM. */
enum seal_err lock_read(const char *text, size_t len, struct lock *out);
void lock_release(struct lock *lock);

/* SEAL_OK when card is the signer and the signature holds; SEAL_STRANGER for another's card; SEAL_SIGNATURE. */
enum seal_err lock_verify(const struct lock *lock, const struct card *card);

/* The grant for a card, or NULL. */
const struct grant *lock_grant(const struct lock *lock, const unsigned char card_id[static CARD_ID_BYTES]);

/* What a form id, a wave and a record size may be. NUL-terminated. */
bool lock_form_fits(const char *form);
bool lock_wave_fits(const char *wave);
bool lock_size_fits(size_t record_size);

#endif
