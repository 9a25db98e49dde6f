/* Errors of the core room: what a core function answers, and a place to say where a form is wrong. */
#ifndef CORE_ERR_H
#define CORE_ERR_H

#include <stddef.h>

enum core_err {
	CORE_OK = 0,
	CORE_NOMEM,   /* memory ran out */
	CORE_LIMIT,   /* a stated bound was passed (size, depth, count) */
	CORE_SYNTAX,  /* not what the grammar allows */
	CORE_UTF8,    /* bytes that are no UTF-8, or NUL */
	CORE_REFUSED, /* well-formed, but not accepted; problems say why */
};

/* A short English text for err, for logs and command lines; never NULL. Static storage. */
const char *core_err_text(enum core_err err);

/* One thing wrong with a file, in the words that a person who writes forms needs. */
struct problem {
	char file[256];    /* as given by the caller; cut if longer */
	unsigned line;     /* from 1; 0 when no line applies */
	char page[96];     /* page name, or "" */
	char element[160]; /* element name, or "" */
	char reason[512];  /* one sentence in English, no full stop at the end */
};

/* The caller's list of problems. It holds at most PROBLEMS_MAX; further ones are only counted. */
#define PROBLEMS_MAX 200
struct problems {
	struct problem *items; /* heap, owned by this struct */
	size_t count;          /* items held */
	size_t total;          /* found, also those not held */
};

void problems_init(struct problems *list);
void problems_release(struct problems *list);

/* Adds a problem; reason is a printf format. page and element may be NULL. Running out of memory only counts it. */
void problems_add(struct problems *list, const char *file, unsigned line, const char *page, const char *element,
                  const char *reason, ...) __attribute__((format(printf, 6, 7)));

#endif
