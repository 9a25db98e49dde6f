/* A growable byte buffer with a stated maximum. A failed addition sets `failed` and all later ones do nothing, so that
 * a writer can be written straight through and checked once at the end. */
#ifndef CORE_BUF_H
#define CORE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* heap; always NUL-terminated after the first addition; NULL before */
	size_t len; /* bytes, without the NUL */
	size_t cap;
	size_t max;  /* len never passes this */
	bool failed; /* memory or max ran out: the content is not to be used */
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b); /* empties it, keeps the memory */
void buf_wipe(struct buf *b);  /* overwrites all of the memory with zeros, then empties it */

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
