/* Two looks at one wave tell of those who came in between. So a look that differs from the last by 1 to min - 1 records
 * is held back: it shows again what the last one showed. That there was a look stands in the archive, as a block behind
 * what was looked at (docs/ARCHIVE.md), so it is known wherever the archive is taken. */
#ifndef TALLY_LOOKS_H
#define TALLY_LOOKS_H

#include "tally/session.h"

/* Takes away from the session's archive (in memory) what came after the last look, when it is too little. Answers
 * whether it did. */
bool looks_hold_back(struct session *s, uint64_t min);

/* The locks of a session, by id: what looks_remember needs once the session is closed. */
struct looks {
	unsigned char ids[64][LOCK_ID_BYTES];
	size_t count;
};
/* Whether there is something new to be remembered; fills out. False too when the archive is damaged or torn: it cannot
 * be written to. */
bool looks_new(const struct session *s, struct looks *out);
bool looks_remember(const char *archive, const struct looks *looks, struct fault *fault);

#endif
