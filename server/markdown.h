/* The Markdown of a site's own pages (CommonMark, read by cmark), written as HTML of a few kinds. What would let the
 * page do more than inform is refused: raw HTML, images, and links to anything but https, mail and telephone numbers.
 *
 * Two things are put in. {name} becomes a text of the site (struct markdown_word). A paragraph that is {phones} or
 * {phones-urgent} alone becomes the empty list at which html_parts (server/pages_internal.h) shows the numbers.
 * Pure: no file, no clock. */
#ifndef SERVER_MARKDOWN_H
#define SERVER_MARKDOWN_H

#include "core/buf.h"
#include "core/err.h"

#define MARKDOWN_MAX 65536 /* bytes of a file */

struct markdown_word {
	const char *name; /* without its braces */
	const char *text; /* plain; written escaped. NULL: nothing */
};

/* Adds the HTML of text to out. CORE_LIMIT when text is longer than MARKDOWN_MAX, CORE_UTF8 when it is no UTF-8 or
 * holds NUL, CORE_REFUSED when problems say what is not taken, each with its line in file. */
enum core_err markdown_write(struct buf *out, const char *file, const char *text, size_t len,
                             const struct markdown_word *words, size_t word_count, struct problems *problems);

#endif
