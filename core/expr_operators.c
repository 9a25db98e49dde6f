/* The binary operators, as survey-core's OperandMaker has them. */
#include "core/expr_node.h"
#include "core/date.h"
#include "core/js.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

/* --- arithmetic --- */

/* An empty operand of arithmetic, and of and/or, becomes what suits the other side. */
static struct value filled(struct value v, struct value other)
{
	if (!value_empty(v))
		return v;
	if (other.kind == VALUE_NUMBER)
		return value_number(0);
	if (v.kind == VALUE_STRING)
		return v;
	if (other.kind == VALUE_STRING)
		return value_string("", 0);
	if (other.kind == VALUE_ARRAY)
		return (struct value){.kind = VALUE_ARRAY};
	return value_number(0);
}

static struct value array_plus_array(struct expr_run *run, struct value a, struct value b)
{
	struct value *items = arena_array(run->scope->arena, (size_t)a.len + b.len, sizeof *items);

	if (!items)
		return expr_no_memory(run);
	if (a.len > 0)
		memcpy(items, a.items, a.len * sizeof *items);
	if (b.len > 0)
		memcpy(items + a.len, b.items, b.len * sizeof *items);
	return (struct value){.kind = VALUE_ARRAY, .len = a.len + b.len, .items = items};
}

/* The items with ", " between them, before or behind the text. */
static struct value array_plus_text(struct expr_run *run, struct value array, struct value text, bool array_first)
{
	struct value joined = value_string("", 0);

	for (uint32_t i = 0; i < array.len; i++) {
		struct value item = array.items[i];
		if (i > 0)
			joined = expr_concat(run, joined, value_string(", ", 2));
		if (item.kind != VALUE_UNDEFINED && item.kind != VALUE_NULL)
			joined = expr_concat(run, joined, expr_to_text(run, item));
	}
	return array_first ? expr_concat(run, joined, text) : expr_concat(run, text, joined);
}

/* Only the array's numbers count. */
static struct value array_plus_number(struct expr_run *run, struct value array, struct value number)
{
	struct value sum = value_number(0);

	for (uint32_t i = 0; i < array.len; i++)
		if (array.items[i].kind == VALUE_NUMBER)
			sum = expr_correct_sum(run, sum, array.items[i],
			                       value_number(sum.number + array.items[i].number));
	return expr_correct_sum(run, sum, number, value_number(sum.number + number.number));
}

static struct value plus(struct expr_run *run, struct value a, struct value b)
{
	bool a_first = a.kind == VALUE_ARRAY;
	struct value array = a_first ? a : b, other = a_first ? b : a;

	if (!isnan(expr_number(run, a)) && !isnan(expr_number(run, b))) {
		if (a.kind == VALUE_STRING || b.kind == VALUE_STRING)
			return expr_add(run, a, b);
		return expr_correct_sum(run, a, b, expr_add(run, a, b));
	}
	if (a.kind == VALUE_ARRAY && b.kind == VALUE_ARRAY)
		return array_plus_array(run, a, b);
	if (array.kind == VALUE_ARRAY && other.kind == VALUE_STRING)
		return array_plus_text(run, array, other, a_first);
	if (array.kind == VALUE_ARRAY && other.kind == VALUE_NUMBER)
		return array_plus_number(run, array, other);
	return expr_add(run, a, b);
}

static struct value arithmetic(struct expr_run *run, enum expr_op op, struct value a, struct value b)
{
	double x, y;

	a = filled(a, b);
	b = filled(b, a);
	if (op == OP_AND)
		return js_truthy(a) ? b : a;
	if (op == OP_OR)
		return js_truthy(a) ? a : b;
	if (op == OP_PLUS)
		return plus(run, a, b);
	if ((op == OP_DIVIDE || op == OP_REMAINDER) && !js_truthy(b))
		return (struct value){.kind = VALUE_NULL};
	x = expr_to_number(run, a);
	y = expr_to_number(run, b);
	switch (op) {
	case OP_MINUS:
		return expr_correct_sum(run, a, b, value_number(x - y));
	case OP_TIMES:
		return expr_correct_product(run, a, b, x * y);
	case OP_DIVIDE:
		return value_number(x / y);
	case OP_REMAINDER:
		return value_number(fmod(x, y));
	default:
		return value_number(js_pow(x, y));
	}
}

