/* Differences: of two waves, and of a group and all others. From results only, so that nothing is compared that is not
 * shown. Waves are anonymous: two independent samples. All differences of one comparison are one family of tests
 * (Holm), so that in nineteen of twenty comparisons where nothing differs none is found. Pure. */
#ifndef TALLY_COMPARE_H
#define TALLY_COMPARE_H

#include "tally/results.h"

enum difference_of {
	DIFFERENCE_RIGHT,     /* of an item */
	DIFFERENCE_DONT_KNOW, /* of an item */
	DIFFERENCE_CHOSEN,    /* a choice of practice, concerns and training */
	DIFFERENCE_PAST_CUT,  /* of a scale's question */
};

struct difference {
	enum difference_of of;
	size_t question, value;   /* of the plan; value for DIFFERENCE_CHOSEN */
	size_t row;               /* the group; the total when waves are compared */
	struct share a, b;        /* this wave and the one before; the group and all others */
	double change;            /* a - b */
	struct interval interval; /* stats_newcombe */
	double p, adjusted;       /* stats_difference; after stats_holm */
	bool detected;            /* adjusted is below 0.05; else "no detectable change" or "difference" */
};

struct differences {
	struct difference *items; /* heap */
	size_t count, room;
	bool failed; /* memory ran out */
};

/* Both of the same form; before must have the same plan. In all sheets of each. */
bool compare_waves(struct differences *out, const struct results *now, const struct results *before);
/* Each group whose counts are shown with the rest: the total less the group. */
bool compare_groups(struct differences *out, const struct results *r);
void differences_release(struct differences *d);

#endif
