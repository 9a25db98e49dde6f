#include "server/site_looks.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/colour.h"

#define LEAVE_MAX 300
#define STYLE_MAX 1000

/* Printable ASCII without what could end an attribute, after https:// and a host: letters, digits, points and dashes.
 */
static bool leave_good(const char *text, size_t len)
{
	static const char scheme[] = "https://";
	static const char host[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:";
	size_t skip = sizeof scheme - 1, named = 0;
	if (len <= skip || len > LEAVE_MAX || memcmp(text, scheme, skip) != 0)
		return false;
	while (skip + named < len && memchr(host, text[skip + named], sizeof host - 1))
		named++;
	if (!memchr(text + skip, '.', named) || (skip + named < len && !memchr("/?", text[skip + named], 2)))
		return false;
	for (size_t i = skip + named; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~' || memchr("\"'<>\\^`{|}#", text[i], 11))
			return false;
	return true;
}

const char *site_leave_read(struct site *site, struct arena *arena, struct value v, bool *nomem)
{
	if (v.kind != VALUE_STRING || !leave_good(v.string, v.len))
		return "must be the address of a page that anyone may be seen with: \"https://...\"";
	site->leave = arena_copy(arena, v.string, v.len);
	*nomem |= !site->leave;
	return NULL;
}

static const char *poor_contrast(struct arena *arena, const char *scheme, double contrast)
{
	char reason[200];
	int len = snprintf(reason, sizeof reason,
	                   "\"%s\" gives a contrast of only %.1f:1 with what it stands on; people need 4.5:1 to read: "
	                   "choose a %s one",
	                   scheme, contrast, strcmp(scheme, "light") == 0 ? "darker" : "lighter");
	return arena_copy(arena, reason, (size_t)len);
}

/* The policy names a style by the hash of its text. */
static bool keep_style(struct site *site, struct arena *arena, const struct colour colours[static COLOUR_SCHEMES])
{
	static const char open[] = "<style>", close[] = "</style>";
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct buf style;
	buf_init(&style, STYLE_MAX);
	buf_adds(&style, open);
	colour_style(&style, colours);
	size_t len = style.len - (sizeof open - 1);
	if (!style.failed)
		crypto_hash_sha256(hash, (const unsigned char *)style.data + sizeof open - 1, len);
	buf_adds(&style, close);
	if (!style.failed) {
		sodium_bin2base64(site->style_hash, sizeof site->style_hash, hash, sizeof hash,
		                  sodium_base64_VARIANT_ORIGINAL);
		site->style_len = style.len;
		site->style = arena_copy(arena, style.data, style.len);
	}
	buf_release(&style);
	return site->style;
}

const char *site_colour_read(struct site *site, struct arena *arena, struct value v, bool *nomem)
{
	static const char *const schemes[COLOUR_SCHEMES] = {"light", "dark"};
	struct colour colours[COLOUR_SCHEMES];
	if (v.kind == VALUE_NULL)
		return NULL;
	if (v.kind != VALUE_OBJECT || v.len != COLOUR_SCHEMES)
		return "must be null, or {\"light\": \"#0d5b50\", \"dark\": \"#86d5c3\"}";
	for (int i = 0; i < COLOUR_SCHEMES; i++) {
		struct value text = value_get(v, schemes[i]);
		if (text.kind != VALUE_STRING || !colour_read(&colours[i], text.string, text.len))
			return "\"light\" and \"dark\" must be colours of six hexadecimal digits: \"#0d5b50\"";
		double contrast = colour_least_contrast((enum colour_scheme)i, colours[i]);
		if (contrast < COLOUR_CONTRAST_LEAST) {
			const char *reason = poor_contrast(arena, schemes[i], contrast);
			*nomem |= !reason;
			return reason;
		}
	}
	struct value day = value_get(v, schemes[COLOUR_LIGHT]);
	site->colour = arena_copy(arena, day.string, day.len);
	*nomem |= !keep_style(site, arena, colours) || !site->colour;
	return NULL;
}
