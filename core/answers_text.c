/* What survey-core would find wrong with the answer to a text question: past a bound, off a step, no e-mail address. */
#include <math.h>
#include <string.h>

#include "core/answers_internal.h"
#include "core/date.h"
#include "core/js.h"
#include "core/utf8.h"

static bool bounded(const struct element *e)
{
	switch (e->input_type) {
	case INPUT_NUMBER:
	case INPUT_RANGE:
	case INPUT_DATE:
	case INPUT_DATETIME:
	case INPUT_MONTH:
	case INPUT_TIME:
	case INPUT_WEEK:
		return true;
	default:
		return false;
	}
}

static bool is_date(const struct element *e)
{
	return e->input_type == INPUT_DATE || e->input_type == INPUT_DATETIME;
}

/* A date from an expression is a day in a text question ("2026-01-15"). */
static struct value as_question_value(struct answers *a, const struct element *e, struct value v)
{
	struct date_parts p;
	char *text;
	struct buf out;

	if (v.kind != VALUE_DATE || !isfinite(v.number))
		return v.kind == VALUE_DATE ? VALUE_NONE : v;
	p = date_to_parts(v.number + a->now.utc_offset_minutes * 60000.0);
	buf_init(&out, 64);
	buf_printf(&out, "%04.0f-%02.0f-%02.0f", p.year, p.month + 1, p.day);
	if (e->input_type == INPUT_DATETIME)
		buf_printf(&out, "T%02.0f:%02.0f", p.hours, p.minutes);
	text = out.failed ? NULL : arena_copy(&a->arena, out.data, out.len);
	if (!text)
		a->no_memory = true;
	v = text ? value_string(text, out.len) : VALUE_NONE;
	buf_release(&out);
	return v;
}

static struct value bound_of(struct answers *a, const struct element *e, bool upper)
{
	const struct expr *expression = upper ? e->rules->max_expr : e->rules->min_expr;
	struct value v = upper ? e->max : e->min;
	double number;

	if (expression) {
		v = as_question_value(a, e, expression_value(a, e, NULL, expression));
	} else if (!bounded(e)) {
		v = VALUE_NONE;
	} else if (!value_empty(v)) {
		bool numeric = value_numeric(v, &number);
		if (numeric != (e->input_type == INPUT_NUMBER || e->input_type == INPUT_RANGE))
			v = VALUE_NONE;
	}
	if (upper && is_date(e) && !js_truthy(v))
		v = value_text("2999-12-31");
	return v;
}

static double number_at(const char *text, size_t len, size_t at, size_t digits)
{
	double number = 0;
	for (size_t i = at; i < at + digits; i++) {
		if (i >= len || text[i] < '0' || text[i] > '9')
			return NAN;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* A day, with or without a time, in the time of the place. */
static double day_ms(const char *text, size_t len, int utc_offset_minutes)
{
	struct date_parts p = {.year = number_at(text, len, 0, 4),
	                       .month = number_at(text, len, 5, 2) - 1,
	                       .day = number_at(text, len, 8, 2)};

	if (len < 10 || text[4] != '-' || text[7] != '-')
		return NAN;
	if (len > 10) {
		p.hours = number_at(text, len, 11, 2);
		p.minutes = number_at(text, len, 14, 2);
		p.seconds = len > 16 ? number_at(text, len, 17, 2) : 0;
	}
	return date_from_parts(&p) - utc_offset_minutes * 60000.0;
}

/* What JavaScript's < makes of a value when dates are compared as dates. */
static struct value comparable(struct answers *a, const struct element *e, struct value v)
{
	double ms;
	if (!is_date(e))
		return v;
	ms = v.kind == VALUE_STRING   ? day_ms(v.string, v.len, a->now.utc_offset_minutes)
	     : v.kind == VALUE_NUMBER ? v.number
	                              : NAN;
	return value_number(ms);
}

static bool less(struct value a, struct value b)
{
	if (a.kind == VALUE_STRING && b.kind == VALUE_STRING)
		return utf8_utf16_compare(a.string, a.len, b.string, b.len) < 0;
	double x = a.kind == VALUE_STRING   ? js_number(a.string, a.len)
	           : a.kind == VALUE_NUMBER ? a.number
	           : a.kind == VALUE_BOOL   ? a.boolean
	                                    : NAN;
	double y = b.kind == VALUE_STRING   ? js_number(b.string, b.len)
	           : b.kind == VALUE_NUMBER ? b.number
	           : b.kind == VALUE_BOOL   ? b.boolean
	                                    : NAN;
	return x < y;
}

static const char *bound_text(struct answers *a, const struct element *e, struct value bound)
{
	struct buf out;
	const char *text;

	buf_init(&out, 256);
	if (e->input_type == INPUT_DATE) {
		char date[DATE_TEXT_SIZE];
		double ms = comparable(a, e, bound).number;
		size_t len = date_text(date, isfinite(ms) ? ms + a->now.utc_offset_minutes * 60000.0 : ms);
		buf_add(&out, date, isfinite(ms) && len > 15 ? 15 : len);
	} else if (is_date(e)) {
		char date[DATE_TEXT_SIZE];
		buf_add(&out, date, date_text(date, comparable(a, e, bound).number));
	} else {
		js_text(&out, bound);
	}
	text = out.failed ? NULL : arena_copy(&a->arena, out.data ? out.data : "", out.len);
	buf_release(&out);
	if (!text)
		a->no_memory = true;
	return text;
}

static void bound_fault(struct answers *a, const struct element *e, const char *rule, const struct text *words,
                        struct value bound)
{
	struct answer_fault *f = fault_custom(a, e, rule, words);
	if (!f)
		return;
	f->limit_text = bound_text(a, e, bound);
	if (bound.kind == VALUE_NUMBER)
		f->limit = bound.number;
}

static double js_round(double x)
{
	return floor(x + 0.5);
}

static bool off_step(const struct element *e, struct value v)
{
	double value, step, power = 1;

	if (e->input_type != INPUT_NUMBER || !value_numeric(e->step, &step) || !value_numeric(v, &value))
		return false;
	while ((js_round(step * power) / power != step || js_round(value * power) / power != value) && power < 1000000)
		power *= 10;
	value = js_round(value * power);
	step = js_round(step * power);
	return step > 0 && fmod(value, step) != 0;
}

static bool has_email_validator(const struct element *e)
{
	for (size_t i = 0; i < e->validator_count; i++)
		if (e->validators[i].kind == VALIDATE_EMAIL)
			return true;
	return false;
}

void text_check(struct answers *a, const struct element *e, struct value v)
{
	struct value min = bound_of(a, e, false), max = bound_of(a, e, true);
	struct validator email = {.kind = VALIDATE_EMAIL};
	bool empty = question_empty(v);

	if (!empty && !value_empty(min) && less(comparable(a, e, v), comparable(a, e, min)))
		bound_fault(a, e, "min", &e->rules->min_error, min);
	if (!empty && !value_empty(max) && less(comparable(a, e, max), comparable(a, e, v)))
		bound_fault(a, e, "max", &e->rules->max_error, max);
	if (!empty && off_step(e, v))
		bound_fault(a, e, "step", &e->rules->step_error, e->step);
	if (e->input_type == INPUT_EMAIL && !has_email_validator(e) && validator_judge(&email, v) != VERDICT_GOOD)
		fault_custom(a, e, "email", NULL);
}
