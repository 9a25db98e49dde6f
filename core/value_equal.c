/* Equality of values as survey-core's checkIfValuesEqual has it. What JavaScript does there by coercion is spelt out
 * here. */
#include "core/js.h"
#include "core/json.h"
#include "core/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool equal(struct value a, struct value b, bool any_order);

static bool is_nullish(struct value v)
{
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL;
}

static double as_number(struct value v)
{
	switch (v.kind) {
	case VALUE_NUMBER:
		return v.number;
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_STRING:
		return js_number(v.string, v.len);
	default:
		return 0;
	}
}

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Most texts that differ do so in their first letter. */
static bool begin_apart(const char *x, const char *y)
{
	return is_alphanumeric(*x) && is_alphanumeric(*y) && (*x | 32) != (*y | 32);
}

static bool strings_equal(struct value a, struct value b)
{
	const char *x = a.string, *y = b.string;
	size_t x_len = a.len, y_len = b.len;

	if (x_len == y_len && memcmp(x, y, x_len) == 0)
		return true;
	if (x_len > 0 && y_len > 0 && begin_apart(x, y))
		return false;
	utf8_trim(&x, &x_len);
	utf8_trim(&y, &y_len);
	return utf8_lower_equal(x, x_len, y, y_len);
}

/* --- arrays in any order: both are sorted by String(item), as Array.prototype.sort does, and then compared pair by
 * pair --------- */

/* Most arrays are short; these are sorted without the heap. */
#define FEW 16
#define TEXT_MAX 65536

struct key {
	const char *text;
	size_t len;
	const struct value *item;
	struct buf made; /* holds the text of numbers and structures */
};

static int by_text(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	bool x_last = x->item->kind == VALUE_UNDEFINED, y_last = y->item->kind == VALUE_UNDEFINED;
	int order = x_last || y_last ? x_last - y_last : utf8_utf16_compare(x->text, x->len, y->text, y->len);

	return order != 0 ? order : (x->item > y->item) - (x->item < y->item);
}

static bool make_key(struct key *k, const struct value *item)
{
	k->item = item;
	buf_init(&k->made, TEXT_MAX);
	if (item->kind == VALUE_STRING) {
		k->text = item->string;
		k->len = item->len;
		return true;
	}
	js_text(&k->made, *item);
	k->text = k->made.data;
	k->len = k->made.len;
	return !k->made.failed;
}

static bool sort_keys(struct key *keys, struct value array)
{
	bool good = true;

	for (uint32_t i = 0; i < array.len; i++)
		good &= make_key(&keys[i], &array.items[i]);
	if (good)
		qsort(keys, array.len, sizeof *keys, by_text);
	return good;
}

static bool sorted_equal(struct value a, struct value b)
{
	struct key few[FEW * 2], *keys = few;
	size_t count = (size_t)a.len * 2;
	bool same = true;

	if (a.len > FEW && !(keys = calloc(count, sizeof *keys)))
		return false;
	same = sort_keys(keys, a);
	same &= sort_keys(keys + a.len, b);
	for (uint32_t i = 0; same && i < a.len; i++)
		same = equal(*keys[i].item, *keys[a.len + i].item, true);
	for (size_t i = 0; i < count; i++)
		buf_release(&keys[i].made);
	if (keys != few)
		free(keys);
	return same;
}

/* The same scalar to the last byte: then the sorted arrays hold them at the same places too. */
static bool identical(struct value a, struct value b)
{
	if (a.kind != b.kind || a.kind >= VALUE_ARRAY)
		return false;
	if (a.kind == VALUE_STRING)
		return a.len == b.len && memcmp(a.string, b.string, a.len) == 0;
	return as_number(a) == as_number(b);
}

static bool arrays_equal(struct value a, struct value b, bool any_order)
{
	uint32_t i = 0;

	if (a.len != b.len)
		return false;
	while (i < a.len && identical(a.items[i], b.items[i]))
		i++;
	if (i == a.len)
		return true;
	if (any_order && a.len > 1)
		return sorted_equal(a, b);
	while (i < a.len && equal(a.items[i], b.items[i], any_order))
		i++;
	return i == a.len;
}

