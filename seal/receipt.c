#include "seal/receipt.h"

#include <sodium.h>
#include <string.h>

#define GROUP 4

/* Which digit follows: H. Michael Damm, "Total anti-symmetrische Quasigruppen" (2004), order 10. Every single wrong
 * digit and every two neighbours that changed places are noticed. */
static const unsigned char damm[10][10] = {{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                           {4, 2, 0, 6, 8, 7, 1, 3, 5, 9}, {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                           {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                           {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                           {9, 4, 3, 8, 6, 1, 7, 2, 0, 5}, {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}};

/* 0 when the digits end with their own check digit. */
static unsigned check(const char *digits, size_t count)
{
	unsigned at = 0;
	for (size_t i = 0; i < count; i++)
		at = damm[at][digits[i] - '0'];
	return at;
}

void receipt_draw(char out[static RECEIPT_DIGITS + 1], unsigned form_digit)
{
	out[0] = (char)('0' + form_digit % 10);
	for (size_t i = 1; i < RECEIPT_DIGITS - 1; i++)
		out[i] = (char)('0' + randombytes_uniform(10));
	out[RECEIPT_DIGITS - 1] = (char)('0' + check(out, RECEIPT_DIGITS - 1));
	out[RECEIPT_DIGITS] = '\0';
}

/* How many bytes at text are a separator: a blank, a dot, a dash, in the shapes that keyboards and copying make of
 * them (U+00A0, U+2007 to U+2015, U+202F). */
static size_t separator(const char *text, size_t len)
{
	const unsigned char *t = (const unsigned char *)text;
	if (t[0] == ' ' || t[0] == '-' || t[0] == '.' || (t[0] >= '\t' && t[0] <= '\r'))
		return 1;
	if (len >= 2 && t[0] == 0xc2 && t[1] == 0xa0)
		return 2;
	if (len >= 3 && t[0] == 0xe2 && t[1] == 0x80 && ((t[2] >= 0x87 && t[2] <= 0x95) || t[2] == 0xaf))
		return 3;
	return 0;
}

enum receipt_reading receipt_read(char out[static RECEIPT_DIGITS + 1], const char *typed, size_t len)
{
	enum receipt_reading result = RECEIPT_GOOD;
	size_t count = 0;
	for (size_t at = 0; at < len && !result;) {
		size_t skip = separator(typed + at, len - at);
		if (skip == 0 && (typed[at] < '0' || typed[at] > '9'))
			result = RECEIPT_CHARACTER;
		else if (skip == 0 && count == RECEIPT_DIGITS)
			result = RECEIPT_LENGTH;
		else if (skip == 0)
			out[count++] = typed[at];
		at += skip ? skip : 1;
	}
	if (!result && count != RECEIPT_DIGITS)
		result = RECEIPT_LENGTH;
	if (!result && check(out, RECEIPT_DIGITS) != 0)
		result = RECEIPT_CHECK;
	if (result)
		sodium_memzero(out, RECEIPT_DIGITS);
	out[RECEIPT_DIGITS] = '\0';
	return result;
}

unsigned receipt_form_digit(const char receipt[static RECEIPT_DIGITS + 1])
{
	return (unsigned)(receipt[0] - '0');
}

void receipt_group(char out[static RECEIPT_GROUPED], const char receipt[static RECEIPT_DIGITS + 1])
{
	size_t at = 0;
	for (size_t i = 0; i < RECEIPT_DIGITS; i++) {
		if (i > 0 && i % GROUP == 0)
			out[at++] = ' ';
		out[at++] = receipt[i];
	}
	out[at] = '\0';
}
