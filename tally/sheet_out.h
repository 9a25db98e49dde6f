/* One opened sheet as a line of CSV or an object of JSON. No id, no time but the day where the form keeps it. Pure. */
#ifndef TALLY_SHEET_OUT_H
#define TALLY_SHEET_OUT_H

#include "core/answers.h"
#include "core/buf.h"
#include "seal/sheet.h"

/* The columns: a question each, a matrix row each, a comment or other text each, first the day where the form keeps it.
 */
void sheet_csv_header(struct buf *out, const struct form *form);
/* Several ticks stand in one cell, with " | " between them. */
void sheet_csv(struct buf *out, const struct answers *answers, struct sheet_text day);

/* The answers as an object; where the form keeps the day, with "_day" first. */
void sheet_json(struct buf *out, const struct answers *answers, struct sheet_text day);

#endif
