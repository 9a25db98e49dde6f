#include "qr/words.h"

#include <string.h>

const struct catalogue *qr_words(const char *lang, size_t len)
{
	for (size_t i = 0; i < qr_catalogue_count; i++)
		if (strlen(qr_catalogues[i].lang) == len && memcmp(qr_catalogues[i].lang, lang, len) == 0)
			return &qr_catalogues[i];
	return NULL;
}

const char *qr_word(const struct catalogue *words, enum qr_message key)
{
	return words->texts[key].forms[PLURAL_OTHER];
}

void qr_word_add(struct buf *out, const struct catalogue *words, enum qr_message key, const char *const *values)
{
	for (const char *c = qr_word(words, key); *c; c++) {
		if (*c >= 1 && *c <= 8)
			buf_adds(out, values[*c - 1]);
		else
			buf_addc(out, *c);
	}
}
