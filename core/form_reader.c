/* How values of a form's properties are read, and how problems get their place. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/form_reader.h"

unsigned reader_line(const struct reader *r, uint32_t offset)
{
	size_t low = 0, high = r->line_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->line_starts[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return (unsigned)low;
}

void reader_bad(struct reader *r, uint32_t offset, const char *reason, ...)
{
	char text[sizeof((struct problem *)0)->reason];
	va_list arguments;

	va_start(arguments, reason);
	vsnprintf(text, sizeof text, reason, arguments);
	va_end(arguments);
	r->bad++;
	problems_add(r->problems, r->file, reader_line(r, offset), r->page, r->element, "%s", text);
}

void *reader_array(struct reader *r, size_t count, size_t size)
{
	void *memory = arena_array(r->arena, count ? count : 1, size);
	if (!memory)
		r->no_memory = true;
	return memory;
}

const char *reader_copy(struct reader *r, const char *text, size_t len)
{
	const char *copy = arena_copy(r->arena, text, len);
	if (!copy)
		r->no_memory = true;
	return copy ? copy : "";
}

bool reads_as_nothing(struct value v)
{
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL ||
	       ((v.kind == VALUE_STRING || v.kind == VALUE_ARRAY || v.kind == VALUE_OBJECT) && v.len == 0);
}

bool read_bool(struct reader *r, const char *name, struct value v, bool *out)
{
	if (v.kind == VALUE_NULL)
		return false;
	if (value_is(v, "true")) {
		*out = true;
		return true;
	}
	if (v.kind != VALUE_BOOL) {
		reader_bad(r, v.offset, "\"%s\" must be true or false", name);
		return false;
	}
	*out = v.boolean;
	return true;
}

bool read_number(struct reader *r, const char *name, struct value v, double *out)
{
	if (v.kind == VALUE_NULL)
		return false;
	if (v.kind != VALUE_NUMBER) {
		reader_bad(r, v.offset, "\"%s\" must be a number", name);
		return false;
	}
	*out = v.number;
	return true;
}

bool read_count(struct reader *r, const char *name, struct value v, unsigned *out)
{
	if (v.kind == VALUE_NULL)
		return false;
	if (v.kind != VALUE_NUMBER || v.number < 0 || v.number > 1e6 || v.number != floor(v.number)) {
		reader_bad(r, v.offset, "\"%s\" must be a whole number from 0 to 1000000", name);
		return false;
	}
	*out = (unsigned)v.number;
	return true;
}

bool read_word(struct reader *r, const char *name, struct value v, const char **out)
{
	if (reads_as_nothing(v))
		return false;
	if (v.kind != VALUE_STRING) {
		reader_bad(r, v.offset, "\"%s\" must be text", name);
		return false;
	}
	*out = reader_copy(r, v.string, v.len);
	return true;
}

static bool wording_read(struct reader *r, const char *name, const char *lang, size_t lang_len, struct value v,
                         struct wording *out)
{
	if (v.kind != VALUE_STRING) {
		reader_bad(r, v.offset, "\"%s\" must be text or one text a language", name);
		return false;
	}
	*out = (struct wording){reader_copy(r, lang, lang_len), reader_copy(r, v.string, v.len)};
	return true;
}

void read_text(struct reader *r, const char *name, struct value v, struct text *out)
{
	struct wording *wordings;
	size_t count = 0;

	if (reads_as_nothing(v))
		return;
	if (v.kind != VALUE_OBJECT) {
		wordings = reader_array(r, 1, sizeof *wordings);
		if (wordings && wording_read(r, name, "default", 7, v, wordings))
			*out = (struct text){wordings, 1};
		return;
	}
	if (v.len > FORM_MAX_LANGUAGES) {
		reader_bad(r, v.offset, "\"%s\" has more than %d languages", name, FORM_MAX_LANGUAGES);
		return;
	}
	wordings = reader_array(r, v.len, sizeof *wordings);
	for (uint32_t i = 0; wordings && i < v.len; i++)
		if (wording_read(r, name, v.members[i].name, v.members[i].name_len, v.members[i].value,
		                 &wordings[count]))
			count++;
	*out = (struct text){wordings, wordings ? count : 0};
}

void read_expr(struct reader *r, const char *name, struct value v, struct expr **out)
{
	struct expr_fault fault = {0};
	struct expr_use *use;
	enum core_err err;

	if (reads_as_nothing(v))
		return;
	if (v.kind != VALUE_STRING) {
		reader_bad(r, v.offset, "\"%s\" must be an expression in quotes", name);
		return;
	}
	err = expr_parse(v.string, v.len, r->arena, out, &fault);
	if (err == CORE_NOMEM) {
		r->no_memory = true;
		return;
	}
	if (err != CORE_OK) {
		*out = NULL;
		reader_bad(r, v.offset, "\"%s\" is not a valid expression: %s (at character %zu)", name,
		           fault.reason[0] ? fault.reason : core_err_text(err), fault.offset + 1);
		return;
	}
	use = reader_array(r, 1, sizeof *use);
	if (!use)
		return;
	*use = (struct expr_use){*out, r->page, r->element, v.offset, r->uses};
	r->uses = use;
}

const struct property *property_find(const struct property *rows, size_t count, const char *name, size_t len,
                                     uint32_t on, bool *elsewhere)
{
	size_t low = 0, high = count;

	*elsewhere = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(rows[middle].name, name, len);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && strncmp(rows[low].name, name, len) == 0; low++) {
		if (rows[low].name[len] != '\0')
			continue;
		if (rows[low].on & on)
			return &rows[low];
		*elsewhere = true;
	}
	return NULL;
}

bool property_table_sorted(const struct property *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(rows[i - 1].name, rows[i].name) > 0)
			return false;
	return true;
}

static bool asks_for_nothing(const struct property *row, struct value v)
{
	return reads_as_nothing(v) || (v.kind == VALUE_BOOL && !v.boolean && !row->harmless) ||
	       (v.kind == VALUE_NUMBER && v.number == 0) || (row->harmless && value_is(v, row->harmless)) ||
	       (row->harmless && strcmp(row->harmless, "true") == 0 && v.kind == VALUE_BOOL && v.boolean);
}

void property_read(struct reader *r, const struct property *row, struct value v, void *base, void *rules)
{
	char *at = (char *)(row->in_rules ? rules : base) + row->at;
	bool flag;

	switch (row->how) {
	case AS_BOOL:
	case AS_NOT:
		if (read_bool(r, row->name, v, &flag))
			*(bool *)at = row->how == AS_BOOL ? flag : !flag;
		break;
	case AS_TEXT:
		read_text(r, row->name, v, (struct text *)at);
		break;
	case AS_WORD:
		read_word(r, row->name, v, (const char **)at);
		break;
	case AS_EXPR:
		read_expr(r, row->name, v, (struct expr **)at);
		break;
	case AS_COUNT:
		read_count(r, row->name, v, (unsigned *)at);
		break;
	case AS_NUMBER:
		read_number(r, row->name, v, (double *)(void *)at);
		break;
	case AS_VALUE:
		*(struct value *)at = v;
		break;
	case AS_REFUSED:
		if (!asks_for_nothing(row, v))
			reader_bad(r, v.offset, "\"%s\" is not supported: %s", row->name, row->why);
		break;
	case AS_OWN:
	case AS_LOOKS:
		break;
	}
}
