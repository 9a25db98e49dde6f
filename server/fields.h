/* The body of a page's form: application/x-www-form-urlencoded, read strictly (WHATWG URL, 5.1, in UTF-8). Decoded in
 * place: names and values point into the body, which the caller wipes. */
#ifndef SERVER_FIELDS_H
#define SERVER_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#define FIELDS_MAX 2000

struct posted {
	const char *name, *value; /* valid UTF-8 without NUL characters, NUL-terminated */
	size_t name_len, value_len;
};

struct fields {
	struct posted *items; /* heap */
	size_t count, cap;
};

enum fields_err {
	FIELDS_OK = 0,
	FIELDS_NOMEM,
	FIELDS_MANY,   /* more than FIELDS_MAX */
	FIELDS_SYNTAX, /* a bad escape, an empty name, bytes that are not allowed bare */
	FIELDS_TEXT,   /* not UTF-8, or NUL */
};

void fields_init(struct fields *f);
void fields_release(struct fields *f);

/* Reads body, which is overwritten, body[len] too. CR LF and bare CR become LF, as a browser's own text has it. */
enum fields_err fields_read(struct fields *f, char *body, size_t len);

/* The first of that name, or NULL. */
const struct posted *fields_find(const struct fields *f, const char *name);
size_t fields_times(const struct fields *f, const char *name);

#endif
