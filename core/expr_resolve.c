/* Names that are paths into an object. */
#include "core/expr_node.h"
#include "core/json.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

#define SEGMENTS_MAX 33

/* A part of a name between dots; [index] behind it is taken off when it is a number. */
struct segment {
	const char *text;
	size_t len;
	bool has_index;
	double index;
};

static void take_index(struct segment *s)
{
	const char *open;
	double n;

	if (s->len == 0 || s->text[s->len - 1] != ']')
		return;
	open = memrchr(s->text, '[', s->len);
	if (!open)
		return;
	n = expr_number(NULL, value_string(open + 1, (size_t)(s->text + s->len - 1 - open - 1)));
	if (isnan(n))
		return;
	s->has_index = true;
	s->index = n;
	s->len = (size_t)(open - s->text);
}

/* 0 when there are too many. */
static size_t split(const char *name, size_t len, struct segment segments[static SEGMENTS_MAX])
{
	const char *end = name + len;

	for (size_t count = 0; count < SEGMENTS_MAX;) {
		const char *dot = memchr(name, '.', (size_t)(end - name));
		struct segment *s = &segments[count++];
		*s = (struct segment){.text = name, .len = (size_t)((dot ? dot : end) - name)};
		take_index(s);
		if (!dot)
			return count;
		name = dot + 1;
	}
	return 0;
}

static bool is_length(const char *name, size_t len)
{
	return len == 6 && memcmp(name, "length", 6) == 0;
}

static struct value item_named(struct value array, const char *name, size_t len)
{
	char text[32];

	for (uint32_t i = 0; i < array.len && len < 11; i++)
		if (json_number(text, i) == len && memcmp(text, name, len) == 0)
			return array.items[i];
	return VALUE_NONE;
}

/* The first member of that name in any case. */
static struct value property(struct value v, const char *name, size_t len)
{
	if (len == 0)
		return VALUE_NONE;
	if (is_length(name, len) && v.kind == VALUE_ARRAY)
		return value_number(v.len);
	if (is_length(name, len) && v.kind == VALUE_STRING && v.len > 0)
		return value_number((double)utf8_utf16_length(v.string, v.len));
	if (v.kind == VALUE_ARRAY)
		return item_named(v, name, len);
	if (v.kind != VALUE_OBJECT)
		return VALUE_NONE;
	for (uint32_t i = 0; i < v.len; i++) {
		const struct member *m = &v.members[i];
		if (utf8_lower_equal(m->name, m->name_len, name, len))
			return m->value;
	}
	return VALUE_NONE;
}

static struct value item_at(struct value v, double index)
{
	if (v.kind != VALUE_ARRAY)
		return VALUE_NONE;
	if (index < 0)
		index += v.len;
	if (!(index > -1 && index < v.len))
		return VALUE_NONE;
	return index == floor(index) ? v.items[(uint32_t)index] : VALUE_NONE;
}

static struct value follow(struct value v, const struct segment *segments, size_t count)
{
	for (size_t at = 0; at < count; at++) {
		struct value found;
		size_t last = at;
		while (last < count - 1 && !segments[last].has_index)
			last++;
		/* dots may be part of the name: the longest first */
		for (;; last--) {
			size_t len = (size_t)(segments[last].text + segments[last].len - segments[at].text);
			found = property(v, segments[at].text, len);
			if (found.kind != VALUE_UNDEFINED || last == at)
				break;
		}
		if (found.kind != VALUE_UNDEFINED && segments[last].has_index)
			found = item_at(found, segments[last].index);
		if (found.kind == VALUE_UNDEFINED)
			return VALUE_NONE;
		v = found;
		at = last;
	}
	return v;
}

struct value expr_resolve(struct value object, const char *name, size_t len)
{
	struct segment segments[SEGMENTS_MAX];
	size_t count = split(name, len, segments);
	struct value found = count > 0 ? follow(object, segments, count) : VALUE_NONE;

	if (found.kind == VALUE_UNDEFINED && len >= 7 && memcmp(name + len - 7, ".length", 7) == 0)
		return value_number(0);
	return found;
}
