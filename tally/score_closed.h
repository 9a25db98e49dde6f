/* Items that are shown for no group, where scores of groups are: a reader knows how many answered what in all, and the
 * sum of each group's right answers over all items. Of one such item anything can then be thought, as long as the
 * others make up for it in every group whose score is known. Pure; for score_guard.c. */
#ifndef TALLY_SCORE_CLOSED_H
#define TALLY_SCORE_CLOSED_H

#include "tally/scoring.h"

struct score_closed {
	const struct scoring *s;
	const uint64_t *figures;
	uint64_t min;
	const unsigned char *known; /* rows whose scores a reader knows; the others together are known too */
	const bool *closed;         /* one an item */
};

/* Whether only one group is asked the item, or none: what can be told of it does not depend on groups. */
bool score_is_lone(const struct scoring *s, const uint64_t *figures, size_t item);

/* A closed item for which the other closed ones of the same scores do not make up; item_count: there is none. */
size_t score_closed_lacking(const struct score_closed *c);
/* Closes one more item of the same scores, the one of which least is shown by groups. False when none is left. */
bool score_closed_add(const struct score_closed *c, size_t item, const unsigned char *hidden, bool *closed);

/* Whether the score of what only one group is asked (situations) can be shown for a row: its items whose number of
 * right answers is hidden make up for each other. row: of the plan; or the total: the rows for which shown is not set,
 * together. */
bool score_lone_can_show(const struct score_closed *c, size_t row, const unsigned char *hidden,
                         const unsigned char *shown);

#endif
