/* Terminal escapes in what others wrote stay visible text. */
#include "tally/terminal.h"

#include <stdbool.h>
#include <string.h>
#include "core/utf8.h"

static bool is_harmless(uint32_t c)
{
	if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0))
		return false;
	if (c == 0x61c || c == 0x200e || c == 0x200f)
		return false;
	return !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
}

void terminal_write(FILE *out, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t c = 0;
		unsigned len = utf8_take(text, left, &c);

		if (len > 0 && is_harmless(c))
			fwrite(text, 1, len, out);
		else {
			len = len == 0 ? 1 : len;
			for (unsigned i = 0; i < len; i++)
				fprintf(out, "\\x%02x", (unsigned char)text[i]);
		}
		text += len;
		left -= len;
	}
}
