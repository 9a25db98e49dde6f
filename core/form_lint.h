/* What a form may not lack although it could be shown: bounds on all text, so that every legal sheet fits the record,
 * and every text in every language of the form. Asked of forms with an "uzklausi" object. */
#ifndef CORE_FORM_LINT_H
#define CORE_FORM_LINT_H

#include "core/form.h"

/* What stands around the answers in a record, at most: the sheet's head (form, version, wave, id, language, day,
 * poster), its mailbox where the form gives receipts, the record's own head, the sealed box's key and tag, and the padding's first byte. seal/record.h says how
 * much room a record has. */
#define FORM_SHEET_HEAD_BYTES 252
#define FORM_MAILBOX_BYTES 125
#define FORM_RECORD_HEAD_BYTES 17
#define FORM_SEAL_BYTES 48
#define FORM_PADDING_BYTES 1
#define FORM_AROUND_BYTES (FORM_SHEET_HEAD_BYTES + FORM_RECORD_HEAD_BYTES + FORM_SEAL_BYTES + FORM_PADDING_BYTES)

/* Adds what it finds to problems; true when it found nothing. */
bool form_lint(const char *file, const struct form *form, struct problems *problems);

#endif
