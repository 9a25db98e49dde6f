#include "core/utf8.h"

unsigned utf8_take(const char *text, size_t len, uint32_t *out)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t c, least;
	unsigned size;

	if (len == 0)
		return 0;
	if (s[0] < 0x80) {
		*out = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		size = 2, least = 0x80, c = s[0] & 0x1fu;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		size = 3, least = 0x800, c = s[0] & 0x0fu;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		size = 4, least = 0x10000, c = s[0] & 0x07u;
	else
		return 0;
	if (len < size)
		return 0;
	for (unsigned i = 1; i < size; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return size;
}

bool utf8_valid(const char *text, size_t len)
{
	uint32_t c;

	for (size_t at = 0; at < len;) {
		unsigned size = utf8_take(text + at, len - at, &c);
		if (size == 0 || c == 0)
			return false;
		at += size;
	}
	return true;
}

uint32_t utf8_next(const char *text, size_t *at)
{
	const unsigned char *s = (const unsigned char *)text + *at;

	if (s[0] < 0x80) {
		*at += 1;
		return s[0];
	}
	if (s[0] < 0xe0) {
		*at += 2;
		return (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
	}
	if (s[0] < 0xf0) {
		*at += 3;
		return (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
	}
	*at += 4;
	return (s[0] & 0x07u) << 18 | (s[1] & 0x3fu) << 12 | (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
}

unsigned utf8_put(char out[static 4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t utf8_cut(const char *text, size_t max)
{
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

size_t utf8_utf16_length(const char *text, size_t len)
{
	size_t units = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char b = (unsigned char)text[i];
		units += (b & 0xc0) != 0x80;
		units += b >= 0xf0;
	}
	return units;
}

/* Surrogates sort below U+E000 to U+FFFF: moves characters so that comparing numbers gives the order of UTF-16 units.
 */
static uint32_t utf16_rank(uint32_t c)
{
	if (c >= 0x10000)
		return c + 0x10000;
	return c >= 0xe000 ? c + 0x200000 : c;
}

int utf8_utf16_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, j = 0;

	while (i < a_len && j < b_len) {
		uint32_t x = utf8_next(a, &i), y = utf8_next(b, &j);
		if (x != y)
			return utf16_rank(x) < utf16_rank(y) ? -1 : 1;
	}
	return (i < a_len) - (j < b_len);
}

bool utf8_space(uint32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000 || c == 0xfeff;
}

/* Printed ASCII: what nearly all texts begin and end with. */
static bool is_mark(unsigned char c)
{
	return c > ' ' && c < 0x7f;
}

void utf8_trim(const char **text, size_t *len)
{
	const char *s = *text;
	size_t start = 0, end = *len;

	if (end > 0 && is_mark((unsigned char)s[0]) && is_mark((unsigned char)s[end - 1]))
		return;
	while (start < end) {
		size_t next = start;
		if (!utf8_space(utf8_next(s, &next)))
			break;
		start = next;
	}
	while (end > start) {
		size_t last = utf8_cut(s, end - 1), at = last;
		if (!utf8_space(utf8_next(s, &at)))
			break;
		end = last;
	}
	*text = s + start;
	*len = end - start;
}
