#include "server/fields.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

void fields_init(struct fields *f)
{
	*f = (struct fields){0};
}

void fields_release(struct fields *f)
{
	free(f->items);
	fields_init(f);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Browsers leave no other character bare than these (WHATWG's application/x-www-form-urlencoded percent-encode set);
 * other senders may leave any visible ASCII. */
static bool bare(char c)
{
	return c > ' ' && c < 0x7f;
}

/* Decodes from *at up to the stop sign or the end, to the place it came from, and moves *at there. */
static bool decode(char *body, size_t *at, size_t len, const char *stops, size_t stop_count, size_t *out_len)
{
	char *out = body + *at;
	size_t n = 0;
	size_t i = *at;
	for (; i < len && !memchr(stops, body[i], stop_count); i++) {
		char c = body[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			if (len - i < 3 || hex(body[i + 1]) < 0 || hex(body[i + 2]) < 0)
				return false;
			c = (char)(hex(body[i + 1]) * 16 + hex(body[i + 2]));
			i += 2;
		} else if (!bare(c)) {
			return false;
		}
		if (c == '\n' && n > 0 && out[n - 1] == '\r')
			out[n - 1] = '\n';
		else
			out[n++] = c;
	}
	for (size_t j = 0; j < n; j++)
		if (out[j] == '\r')
			out[j] = '\n';
	*at = i;
	*out_len = n;
	return true;
}

static bool room_for_one(struct fields *f)
{
	if (f->count < f->cap)
		return true;
	size_t cap = f->cap ? f->cap * 2 : 64;
	struct posted *grown = reallocarray(f->items, cap, sizeof *grown);
	if (!grown)
		return false;
	f->items = grown;
	f->cap = cap;
	return true;
}

static enum fields_err read_one(struct fields *f, char *body, size_t *at, size_t len)
{
	char *name = body + *at;
	struct posted p = {.name = name};
	if (!decode(body, at, len, "=&", 2, &p.name_len) || p.name_len == 0)
		return FIELDS_SYNTAX;
	if (*at < len && body[*at] == '=')
		++*at;
	char *value = body + *at;
	if (!decode(body, at, len, "&", 1, &p.value_len))
		return FIELDS_SYNTAX;
	p.value = value;
	bool last = *at == len;
	if (!last && ++*at == len)
		return FIELDS_SYNTAX; /* an & and nothing after it */
	name[p.name_len] = '\0';
	value[p.value_len] = '\0';
	if (!utf8_valid(p.name, p.name_len) || !utf8_valid(p.value, p.value_len))
		return FIELDS_TEXT;
	if (f->count == FIELDS_MAX)
		return FIELDS_MANY;
	if (!room_for_one(f))
		return FIELDS_NOMEM;
	f->items[f->count++] = p;
	return FIELDS_OK;
}

enum fields_err fields_read(struct fields *f, char *body, size_t len)
{
	f->count = 0;
	size_t at = 0;
	while (at < len) {
		enum fields_err err = read_one(f, body, &at, len);
		if (err)
			return err;
	}
	return FIELDS_OK;
}

const struct posted *fields_find(const struct fields *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->items[i].name, name) == 0)
			return &f->items[i];
	return NULL;
}

size_t fields_times(const struct fields *f, const char *name)
{
	size_t times = 0;
	for (size_t i = 0; i < f->count; i++)
		times += strcmp(f->items[i].name, name) == 0;
	return times;
}
