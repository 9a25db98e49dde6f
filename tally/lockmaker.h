/* Making locks: what needs a private key. docs/LOCK.md has the format; reading locks is seal/lock.h. */
#ifndef TALLY_LOCKMAKER_H
#define TALLY_LOCKMAKER_H

#include <stddef.h>
#include "core/buf.h"
#include "seal/lock.h"
#include "tally/key.h"

/* Makes a new lock: draws a key pair, seals its private half to each card, signs. The private half is wiped: only the
 * holders of a grant have it from then on. SEAL_FORMAT: a form id, wave or size that is none, no card, too many, or a
 * card twice. SEAL_NOMEM. */
enum seal_err lock_make(struct buf *out, const char *form, const char *wave, size_t record_size,
                        const struct card *staff, size_t count, const struct key *signer);

/* Adds grants to a lock that signer has a grant for, and signs anew: same id, no record changes. The caller has
 * verified the lock. SEAL_STRANGER: signer has no grant. SEAL_CLOSED: it does not open. SEAL_FORMAT, SEAL_NOMEM as
 * above. */
enum seal_err lock_add_grants(struct buf *out, const struct lock *lock, const struct card *staff, size_t count,
                              const struct key *signer);

#endif
