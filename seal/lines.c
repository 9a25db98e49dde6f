/* Reading and writing line files. */
#include "seal/lines.h"

#include <sodium.h>
#include <string.h>
#include "seal/id.h"

bool lines_open(struct lines *l, const char *text, size_t len)
{
	*l = (struct lines){.start = text, .at = text, .end = text + len};
	if (len == 0 || text[len - 1] != '\n')
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return false;
	}
	return true;
}

bool lines_ahead(const struct lines *l, const char *keyword)
{
	size_t len = strlen(keyword);

	return (size_t)(l->end - l->at) > len && memcmp(l->at, keyword, len) == 0 && l->at[len] == ' ';
}

bool lines_take(struct lines *l, const char *keyword, struct line_value *out)
{
	const char *value, *feed;

	if (!lines_ahead(l, keyword))
		return false;
	value = l->at + strlen(keyword) + 1;
	feed = memchr(value, '\n', (size_t)(l->end - value));
	if (feed == NULL || feed == value || *value == ' ' || feed[-1] == ' ')
		return false;
	*out = (struct line_value){value, (size_t)(feed - value)};
	l->at = feed + 1;
	return true;
}

bool lines_expect(struct lines *l, const char *keyword, const char *value)
{
	struct lines before = *l;
	struct line_value found;

	if (lines_take(l, keyword, &found) && found.len == strlen(value) && memcmp(found.text, value, found.len) == 0)
		return true;
	*l = before;
	return false;
}

bool lines_take_bytes(struct lines *l, const char *keyword, unsigned char *out, size_t count)
{
	struct lines before = *l;
	struct line_value found;

	if (lines_take(l, keyword, &found) && line_value_bytes(found, out, count))
		return true;
	*l = before;
	return false;
}

bool lines_take_id(struct lines *l, const char *keyword, unsigned char out[static 16])
{
	struct lines before = *l;
	struct line_value found;

	if (lines_take(l, keyword, &found) && id_from_hex(out, found.text, found.len))
		return true;
	*l = before;
	return false;
}

bool lines_done(const struct lines *l)
{
	return l->at == l->end;
}

size_t lines_taken(const struct lines *l)
{
	return (size_t)(l->at - l->start);
}

bool line_value_split(struct line_value value, struct line_value *first, struct line_value *rest)
{
	const char *blank = memchr(value.text, ' ', value.len);

	if (blank == NULL || blank == value.text || blank + 1 == value.text + value.len)
		return false;
	*first = (struct line_value){value.text, (size_t)(blank - value.text)};
	*rest = (struct line_value){blank + 1, value.len - first->len - 1};
	return true;
}

bool line_value_bytes(struct line_value value, unsigned char *out, size_t count)
{
	size_t written;

	if (value.len != sodium_base64_ENCODED_LEN(count, sodium_base64_VARIANT_ORIGINAL) - 1)
		return false;
	for (size_t i = 0; i < value.len; i++) { /* libsodium 1.0.18 takes some bytes above 7F for letters */
		if ((unsigned char)value.text[i] > 0x7f)
			return false;
	}
	return sodium_base642bin(out, count, value.text, value.len, NULL, &written, NULL,
	                         sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       written == count;
}

bool line_value_number(struct line_value value, uint32_t *out)
{
	uint64_t number = 0;

	if (value.len == 0 || value.len > 10 || (value.text[0] == '0' && value.len > 1))
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.text[i] < '0' || value.text[i] > '9')
			return false;
		number = number * 10 + (uint64_t)(value.text[i] - '0');
	}
	*out = (uint32_t)number;
	return number <= UINT32_MAX;
}

bool line_value_copy(struct line_value value, char *out, size_t max, const char *permitted)
{
	if (value.len == 0 || value.len > max)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.text[i] == '\0' || strchr(permitted, value.text[i]) == NULL)
			return false;
	}
	memcpy(out, value.text, value.len);
	out[value.len] = '\0';
	return true;
}

void base64_add(struct buf *out, const unsigned char *bytes, size_t count)
{
	char text[5];

	for (size_t i = 0; i < count; i += 3) {
		sodium_bin2base64(text, sizeof text, bytes + i, count - i < 3 ? count - i : 3,
		                  sodium_base64_VARIANT_ORIGINAL);
		buf_add(out, text, 4);
	}
	sodium_memzero(text, sizeof text);
}

void lines_add(struct buf *out, const char *keyword, const char *value)
{
	buf_adds(out, keyword);
	buf_addc(out, ' ');
	buf_adds(out, value);
	buf_addc(out, '\n');
}

void lines_add_bytes(struct buf *out, const char *keyword, const unsigned char *bytes, size_t count)
{
	buf_adds(out, keyword);
	buf_addc(out, ' ');
	base64_add(out, bytes, count);
	buf_addc(out, '\n');
}

void lines_add_id(struct buf *out, const char *keyword, const unsigned char id[static 16])
{
	char hex[ID_HEX + 1];

	id_hex(hex, id);
	lines_add(out, keyword, hex);
}
