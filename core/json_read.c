/* The JSON reader: one pass, no look-back. Members and items gather on a scratch stack until their bracket closes, then
 * move to the arena as one array. Recursion is bounded by limits->max_depth. */
#include "core/json_names.h"
#include "core/json_reader.h"

#include <stdlib.h>
#include <string.h>

const struct json_limits JSON_FORM_LIMITS = {.max_bytes = 1024 * 1024, .max_depth = 40, .max_values = 200000};
const struct json_limits JSON_ANSWER_LIMITS = {.max_bytes = 64 * 1024, .max_depth = 4, .max_values = 4096};

#define DEPTH_LARGEST 64

static bool no_memory(struct json_reader *r)
{
	return json_fail(r, CORE_NOMEM, r->at, "out of memory");
}

static void skip_space(struct json_reader *r)
{
	for (; r->at < r->len && r->text[r->at] <= ' '; r->at++) {
		char c = r->text[r->at];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return;
	}
}

static bool push(struct json_reader *r, const struct member *m)
{
	if (r->count == r->cap) {
		struct member *larger = malloc(r->cap * 2 * sizeof *larger);
		if (!larger)
			return no_memory(r);
		memcpy(larger, r->scratch, r->count * sizeof *larger);
		if (r->scratch != r->first)
			free(r->scratch);
		r->scratch = larger;
		r->cap *= 2;
	}
	r->scratch[r->count++] = *m;
	return true;
}

/* --- arrays and objects --- */

static bool enter(struct json_reader *r)
{
	if (++r->depth > r->max_depth)
		return json_fail(r, CORE_LIMIT, r->at, "nested too deeply");
	r->at++;
	skip_space(r);
	return true;
}

/* After an item: true when another follows. *good is false on a fault. */
static bool another(struct json_reader *r, char close, bool *good)
{
	skip_space(r);
	int c = json_peek(r);
	if (c != close && c != ',') {
		*good = json_fail(r, CORE_SYNTAX, r->at,
		                  c < 0 ? "the text ends too early" : "a comma or closing bracket is expected");
		return false;
	}
	r->at++;
	skip_space(r);
	return c == ',';
}

static bool read_array(struct json_reader *r, struct value *out)
{
	struct member m = {0};
	size_t start = r->count;
	struct value *items;
	bool good = true;

	if (!enter(r))
		return false;
	if (json_peek(r) == ']') {
		r->at++;
	} else {
		do {
			if (!json_read_value(r, &m.value) || !push(r, &m))
				return false;
		} while (another(r, ']', &good));
	}
	if (!good)
		return false;
	out->kind = VALUE_ARRAY;
	out->len = (uint32_t)(r->count - start);
	items = arena_array(r->arena, out->len, sizeof *items);
	if (!items)
		return no_memory(r);
	for (uint32_t i = 0; i < out->len; i++)
		items[i] = r->scratch[start + i].value;
	out->items = items;
	r->count = start;
	r->depth--;
	return true;
}

static bool read_member(struct json_reader *r)
{
	struct member m = {.offset = (uint32_t)r->at};

	if (json_peek(r) != '"')
		return json_fail(r, CORE_SYNTAX, r->at, "a name in quotes is expected");
	if (!json_read_string(r, &m.name, &m.name_len))
		return false;
	skip_space(r);
	if (json_peek(r) != ':')
		return json_fail(r, CORE_SYNTAX, r->at, "a colon is expected");
	r->at++;
	skip_space(r);
	return json_read_value(r, &m.value) && push(r, &m);
}

static bool close_object(struct json_reader *r, size_t start, struct value *out)
{
	const struct member *members = r->scratch + start, *twice = NULL;
	size_t count = r->count - start;
	struct member *kept;

	if (!json_names_unique(members, count, &twice))
		return no_memory(r);
	if (twice)
		return json_fail(r, CORE_SYNTAX, twice->offset, "a name that stands twice in one object");
	kept = arena_array(r->arena, count, sizeof *kept);
	if (!kept)
		return no_memory(r);
	if (count > 0)
		memcpy(kept, members, count * sizeof *kept);
	out->kind = VALUE_OBJECT;
	out->len = (uint32_t)count;
	out->members = kept;
	r->count = start;
	return true;
}

