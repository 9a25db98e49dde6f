/* The functions of expressions: the table, and those over numbers and text. Each does what survey-core's does, odd
 * corners and all. */
#include "core/expr_node.h"
#include "core/js.h"
#include "core/json.h"
#include "core/utf8.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* --- the arguments as one flat list: arrays opened, missing values left out, numeric text as numbers --- */

static uint32_t count_flat(const struct value *values, uint32_t count)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (values[i].kind == VALUE_ARRAY)
			n += count_flat(values[i].items, values[i].len);
		else
			n += values[i].kind != VALUE_UNDEFINED && values[i].kind != VALUE_NULL;
	}
	return n;
}

static struct value *put_flat(struct expr_run *run, struct value *out, const struct value *values, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		double n;
		if (values[i].kind == VALUE_ARRAY) {
			out = put_flat(run, out, values[i].items, values[i].len);
			continue;
		}
		if (values[i].kind == VALUE_UNDEFINED || values[i].kind == VALUE_NULL)
			continue;
		n = expr_number(run, values[i]);
		*out++ = isnan(n) ? values[i] : value_number(n);
	}
	return out;
}

static bool flatten(struct expr_call *call, struct value **out, uint32_t *count)
{
	*count = count_flat(call->args, call->count);
	*out = arena_array(call->run->scope->arena, *count, sizeof **out);
	if (!*out) {
		expr_no_memory(call->run);
		return false;
	}
	put_flat(call->run, *out, call->args, call->count);
	return true;
}

static struct value sum_of(struct expr_run *run, const struct value *items, uint32_t count)
{
	struct value sum = value_number(0);

	for (uint32_t i = 0; i < count; i++)
		sum = expr_correct_sum(run, sum, items[i], expr_add(run, sum, items[i]));
	return sum;
}

static struct value fn_sum(struct expr_call *call)
{
	struct value *items;
	uint32_t count;

	return flatten(call, &items, &count) ? sum_of(call->run, items, count) : VALUE_NONE;
}

static struct value fn_avg(struct expr_call *call)
{
	struct value *items;
	uint32_t count;

	if (!flatten(call, &items, &count))
		return VALUE_NONE;
	if (count == 0)
		return value_number(0);
	return value_number(expr_to_number(call->run, sum_of(call->run, items, count)) / count);
}

static struct value fn_count(struct expr_call *call)
{
	return value_number(count_flat(call->args, call->count));
}

static struct value extreme(struct expr_call *call, bool least)
{
	struct value *items, best = VALUE_NONE;
	uint32_t count;

	if (!flatten(call, &items, &count))
		return VALUE_NONE;
	for (uint32_t i = 0; i < count; i++) {
		if (i == 0 || (least ? expr_less(call->run, items[i], best) : expr_less(call->run, best, items[i])))
			best = items[i];
	}
	return best;
}

static struct value fn_min(struct expr_call *call)
{
	return extreme(call, true);
}

static struct value fn_max(struct expr_call *call)
{
	return extreme(call, false);
}

/* --- rounding --- */

/* The number and its precision, `missing` when that is left out or 0; false when either is no number. */
static bool number_and_precision(struct expr_call *call, double missing, double *number, double *precision)
{
	struct value *items;
	uint32_t count;

	if (!flatten(call, &items, &count) || count == 0 || items[0].kind != VALUE_NUMBER || !isfinite(items[0].number))
		return false;
	*number = items[0].number;
	*precision = missing;
	if (count > 1 && js_truthy(items[1])) {
		*precision = items[1].number;
		return items[1].kind == VALUE_NUMBER && isfinite(items[1].number);
	}
	return true;
}

/* Math.round: halves go up. */
static double round_half_up(double n)
{
	double whole = floor(n);

	return n - whole >= 0.5 ? whole + 1 : whole;
}

static struct value fn_round(struct expr_call *call)
{
	double number, precision, scale;

	if (!number_and_precision(call, 0, &number, &precision))
		return value_number(NAN);
	scale = js_pow(10, precision);
	return value_number(round_half_up(number * scale * (1 + DBL_EPSILON)) / scale);
}

/* survey-core cuts the number as it is written: digits, one more character of any kind, and at most `precision` digits.
 */
static struct value fn_trunc(struct expr_call *call)
{
	double number, precision;
	char text[32];
	size_t len, at, end;

	if (!number_and_precision(call, -1, &number, &precision))
		return value_number(NAN);
	len = json_number(text, number);
	at = text[0] == '-';
	while (at < len && text[at] >= '0' && text[at] <= '9')
		at++;
	if (precision > 0 && precision == floor(precision) && precision < 1e21 && at < len) {
		end = ++at;
		while (at < len && text[at] >= '0' && text[at] <= '9' && (double)(at - end) < precision)
			at++;
	}
	return value_number(js_number(text, at));
}

/* --- choice and text --- */

