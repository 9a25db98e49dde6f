#include "core/js.h"
#include "core/date.h"
#include "core/json.h"
#include "core/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Halfway between two doubles takes at most 767 digits; what follows only breaks the tie. */
#define DIGITS_KEPT 780

static bool is_digit(const char *text, size_t len, size_t at)
{
	return at < len && text[at] >= '0' && text[at] <= '9';
}

/* A decimal number's significant digits and the power of ten of the last one. */
struct decimal {
	char digits[DIGITS_KEPT + 16]; /* room for the exponent as text */
	size_t count;
	long exponent;
	bool any;     /* a digit was seen, even a zero */
	bool dropped; /* a digit other than zero did not fit */
};

static size_t take_digits(struct decimal *d, const char *text, size_t len, size_t at, bool fraction)
{
	for (; is_digit(text, len, at); at++) {
		d->any = true;
		if (d->count == 0 && text[at] == '0') {
			d->exponent -= fraction;
		} else if (d->count < DIGITS_KEPT) {
			d->digits[d->count++] = text[at];
			d->exponent -= fraction;
		} else {
			d->dropped |= text[at] != '0';
			d->exponent += !fraction;
		}
	}
	return at;
}

static size_t take_exponent(struct decimal *d, const char *text, size_t len, size_t at)
{
	size_t start = at;
	bool minus = false;
	long exponent = 0;

	if (at >= len || (text[at] | 32) != 'e')
		return start;
	at++;
	if (at < len && (text[at] == '+' || text[at] == '-'))
		minus = text[at++] == '-';
	if (!is_digit(text, len, at))
		return start;
	for (; is_digit(text, len, at); at++)
		if (exponent < 1000000)
			exponent = exponent * 10 + (text[at] - '0');
	d->exponent += minus ? -exponent : exponent;
	return at;
}

/* Unsigned decimal at the beginning of text; *end is 0 when there is none. */
static double take_decimal(const char *text, size_t len, size_t *end)
{
	struct decimal d;
	size_t at;

	d.count = 0;
	d.exponent = 0;
	d.any = d.dropped = false;
	*end = 0;
	at = take_digits(&d, text, len, 0, false);
	if (at < len && text[at] == '.')
		at = take_digits(&d, text, len, at + 1, true);
	if (!d.any)
		return NAN;
	*end = take_exponent(&d, text, len, at);
	if (d.count == 0)
		return 0;
	if (d.count <= 15 && d.exponent == 0) {
		double n = 0;
		for (size_t i = 0; i < d.count; i++)
			n = n * 10 + (d.digits[i] - '0');
		return n;
	}
	if (d.dropped)
		d.digits[d.count - 1] |= 1;
	if (d.exponent > 1000 || d.exponent < -2000)
		return d.exponent > 0 ? INFINITY : 0;
	d.digits[d.count++] = 'e';
	d.count += json_number(d.digits + d.count, (double)d.exponent);
	return strtod(d.digits, NULL);
}

static double take_radix(const char *text, size_t len, unsigned radix, size_t *end)
{
	double n = 0;
	size_t at = 0;

	for (; at < len; at++) {
		char c = text[at];
		unsigned digit = 99;
		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (unsigned)((c | 32) - 'a' + 10);
		if (digit >= radix)
			break;
		n = n * radix + digit;
	}
	*end = at;
	return at > 0 ? n : NAN;
}

static unsigned radix_of(const char *text, size_t len)
{
	if (len < 2 || text[0] != '0')
		return 10;
	switch (text[1] | 32) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		return 10;
	}
}

static bool begins_with_infinity(const char *text, size_t len)
{
	return len >= 8 && memcmp(text, "Infinity", 8) == 0;
}

static double take_sign(const char **text, size_t *len)
{
	double sign = 1;

	if (*len > 0 && (**text == '-' || **text == '+')) {
		sign = **text == '-' ? -1 : 1;
		++*text;
		--*len;
	}
	return sign;
}

double js_number(const char *text, size_t len)
{
	double sign, n;
	unsigned radix;
	size_t end;

	utf8_trim(&text, &len);
	if (len == 0)
		return 0;
	radix = radix_of(text, len);
	if (radix != 10) {
		n = take_radix(text + 2, len - 2, radix, &end);
		return end == len - 2 ? n : NAN;
	}
	sign = take_sign(&text, &len);
	if (len == 8 && begins_with_infinity(text, len))
		return sign * INFINITY;
	n = take_decimal(text, len, &end);
	return end == len ? sign * n : NAN;
}

double js_parse_float(const char *text, size_t len)
{
	double sign;
	size_t end;

	utf8_trim(&text, &len);
	sign = take_sign(&text, &len);
	if (begins_with_infinity(text, len))
		return sign * INFINITY;
	return sign * take_decimal(text, len, &end);
}

double js_parse_int(const char *text, size_t len)
{
	double sign;
	size_t end = 0;

	utf8_trim(&text, &len);
	sign = take_sign(&text, &len);
	if (radix_of(text, len) == 16)
		return sign * take_radix(text + 2, len - 2, 16, &end);
	while (is_digit(text, len, end))
		end++;
	return sign * take_decimal(text, end, &end);
}

static void join(struct buf *out, struct value array)
{
	for (uint32_t i = 0; i < array.len; i++) {
		if (i > 0)
			buf_addc(out, ',');
		if (array.items[i].kind != VALUE_UNDEFINED && array.items[i].kind != VALUE_NULL)
			js_text(out, array.items[i]);
	}
}

void js_text(struct buf *out, struct value v)
{
	char text[DATE_TEXT_SIZE];

	switch (v.kind) {
	case VALUE_UNDEFINED:
		buf_adds(out, "undefined");
		break;
	case VALUE_NULL:
		buf_adds(out, "null");
		break;
	case VALUE_BOOL:
		buf_adds(out, v.boolean ? "true" : "false");
		break;
	case VALUE_NUMBER:
		buf_add(out, text, json_number(text, v.number));
		break;
	case VALUE_STRING:
		buf_add(out, v.string, v.len);
		break;
	case VALUE_ARRAY:
		join(out, v);
		break;
	case VALUE_DATE:
		buf_add(out, text, date_text(text, v.number));
		break;
	default:
		buf_adds(out, "[object Object]");
	}
}

bool js_truthy(struct value v)
{
	switch (v.kind) {
	case VALUE_UNDEFINED:
	case VALUE_NULL:
		return false;
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_NUMBER:
		return v.number != 0 && !isnan(v.number);
	case VALUE_STRING:
		return v.len > 0;
	default:
		return true;
	}
}
