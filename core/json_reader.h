/* Inside the JSON reader: what json_read.c (values, arrays, objects), json_scalar.c (strings, numbers, words) and the
 * scanner of sheets (answers_scan.c) share. */
#ifndef CORE_JSON_READER_H
#define CORE_JSON_READER_H

#include "core/json.h"

#define JSON_SCRATCH_FIRST 64

struct json_reader {
	const char *text;
	size_t len, at;
	unsigned depth, max_depth;
	size_t values_left;
	struct arena *arena;
	struct member *scratch; /* members and items of the brackets that are open: `first` or the heap */
	size_t count, cap;
	enum core_err err;
	size_t fault_at;
	const char *reason;
	struct member first[JSON_SCRATCH_FIRST];
};

/* Fills in all but the room of `first`. */
void json_reader_init(struct json_reader *r, const char *text, size_t len, const struct json_limits *limits,
                      struct arena *arena);
void json_reader_release(struct json_reader *r);

/* All of them answer false on a fault, which is then noted in r. */
bool json_fail(struct json_reader *r, enum core_err err, size_t at, const char *reason);
bool json_read_value(struct json_reader *r, struct value *out);                /* any value, whole */
bool json_read_string(struct json_reader *r, const char **out, uint32_t *len); /* at stands at the opening quote */
bool json_read_number(struct json_reader *r, struct value *out);
bool json_read_word(struct json_reader *r, const char *word, size_t len);

/* The byte at hand, or -1 at the end. */
static inline int json_peek(const struct json_reader *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}

#endif
