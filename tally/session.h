/* What count and sheets share: the form, the archive, the key, and openers for the locks of one wave of the form, each
 * trusted. */
#ifndef TALLY_SESSION_H
#define TALLY_SESSION_H

#include "tally/archive.h"
#include "tally/doubles.h"
#include "tally/open.h"

#define SESSION_TRUST_MAX 16

struct session_order {
	const char *archive, *key, *form, *passphrase_file;
	const char *easy;           /* the form's easy version, whose sheets belong to it; or NULL */
	const char *wave;           /* NULL: the only one */
	const struct key *unlocked; /* in place of key and passphrase_file, when not NULL */
	const char *trust[SESSION_TRUST_MAX];
	size_t trust_count;
};

struct session {
	struct form *form, *easy; /* easy: NULL unless asked for */
	struct archive archive;
	struct opener *openers; /* one a lock of the archive; without a lock where it is not of these forms and wave */
	struct doubles doubles;
	const char *wave;
	uint64_t records;
};

bool session_open(struct session *s, const struct session_order *order, struct fault *fault);
void session_close(struct session *s); /* in every case */

/* The clock of this computer, for the checks that read it. */
struct moment;
void session_now(struct moment *now);

#endif
