/* The words on paper: qr/languages/LANG.json, compiled at build. They are plain text here, not HTML. */
#ifndef QR_WORDS_H
#define QR_WORDS_H

#include "core/buf.h"
#include "core/catalogue.h"
#include "qr/messages.h"

/* NULL for a language that we have no words in. */
const struct catalogue *qr_words(const char *lang, size_t len);

/* The text of a message without places. */
const char *qr_word(const struct catalogue *words, enum qr_message key);

/* Appends a message; values are for its places, in alphabetical order of their names. */
void qr_word_add(struct buf *out, const struct catalogue *words, enum qr_message key, const char *const *values);

#endif
