/* Strings, numbers and words of JSON. */
#include "core/json_reader.h"
#include "core/utf8.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_LONGEST 128

bool json_fail(struct json_reader *r, enum core_err err, size_t at, const char *reason)
{
	r->err = err;
	r->fault_at = at;
	r->reason = reason;
	return false;
}

/* --- strings --- */

/* Which of eight bytes is the first that is a quote, a backslash, a control or not ASCII; 8 when none is. */
static unsigned first_special(const char *eight)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t w, quote, slash, found;

	memcpy(&w, eight, sizeof w);
	w = le64toh(w);
	quote = w ^ (ones * '"');
	slash = w ^ (ones * '\\');
	/* a borrow can mark a byte too many, but only behind one that is rightly marked */
	found = (((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((w - ones * 0x20) & ~w) | w) & highs;
	return found ? (unsigned)__builtin_ctzll(found) / 8 : 8;
}

/* Passes over plain ASCII. */
static void skip_ascii(struct json_reader *r)
{
	const char *c = r->text + r->at, *end = r->text + r->len;
	unsigned first = 8;

	while (end - c >= 8 && first == 8)
		c += first = first_special(c);
	if (first == 8)
		while (c < end && (unsigned char)*c >= 0x20 && (unsigned char)*c < 0x80 && *c != '"' && *c != '\\')
			c++;
	r->at = (size_t)(c - r->text);
}

/* Passes over characters that stand for themselves, checking that they are UTF-8. */
static bool skip_plain(struct json_reader *r)
{
	uint32_t c;

	for (;;) {
		skip_ascii(r);
		int b = json_peek(r);
		if (b == '"' || b == '\\')
			return true;
		if (b < 0)
			return json_fail(r, CORE_SYNTAX, r->at, "the text ends within a string");
		if (b == 0)
			return json_fail(r, CORE_UTF8, r->at, "a NUL within a string");
		if (b < 0x20)
			return json_fail(r, CORE_SYNTAX, r->at, "a line break or control character within a string");
		unsigned size = utf8_take(r->text + r->at, r->len - r->at, &c);
		if (size == 0)
			return json_fail(r, CORE_UTF8, r->at, "bytes that are not UTF-8");
		r->at += size;
	}
}

static bool read_hex(struct json_reader *r, uint32_t *out)
{
	*out = 0;
	if (r->len - r->at < 4)
		return json_fail(r, CORE_SYNTAX, r->at, "\\u wants four hexadecimal digits");
	for (int i = 0; i < 4; i++, r->at++) {
		char c = r->text[r->at];
		uint32_t digit;
		if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (uint32_t)((c | 32) - 'a' + 10);
		else
			return json_fail(r, CORE_SYNTAX, r->at, "\\u wants four hexadecimal digits");
		*out = *out << 4 | digit;
	}
	return true;
}

/* The character of \uXXXX, with its second half when it is a surrogate; at stands behind the u. */
static bool read_unicode(struct json_reader *r, uint32_t *out)
{
	size_t start = r->at;
	uint32_t low;

	if (!read_hex(r, out))
		return false;
	if (*out == 0)
		return json_fail(r, CORE_UTF8, start, "\\u0000 is not accepted");
	if (*out < 0xd800 || *out > 0xdfff)
		return true;
	if (*out > 0xdbff || r->len - r->at < 2 || memcmp(r->text + r->at, "\\u", 2) != 0)
		return json_fail(r, CORE_UTF8, start, "half of a surrogate pair");
	r->at += 2;
	if (!read_hex(r, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return json_fail(r, CORE_UTF8, start, "half of a surrogate pair");
	*out = 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

static bool read_escape(struct json_reader *r, char *out, size_t *len)
{
	static const char LETTERS[] = "\"\\/bfnrt", MEANT[] = "\"\\/\b\f\n\r\t";
	int c;
	const char *found;
	uint32_t character;

	r->at++;
	c = json_peek(r);
	if (c == 'u') {
		r->at++;
		if (!read_unicode(r, &character))
			return false;
		*len += utf8_put(out + *len, character);
		return true;
	}
	found = c > 0 ? strchr(LETTERS, c) : NULL;
	if (!found)
		return json_fail(r, CORE_SYNTAX, r->at, "an unknown escape within a string");
	out[(*len)++] = MEANT[found - LETTERS];
	r->at++;
	return true;
}

/* The bytes up to the closing quote: what the text without its escapes can take at most. */
static size_t raw_length(const struct json_reader *r, size_t start)
{
	size_t at = start;

	while (at < r->len && r->text[at] != '"')
		at += r->text[at] == '\\' ? 2 : 1;
	return (at < r->len ? at : r->len) - start;
}

static bool read_escaped(struct json_reader *r, size_t start, const char **out, uint32_t *out_len)
{
	/* utf8_put may write four bytes for the last character */
	char *copy = arena_alloc(r->arena, raw_length(r, start) + 4);
	size_t len = 0;

	if (!copy)
		return json_fail(r, CORE_NOMEM, r->at, "out of memory");
	for (;;) {
		size_t plain = r->at - start;
		memcpy(copy + len, r->text + start, plain);
		len += plain;
		if (r->text[r->at] == '"')
			break;
		if (!read_escape(r, copy, &len))
			return false;
		start = r->at;
		if (!skip_plain(r))
			return false;
	}
	*out = copy;
	*out_len = (uint32_t)len;
	return true;
}

bool json_read_string(struct json_reader *r, const char **out, uint32_t *len)
{
	size_t start = ++r->at;

	if (!skip_plain(r))
		return false;
	if (r->text[r->at] == '"') {
		*out = r->text + start;
		*len = (uint32_t)(r->at - start);
	} else if (!read_escaped(r, start, out, len)) {
		return false;
	}
	r->at++;
	return true;
}

/* --- numbers and words --- */

static size_t skip_digits(struct json_reader *r)
{
	size_t start = r->at;

	while (r->at < r->len && r->text[r->at] >= '0' && r->text[r->at] <= '9')
		r->at++;
	return r->at - start;
}

/* Passes over -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?; *integer tells whether it is digits alone. */
static bool skip_number(struct json_reader *r, bool *integer)
{
	if (json_peek(r) == '-')
		r->at++;
	if (json_peek(r) == '0')
		r->at++;
	else if (skip_digits(r) == 0)
		return json_fail(r, CORE_SYNTAX, r->at, "a digit is expected");
	if (json_peek(r) >= '0' && json_peek(r) <= '9')
		return json_fail(r, CORE_SYNTAX, r->at, "a number begins with a needless zero");
	*integer = true;
	if (json_peek(r) == '.') {
		*integer = false;
		r->at++;
		if (skip_digits(r) == 0)
			return json_fail(r, CORE_SYNTAX, r->at, "a digit is expected after the point");
	}
	if (json_peek(r) == 'e' || json_peek(r) == 'E') {
		*integer = false;
		r->at++;
		if (json_peek(r) == '+' || json_peek(r) == '-')
			r->at++;
		if (skip_digits(r) == 0)
			return json_fail(r, CORE_SYNTAX, r->at, "a digit is expected in the exponent");
	}
	return true;
}

bool json_read_number(struct json_reader *r, struct value *out)
{
	char copy[NUMBER_LONGEST + 1];
	size_t start = r->at, len;
	const char *text = r->text + start;
	bool integer;

	if (!skip_number(r, &integer))
		return false;
	len = r->at - start;
	out->kind = VALUE_NUMBER;
	if (integer && len <= 15) {
		bool minus = text[0] == '-';
		int64_t n = 0;
		for (size_t i = minus; i < len; i++)
			n = n * 10 + (text[i] - '0');
		out->number = minus ? -(double)n : (double)n;
		return true;
	}
	if (len > NUMBER_LONGEST)
		return json_fail(r, CORE_LIMIT, start, "a number of more than 128 characters");
	memcpy(copy, text, len);
	copy[len] = '\0';
	out->number = strtod(copy, NULL);
	if (!isfinite(out->number))
		return json_fail(r, CORE_LIMIT, start, "a number too large to be kept");
	return true;
}

bool json_read_word(struct json_reader *r, const char *word, size_t len)
{
	if (r->len - r->at < len || memcmp(r->text + r->at, word, len) != 0)
		return json_fail(r, CORE_SYNTAX, r->at, "a value is expected");
	r->at += len;
	return true;
}
