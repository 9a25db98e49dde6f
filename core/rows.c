#include "core/rows.h"

#include <string.h>

/* The fields of a row while it is read. */
struct reading {
	struct rows *rows;
	struct arena *arena;
	const char **fields;
	size_t *lengths;
	size_t count, max;
	bool nomem;
};

static char separator_of(const char *text, size_t len)
{
	for (size_t i = 0; i < len && text[i] != '\n'; i++)
		if (text[i] == ',' || text[i] == ';' || text[i] == '\t')
			return text[i];
	return ',';
}

void rows_open(struct rows *r, const char *text, size_t len)
{
	size_t mark = strlen(ROWS_MARK);
	*r = (struct rows){.next = 1};
	r->marked = len >= mark && memcmp(text, ROWS_MARK, mark) == 0;
	r->at = r->marked ? text + mark : text;
	r->end = text + len;
	r->separator = separator_of(r->at, (size_t)(r->end - r->at));
}

static bool at_line_end(const struct rows *r)
{
	if (r->at == r->end || *r->at == '\n')
		return true;
	return *r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n');
}

static void pass_line_end(struct rows *r)
{
	if (r->at < r->end && *r->at == '\r')
		r->at++;
	if (r->at < r->end && *r->at == '\n')
		r->at++;
	r->next++;
}

static void keep(struct reading *read, const char *text, size_t len)
{
	const char *copy = len ? arena_copy(read->arena, text, len) : "";
	if (!copy)
		read->nomem = true;
	read->fields[read->count] = copy;
	read->lengths[read->count++] = len;
}

/* From behind the opening quote to behind the closing one. A quote written twice stands for itself. */
static const char *quoted(struct reading *read)
{
	struct rows *r = read->rows;
	const char *from = r->at;
	while (r->at < r->end && (*r->at != '"' || (r->at + 1 < r->end && r->at[1] == '"'))) {
		r->next += *r->at == '\n';
		r->at += *r->at == '"' ? 2 : 1;
	}
	if (r->at == r->end)
		return "a quoted field has no end";
	size_t len = (size_t)(r->at - from), kept = 0;
	r->at++;
	char *copy = arena_copy(read->arena, from, len);
	for (size_t i = 0; copy && i < len; i++) {
		copy[kept++] = copy[i];
		i += copy[i] == '"';
	}
	if (copy)
		copy[kept] = '\0';
	read->nomem = read->nomem || !copy;
	read->fields[read->count] = copy;
	read->lengths[read->count++] = kept;
	return at_line_end(r) || *r->at == r->separator ? NULL
	                                                : "after a quoted field comes a separator or the line's end";
}

static const char *plain(struct reading *read)
{
	struct rows *r = read->rows;
	const char *from = r->at;
	while (!at_line_end(r) && *r->at != r->separator && *r->at != '"')
		r->at++;
	if (!at_line_end(r) && *r->at == '"')
		return "a field with a quote in it must be quoted, and that quote written twice";
	keep(read, from, (size_t)(r->at - from));
	return NULL;
}

static const char *read_row(struct reading *read)
{
	struct rows *r = read->rows;
	for (;;) {
		if (read->count == read->max)
			return "there are more fields than columns";
		const char *wrong = NULL;
		if (r->at < r->end && *r->at == '"') {
			r->at++;
			wrong = quoted(read);
		} else {
			wrong = plain(read);
		}
		if (wrong || at_line_end(r))
			return wrong;
		r->at++;
	}
}

enum rows_step rows_next(struct rows *r, size_t max, struct arena *arena, struct row *out, const char **reason)
{
	while (r->at < r->end && at_line_end(r))
		pass_line_end(r);
	*out = (struct row){.line = r->next};
	if (r->at == r->end)
		return ROWS_END;
	struct reading read = {.rows = r, .arena = arena, .max = max};
	read.fields = arena_array(arena, max, sizeof *read.fields);
	read.lengths = arena_array(arena, max, sizeof *read.lengths);
	if (!read.fields || !read.lengths)
		return ROWS_NOMEM;
	*reason = read_row(&read);
	if (read.nomem)
		return ROWS_NOMEM;
	if (*reason)
		return ROWS_FAULT;
	pass_line_end(r);
	out->fields = read.fields;
	out->lengths = read.lengths;
	out->count = read.count;
	return ROWS_ROW;
}

void rows_add(struct buf *out, char separator, bool first, const char *text)
{
	const char needing[] = {separator, '"', '\r', '\n', '\0'};
	if (!first)
		buf_addc(out, separator);
	if (!strpbrk(text, needing)) {
		buf_adds(out, text);
		return;
	}
	buf_addc(out, '"');
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			buf_addc(out, '"');
		buf_addc(out, *c);
	}
	buf_addc(out, '"');
}

void rows_end(struct buf *out)
{
	buf_adds(out, "\r\n");
}
