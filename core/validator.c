/* What survey-core's validators find wrong with a value. Expressions are judged by the answers that hold the value. */
#include <math.h>
#include <string.h>

#include "core/js.h"
#include "core/json.h"
#include "core/regex.h"
#include "core/utf8.h"
#include "core/validator.h"

/* --- numbers as survey-core's Helpers.isNumber and getNumber see them --- */

/* One comma among digits stands for a decimal point. */
static bool comma_number(const char *text, size_t len, double *out)
{
	char copy[64];
	const char *comma = memchr(text, ',', len);

	if (!comma || len >= sizeof copy || memchr(comma + 1, ',', len - (size_t)(comma + 1 - text)))
		return false;
	memcpy(copy, text, len);
	copy[comma - text] = '.';
	*out = js_number(copy, len);
	return isfinite(*out) && isfinite(js_parse_float(copy, len));
}

static bool is_blank(const char *text, size_t len)
{
	utf8_trim(&text, &len);
	return len == 0;
}

bool value_numeric(struct value v, double *out)
{
	double hex;

	if (v.kind == VALUE_NUMBER) {
		*out = v.number;
		return isfinite(v.number);
	}
	if (v.kind == VALUE_ARRAY && v.len == 1)
		return value_numeric(v.items[0], out); /* JavaScript makes text of it, and a number of that */
	if (v.kind != VALUE_STRING || is_blank(v.string, v.len))
		return false;
	if (v.len > 2 && v.string[0] == '0' && (v.string[1] | 32) == 'x') {
		hex = js_number(v.string, v.len);
		*out = hex;
		return isfinite(hex);
	}
	*out = js_number(v.string, v.len);
	if (isfinite(*out) && isfinite(js_parse_float(v.string, v.len)))
		return true;
	return comma_number(v.string, v.len, out);
}

/* --- e-mail addresses --- */

/* local part: runs of allowed characters with single dots between, or anything in quotes; domain: labels with dots, the
 * last of two characters or more. Written by hand so that no answer can make it slow. */
static bool atom_char(uint32_t c, bool domain)
{
	if (c < 0x80 && strchr("<>()[].,;:@\"", (int)c))
		return false;
	return !(utf8_space(c) || (domain && c == '='));
}

static size_t atom_end(const char *text, size_t len, size_t at, bool domain)
{
	while (at < len) {
		size_t next = at;
		if (!atom_char(utf8_next(text, &next), domain))
			break;
		at = next;
	}
	return at;
}

static bool local_part(const char *text, size_t len)
{
	size_t at = 0;

	if (len >= 3 && text[0] == '"' && text[len - 1] == '"')
		return memchr(text, '\n', len) == NULL && memchr(text, '\r', len) == NULL;
	for (;;) {
		size_t end = atom_end(text, len, at, false);
		if (end == at)
			return false;
		if (end == len)
			return true;
		if (text[end] != '.')
			return false;
		at = end + 1;
	}
}

static bool domain_part(const char *text, size_t len)
{
	size_t at = 0, labels = 0;

	for (;;) {
		size_t end = atom_end(text, len, at, true);
		if (end == at)
			return false;
		if (end == len)
			return labels >= 1 && utf8_utf16_length(text + at, len - at) >= 2;
		if (text[end] != '.')
			return false;
		labels++;
		at = end + 1;
	}
}

bool email_address(const char *text, size_t len)
{
	/* The domain has no @, so the last @ divides. */
	size_t at = len;

	while (at > 0 && text[at - 1] != '@')
		at--;
	return at > 1 && local_part(text, at - 1) && domain_part(text + at, len - at);
}

/* --- verdicts --- */

/* White space alone is empty. */
static bool nothing(struct value v)
{
	return v.kind == VALUE_STRING ? is_blank(v.string, v.len) : value_empty(v);
}

static enum verdict judge_number(const struct validator *v, struct value value)
{
	double number;

	if (nothing(value))
		return VERDICT_GOOD;
	if (!value_numeric(value, &number))
		return VERDICT_NOT_NUMERIC;
	return (v->has_min && v->min > number) || (v->has_max && v->max < number) ? VERDICT_BAD : VERDICT_GOOD;
}

static bool ends_with_digit(const char *text, size_t len)
{
	return len > 0 && text[len - 1] >= '0' && text[len - 1] <= '9';
}

static enum verdict judge_text(const struct validator *v, struct value value)
{
	struct buf text;
	enum verdict verdict = VERDICT_GOOD;
	double length;

	if (nothing(value))
		return VERDICT_GOOD;
	buf_init(&text, 1 << 17);
	js_text(&text, value);
	if (v->no_digits && ends_with_digit(text.data ? text.data : "", text.len))
		verdict = VERDICT_DIGITS;
	buf_release(&text);
	if (verdict != VERDICT_GOOD || (value.kind != VALUE_STRING && value.kind != VALUE_ARRAY))
		return verdict;
	length = value.kind == VALUE_ARRAY ? value.len : (double)utf8_utf16_length(value.string, value.len);
	return (v->has_min && length < v->min) || (v->has_max && length > v->max) ? VERDICT_BAD : VERDICT_GOOD;
}

static enum verdict judge_count(const struct validator *v, struct value value)
{
	if (value.kind != VALUE_ARRAY || value.len == 0)
		return VERDICT_GOOD;
	if (v->has_min && value.len < v->min)
		return VERDICT_FEW;
	return v->has_max && value.len > v->max ? VERDICT_MANY : VERDICT_GOOD;
}

static bool text_matches(const struct regex *re, struct value value)
{
	struct buf text;
	bool matches;

	char digits[32];

	if (value.kind == VALUE_STRING)
		return regex_matches(re, value.string, value.len);
	if (value.kind == VALUE_NUMBER)
		return regex_matches(re, digits, json_number(digits, value.number));
	buf_init(&text, 1 << 17);
	js_text(&text, value);
	matches = !text.failed && regex_matches(re, text.data ? text.data : "", text.len);
	buf_release(&text);
	return matches;
}

static enum verdict judge_regex(const struct validator *v, struct value value)
{
	if (!v->regex || nothing(value))
		return VERDICT_GOOD;
	for (uint32_t i = 0; value.kind == VALUE_ARRAY && i < value.len; i++)
		if (!text_matches(v->regex, value.items[i]))
			return VERDICT_BAD;
	return text_matches(v->regex, value) ? VERDICT_GOOD : VERDICT_BAD;
}

static enum verdict judge_email(struct value value)
{
	struct buf text;
	bool good;

	if (!js_truthy(value))
		return VERDICT_GOOD;
	if (value.kind == VALUE_STRING)
		return email_address(value.string, value.len) ? VERDICT_GOOD : VERDICT_BAD;
	buf_init(&text, 1 << 17);
	js_text(&text, value);
	good = !text.failed && email_address(text.data ? text.data : "", text.len);
	buf_release(&text);
	return good ? VERDICT_GOOD : VERDICT_BAD;
}

enum verdict validator_judge(const struct validator *v, struct value value)
{
	switch (v->kind) {
	case VALIDATE_NUMERIC:
		return judge_number(v, value);
	case VALIDATE_TEXT:
		return judge_text(v, value);
	case VALIDATE_ANSWER_COUNT:
		return judge_count(v, value);
	case VALIDATE_REGEX:
		return judge_regex(v, value);
	case VALIDATE_EMAIL:
		return judge_email(value);
	case VALIDATE_EXPRESSION:
		break;
	}
	return VERDICT_GOOD;
}
