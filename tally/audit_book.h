/* The audit, opened: who of the staff asked the server for what, when (docs/AUDIT.md). */
#ifndef TALLY_AUDIT_BOOK_H
#define TALLY_AUDIT_BOOK_H

#include "core/arena.h"
#include "seal/audit.h"
#include "tally/archive.h"
#include "tally/key.h"

struct audit_book {
	struct arena arena;    /* the entries' texts; wiped */
	struct audit *entries; /* heap; by time */
	size_t count, room;
	size_t locks;   /* of the audit that this key opens */
	size_t forged;  /* entries whose signature does not hold: nobody of the staff asked for that */
	size_t doubled; /* the same request written down again: not counted twice */
	size_t unread;  /* records that hold no entry, or another's */
};

/* Opens every record under a lock of the audit that the key has a grant for and whose signer is trusted. False with
 * fault filled when memory ran out or the archive cannot be read; audit_book_release in every case. */
bool audit_book_open(struct audit_book *b, const struct archive *a, const struct key *key, const struct card *trusted,
                     size_t trusted_count, struct fault *fault);
void audit_book_release(struct audit_book *b);

/* What was asked for: "fetched", "wrote", "messaged", "erasing", or "asked". */
const char *audit_doing(const struct audit *a);

#endif
