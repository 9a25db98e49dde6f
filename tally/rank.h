/* The brief's six questions for the specialists, as orders of what is shown: which groups know least, which items are
 * best known, least known, most often wrong, and what worries people most. Pure. */
#ifndef TALLY_RANK_H
#define TALLY_RANK_H

#include "tally/results.h"

struct rank {
	size_t index; /* of an item of the scoring, a value of the question, or a group */
	double value; /* by which it is ordered */
};

/* Each fills out, which has room for as many as there are (RANK_MAX at most), and answers how many; what is not shown
 * is left out. Equal ones stay in the form's order. */
#define RANK_MAX 256
/* Highest share first. */
size_t rank_items(const struct results *r, size_t row, enum item_share which, struct rank *out);
/* Least confident first: by the mean confidence of an item. */
size_t rank_confidence(const struct results *r, size_t row, struct rank *out);
/* Most often chosen first. */
size_t rank_choices(const struct results *r, size_t row, size_t question, struct rank *out);
/* Lowest mean share of points first. */
size_t rank_groups(const struct results *r, size_t score, struct rank *out);

/* The score of that name, or SCORING_NONE. */
size_t rank_score(const struct results *r, const char *name);

#endif
