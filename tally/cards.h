/* Reading cards and locks from files, with words for what is wrong. */
#ifndef TALLY_CARDS_H
#define TALLY_CARDS_H

#include <stdbool.h>
#include <stddef.h>
#include "seal/card.h"
#include "seal/lock.h"
#include "tally/fault.h"

/* Reads one card file. */
bool card_load(const char *path, struct card *out, struct fault *fault);

/* Reads count card files into out; a card that comes twice is refused. */
bool cards_load(const char *const *paths, size_t count, struct card *out, struct fault *fault);

/* Reads a lock file; the caller releases it. Nothing is said about who signed it. */
bool lock_load(const char *path, struct lock *out, struct fault *fault);

/* Whom the tally trusts to make locks: its own key's holder, and those whose cards were named. False says who signed,
 * as far as it is known, or that the signature does not hold (docs/decisions/0011-who-signs-is-trusted.md). */
bool lock_trusted(const struct lock *lock, const struct card *own, const struct card *trusted, size_t count,
                  struct fault *fault);

#endif
