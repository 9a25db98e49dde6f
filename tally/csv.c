#include "tally/csv.h"

#include <string.h>

static void next_cell(struct buf *out)
{
	if (out->len > 0 && out->data[out->len - 1] != '\n' && !(out->len == 3 && memcmp(out->data, CSV_BOM, 3) == 0))
		buf_addc(out, ',');
}

/* What begins a formula somewhere: = + - @ and their full-width forms (U+FF1D, U+FF0B, U+FF0D, U+FF20). */
static bool begins_formula(const char *text, size_t len)
{
	static const char wide[][4] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};
	if (len > 0 && strchr("=+-@", text[0]) != NULL && text[0] != '\0')
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (len >= 3 && memcmp(text, wide[i], 3) == 0)
			return true;
	return false;
}

static bool is_separator(char c)
{
	return c == ';' || c == ',' || c == '|' || c == '\t' || c == '\n' || c == '\r';
}

void csv_cell(struct buf *out, const char *text, size_t len)
{
	bool fresh = true; /* nothing but blanks since the start or a separator */
	next_cell(out);
	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (fresh && begins_formula(text + i, len - i))
			buf_addc(out, '\'');
		if (text[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, text[i]);
		fresh = is_separator(text[i]) || (fresh && (text[i] == ' ' || text[i] == '"'));
	}
	buf_addc(out, '"');
}

void csv_text(struct buf *out, const char *text)
{
	csv_cell(out, text, strlen(text));
}

void csv_number(struct buf *out, const char *number)
{
	next_cell(out);
	if (number != NULL)
		buf_adds(out, number);
}

void csv_end_line(struct buf *out)
{
	buf_adds(out, "\r\n");
}