/* --- comparison --- */

static double local(const struct expr_run *run, double ms, double sign)
{
	return ms + sign * run->scope->utc_offset_minutes * 60000.0;
}

/* A date against text is only as exact as the text is long: up to the minute, the hour, the day. */
static double cut_date(const struct expr_run *run, double ms, size_t text_len)
{
	double unit = text_len < 11 ? DATE_DAY_MS : text_len < 14 ? 3600000 : text_len < 17 ? 60000 : 1;

	return local(run, floor(local(run, ms, 1) / unit) * unit, -1);
}

/* The text's own date, its time dropped when the other date is a midnight. */
static double date_of_text(struct expr_run *run, struct value text, double other)
{
	double ms = text.len > 0 ? expr_to_date(run, text) : (double)run->scope->now_ms;
	double of_day = fmod(local(run, other, 1), DATE_DAY_MS);

	if (isnan(ms) || isnan(other) || (of_day < 0 ? of_day + DATE_DAY_MS : of_day) >= 1000)
		return ms;
	/* hours, minutes and seconds are set to 0, milliseconds stay */
	return local(run, floor(local(run, ms, 1) / DATE_DAY_MS) * DATE_DAY_MS, -1) + (ms - floor(ms / 1000) * 1000);
}

static double without_ms(double ms)
{
	return floor(ms / 1000) * 1000;
}

static struct value date_value(double ms)
{
	return (struct value){.kind = VALUE_DATE, .number = ms};
}

/* Makes both sides dates when one is a date and the other text. */
static void match_dates(struct expr_run *run, struct value *a, struct value *b)
{
	if (a->kind == VALUE_STRING && b->kind == VALUE_DATE) {
		b->number = without_ms(b->number);
		*a = date_value(date_of_text(run, *a, b->number));
	} else if (a->kind == VALUE_DATE && b->kind == VALUE_STRING) {
		a->number = without_ms(cut_date(run, a->number, utf8_utf16_length(b->string, b->len)));
		*b = date_value(date_of_text(run, *b, a->number));
	}
}

/* The text 'undefined' is the same as no value. */
static struct value named_undefined(struct value v)
{
	return value_is(v, "undefined") ? VALUE_NONE : v;
}

static bool equals(struct value a, struct value b, bool ordered)
{
	a = named_undefined(a);
	b = named_undefined(b);
	return ordered ? value_equal_in_order(a, b) : value_equal(a, b);
}

static bool dates_or_equal(struct expr_run *run, struct value a, struct value b, bool ordered)
{
	match_dates(run, &a, &b);
	return equals(a, b, ordered);
}

static bool is_nullish(struct value v)
{
	return v.kind == VALUE_UNDEFINED || v.kind == VALUE_NULL;
}

static bool less(struct expr_run *run, struct value a, struct value b)
{
	if (is_nullish(a) || is_nullish(b))
		return false;
	match_dates(run, &a, &b);
	return expr_less(run, a, b);
}

static bool greater(struct expr_run *run, struct value a, struct value b)
{
	if (is_nullish(a) || is_nullish(b))
		return false;
	match_dates(run, &a, &b);
	return expr_less(run, b, a);
}

/* --- contains and its kin --- */

#define SHORT_TEXT 256

/* text in lower case: in `room` when it is short, else in the arena; NULL when there is no memory. */
static const char *lowered(struct expr_run *run, struct value text, char room[static SHORT_TEXT], size_t *len)
{
	char *out = room;

	if (utf8_lower_room(text.len) > SHORT_TEXT)
		out = arena_alloc(run->scope->arena, utf8_lower_room(text.len));
	if (!out) {
		expr_no_memory(run);
		return NULL;
	}
	*len = utf8_lower(out, text.string, text.len);
	return out;
}

