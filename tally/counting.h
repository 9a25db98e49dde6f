/* A session's sheets counted and protected: everything that a table for people or a file needs, in one call. */
#ifndef TALLY_COUNTING_H
#define TALLY_COUNTING_H

#include "tally/report.h"
#include "tally/session.h"

struct counting {
	struct count_plan plan;
	struct tally tally;
	unsigned char *hidden;
	struct report report; /* of all that; lang is the caller's to set */
};

/* Counts on all cores. by: the question that makes the groups, or NULL; min: the smallest group that is shown (at least
 * SUPPRESS_MIN_LEAST). To be released in every case. */
bool counting_run(struct counting *c, const struct session *s, const struct element *by, uint64_t min,
                  struct fault *fault);
void counting_release(struct counting *c);

#endif
