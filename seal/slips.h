/* Slips: one-time codes on paper, kept as keyed hashes. docs/SLIPS.md has the files, the hash and who learns what.
 * Bytes in, bytes out: no file is opened here, and no code is drawn. */
#ifndef SEAL_SLIPS_H
#define SEAL_SLIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/buf.h"
#include "core/code.h"
#include "seal/err.h"
#include "seal/id.h"

#define SLIPS_KEY_BYTES 32
#define SLIPS_KEY_FILE_BYTES 128 /* the key's file is shorter */
#define SLIPS_FORM_MAX 40
#define SLIPS_GROUP_MAX 64
#define SLIPS_MAX 2000 /* in a batch */
#define SLIPS_BATCH_MAX 9999
#define SLIPS_FILE_BYTES 131072 /* a batch's file is shorter */

struct slips {
	char form[SLIPS_FORM_MAX + 1];
	char group[SLIPS_GROUP_MAX + 1];
	uint32_t batch;
	size_t count;
	unsigned char (*hashes)[ID_BYTES]; /* count of them, ascending; heap */
};

/* The hash of a code as code_read gave it (CODE_SLIP characters). */
void slip_hash(unsigned char out[static ID_BYTES], const unsigned char key[static SLIPS_KEY_BYTES], const char *form,
               const char *code);

/* Reads a batch. SEAL_FORMAT, SEAL_NOMEM; *out is empty then. */
enum seal_err slips_read(const char *text, size_t len, struct slips *out);
void slips_release(struct slips *s);

/* Sorts the hashes and writes the file. False when two are the same (draw again), form or group are no names, or the
 * counts pass their bounds. */
bool slips_write(struct buf *out, struct slips *s);

/* True when the batch has this hash. Takes the same steps whatever the code was: a hash says nothing about it. */
bool slips_have(const struct slips *s, const unsigned char hash[static ID_BYTES]);

/* What a group's name may be: as a card's. A form's id is lock_form_fits. */
bool slips_group_fits(const char *group, size_t len);

/* The key's file. Reading copies the key into the caller's memory, which it wipes. */
enum seal_err slips_key_read(const char *text, size_t len, unsigned char key[static SLIPS_KEY_BYTES]);
void slips_key_write(struct buf *out, const unsigned char key[static SLIPS_KEY_BYTES]);

#endif
