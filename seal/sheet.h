/* A sheet: one person's answers as JSON, with what they belong to in front (docs/RECORD.md):
 *
 *   {"form":..,"version":..,"wave":..,"id":..,"lang":..,["day":..,]["poster":..,]["mailbox":{..},]"answers":{..}}
 *
 * The head is compact, in this order and without escapes, so it is compared and not parsed. */
#ifndef SEAL_SHEET_H
#define SEAL_SHEET_H

#include <stddef.h>
#include "core/buf.h"
#include "core/form.h"
#include "seal/lock.h"
#include "seal/mailbox.h"
#include "seal/scan.h"

#define SHEET_ID_BYTES ID_BYTES
#define SHEET_LANG_MAX 16
#define SHEET_AROUND_MAX 252    /* the most bytes that stand around the answers, but for the mailbox */
#define SHEET_MAILBOX_BYTES 125 /* of a mailbox, which only forms with receipts have */
#define FORM_VERSION_HEX 32

/* The form's version: BLAKE2b-128 of form_canonical, lower-case hex. out takes 33 bytes. SEAL_NOMEM. */
enum seal_err form_version(char out[static FORM_VERSION_HEX + 1], const struct form *form);

/* What stands in a sheet beside the answers. */
struct sheet_head {
	const char *form, *version, *wave, *lang, *day; /* day "" unless the form keeps it */
	unsigned char id[SHEET_ID_BYTES];
	const char
	        *poster; /* the code of the poster by which the person came, if they let it be told; else "" or NULL */
	const struct mailbox *mailbox; /* where the person looks for replies, or NULL */
};

/* Writes the sheet's JSON around an answers object. out->failed is set when memory ran out or a text of the head is not
 * what docs/RECORD.md permits. */
void sheet_write(struct buf *out, const struct sheet_head *head, const char *answers, size_t len);

/* A sheet as it was found. The texts lie within the sheet and are not NUL-terminated. */
struct sheet_parts {
	struct sheet_text form, version, wave, lang, day, poster; /* day and poster: len 0 when there is none */
	unsigned char id[SHEET_ID_BYTES];
	bool has_mailbox;
	struct mailbox mailbox;
	struct sheet_text answers; /* from its { to its }; whether it is JSON is for answers_read_json to say */
};

/* Takes a sheet apart. SEAL_FORMAT. */
enum seal_err sheet_read(const char *text, size_t len, struct sheet_parts *out);

/* Whether an opened sheet belongs where it was found: under this lock, of this version of the form, stored under this
 * id. */
enum sheet_place { SHEET_FITS = 0, SHEET_OTHER_FORM, SHEET_OTHER_WAVE, SHEET_OTHER_VERSION, SHEET_OTHER_ID };
enum sheet_place sheet_place(const struct sheet_parts *sheet, const struct lock *lock, const char *version,
                             const unsigned char id[static SHEET_ID_BYTES]);

#endif
