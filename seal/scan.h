/* Reading JSON that has one spelling only: members in a fixed order, no white space, and values that need no escape. So
 * it is compared and not parsed. Sheets, follow-ups and a mailbox's messages begin like that. Each call takes what it
 * is asked for or answers false; after false the rest is of no use. */
#ifndef SEAL_SCAN_H
#define SEAL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include "core/arena.h"
#include "seal/err.h"
#include "seal/id.h"

#define SCAN_LANG_MAX 16
#define SCAN_DAY_BYTES 10

struct scan {
	const char *at, *end; /* what has not been read yet */
};

/* Bytes within what is read, not NUL-terminated. */
struct sheet_text {
	const char *text;
	size_t len;
};

bool scan_take(struct scan *s, const char *literal, size_t len);
#define SCAN(s, literal) scan_take(s, literal, sizeof(literal) - 1)

/* A string's content, 1 to max bytes without a backslash, and its closing quote. */
bool scan_text(struct scan *s, size_t max, struct sheet_text *out);
bool scan_id(struct scan *s, unsigned char id[static ID_BYTES]);
bool scan_lang(struct scan *s, struct sheet_text *out);
bool scan_day(struct scan *s, struct sheet_text *out);

/* What stands before "}" at the very end: a JSON string of any content, decoded into the arena or left where it is.
 * SEAL_FORMAT, SEAL_NOMEM. */
enum seal_err scan_last_string(struct scan *s, struct arena *arena, struct sheet_text *out);

/* A language, and a day in digits as YYYY-MM-DD: which days a year has is not for a seal to know. */
bool scan_is_lang(const char *text, size_t len);
bool scan_is_day(const char *text, size_t len);
bool scan_same(struct sheet_text found, const char *expected);

#endif
