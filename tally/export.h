/* Sheets as files that other people's programs open. Single people's answers, in random order: the order of the rows is
 * drawn anew each time and no row says when it came. */
#ifndef TALLY_EXPORT_H
#define TALLY_EXPORT_H

#include <stdio.h>
#include "tally/dataset.h"
#include "tally/report.h"
#include "tally/sheet_walk.h"

struct export
{
	const struct session *session;
	const struct dataset *dataset;
	const struct report *tables; /* counted and protected; only where the format wants it */
	const char *path;            /* of the file to fill, which is there and empty */
	struct sheet_walk walk;      /* out: how many were written, how many left out */
};

/* Each fills the file; false with fault filled. */
typedef bool export_writer(struct export *x, struct fault *fault);

/* UTF-8 with a byte order mark, RFC 4180; coded answers by the form's values; formulas made inert (tally/csv.h). */
export_writer export_csv;
/* {"form","wave","lang","variables":[{"name","label","kind","values"}],"sheets":[{name: value}]} */
export_writer export_json;
/* Office Open XML: worksheets Data (values), Labels (the same rows in words), Codebook and Tables (protected counts).
 */
export_writer export_xlsx;
/* SPSS system file: variable and value labels, "don't know" as a user-missing value. */
export_writer export_sav;

#endif
