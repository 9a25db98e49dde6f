/* Ids as hex and back. */
#include "seal/id.h"

#include <string.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
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
	if (len != ID_HEX)
		return false;
	for (size_t i = 0; i < ID_BYTES; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

bool id_equal(const unsigned char a[static 16], const unsigned char b[static 16])
{
	return memcmp(a, b, ID_BYTES) == 0;
}
