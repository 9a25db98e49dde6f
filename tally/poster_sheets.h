/* How many sheets of an archive name each poster. */
#ifndef TALLY_POSTER_SHEETS_H
#define TALLY_POSTER_SHEETS_H

#include "core/code.h"
#include "tally/session.h"

#define POSTER_SHEETS_MAX 5000

struct poster_sheets {
	struct poster_sheet_count {
		char code[CODE_POSTER + 1];
		unsigned sheets;
	} counts[POSTER_SHEETS_MAX];
	size_t count;
};

/* Opens and checks every record of the order's form and wave. False with fault filled when the archive cannot be read;
 * records that are not fit are left out. */
bool poster_sheets_count(struct poster_sheets *out, const struct session_order *order, struct fault *fault);

unsigned poster_sheets_of(const struct poster_sheets *s, const char *code);

#endif
