/* Taking a sheet out of its record: opened, read, held against where it was found, and checked with the same code as on
 * the server, since a sealed sheet reached the store unchecked. Pure. Nothing here trusts what a record holds. */
#ifndef TALLY_TAKE_H
#define TALLY_TAKE_H

#include "core/answers.h"
#include "tally/open.h"

enum take {
	TAKE_OK = 0,
	TAKE_CLOSED,   /* it does not open with the lock's key, or is no record of this lock */
	TAKE_NO_SHEET, /* what was in it is no sheet */
	TAKE_OTHER_FORM,
	TAKE_OTHER_WAVE,
	TAKE_OTHER_VERSION, /* of the form */
	TAKE_OTHER_ID,      /* a copy of a record under another id */
	TAKE_UNACCEPTABLE,  /* answers that the form does not accept */
	TAKE_DOUBLED,       /* its id stands in the archive a second time */
	TAKE_DAMAGED,       /* its bytes are not all there */
	TAKE_FOLLOWUP,      /* no sheet and nothing refused: what the holder of a receipt wrote later, ... */
	TAKE_EVENT,         /* ... and what staff wrote down for each other */
	TAKE_KINDS,
	TAKE_REFUSALS = TAKE_FOLLOWUP, /* from 1 on, reasons below this one are refusals */
};
/* A few stable English words for a reason, as in the output. */
const char *take_text(enum take reason);

/* What one thread needs. */
struct taker {
	const struct form *form;
	char version[FORM_VERSION_HEX + 1];
	struct moment now;
	struct answers *answers;  /* evaluated, after TAKE_OK; until the next record */
	struct sheet_text day;    /* of that sheet; empty unless the form keeps it */
	struct sheet_text poster; /* the code of the poster by which the person came; empty unless they told it */
	unsigned char *padded;    /* the opened sheet: sodium_malloc, wiped between records */
	size_t padded_size, used;
};
/* False when memory ran out. record_size: the largest that will come. */
bool taker_init(struct taker *t, const struct form *form, const struct moment *now, size_t record_size);
void taker_release(struct taker *t); /* wipes */

enum take take_sheet(struct taker *t, const struct opener *opener, const unsigned char id[static RECORD_ID_BYTES],
                     const unsigned char *record);

#endif
