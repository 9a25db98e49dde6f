#include "tools/form/encoding.h"
#include "core/date.h"
#include "core/js.h"
#include "core/json.h"

#include <math.h>
#include <string.h>

static bool read_items(struct arena *arena, struct value *v)
{
	struct value *items = arena_array(arena, v->len, sizeof *items);

	if (!items)
		return false;
	for (uint32_t i = 0; i < v->len; i++) {
		items[i] = v->items[i];
		if (!encoding_read(arena, &items[i]))
			return false;
	}
	v->items = items;
	return true;
}

static bool read_members(struct arena *arena, struct value *v)
{
	struct member *members = arena_array(arena, v->len, sizeof *members);

	if (!members)
		return false;
	for (uint32_t i = 0; i < v->len; i++) {
		members[i] = v->members[i];
		if (!encoding_read(arena, &members[i].value))
			return false;
	}
	v->members = members;
	return true;
}

bool encoding_read(struct arena *arena, struct value *v)
{
	struct value number = value_get(*v, "$number"), date = value_get(*v, "$date");

	if (v->kind == VALUE_ARRAY)
		return read_items(arena, v);
	if (v->kind != VALUE_OBJECT)
		return true;
	if (v->len == 1 && value_get(*v, "$undefined").kind == VALUE_BOOL)
		*v = VALUE_NONE;
	else if (v->len == 1 && number.kind == VALUE_STRING)
		*v = value_number(js_number(number.string, number.len));
	else if (v->len == 1 && date.kind == VALUE_STRING)
		*v = (struct value){.kind = VALUE_DATE, .number = date_parse(date.string, date.len, 0)};
	else
		return read_members(arena, v);
	return true;
}

static void write_items(struct buf *out, struct value v)
{
	buf_addc(out, '[');
	for (uint32_t i = 0; i < v.len; i++) {
		if (i > 0)
			buf_addc(out, ',');
		encoding_write(out, v.items[i]);
	}
	buf_addc(out, ']');
}

static void write_members(struct buf *out, struct value v)
{
	buf_addc(out, '{');
	for (uint32_t i = 0; i < v.len; i++) {
		if (i > 0)
			buf_addc(out, ',');
		json_write_string(out, v.members[i].name, v.members[i].name_len);
		buf_addc(out, ':');
		encoding_write(out, v.members[i].value);
	}
	buf_addc(out, '}');
}

void encoding_write(struct buf *out, struct value v)
{
	char text[32];

	switch (v.kind) {
	case VALUE_UNDEFINED:
		buf_adds(out, "{\"$undefined\":true}");
		break;
	case VALUE_NUMBER:
		json_number(text, v.number);
		buf_printf(out, isfinite(v.number) ? "%s" : "{\"$number\":\"%s\"}", text);
		break;
	case VALUE_DATE:
		buf_adds(out, "{\"$date\":");
		json_write(out, v);
		buf_addc(out, '}');
		break;
	case VALUE_ARRAY:
		write_items(out, v);
		break;
	case VALUE_OBJECT:
		write_members(out, v);
		break;
	default:
		json_write(out, v);
	}
}
