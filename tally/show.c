#include "tally/show.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/terminal.h"

#define ELLIPSIS "…"

/* The character at s, of well-formed UTF-8, and its bytes. */
static uint32_t character(const char *s, size_t *len)
{
	unsigned char c = (unsigned char)s[0];
	*len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	uint32_t n = c < 0x80 ? c : c < 0xe0 ? c & 0x1fu : c < 0xf0 ? c & 0x0fu : c & 0x07u;
	for (size_t i = 1; i < *len; i++)
		n = n << 6 | ((unsigned char)s[i] & 0x3fu);
	return n;
}

static size_t columns(uint32_t c)
{
	bool combines = (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200d) || (c >= 0xfe00 && c <= 0xfe0f) ||
	                c == 0xfeff;
	bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
	            (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	            (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
	return combines ? 0 : wide ? 2 : 1;
}

size_t show_width(const char *text)
{
	size_t width = 0, len;
	for (; *text != '\0'; text += len)
		width += columns(character(text, &len));
	return width;
}

/* Escaped, on the heap; NULL when memory ran out. */
static char *escaped(const char *text)
{
	char *out = NULL;
	size_t len;
	FILE *stream = open_memstream(&out, &len);
	if (stream == NULL)
		return NULL;
	terminal_write(stream, text);
	if (fclose(stream) != 0) {
		free(out);
		return NULL;
	}
	for (char *p = out; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	return out;
}

static size_t add(struct buf *out, const char *text, size_t width)
{
	bool cut = show_width(text) > width;
	size_t used = 0, len, room = cut && width > 0 ? width - 1 : width;
	for (; *text != '\0'; text += len) {
		size_t more = columns(character(text, &len));
		if (used + more > room)
			break;
		buf_add(out, text, len);
		used += more;
	}
	if (cut && width > 0)
		buf_adds(out, ELLIPSIS);
	return used + (cut && width > 0);
}

static void pad(struct buf *out, size_t used, size_t width)
{
	for (; used < width; used++)
		buf_addc(out, ' ');
}

static void show(struct buf *out, const char *text, size_t width, size_t before, size_t after)
{
	char *safe = escaped(text);
	if (safe == NULL) {
		out->failed = true;
		return;
	}
	pad(out, show_width(safe), before);
	pad(out, add(out, safe, width), after);
	free(safe);
}

void show_cell(struct buf *out, const char *text, size_t width)
{
	show(out, text, width, 0, 0);
}

void show_left(struct buf *out, const char *text, size_t width)
{
	show(out, text, width, 0, width);
}

void show_right(struct buf *out, const char *text, size_t width)
{
	show(out, text, width, width, 0);
}
