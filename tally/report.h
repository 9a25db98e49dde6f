/* A finished count as text, CSV or JSON. A hidden figure is null, wherever it stands. Pure: it writes into a buffer. */
#ifndef TALLY_REPORT_H
#define TALLY_REPORT_H

#include "core/buf.h"
#include "tally/pipeline.h"

struct report {
	const struct form *form;
	const char *wave;
	const struct count_plan *plan;
	const struct tally *tally;
	const unsigned char *hidden; /* from suppress */
	uint64_t min;
	const char *lang; /* of the text: "lv" or "en" */
};

void report_json(const struct report *r, struct buf *out);
/* The same without the end of the object, so that more members can follow. */
void report_json_members(const struct report *r, struct buf *out);
void report_csv(const struct report *r, struct buf *out);
/* A table by group for people, aligned by what a terminal shows. Its texts are escaped already. */
void report_text(const struct report *r, struct buf *out);

#endif
