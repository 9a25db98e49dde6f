/* Functions over dates. Dates are reckoned in the local time of scope->utc_offset_minutes. */
#include "core/date.h"
#include "core/expr_node.h"
#include "core/js.h"

#include <math.h>
#include <string.h>

static struct value null_value(void)
{
	return (struct value){.kind = VALUE_NULL};
}

static struct value date_value(double ms)
{
	return (struct value){.kind = VALUE_DATE, .number = ms};
}

static double offset_ms(const struct expr_run *run)
{
	return run->scope->utc_offset_minutes * 60000.0;
}

/* Local parts of a date; every part is NaN for an invalid one. */
static struct date_parts local_parts(const struct expr_run *run, double ms)
{
	if (isnan(ms))
		return (struct date_parts){.year = NAN,
		                           .month = NAN,
		                           .day = NAN,
		                           .hours = NAN,
		                           .minutes = NAN,
		                           .seconds = NAN,
		                           .ms = NAN,
		                           .weekday = -1};
	return date_to_parts(ms + offset_ms(run));
}

static double from_local_parts(const struct expr_run *run, const struct date_parts *p)
{
	return date_clip(date_from_parts(p) - offset_ms(run));
}

/* The date of an argument that is there, else now. */
static double date_or_now(struct expr_call *call, uint32_t i)
{
	if (i < call->count && js_truthy(call->args[i]))
		return expr_to_date(call->run, call->args[i]);
	return (double)call->run->scope->now_ms;
}

static bool given(const struct expr_call *call, uint32_t i)
{
	return i < call->count && js_truthy(call->args[i]);
}

static bool argument_is(const struct expr_call *call, uint32_t i, const char *text)
{
	return given(call, i) && value_is(call->args[i], text);
}

struct value expr_fn_get_date(struct expr_call *call)
{
	return given(call, 0) ? date_value(expr_to_date(call->run, call->args[0])) : null_value();
}

struct value expr_fn_current_date(struct expr_call *call)
{
	return date_value((double)call->run->scope->now_ms);
}

/* part + v as JavaScript adds them: text is put behind the digits. */
static double shifted(struct expr_run *run, double part, struct value v)
{
	return expr_to_number(run, expr_add(run, value_number(part), v));
}

struct value expr_fn_today(struct expr_call *call)
{
	struct date_parts p = local_parts(call->run, (double)call->run->scope->now_ms);

	p.hours = p.minutes = p.seconds = p.ms = 0;
	if (call->count == 1)
		p.day = shifted(call->run, p.day, call->args[0]);
	return date_value(from_local_parts(call->run, &p));
}

struct value expr_fn_date_add(struct expr_call *call)
{
	struct expr_run *run = call->run;
	struct date_parts p;
	double ms, *part = NULL;

	if (!given(call, 0) || !given(call, 1))
		return null_value();
	ms = expr_to_date(run, call->args[0]);
	p = local_parts(run, ms);
	if (!given(call, 2) || argument_is(call, 2, "days"))
		part = &p.day;
	else if (argument_is(call, 2, "months"))
		part = &p.month;
	else if (argument_is(call, 2, "years"))
		part = &p.year;
	else if (argument_is(call, 2, "hours"))
		part = &p.hours;
	else if (argument_is(call, 2, "minutes"))
		part = &p.minutes;
	else if (argument_is(call, 2, "seconds"))
		part = &p.seconds;
	if (!part)
		return date_value(ms);
	*part = shifted(run, *part, call->args[1]);
	return date_value(from_local_parts(run, &p));
}

/* --- parts --- */

struct value expr_fn_year(struct expr_call *call)
{
	return value_number(local_parts(call->run, date_or_now(call, 0)).year);
}

struct value expr_fn_month(struct expr_call *call)
{
	return value_number(local_parts(call->run, date_or_now(call, 0)).month + 1);
}

struct value expr_fn_day(struct expr_call *call)
{
	return value_number(local_parts(call->run, date_or_now(call, 0)).day);
}

struct value expr_fn_weekday(struct expr_call *call)
{
	int weekday = local_parts(call->run, date_or_now(call, 0)).weekday;

	return value_number(weekday < 0 ? (double)NAN : weekday);
}

struct value expr_fn_current_year(struct expr_call *call)
{
	return value_number(local_parts(call->run, (double)call->run->scope->now_ms).year);
}

struct value expr_fn_get_year(struct expr_call *call)
{
	if (call->count != 1 || !given(call, 0))
		return VALUE_NONE;
	return expr_fn_year(call);
}

