/* Values: making them, reading members, emptiness of objects. Equality is in value_equal.c. */
#include "core/value.h"

#include <string.h>

struct value value_string(const char *text, size_t len)
{
	return (struct value){.kind = VALUE_STRING, .len = (uint32_t)len, .string = text};
}

struct value value_text(const char *text)
{
	return value_string(text, strlen(text));
}

struct value value_number(double number)
{
	return (struct value){.kind = VALUE_NUMBER, .number = number};
}

struct value value_bool(bool boolean)
{
	return (struct value){.kind = VALUE_BOOL, .boolean = boolean};
}

struct value value_member(struct value object, const char *name, size_t len)
{
	if (object.kind != VALUE_OBJECT)
		return VALUE_NONE;
	for (uint32_t i = 0; i < object.len; i++) {
		const struct member *m = &object.members[i];
		if (m->name_len == len && memcmp(m->name, name, len) == 0)
			return m->value;
	}
	return VALUE_NONE;
}

struct value value_get(struct value object, const char *name)
{
	return value_member(object, name, strlen(name));
}

bool value_is(struct value v, const char *text)
{
	return v.kind == VALUE_STRING && strlen(text) == v.len && memcmp(v.string, text, v.len) == 0;
}

bool value_members_empty(struct value object)
{
	for (uint32_t i = 0; i < object.len; i++)
		if (!value_empty(object.members[i].value))
			return false;
	return true;
}