static bool read_object(struct json_reader *r, struct value *out)
{
	size_t start = r->count;
	bool good = true;

	if (!enter(r))
		return false;
	if (json_peek(r) == '}') {
		r->at++;
	} else {
		do {
			if (!read_member(r))
				return false;
		} while (another(r, '}', &good));
	}
	if (!good || !close_object(r, start, out))
		return false;
	r->depth--;
	return true;
}

bool json_read_value(struct json_reader *r, struct value *out)
{
	*out = (struct value){.offset = (uint32_t)r->at};
	if (r->values_left-- == 0)
		return json_fail(r, CORE_LIMIT, r->at, "too many values");
	switch (json_peek(r)) {
	case '{':
		return read_object(r, out);
	case '[':
		return read_array(r, out);
	case '"':
		out->kind = VALUE_STRING;
		return json_read_string(r, &out->string, &out->len);
	case 't':
	case 'f':
		out->kind = VALUE_BOOL;
		out->boolean = r->text[r->at] == 't';
		return out->boolean ? json_read_word(r, "true", 4) : json_read_word(r, "false", 5);
	case 'n':
		out->kind = VALUE_NULL;
		return json_read_word(r, "null", 4);
	case -1:
		return json_fail(r, CORE_SYNTAX, r->at, "the text ends where a value is expected");
	default:
		if (json_peek(r) == '-' || (json_peek(r) >= '0' && json_peek(r) <= '9'))
			return json_read_number(r, out);
		return json_fail(r, CORE_SYNTAX, r->at, "a value is expected");
	}
}

/* --- the whole --- */

static bool read_whole(struct json_reader *r, size_t max_bytes, struct value *out)
{
	if (r->len > max_bytes || r->len > UINT32_MAX / 2)
		return json_fail(r, CORE_LIMIT, 0, "the text is too long");
	if (r->len >= 3 && memcmp(r->text, "\xef\xbb\xbf", 3) == 0)
		return json_fail(r, CORE_SYNTAX, 0,
		                 "the text begins with a byte order mark; save it as UTF-8 without one");
	skip_space(r);
	if (!json_read_value(r, out))
		return false;
	skip_space(r);
	if (r->at < r->len)
		return json_fail(r, CORE_SYNTAX, r->at, "something stands after the end of the value");
	return true;
}

void json_reader_init(struct json_reader *r, const char *text, size_t len, const struct json_limits *limits,
                      struct arena *arena)
{
	r->text = text;
	r->len = len;
	r->at = r->count = r->fault_at = 0;
	r->depth = 0;
	r->max_depth = limits->max_depth < DEPTH_LARGEST ? limits->max_depth : DEPTH_LARGEST;
	r->values_left = limits->max_values;
	r->arena = arena;
	r->scratch = r->first;
	r->cap = JSON_SCRATCH_FIRST;
	r->err = CORE_OK;
	r->reason = NULL;
}

void json_reader_release(struct json_reader *r)
{
	if (r->scratch != r->first)
		free(r->scratch);
}

enum core_err json_read(const char *text, size_t len, const struct json_limits *limits, struct arena *arena,
                        struct value *out, struct json_fault *fault)
{
	struct json_reader r;

	json_reader_init(&r, text, len, limits, arena);
	if (!read_whole(&r, limits->max_bytes, out)) {
		*out = VALUE_NONE;
		if (fault)
			*fault = (struct json_fault){r.fault_at, json_line(text, len, r.fault_at), r.reason};
	}
	json_reader_release(&r);
	return r.err;
}

unsigned json_line(const char *text, size_t len, size_t offset)
{
	const char *end = text + (offset < len ? offset : len), *next;
	unsigned line = 1;

	while (text < end && (next = memchr(text, '\n', (size_t)(end - text)))) {
		line++;
		text = next + 1;
	}
	return line;
}