static struct value fn_iif(struct expr_call *call)
{
	struct expr_node **items = call->node->list.items;

	if (call->count < 2)
		return (struct value){.kind = VALUE_NULL};
	if (js_truthy(expr_run_node(call->run, items[0])))
		return expr_run_node(call->run, items[1]);
	return call->count > 2 ? expr_run_node(call->run, items[2]) : VALUE_NONE;
}

/* The byte at which the UTF-16 unit n of text begins; *inside tells that it is the second half of a character. */
static size_t byte_of_unit(struct value text, double n, bool *inside)
{
	size_t at = 0;
	double unit = 0;

	*inside = false;
	while (at < text.len && unit < n) {
		size_t next = at;
		unit += utf8_next(text.string, &next) >= 0x10000 ? 2 : 1;
		*inside = unit > n;
		if (!*inside)
			at = next;
	}
	return at;
}

#define REPLACEMENT "\xef\xbf\xbd"

/* The text between two places counted in UTF-16 units. Half of a character, which JavaScript can have and we can't,
 * becomes U+FFFD. */
static struct value substring(struct expr_run *run, struct value text, double from, double to)
{
	bool from_inside, to_inside;
	size_t start = byte_of_unit(text, from, &from_inside), end = byte_of_unit(text, to, &to_inside);
	struct value out;

	if (from == to)
		return value_string("", 0);
	if (from_inside)
		utf8_next(text.string, &start);
	out = value_string(text.string + start, end > start ? end - start : 0);
	if (from_inside)
		out = expr_concat(run, value_string(REPLACEMENT, 3), out);
	if (to_inside)
		out = expr_concat(run, out, value_string(REPLACEMENT, 3));
	return out;
}

/* An index as String.prototype.substring takes it: whole, within the text. */
static double as_index(struct expr_run *run, struct value v, double length)
{
	double n = trunc(expr_to_number(run, v));

	if (isnan(n) || n < 0)
		return 0;
	return n < length ? n : length;
}

static struct value fn_substring(struct expr_call *call)
{
	struct expr_run *run = call->run;
	double length, from, to;

	if (call->count < 2 || call->args[0].kind != VALUE_STRING || isnan(expr_number(run, call->args[1])))
		return value_string("", 0);
	length = (double)utf8_utf16_length(call->args[0].string, call->args[0].len);
	from = as_index(run, call->args[1], length);
	to = length;
	if (call->count > 2 && !isnan(expr_number(run, call->args[2])))
		to = as_index(run, call->args[2], length);
	return from <= to ? substring(run, call->args[0], from, to) : substring(run, call->args[0], to, from);
}

static struct value fn_display_value(struct expr_call *call)
{
	const struct expr_scope *scope = call->run->scope;

	if (!scope->display || call->count != 1 || call->args[0].kind != VALUE_STRING)
		return VALUE_NONE;
	return scope->display(scope->context, call->args[0].string, call->args[0].len);
}

/* --- the table --- */

static const struct expr_function FUNCTIONS[] = {
        {"age", expr_fn_age, TRAIT_CLOCK},
        {"avg", fn_avg, 0},
        {"avgInArray", expr_fn_avg_in_array, TRAIT_ARRAY},
        {"count", fn_count, 0},
        {"countInArray", expr_fn_count_in_array, TRAIT_ARRAY},
        {"currentDate", expr_fn_current_date, TRAIT_CLOCK},
        {"currentYear", expr_fn_current_year, TRAIT_CLOCK},
        {"dateAdd", expr_fn_date_add, 0},
        {"dateDiff", expr_fn_date_diff, 0},
        {"day", expr_fn_day, TRAIT_CLOCK},
        {"diffDays", expr_fn_diff_days, 0},
        {"displayValue", fn_display_value, TRAIT_DISPLAY},
        {"getDate", expr_fn_get_date, 0},
        {"getYear", expr_fn_get_year, 0},
        {"iif", fn_iif, TRAIT_LAZY},
        {"max", fn_max, 0},
        {"maxInArray", expr_fn_max_in_array, TRAIT_ARRAY},
        {"min", fn_min, 0},
        {"minInArray", expr_fn_min_in_array, TRAIT_ARRAY},
        {"month", expr_fn_month, TRAIT_CLOCK},
        {"round", fn_round, 0},
        {"substring", fn_substring, 0},
        {"sum", fn_sum, 0},
        {"sumInArray", expr_fn_sum_in_array, TRAIT_ARRAY},
        {"today", expr_fn_today, TRAIT_CLOCK},
        {"trunc", fn_trunc, 0},
        {"weekday", expr_fn_weekday, TRAIT_CLOCK},
        {"year", expr_fn_year, TRAIT_CLOCK},
};

const struct expr_function *expr_function_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++)
		if (strlen(FUNCTIONS[i].name) == len && memcmp(FUNCTIONS[i].name, name, len) == 0)
			return &FUNCTIONS[i];
	return NULL;
}
