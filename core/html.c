#include "core/html.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* What stands for a byte, or NULL when it stands for itself. */
static const char *escaped(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
		return NULL;
	default:
		return c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
	}
}

void html_text(struct buf *out, const char *text, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		const char *with = escaped((unsigned char)text[i]);
		if (!with)
			continue;
		buf_add(out, text + start, i - start);
		buf_adds(out, with);
		start = i + 1;
	}
	buf_add(out, text + start, len - start);
}

void html_s(struct buf *out, const char *text)
{
	if (text)
		html_text(out, text, strlen(text));
}

void html_raw_markup(struct buf *out, const char *markup)
{
	buf_adds(out, markup);
}
