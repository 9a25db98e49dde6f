/* Whose scores may be shown. A mean score and a number of people tell how many right answers a row of people gave in
 * all; with the counts that are shown beside it, that could tell a hidden one.
 *
 * The total's score is always shown. Where it is not told by the counts already, because some items' numbers of right
 * answers are hidden in the total, these items are hidden in every group; and where they are too few to make up for
 * each other, one more item is hidden: the one that loses least. Then people can be thought to swap a right answer to
 * one of them for a right answer to another, and nothing that is shown changes.
 *
 * A group's score is shown only where each hidden figure below min can still be min or more: some people of the row,
 * and of a row beside it, swap two answers, and as many swap two answers to other items of the same scores the other
 * way round. Then nobody's number of points changes, neither do mean, median and spread. An item of which this cannot
 * be said is hidden in every group, for the sake of the scores, as long as two thirds of the items stay; else the
 * smallest group's scores are not shown. They are shown only where the group is broken down (twice min, its size shown)
 * and all that are not shown are nobody or at least min people; where just one group is not shown, its scores are taken
 * to be known, since they can be subtracted. Pure. */
#ifndef TALLY_SCORE_GUARD_H
#define TALLY_SCORE_GUARD_H

#include "tally/scoring.h"
#include "tally/suppress.h"

/* What a total's scores ask of suppress_with. */
struct score_totals {
	const struct scoring *s;
	const uint64_t *figures;
	uint64_t min;
	const bool *closed; /* one an item: it is hidden in every group */
};
struct suppress_more score_totals(const struct score_totals *t);

/* Where scores may be shown: one byte a row of the plan, set to 1. */
struct score_shown {
	unsigned char *rows, *lone; /* lone: the score of what each group is asked by itself: situations */
};

/* suppress, where scores are printed too. figures and hidden: as there. False when memory ran out: nothing may be shown
 * then. */
bool score_guard(const struct scoring *s, const uint64_t *figures, uint64_t min, unsigned char *hidden,
                 struct score_shown *shown);

#endif
