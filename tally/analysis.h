/* A finished analysis for those who print it: the results of a wave, what changed since another, and how groups differ.
 * As JSON (the contract for whoever draws it: docs/ANALYSIS.md), as CSV and as text. Pure: they write into a buffer. */
#ifndef TALLY_ANALYSIS_H
#define TALLY_ANALYSIS_H

#include "core/buf.h"
#include "tally/compare.h"
#include "tally/report.h"

struct analysis {
	struct results now, before; /* before: without a form unless waves are compared */
	struct differences waves, groups;
	uint64_t held_back; /* sheets that are there and not in this look; RESULTS_HIDDEN: some */
};

void analysis_json(const struct analysis *a, struct buf *out);
void analysis_csv(const struct analysis *a, struct buf *out);
void analysis_text(const struct analysis *a, struct buf *out);

/* The counts beneath, as count prints them. The report points into r and fake; it lives as long as they do. */
struct report analysis_report(const struct results *r, struct tally *fake);

#endif
