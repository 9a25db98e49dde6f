/* Key files: private keys under a passphrase. docs/LOCK.md has the format. Reading checks everything that needs no
 * passphrase, so that nobody is asked for one in vain. */
#ifndef TALLY_KEYFILE_H
#define TALLY_KEYFILE_H

#include <stdint.h>
#include "core/buf.h"
#include "seal/lines.h"
#include "tally/fault.h"
#include "tally/key.h"
#include "tally/passphrase.h"

#define KEYFILE_MAX_BYTES 1024
#define KEYFILE_SALT_BYTES 16
#define KEYFILE_NONCE_BYTES 24
#define KEYFILE_SEALED_BYTES 80 /* two private keys and the tag */

/* What guessing costs (RFC 9106): passes over so much memory. */
struct key_cost {
	uint32_t passes, kibibytes;
};
/* The floor is libsodium's INTERACTIVE, the ceiling its SENSITIVE memory; new files get its MODERATE. */
extern const struct key_cost KEY_COST_LEAST, KEY_COST_USUAL, KEY_COST_MOST;

struct keyfile {
	struct line_value name; /* within the text that was read */
	unsigned char card_id[CARD_ID_BYTES];
	struct key_cost cost;
	unsigned char salt[KEYFILE_SALT_BYTES];
	unsigned char secret[KEYFILE_NONCE_BYTES + KEYFILE_SEALED_BYTES]; /* the nonce, and what is sealed */
	const char *head; /* the bytes that the passphrase also vouches for */
	size_t head_len;
};

/* Reads the format; text must outlive out. SEAL_FORMAT, also for a cost out of bounds. */
enum seal_err keyfile_read(const char *text, size_t len, struct keyfile *out);

/* Opens it. SEAL_CLOSED: a wrong passphrase or an altered file, which cannot be told apart. SEAL_NOMEM: Argon2id wants
 * file->cost.kibibytes. */
enum seal_err keyfile_open(const struct keyfile *file, const struct passphrase *passphrase, struct key *out);

/* Writes a key file. SEAL_NOMEM. */
enum seal_err keyfile_write(struct buf *out, const struct key *key, const struct passphrase *passphrase,
                            const struct key_cost *cost);

/* All of it, as every command needs it: reads the file at path, gets the passphrase (passphrase_read), opens. */
bool keyfile_load(const char *path, const char *passphrase_file, struct key *out, struct fault *fault);

#endif
