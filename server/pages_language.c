/* Which language a visitor is answered in. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/pages_internal.h"

/* The site's spelling of a language if it has it and there are words for it; "lv-LV" counts as "lv". */
static const char *spoken(const struct site *site, const char *tag, size_t len)
{
	for (size_t i = 0; i < site->language_count; i++) {
		const char *lang = site->languages[i];
		size_t own = strlen(lang);
		if (len >= own && strncasecmp(tag, lang, own) == 0 && (len == own || tag[own] == '-') && words_in(lang))
			return lang;
	}
	return NULL;
}

/* Thousandths of a quality (RFC 9110, 12.4.2); 1000 when none is given. */
static int quality(const char *parameters, size_t len)
{
	const char *end = parameters + len, *q = memchr(parameters, '=', len);
	int thousandths = 0, worth = 1000;
	if (!q)
		return 1000;
	for (q++; q < end && worth > 0; q++) {
		if (!isdigit((unsigned char)*q))
			continue;
		thousandths += (*q - '0') * worth;
		worth /= 10;
	}
	return thousandths < 1000 ? thousandths : 1000;
}

static const char *accepted(const struct site *site, const char *header)
{
	const char *best = NULL;
	int best_quality = 0;
	while (*header) {
		header += strspn(header, ", \t");
		size_t range = strcspn(header, ","), tag = strcspn(header, ",; \t");
		const char *lang = spoken(site, header, tag);
		int q = quality(header + tag, range - tag);
		if (lang && q > best_quality) {
			best = lang;
			best_quality = q;
		}
		header += range;
	}
	return best;
}

const char *pages_language(const struct site *site, const char *wanted, const char *accept_language)
{
	const char *lang = wanted ? spoken(site, wanted, strlen(wanted)) : NULL;
	if (!lang && accept_language)
		lang = accepted(site, accept_language);
	for (size_t i = 0; !lang && i < site->language_count; i++)
		lang = spoken(site, site->languages[i], strlen(site->languages[i]));
	return lang ? lang : "lv";
}