static bool text_contains(struct expr_run *run, struct value text, struct value part)
{
	char room[SHORT_TEXT], part_room[SHORT_TEXT];
	const char *in, *what;
	size_t len, part_len;

	part = expr_to_text(run, part);
	if (part.kind != VALUE_STRING || text.kind != VALUE_STRING)
		return false;
	in = lowered(run, text, room, &len);
	what = lowered(run, part, part_room, &part_len);
	return in && what && memmem(in, len, what, part_len) != NULL;
}

static bool array_has(struct value array, struct value item)
{
	for (uint32_t i = 0; i < array.len; i++)
		if (equals(array.items[i], item, false))
			return true;
	return false;
}

static bool array_has_all(struct value array, struct value items)
{
	if (items.kind != VALUE_ARRAY)
		return array_has(array, items);
	for (uint32_t i = 0; i < items.len; i++)
		if (!array_has(array, items.items[i]))
			return false;
	return true;
}

/* contains and, with `found` false, notcontains: they differ in more than their sign. */
static bool contains(struct expr_run *run, struct value left, struct value right, bool found)
{
	if (left.kind == VALUE_ARRAY)
		return left.len == 0 ? !found : array_has_all(left, right) == found;
	if (!js_truthy(left) && left.kind != VALUE_BOOL && !(left.kind == VALUE_NUMBER && left.number == 0))
		return false;
	if (!js_truthy(right))
		return false;
	return text_contains(run, expr_to_text(run, left), right) == found;
}

static bool not_contains(struct expr_run *run, struct value left, struct value right)
{
	if (!js_truthy(left) && !value_empty(right))
		return true;
	return contains(run, left, right, false);
}

static bool any_of(struct expr_run *run, struct value left, struct value right)
{
	if (value_empty(left))
		return value_empty(right);
	if (value_empty(right))
		return true;
	if (left.kind != VALUE_ARRAY)
		return contains(run, right, left, true);
	if (right.kind != VALUE_ARRAY)
		return contains(run, left, right, true);
	for (uint32_t i = 0; i < right.len; i++)
		if (contains(run, left, right.items[i], true))
			return true;
	return false;
}

static bool all_of(struct expr_run *run, struct value left, struct value right)
{
	if (!js_truthy(left) && !value_empty(right))
		return false;
	if (right.kind != VALUE_ARRAY)
		return contains(run, left, right, true);
	for (uint32_t i = 0; i < right.len; i++)
		if (!contains(run, left, right.items[i], true))
			return false;
	return true;
}

static bool compare(struct expr_run *run, enum expr_op op, struct value left, struct value right, bool ordered)
{
	switch (op) {
	case OP_EQUAL:
		return dates_or_equal(run, left, right, ordered);
	case OP_NOT_EQUAL:
		return !dates_or_equal(run, left, right, ordered);
	case OP_LESS:
		return less(run, left, right);
	case OP_GREATER:
		return greater(run, left, right);
	case OP_LESS_OR_EQUAL:
		return dates_or_equal(run, left, right, false) || less(run, left, right);
	case OP_GREATER_OR_EQUAL:
		return dates_or_equal(run, left, right, false) || greater(run, left, right);
	case OP_CONTAINS:
		return contains(run, left, right, true);
	case OP_NOT_CONTAINS:
		return not_contains(run, left, right);
	case OP_ANY_OF:
		return any_of(run, left, right);
	case OP_NONE_OF:
		return !any_of(run, left, right);
	default:
		return all_of(run, left, right);
	}
}

struct value expr_apply(struct expr_run *run, enum expr_op op, struct value left, struct value right, bool ordered)
{
	switch (op) {
	case OP_OR:
	case OP_AND:
	case OP_PLUS:
	case OP_MINUS:
	case OP_TIMES:
	case OP_DIVIDE:
	case OP_REMAINDER:
	case OP_POWER:
		return arithmetic(run, op, left, right);
	default:
		return value_bool(compare(run, op, left, right, ordered));
	}
}
