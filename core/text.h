/* Localised text: plain, or one wording a language. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stddef.h>

struct wording {
	const char *lang; /* "lv", "default", "lv-LV"; NUL-terminated */
	const char *text; /* NUL-terminated, UTF-8 */
};

struct text {
	const struct wording *wordings; /* NULL and 0 when the form gives no text */
	size_t count;
};

/* The wording for lang: exact, then its root ("lv-LV" to "lv"), then "default", then "en"; NULL when there is none of
 * them. lang "" or NULL asks for the default. The order is survey-core's. */
const char *text_in(const struct text *t, const char *lang);

/* The language of what text_in answers when it is another than lang, for the attribute that says so: own is that of a
 * text without one. NULL when it is in lang, or there is none. */
const char *text_other_language(const struct text *t, const char *lang, const char *own);

#endif
