#include "core/code.h"

#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define DIGITS 32
#define CHECKS 37

/* A digit's value, also of the letters that are taken for one; -1 for what is none. */
static int digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	else if (c == 'I' || c == 'L')
		c = '1';
	const char *found = c ? strchr(digits, c) : NULL;
	return found ? (int)(found - digits) : -1;
}

static unsigned check_value(const unsigned char *values, size_t count)
{
	unsigned check = 0;
	for (size_t i = 0; i < count; i++)
		check = (check * DIGITS + values[i]) % CHECKS;
	return check;
}

bool code_make(char *out, size_t length, const unsigned char *random)
{
	unsigned char values[CODE_MAX] = {0};
	out[0] = '\0';
	if (length < 2 || length > CODE_MAX)
		return false;
	for (size_t i = 0; i + 1 < length; i++) {
		values[i] = random[i] % DIGITS;
		out[i] = digits[values[i]];
	}
	unsigned check = check_value(values, length - 1);
	bool issued = check < DIGITS;
	out[issued ? length - 1 : 0] = issued ? digits[check] : '\0';
	out[length] = '\0';
	return issued;
}

enum code_reading code_read(char *out, size_t length, const char *typed, size_t typed_len)
{
	unsigned char values[CODE_MAX] = {0};
	size_t count = 0;
	out[0] = '\0';
	for (size_t i = 0; i < typed_len; i++) {
		if (typed[i] == '-' || typed[i] == ' ')
			continue;
		int value = digit_value(typed[i]);
		if (value < 0)
			return CODE_CHARACTER;
		if (count == length)
			return CODE_LENGTH;
		values[count++] = (unsigned char)value;
	}
	if (count != length)
		return CODE_LENGTH;
	if (check_value(values, length - 1) != values[length - 1])
		return CODE_CHECK;
	for (size_t i = 0; i < length; i++)
		out[i] = digits[values[i]];
	out[length] = '\0';
	return CODE_GOOD;
}

void code_add_groups(struct buf *out, const char *code)
{
	for (size_t i = 0; code[i] != '\0'; i++) {
		if (i > 0 && i % CODE_GROUP == 0)
			buf_addc(out, '-');
		buf_addc(out, code[i]);
	}
}
