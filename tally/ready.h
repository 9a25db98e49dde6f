/* Ready answers: a file of texts by name and language, {"received":{"lv":"…","en":"…"},…}. One comes with the program
 * (tally/ready.json); a town may name its own. */
#ifndef TALLY_READY_H
#define TALLY_READY_H

#include "core/buf.h"
#include "tally/fault.h"

/* The text of that name in the language that the reporter used ("lv-LV" is "lv"), into out, initialised here and the
 * caller's to release in every case. path NULL: the program's own. False with fault filled when there is no such name,
 * with the names that there are, or no text in that language. */
bool ready_text(struct buf *out, const char *path, const char *name, const char *lang, struct fault *fault);

#endif
