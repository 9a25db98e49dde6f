/* Writing HTML. Escaped is the short spelling; raw is long and easy to find. */
#ifndef CORE_HTML_H
#define CORE_HTML_H

#include "core/buf.h"

/* Escapes & < > " ' so that the text is inert in element content and in quoted attribute values. C0 controls other than
 * tab and newline, and DEL, become U+FFFD. */
void html_text(struct buf *out, const char *text, size_t len);
void html_s(struct buf *out, const char *text); /* NUL-terminated; NULL writes nothing */

/* Writes markup as it is: only for markup written in this project or in a form file. */
void html_raw_markup(struct buf *out, const char *markup);

#endif
