/* Letters for people and for programs. Whatever a stranger wrote goes through tally/inert.h. Pure: it writes into a
 * buffer. */
#ifndef TALLY_LETTER_OUT_H
#define TALLY_LETTER_OUT_H

#include "core/buf.h"
#include "tally/inbox.h"

#define LETTER_DIGITS 8 /* of a report's number, in lists */

/* "urgent", "handed to social service, school", "closed as false": what state and where to. */
void letter_state(struct buf *out, const struct letter *l);

/* One line of a list; and one object of a list in JSON. */
void letter_line(struct buf *out, const struct inbox *b, const struct letter *l, const char *today);
void letter_json(struct buf *out, const struct inbox *b, const struct letter *l, const char *today);

/* All of it: what was asked and answered, in the form's first language or `lang`, then the story. */
void letter_text(struct buf *out, const struct inbox *b, const struct letter *l, const char *lang);
void letter_whole_json(struct buf *out, const struct inbox *b, const struct letter *l, const char *today);

/* One line for a spreadsheet, and the line above them all. */
void letter_csv_header(struct buf *out);
void letter_csv(struct buf *out, const struct inbox *b, const struct letter *l, const char *lang);

/* An office or an ending with blanks for hyphens, as people read it; "bāriņtiesa" and the like by their own names. */
const char *detail_words(const char *detail);

#endif
