#include "core/text.h"

#include <stdbool.h>
#include <string.h>

static const char *find(const struct text *t, const char *lang, size_t len)
{
	for (size_t i = 0; i < t->count; i++)
		if (strncmp(t->wordings[i].lang, lang, len) == 0 && t->wordings[i].lang[len] == '\0')
			return t->wordings[i].text;
	return NULL;
}

static bool speaks(const struct text *t, const char *lang)
{
	return find(t, lang, strlen(lang)) || find(t, lang, strcspn(lang, "-"));
}

const char *text_other_language(const struct text *t, const char *lang, const char *own)
{
	if (speaks(t, lang))
		return NULL;
	if (find(t, "default", 7))
		return strcmp(own, lang) == 0 ? NULL : own;
	return find(t, "en", 2) ? "en" : NULL;
}

const char *text_in(const struct text *t, const char *lang)
{
	const char *found = NULL;

	if (lang && lang[0] != '\0') {
		found = find(t, lang, strlen(lang));
		if (!found)
			found = find(t, lang, strcspn(lang, "-"));
	}
	if (!found)
		found = find(t, "default", 7);
	if (!found)
		found = find(t, "en", 2);
	return found;
}