/* --- differences --- */

/* Date.UTC of the day alone, which takes the years 0 to 99 for 1900 to 1999. */
static double day_ms(struct expr_run *run, struct value v)
{
	struct date_parts p = local_parts(run, expr_to_date(run, v));

	p.hours = p.minutes = p.seconds = p.ms = 0;
	if (p.year >= 0 && p.year <= 99)
		p.year += 1900;
	return date_clip(date_from_parts(&p));
}

static struct value days_between(struct expr_call *call, uint32_t wanted)
{
	double days;

	if (call->count < wanted || !given(call, 0) || !given(call, 1))
		return value_number(0);
	days = fabs(day_ms(call->run, call->args[1]) - day_ms(call->run, call->args[0])) / DATE_DAY_MS;
	return value_number(ceil(days));
}

struct value expr_fn_diff_days(struct expr_call *call)
{
	return call->count == 2 ? days_between(call, 2) : value_number(0);
}

/* Whole months, or years cut towards zero, from the first date to the second. */
static struct value months_between(struct expr_call *call, double from, double to, bool in_months)
{
	struct date_parts a = local_parts(call->run, from), b = local_parts(call->run, to);
	double months = (b.year - a.year) * 12 + b.month - a.month;

	if (b.day < a.day)
		months--;
	if (in_months)
		return value_number(months);
	return value_number(isnan(months) ? 0 : trunc(months / 12) + 0.0);
}

struct value expr_fn_age(struct expr_call *call)
{
	if (!given(call, 0))
		return null_value();
	if (argument_is(call, 1, "days"))
		return value_number(0);
	return months_between(call, expr_to_date(call->run, call->args[0]), (double)call->run->scope->now_ms,
	                      argument_is(call, 1, "months"));
}

struct value expr_fn_date_diff(struct expr_call *call)
{
	double from, to, unit = 0;

	if (!given(call, 0) || !given(call, 1))
		return null_value();
	if (!given(call, 2) || argument_is(call, 2, "days"))
		return days_between(call, 2);
	if (argument_is(call, 2, "hours"))
		unit = 3600000;
	else if (argument_is(call, 2, "minutes"))
		unit = 60000;
	else if (argument_is(call, 2, "seconds"))
		unit = 1000;
	from = expr_to_date(call->run, call->args[0]);
	to = expr_to_date(call->run, call->args[1]);
	if (unit > 0)
		return value_number(ceil(fabs(to - from) / unit));
	return months_between(call, from, to, argument_is(call, 2, "months"));
}

/* --- dates out of values --- */

/* Whether four digits, two and two stand somewhere in the text with dashes between: survey-core takes that for a day
 * alone. */
static bool has_day(struct value text)
{
	static const char SHAPE[] = "dddd-dd-dd";
	size_t matched = 0;

	for (uint32_t i = 0; i + sizeof SHAPE - 1 <= text.len; i++) {
		for (matched = 0; matched < sizeof SHAPE - 1; matched++) {
			char c = text.string[i + matched];
			if (SHAPE[matched] == 'd' ? c < '0' || c > '9' : c != '-')
				break;
		}
		if (matched == sizeof SHAPE - 1)
			return true;
	}
	return false;
}

#define DATE_LONGEST 256 /* longer text is no date */

static double date_of_text(const struct expr_run *run, struct value text)
{
	static const char MIDNIGHT[] = "T00:00:00";
	char longer[DATE_LONGEST + sizeof MIDNIGHT];
	const char *t = memchr(text.string, 'T', text.len);
	double ms;

	if (text.len > DATE_LONGEST)
		return NAN;
	ms = date_parse(text.string, text.len, offset_ms(run));
	if ((t && t > text.string) || isnan(ms) || !has_day(text))
		return ms;
	memcpy(longer, text.string, text.len);
	memcpy(longer + text.len, MIDNIGHT, sizeof MIDNIGHT);
	return date_parse(longer, text.len + sizeof MIDNIGHT - 1, offset_ms(run));
}

double expr_to_date(struct expr_run *run, struct value v)
{
	switch (v.kind) {
	case VALUE_DATE:
		return v.number;
	case VALUE_NUMBER:
		return date_clip(v.number);
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_STRING:
		return date_of_text(run, v);
	case VALUE_ARRAY:
		v = expr_to_text(run, v);
		return v.kind == VALUE_STRING && v.len <= DATE_LONGEST ? date_parse(v.string, v.len, offset_ms(run))
		                                                       : NAN;
	default:
		return NAN;
	}
}
