/* Codes. What is accepted is of the 32 digits, reads as itself again, and was made from its own digits. */
#include <stdlib.h>
#include <string.h>
#include "core/code.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void try_length(const char *typed, size_t len, size_t length)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	char code[CODE_MAX + 1], again[CODE_MAX + 1], made[CODE_MAX + 1];
	unsigned char values[CODE_MAX];

	if (code_read(code, length, typed, len) != CODE_GOOD) {
		if (code[0] != '\0')
			abort();
		return;
	}
	if (strlen(code) != length || strspn(code, digits) != length)
		abort();
	if (code_read(again, length, code, length) != CODE_GOOD || strcmp(code, again) != 0)
		abort();
	for (size_t i = 0; i < length; i++)
		values[i] = (unsigned char)(strchr(digits, code[i]) - digits);
	if (!code_make(made, length, values) || strcmp(code, made) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const size_t lengths[] = {2, CODE_POSTER, CODE_SLIP, CODE_MAX};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		try_length((const char *)data, size, lengths[i]);
	return 0;
}
