/* Ids as hex and back. */
#include "seal/id.h"

#include <string.h>

/* Without a branch, since nobody can guess the digits of an id: above 15 for what is no digit. */
static unsigned digit(char c)
{
	unsigned figure = (unsigned char)c - (unsigned)'0', letter = (unsigned char)c - (unsigned)'a';

	return figure < 10 ? figure : letter < 6 ? letter + 10 : 0x100;
}

void id_hex(char out[static 33], const unsigned char id[static 16])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < ID_BYTES; i++) {
		out[2 * i] = digits[id[i] >> 4];
		out[2 * i + 1] = digits[id[i] & 15];
	}
	out[ID_HEX] = '\0';
}

bool id_from_hex(unsigned char out[static 16], const char *hex, size_t len)
{
	unsigned all = 0;

	if (len != ID_HEX)
		return false;
	for (size_t i = 0; i < ID_BYTES; i++) {
		unsigned high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		all |= high | low;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return all <= 15;
}

bool id_equal(const unsigned char a[static 16], const unsigned char b[static 16])
{
	return memcmp(a, b, ID_BYTES) == 0;
}
