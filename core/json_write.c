#include "core/json.h"
#include "core/date.h"

#include <math.h>

static void escape(struct buf *out, unsigned char c)
{
	static const char SHORT[] = "\b\t\n\f\r\"\\", LETTERS[] = "btnfr\"\\";

	for (size_t i = 0; i < sizeof SHORT - 1; i++) {
		if (c == (unsigned char)SHORT[i]) {
			const char two[2] = {'\\', LETTERS[i]};
			buf_add(out, two, 2);
			return;
		}
	}
	buf_printf(out, "\\u%04x", c);
}

void json_write_string(struct buf *out, const char *text, size_t len)
{
	size_t start = 0;

	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, text + start, i - start);
		escape(out, c);
		start = i + 1;
	}
	buf_add(out, text + start, len - start);
	buf_addc(out, '"');
}

static void write_number(struct buf *out, double number)
{
	char text[32];

	if (isfinite(number))
		buf_add(out, text, json_number(text, number));
	else
		buf_adds(out, "null");
}

static void write_date(struct buf *out, double ms)
{
	char text[DATE_TEXT_SIZE];
	size_t len = date_iso(text, ms);

	if (len > 0)
		json_write_string(out, text, len);
	else
		buf_adds(out, "null");
}

static void write_object(struct buf *out, struct value v)
{
	bool first = true;

	buf_addc(out, '{');
	for (uint32_t i = 0; i < v.len; i++) {
		const struct member *m = &v.members[i];
		if (m->value.kind == VALUE_UNDEFINED)
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		json_write_string(out, m->name, m->name_len);
		buf_addc(out, ':');
		json_write(out, m->value);
	}
	buf_addc(out, '}');
}

void json_write(struct buf *out, struct value v)
{
	switch (v.kind) {
	case VALUE_BOOL:
		buf_adds(out, v.boolean ? "true" : "false");
		break;
	case VALUE_NUMBER:
		write_number(out, v.number);
		break;
	case VALUE_STRING:
		json_write_string(out, v.string, v.len);
		break;
	case VALUE_ARRAY:
		buf_addc(out, '[');
		for (uint32_t i = 0; i < v.len; i++) {
			if (i > 0)
				buf_addc(out, ',');
			json_write(out, v.items[i]);
		}
		buf_addc(out, ']');
		break;
	case VALUE_OBJECT:
		write_object(out, v);
		break;
	case VALUE_DATE:
		write_date(out, v.number);
		break;
	default:
		buf_adds(out, "null");
	}
}
