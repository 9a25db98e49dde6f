/* Making a poster of a place of the list: what the list and the options say of it becomes a struct poster, and a file.
 */
#ifndef QR_MAKE_H
#define QR_MAKE_H

#include "core/places.h"
#include "qr/files.h"
#include "qr/poster.h"

/* The format that a file's name asks for. */
bool make_format(const char *path, enum paper_format *format, struct qr_fault *fault);

/* Fills all but the artwork from the place's cells; empty ones are A4, adults, the site's language. */
bool make_poster(struct poster *out, const struct qr_site *site, const struct place *place, const char *day,
                 struct qr_fault *fault);

/* Languages as "lv,en" or "lv en". */
bool make_languages(struct poster *out, const char *list, struct qr_fault *fault);

/* Draws it into a draft. */
bool make_draft(struct qr_draft *draft, const char *path, const struct poster *poster, enum paper_format format,
                struct qr_fault *fault);

#endif
