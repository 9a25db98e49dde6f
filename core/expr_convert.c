/* How survey-core and JavaScript turn values of one kind into another. */
#include "core/expr_node.h"
#include "core/js.h"
#include "core/json.h"
#include "core/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers that survey-core sees in text --- */

#define NUMBER_TEXT_MAX 1024 /* longer text is no number */

static bool only_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* Text that would be read as a formula: an operator, unless a sign stands behind the first character. */
static bool has_operator(const char *text, size_t len)
{
	if (len > 1 && (memrchr(text + 1, '-', len - 1) || memrchr(text + 1, '+', len - 1)))
		return false;
	for (size_t i = 0; i < len; i++)
		if (strchr("*^/%", text[i]))
			return true;
	return false;
}

static double number_with_comma(const char *text, size_t len)
{
	char copy[NUMBER_TEXT_MAX];
	const char *comma = memchr(text, ',', len);

	if (comma && !memchr(comma + 1, ',', (size_t)(text + len - comma - 1))) {
		memcpy(copy, text, len);
		copy[comma - text] = '.';
		text = copy;
	}
	return isfinite(js_number(text, len)) ? js_parse_float(text, len) : NAN;
}

/* Helpers.getNumber of a string. */
static double number_in_text(const char *text, size_t len)
{
	utf8_trim(&text, &len);
	if (len == 0 || len > NUMBER_TEXT_MAX)
		return NAN;
	if (only_digits(text, len)) {
		double n = 0;
		for (size_t i = 0; i < len; i++)
			n = n * 10 + (text[i] - '0');
		return len > 15 ? NAN : n;
	}
	if (len >= 2 && memcmp(text, "0x", 2) == 0)
		return len > 32 ? NAN : js_parse_int(text, len);
	if (has_operator(text, len))
		return NAN;
	return number_with_comma(text, len);
}

/* Whether a text that begins with c may be something else than itself: a number, a boolean, in quotes, or behind white
 * space. */
static bool may_convert(unsigned char c)
{
	switch (c) {
	case '+':
	case '-':
	case '.':
	case ',':
	case '\'':
	case '"':
	case 't':
	case 'T':
	case 'f':
	case 'F':
		return true;
	default:
		return c <= ' ' || c >= 0x80 || (c >= '0' && c <= '9');
	}
}

/* A leading zero keeps text text, unless a point or comma follows it or 0x begins. */
static bool zero_keeps_text(const char *text, uint32_t len)
{
	if (text[0] != '0' || (len > 1 && text[1] == 'x'))
		return false;
	return len > 1 && text[1] != '.' && text[1] != ',';
}

struct value expr_converted(struct value v)
{
	const char *s = v.string;
	double n;

	if (v.kind != VALUE_STRING || v.len == 0 || !may_convert((unsigned char)s[0]))
		return v;
	if (v.len == 4 && utf8_lower_equal(s, 4, "true", 4))
		return value_bool(true);
	if (v.len == 5 && utf8_lower_equal(s, 5, "false", 5))
		return value_bool(false);
	if (v.len > 1 && (s[0] == '\'' || s[0] == '"') && (s[v.len - 1] == '\'' || s[v.len - 1] == '"'))
		return value_string(s + 1, v.len - 2);
	n = number_in_text(s, v.len);
	return isnan(n) || zero_keeps_text(s, v.len) ? v : value_number(n);
}

/* --- JavaScript's conversions --- */

struct value expr_no_memory(struct expr_run *run)
{
	run->scope->failed = true;
	return VALUE_NONE;
}

#define TEXT_MAX 1048576

struct value expr_to_text(struct expr_run *run, struct value v)
{
	struct value out = VALUE_NONE;
	struct buf text;
	char *copy;

	if (v.kind == VALUE_STRING)
		return v;
	buf_init(&text, TEXT_MAX);
	js_text(&text, v);
	copy = text.failed ? NULL : arena_copy(run->scope->arena, text.len ? text.data : "", text.len);
	if (copy)
		out = value_string(copy, text.len);
	else
		expr_no_memory(run);
	buf_release(&text);
	return out;
}

double expr_to_number(struct expr_run *run, struct value v)
{
	switch (v.kind) {
	case VALUE_NULL:
		return 0;
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_NUMBER:
	case VALUE_DATE:
		return v.number;
	case VALUE_ARRAY:
		v = expr_to_text(run, v);
		return v.kind == VALUE_STRING ? js_number(v.string, v.len) : NAN;
	case VALUE_STRING:
		return js_number(v.string, v.len);
	default:
		return NAN;
	}
}

double expr_number(struct expr_run *run, struct value v)
{
	switch (v.kind) {
	case VALUE_NUMBER:
		return isfinite(v.number) ? v.number : NAN;
	case VALUE_STRING:
		return number_in_text(v.string, v.len);
	case VALUE_ARRAY:
		v = expr_to_text(run, v);
		return v.kind == VALUE_STRING && isfinite(js_number(v.string, v.len)) ? js_parse_float(v.string, v.len)
		                                                                      : NAN;
	default:
		return NAN;
	}
}

