/* Reading and writing JSON (RFC 8259) as struct value.
 *
 * Our own reader and not jansson's, because a form's problems must name their line, a sheet must be read in a few
 * microseconds, and depth, size and duplicate names must be bounded where the bytes come in
 * (docs/decisions/0001-json-reader.md). jansson is the oracle that the fuzzer holds this reader against. */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/value.h"

struct json_limits {
	size_t max_bytes;   /* of the text */
	unsigned max_depth; /* nesting of arrays and objects; at most 64 */
	size_t max_values;
};
extern const struct json_limits JSON_FORM_LIMITS;   /* 1 MiB, depth 40 */
extern const struct json_limits JSON_ANSWER_LIMITS; /* 64 KiB, depth 4 */

struct json_fault {
	size_t offset;      /* in bytes */
	unsigned line;      /* from 1 */
	const char *reason; /* static, English */
};

/* Reads the whole of text. Strings without escapes point into text, which must outlive the value; the rest is in the
 * arena. Refused: anything after the value, duplicate member names, numbers past a double, lone surrogates, U+0000, bad
 * UTF-8 (CORE_UTF8), limits passed (CORE_LIMIT), all else (CORE_SYNTAX). fault may be NULL. */
enum core_err json_read(const char *text, size_t len, const struct json_limits *limits, struct arena *arena,
                        struct value *out, struct json_fault *fault);

/* The line of a byte offset, from 1. */
unsigned json_line(const char *text, size_t len, size_t offset);

/* Compact JSON; numbers as JavaScript prints them; only " \ and control characters are escaped. Undefined members are
 * left out; NaN, infinities and undefined items are written as null, dates as ISO 8601 text. */
void json_write(struct buf *out, struct value v);
void json_write_string(struct buf *out, const char *text, size_t len);

/* The number as JavaScript's Number.prototype.toString(10) (ECMA-262, 6.1.6.1.20). Writes at most 32 bytes with the
 * NUL. */
size_t json_number(char out[static 32], double number);

#endif
