/* Numbers as JavaScript prints them. */
#include "core/json.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Adds one to the last digit of "d.ddde-xx"; false when a 9 stands there, whose neighbour is a shorter number. */
static bool next_decimal(char *text)
{
	char *last = strchr(text, 'e') - 1;

	if (*last == '9')
		return false;
	++*last;
	return true;
}

/* Prints number with that many digits behind the point and tells whether it reads back. Below a power of two doubles
 * are closer than above it: there the nearest decimal may not read back and the next one does. */
static bool reads_back(char text[static 48], int precision, double number)
{
	snprintf(text, 48, "%.*e", precision, number);
	return strtod(text, NULL) == number || (next_decimal(text) && strtod(text, NULL) == number);
}

/* The fewest digits that read back as the same positive number; *point is where the decimal point stands, counted from
 * before the first digit. Whatever the locale puts as decimal point is skipped. */
static size_t shortest_digits(char digits[static 24], int *point, double number)
{
	char text[48];
	size_t count = 0;
	const char *c;
	/* 15 digits tell all but the smallest numbers apart: fewer show as zeros at the end */
	int precision = number < DBL_MIN ? 0 : 14;

	while (precision < 16 && !reads_back(text, precision, number))
		precision++;
	if (precision == 16)
		snprintf(text, sizeof text, "%.16e", number);
	for (c = text; *c != 'e'; c++)
		if (*c >= '0' && *c <= '9')
			digits[count++] = *c;
	*point = (int)strtol(c + 1, NULL, 10) + 1;
	while (count > 1 && digits[count - 1] == '0')
		count--;
	return count;
}

static size_t put_zeros(char *out, size_t count)
{
	memset(out, '0', count);
	return count;
}

static size_t lay_out_exponent(char *out, const char *digits, size_t count, int exponent)
{
	size_t len = 0;

	out[len++] = digits[0];
	if (count > 1) {
		out[len++] = '.';
		memcpy(out + len, digits + 1, count - 1);
		len += count - 1;
	}
	return len + (size_t)snprintf(out + len, 6, "e%c%d", exponent < 0 ? '-' : '+', abs(exponent));
}

/* The cases of ECMA-262, 6.1.6.1.20. */
static size_t lay_out(char *out, const char *digits, size_t count, int point)
{
	size_t len = 0, whole = point > 0 ? (size_t)point : 0;

	if (point > 21 || point <= -6)
		return lay_out_exponent(out, digits, count, point - 1);
	if (count <= whole) {
		memcpy(out, digits, count);
		return count + put_zeros(out + count, whole - count);
	}
	if (whole > 0) {
		memcpy(out, digits, whole);
		len = whole;
		out[len++] = '.';
	} else {
		memcpy(out, "0.", 2);
		len = 2 + put_zeros(out + 2, (size_t)-point);
	}
	memcpy(out + len, digits + whole, count - whole);
	return len + count - whole;
}

static size_t put_integer(char *out, uint64_t n)
{
	char reversed[20];
	size_t count = 0;

	do
		reversed[count++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	for (size_t i = 0; i < count; i++)
		out[i] = reversed[count - 1 - i];
	return count;
}

size_t json_number(char out[static 32], double number)
{
	char digits[24] = "";
	size_t len = 0, count;
	int point;

	if (!isfinite(number)) {
		const char *name = isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
		len = strlen(name);
		memcpy(out, name, len + 1);
		return len;
	}
	if (number < 0) {
		out[len++] = '-';
		number = -number;
	}
	if (number < 9007199254740992.0 && number == floor(number)) {
		len += put_integer(out + len, (uint64_t)number);
	} else {
		count = shortest_digits(digits, &point, number);
		len += lay_out(out + len, digits, count, point);
	}
	out[len] = '\0';
	return len;
}