/* --- objects --- */

/* The own property of a structure: an array has its indexes, a date has none. */
static bool own_property(struct value v, const char *name, size_t len, struct value *out)
{
	char index[32];

	for (uint32_t i = 0; v.kind == VALUE_OBJECT && i < v.len; i++) {
		const struct member *m = &v.members[i];
		if (m->name_len == len && memcmp(m->name, name, len) == 0) {
			*out = m->value;
			return true;
		}
	}
	if (v.kind == VALUE_ARRAY && len > 0 && len < 11) {
		double n = js_number(name, len);
		if (n >= 0 && n < v.len && json_number(index, n) == len && memcmp(index, name, len) == 0) {
			*out = v.items[(uint32_t)n];
			return true;
		}
	}
	return false;
}

static uint32_t property_count(struct value v)
{
	return v.kind == VALUE_DATE ? 0 : v.len;
}

static bool structures_equal(struct value a, struct value b, bool any_order)
{
	if (property_count(a) != property_count(b))
		return false;
	for (uint32_t i = 0; i < property_count(a); i++) {
		char index[32] = "";
		struct value x, y;
		if (a.kind == VALUE_ARRAY) {
			x = a.items[i];
			size_t len = json_number(index, i);
			if (!own_property(b, index, len, &y))
				return false;
		} else {
			x = a.members[i].value;
			if (!own_property(b, a.members[i].name, a.members[i].name_len, &y))
				return false;
		}
		if (!equal(x, y, any_order))
			return false;
	}
	return true;
}

/* --- scalars --- */

/* A number against text. Text in another radix is a trap: parseInt and parseFloat read "0b1" as 0. */
static bool number_equals_text(double number, struct value text)
{
	double n = js_number(text.string, text.len);

	if (text.len == 0 || isnan(n))
		return false;
	return n == number ||
	       (number == 0 && js_parse_int(text.string, text.len) == 0 && js_parse_float(text.string, text.len) == 0);
}

static bool bool_equals_text(bool boolean, struct value text)
{
	const char *name = boolean ? "true" : "false";

	return utf8_lower_equal(text.string, text.len, name, strlen(name));
}

static bool scalars_equal(struct value a, struct value b)
{
	if (a.kind == VALUE_BOOL && b.kind == VALUE_STRING)
		return bool_equals_text(a.boolean, b);
	if (b.kind == VALUE_BOOL && a.kind == VALUE_STRING)
		return bool_equals_text(b.boolean, a);
	return as_number(a) == as_number(b);
}

static bool equal(struct value a, struct value b, bool any_order)
{
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING)
		return strings_equal(a, b);
	if (a.kind == VALUE_DATE && b.kind == VALUE_DATE)
		return a.number == b.number;
	if ((a.kind == VALUE_UNDEFINED && b.kind == VALUE_ARRAY && b.len == 0) ||
	    (b.kind == VALUE_UNDEFINED && a.kind == VALUE_ARRAY && a.len == 0))
		return true;
	if (is_nullish(a) || is_nullish(b)) {
		struct value other = is_nullish(a) ? b : a;
		return is_nullish(other) || (other.kind == VALUE_STRING && other.len == 0);
	}
	if (a.kind == VALUE_NUMBER && b.kind == VALUE_STRING && number_equals_text(a.number, b))
		return true;
	if (b.kind == VALUE_NUMBER && a.kind == VALUE_STRING && number_equals_text(b.number, a))
		return true;
	if (value_empty(a) != value_empty(b))
		return false;
	if (a.kind < VALUE_ARRAY && b.kind < VALUE_ARRAY)
		return scalars_equal(a, b);
	if (a.kind < VALUE_ARRAY || b.kind < VALUE_ARRAY)
		return false;
	if (a.kind == b.kind && a.len == b.len && a.items == b.items)
		return true;
	if (a.kind == VALUE_ARRAY && b.kind == VALUE_ARRAY)
		return arrays_equal(a, b, any_order);
	return structures_equal(a, b, any_order);
}

bool value_equal(struct value a, struct value b)
{
	return equal(a, b, true);
}

bool value_equal_in_order(struct value a, struct value b)
{
	return equal(a, b, false);
}