bool expr_loosely_true(struct value v)
{
	struct buf text;
	bool holds;

	switch (v.kind) {
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_NUMBER:
		return v.number == 1;
	case VALUE_STRING:
		return js_number(v.string, v.len) == 1;
	case VALUE_ARRAY:
		buf_init(&text, TEXT_MAX);
		js_text(&text, v);
		holds = !text.failed && text.len > 0 && js_number(text.data, text.len) == 1;
		buf_release(&text);
		return holds;
	default:
		return false;
	}
}

struct value expr_concat(struct expr_run *run, struct value a, struct value b)
{
	char *copy;

	if (a.kind != VALUE_STRING || b.kind != VALUE_STRING)
		return VALUE_NONE;
	copy = arena_alloc(run->scope->arena, (size_t)a.len + b.len + 1);
	if (!copy)
		return expr_no_memory(run);
	memcpy(copy, a.string, a.len);
	memcpy(copy + a.len, b.string, b.len);
	return value_string(copy, (size_t)a.len + b.len);
}

struct value expr_add(struct expr_run *run, struct value a, struct value b)
{
	if (a.kind >= VALUE_STRING || b.kind >= VALUE_STRING)
		return expr_concat(run, expr_to_text(run, a), expr_to_text(run, b));
	return value_number(expr_to_number(run, a) + expr_to_number(run, b));
}

/* What JavaScript compares: a date by its number, another structure by its text. */
static struct value comparable(struct expr_run *run, struct value v)
{
	if (v.kind == VALUE_DATE)
		return value_number(v.number);
	return v.kind > VALUE_STRING ? expr_to_text(run, v) : v;
}

bool expr_less(struct expr_run *run, struct value a, struct value b)
{
	if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER)
		return a.number < b.number;
	a = comparable(run, a);
	b = comparable(run, b);
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING)
		return utf8_utf16_compare(a.string, a.len, b.string, b.len) < 0;
	return expr_to_number(run, a) < expr_to_number(run, b);
}

/* --- results rounded to the decimals that the operands are written with --- */

#define DECIMALS_MAX 100 /* toFixed's */

/* Characters behind the first point (up to a second one) of a number as it is written, 0 for whole numbers. */
static size_t decimals(struct expr_run *run, struct value v)
{
	char text[32];
	const char *s = text, *point, *second;
	size_t len;

	if (v.kind == VALUE_NUMBER && (!isfinite(v.number) || v.number == floor(v.number)))
		return 0;
	if (isnan(expr_number(run, v)))
		return 0;
	if (v.kind == VALUE_NUMBER) {
		len = json_number(text, v.number);
	} else {
		v = expr_to_text(run, v);
		if (v.kind != VALUE_STRING)
			return 0;
		s = v.string;
		len = v.len;
	}
	point = memchr(s, '.', len);
	if (!point)
		return 0;
	second = memchr(point + 1, '.', (size_t)(s + len - point - 1));
	return utf8_utf16_length(point + 1, (size_t)((second ? second : s + len) - point - 1));
}

/* Adds one to the last digit of a decimal number; its first character is a zero that takes the carry. */
static void round_up(char *text, size_t len)
{
	for (char *c = text + len - 1; c >= text; c--) {
		if (*c < '0' || *c > '9')
			continue;
		if (*c != '9') {
			++*c;
			return;
		}
		*c = '0';
	}
}

/* parseFloat(n.toFixed(digits)): C rounds a tie to even, JavaScript away from zero. Only a multiple of 2^-(digits + 1)
 * can be a tie, and is written out in full with one digit more. */
static double to_fixed(double n, size_t digits)
{
	double scaled = ldexp(n, (int)digits + 1);
	char text[512] = "0";
	size_t len;

	if (!isfinite(n) || fabs(n) >= 1e21)
		return n;
	if (scaled != floor(scaled)) {
		snprintf(text, sizeof text, "%.*f", (int)digits, n);
		return strtod(text, NULL);
	}
	len = 1 + (size_t)snprintf(text + 1, sizeof text - 1, "%.*f", (int)digits + 1, fabs(n)) - 1;
	if (text[len] >= '5')
		round_up(text, len);
	text[len] = '\0';
	return copysign(strtod(text, NULL), n);
}

struct value expr_correct_sum(struct expr_run *run, struct value a, struct value b, struct value result)
{
	size_t x = decimals(run, a), y = decimals(run, b), digits = x > y ? x : y;

	if (digits == 0)
		return result;
	if (result.kind != VALUE_NUMBER || digits > DECIMALS_MAX) {
		run->thrown = true;
		return VALUE_NONE;
	}
	return value_number(to_fixed(result.number, digits));
}

struct value expr_correct_product(struct expr_run *run, struct value a, struct value b, double result)
{
	size_t digits = decimals(run, a) + decimals(run, b);

	if (digits > DECIMALS_MAX) {
		run->thrown = true;
		return VALUE_NONE;
	}
	return value_number(digits > 0 ? to_fixed(result, digits) : result);
}
