/* Opening and counting on all cores: each thread takes a block of the archive at a time, opens and checks its records
 * and counts them into a table of its own. Memory: a table, a sheet and 64 records a thread, however long the archive
 * is. */
#ifndef TALLY_PIPELINE_H
#define TALLY_PIPELINE_H

#include "tally/count.h"
#include "tally/doubles.h"
#include "tally/scoring.h"
#include "tally/take.h"

struct pipeline {
	const struct archive *archive;
	const struct opener
	        *openers; /* one a lock of the archive; those with a lock are counted, the others left out */
	const struct doubles *doubles;
	const struct form *form, *easy; /* easy: its easy version, when the plan has one; else NULL */
	const struct count_plan *plan;
	const struct scoring *scoring; /* of the plan; NULL: nothing is scored */
	struct moment now;
	unsigned threads;                                               /* 0: one a processor */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* now and then; may be NULL */
	void *context;
};

struct tally {
	struct count_table table;     /* finished */
	struct score_table scores;    /* finished; empty without a scoring */
	uint64_t reasons[TAKE_KINDS]; /* how many records of each; reasons[TAKE_OK] were counted. What is not
	                                 there to be read (archive.lost) is the caller's to add */
};

/* False with fault filled when memory or threads ran out or the file cannot be read. A record that is not fit never
 * stops the rest. */
bool pipeline_run(const struct pipeline *p, struct tally *out, struct fault *fault);
void tally_release(struct tally *t);

#endif
