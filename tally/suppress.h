/* Which figures may be shown. A figure about 1 to min - 1 people is hidden, and so is every other figure without which
 * a reader could tell, from all that is shown, that a hidden one is below min (docs/decisions: suppression). Pure.
 *
 * Zero is shown ("nobody said so") where the group is broken down. A group of fewer than twice min is counted but never
 * broken down, since only "all said the same" could be shown of it. Totals are decided first and do not depend on the
 * groups: the same totals are shown whatever question makes the groups. A question that only some see shows its figures
 * only where all the figures of the questions that decide it are shown. */
#ifndef TALLY_SUPPRESS_H
#define TALLY_SUPPRESS_H

#include "tally/count.h"

#define SUPPRESS_MIN_DEFAULT 5
#define SUPPRESS_MIN_LEAST 3 /* what --min may ask for at least */

/* figures: count_rows * width numbers of a finished table. hidden: as many bytes, set to 1 where a figure is hidden.
 * False when memory ran out: nothing may be shown then. */
bool suppress(const struct count_plan *plan, const uint64_t *figures, uint64_t min, unsigned char *hidden);

/* The same where more is printed than counts. Once the totals are decided, more is asked which further figures of the
 * total are to be hidden; and a question of which it sets closed is shown for no group. It must not look at groups.
 * closed: one a question of the plan. */
struct suppress_more {
	void (*more)(const struct suppress_more *m, unsigned char *hidden, bool *closed);
	const void *context;
};
bool suppress_with(const struct count_plan *plan, const uint64_t *figures, uint64_t min,
                   const struct suppress_more *more, unsigned char *hidden);

/* Which questions decide whether a question is seen. */
struct conditions {
	struct condition {
		size_t *questions; /* heap: indexes in plan->questions */
		size_t count;
	} * of; /* one a question of the plan */
	size_t count;
};
bool conditions_init(struct conditions *c, const struct count_plan *plan);
void conditions_release(struct conditions *c);

#endif
