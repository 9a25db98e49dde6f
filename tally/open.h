/* Opening: a grant with a staff member's key, then records with what was in the grant. Nothing here allocates per
 * record, and one opener serves any number of threads at once. */
#ifndef TALLY_OPEN_H
#define TALLY_OPEN_H

#include <stddef.h>
#include "seal/lock.h"
#include "seal/record.h"
#include "tally/key.h"

struct opener {
	const struct lock *lock;
	unsigned char *secret; /* the lock's private key: 32 bytes of sodium_malloc, read-only */
};

/* Unwraps key's grant. lock must outlive the opener, and its signer be trusted by the caller (lock_verify).
 * SEAL_STRANGER: no grant for this key. SEAL_CLOSED: the grant does not open, or holds another lock's key. SEAL_NOMEM.
 */
enum seal_err opener_init(struct opener *out, const struct lock *lock, const struct key *key);
void opener_release(struct opener *opener); /* wipes */

/* Opens a record into padded, which has room for record_padded_bytes(lock->record_size). *sheet then points into
 * padded. As record_check; and SEAL_CLOSED when the box does not open or the padding is none: one answer for both.
 * padded holds a person's answers: wipe it. */
enum seal_err record_open(const struct opener *opener, const unsigned char *record, size_t len, unsigned char *padded,
                          const char **sheet, size_t *sheet_len);

#endif
