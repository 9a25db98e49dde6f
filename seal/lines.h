/* Line files: "keyword value\n", lines in a fixed order, nothing else (docs/LOCK.md). Cards, locks and key files are
 * read with this. A reader stands before a line; each call takes the next line or leaves the reader where it was and
 * answers false. */
#ifndef SEAL_LINES_H
#define SEAL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/buf.h"

struct lines {
	const char *start, *at, *end;
};

/* A value: bytes within the text, not NUL-terminated. */
struct line_value {
	const char *text;
	size_t len;
};

/* False when text holds bytes that no line file has (controls, carriage returns, NUL), or does not end with a line
 * feed. */
bool lines_open(struct lines *l, const char *text, size_t len);

/* The next line has this keyword, and a value. */
bool lines_take(struct lines *l, const char *keyword, struct line_value *out);
/* The next line is keyword and exactly this value. */
bool lines_expect(struct lines *l, const char *keyword, const char *value);
/* The next line is keyword and exactly count bytes in base64. */
bool lines_take_bytes(struct lines *l, const char *keyword, unsigned char *out, size_t count);
/* The next line is keyword and an id in hex. */
bool lines_take_id(struct lines *l, const char *keyword, unsigned char out[static 16]);

/* The next line begins with this keyword; nothing is taken. */
bool lines_ahead(const struct lines *l, const char *keyword);
bool lines_done(const struct lines *l);
/* Bytes taken so far. */
size_t lines_taken(const struct lines *l);

/* Splits a value at its first blank. False when there is none, or nothing after it. */
bool line_value_split(struct line_value value, struct line_value *first, struct line_value *rest);
/* Exactly count bytes in base64 (RFC 4648, padded, unused bits zero). */
bool line_value_bytes(struct line_value value, unsigned char *out, size_t count);
/* A decimal number without sign or leading zero, up to 4,294,967,295. */
bool line_value_number(struct line_value value, uint32_t *out);
/* At most max bytes, each of the class (a string of all permitted bytes); copied to out[max + 1]. */
bool line_value_copy(struct line_value value, char *out, size_t max, const char *permitted);

/* Writes the lines that are read above. */
void lines_add(struct buf *out, const char *keyword, const char *value);
void lines_add_bytes(struct buf *out, const char *keyword, const unsigned char *bytes, size_t count);
void lines_add_id(struct buf *out, const char *keyword, const unsigned char id[static 16]);
/* Only the base64. */
void base64_add(struct buf *out, const unsigned char *bytes, size_t count);

#endif
