#include "seal/scan.h"

#include <string.h>

#include "core/json.h"

bool scan_is_lang(const char *text, size_t len)
{
	if (len == 0 || len > SCAN_LANG_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

bool scan_is_day(const char *text, size_t len)
{
	static const char shape[] = "0000-00-00";

	if (len != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
			return false;
	}
	return true;
}

bool scan_same(struct sheet_text found, const char *expected)
{
	return found.len == strlen(expected) && memcmp(found.text, expected, found.len) == 0;
}

bool scan_take(struct scan *s, const char *literal, size_t len)
{
	if ((size_t)(s->end - s->at) < len || memcmp(s->at, literal, len) != 0)
		return false;
	s->at += len;
	return true;
}

bool scan_text(struct scan *s, size_t max, struct sheet_text *out)
{
	size_t left = (size_t)(s->end - s->at);
	const char *quote = memchr(s->at, '"', left < max + 1 ? left : max + 1);

	if (quote == NULL || quote == s->at)
		return false;
	*out = (struct sheet_text){s->at, (size_t)(quote - s->at)};
	s->at = quote + 1;
	return memchr(out->text, '\\', out->len) == NULL;
}

bool scan_id(struct scan *s, unsigned char id[static ID_BYTES])
{
	struct sheet_text hex;

	return scan_text(s, ID_HEX, &hex) && id_from_hex(id, hex.text, hex.len);
}

bool scan_lang(struct scan *s, struct sheet_text *out)
{
	return scan_text(s, SCAN_LANG_MAX, out) && scan_is_lang(out->text, out->len);
}

bool scan_day(struct scan *s, struct sheet_text *out)
{
	return scan_text(s, SCAN_DAY_BYTES, out) && scan_is_day(out->text, out->len);
}

enum seal_err scan_last_string(struct scan *s, struct arena *arena, struct sheet_text *out)
{
	static const struct json_limits limits = {.max_bytes = (size_t)64 << 10, .max_depth = 1, .max_values = 1};
	size_t left = (size_t)(s->end - s->at);
	struct value value;
	enum core_err err;

	if (left < 3 || *s->at != '"' || s->end[-1] != '}' || s->end[-2] != '"')
		return SEAL_FORMAT;
	err = json_read(s->at, left - 1, &limits, arena, &value, NULL);
	if (err != CORE_OK)
		return err == CORE_NOMEM ? SEAL_NOMEM : SEAL_FORMAT;
	*out = (struct sheet_text){value.string, value.len};
	s->at = s->end;
	return SEAL_OK;
}
