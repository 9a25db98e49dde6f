/* Text to date. ISO 8601 is read strictly; where that ends early, the old loose rules go on from there with what was
 * found. */
#include "core/date.h"
#include "core/date_scan.h"

#include <math.h>
#include <stdint.h>

static bool is_sign(struct date_token t)
{
	return t.kind == TOKEN_SYMBOL && (t.symbol == '-' || t.symbol == '+');
}

/* --- what was found so far --- */

#define NONE INT32_MAX

struct found {
	int day[3], days; /* numbers of the date, in the order in which they stand */
	int month;        /* named, or NONE */
	bool iso;
	int time[4], times;
	int half_day; /* 0, 12 or NONE */
	int zone_sign, zone_hour, zone_minute;
};

static bool between(int n, int low, int high)
{
	return n >= low && n <= high;
}

static bool add_day(struct found *f, int n)
{
	if (f->days == 3)
		return false;
	f->day[f->days++] = n;
	return true;
}

static bool add_time(struct found *f, int n)
{
	if (f->times == 4)
		return false;
	f->time[f->times++] = n;
	return true;
}

/* The last part of a time: the rest is zero. One part too many is passed over. */
static void add_last_time(struct found *f, int n)
{
	add_time(f, n);
	while (f->times < 4)
		f->time[f->times++] = 0;
}

/* Whether n can be the next part of a time that has begun. */
static bool expects_time(const struct found *f, int n)
{
	return (f->times == 1 && between(n, 0, 59)) || (f->times == 2 && between(n, 0, 59)) ||
	       (f->times == 3 && between(n, 0, 999));
}

static void set_zone(struct found *f, int hours)
{
	f->zone_sign = hours < 0 ? -1 : 1;
	f->zone_hour = hours < 0 ? -hours : hours;
	f->zone_minute = 0;
}

static int milliseconds(struct date_token t)
{
	int n = t.number, length = t.length < DATE_DIGITS_READ ? t.length : DATE_DIGITS_READ;

	for (; length < 3; length++)
		n *= 10;
	for (; length > 3; length--)
		n /= 10;
	return n;
}

/* --- ISO 8601 --- */

/* The next token is a number of that many digits within the bounds. */
static bool next_fits(const struct date_scanner *s, int length, int low, int high)
{
	return s->next.kind == TOKEN_NUMBER && s->next.length == length && between(s->next.number, low, high);
}

static bool iso_day(struct date_scanner *s, struct found *f)
{
	if (!date_take_symbol(s, '-'))
		return true;
	if (!next_fits(s, 2, 1, 12))
		return false;
	add_day(f, date_take(s).number);
	if (!date_take_symbol(s, '-'))
		return true;
	if (!next_fits(s, 2, 1, 31))
		return false;
	add_day(f, date_take(s).number);
	return true;
}

static bool iso_time(struct date_scanner *s, struct found *f)
{
	bool last;

	date_take(s);
	if (!next_fits(s, 2, 0, 24))
		return false;
	last = s->next.number == 24;
	add_time(f, date_take(s).number);
	if (!date_take_symbol(s, ':') || !next_fits(s, 2, 0, last ? 0 : 59))
		return false;
	add_time(f, date_take(s).number);
	if (!date_take_symbol(s, ':'))
		return true;
	if (!next_fits(s, 2, 0, last ? 0 : 59))
		return false;
	add_time(f, date_take(s).number);
	if (!date_take_symbol(s, '.'))
		return true;
	if (s->next.kind != TOKEN_NUMBER || (last && s->next.number > 0))
		return false;
	add_time(f, milliseconds(date_take(s)));
	return true;
}

static bool iso_zone(struct date_scanner *s, struct found *f)
{
	if (s->next.kind == TOKEN_WORD && s->next.word == WORD_ZONE && s->next.length == 1) {
		date_take(s);
		set_zone(f, 0);
		return true;
	}
	if (!is_sign(s->next))
		return true;
	f->zone_sign = date_take(s).symbol == '+' ? 1 : -1;
	if (s->next.kind == TOKEN_NUMBER && s->next.length == 4) {
		int n = date_take(s).number;
		if (!between(n / 100, 0, 23) || !between(n % 100, 0, 59))
			return false;
		f->zone_hour = n / 100;
		f->zone_minute = n % 100;
		return true;
	}
	if (!next_fits(s, 2, 0, 23))
		return false;
	f->zone_hour = date_take(s).number;
	if (!date_take_symbol(s, ':') || !next_fits(s, 2, 0, 59))
		return false;
	f->zone_minute = date_take(s).number;
	return true;
}

/* Answers the token with which the loose rules go on: the end when all was ISO. False when it can be no date at all. */
static bool parse_iso(struct date_scanner *s, struct found *f, struct date_token *rest)
{
	if (is_sign(s->next)) {
		int year;
		*rest = date_take(s);
		if (s->next.kind != TOKEN_NUMBER || s->next.length != 6)
			return true;
		year = date_take(s).number;
		if (rest->symbol == '-' && year == 0)
			return true;
		add_day(f, rest->symbol == '-' ? -year : year);
	} else if (s->next.kind == TOKEN_NUMBER && s->next.length == 4) {
		add_day(f, date_take(s).number);
	} else {
		*rest = date_take(s);
		return true;
	}
	if (!iso_day(s, f) ||
	    (s->next.kind != TOKEN_END && !(s->next.kind == TOKEN_WORD && s->next.word == WORD_TIME))) {
		*rest = date_take(s);
		return true;
	}
	if (s->next.kind == TOKEN_WORD) {
		if (!iso_time(s, f) || !iso_zone(s, f) || s->next.kind != TOKEN_END)
			return false;
	}
	if (f->zone_hour == NONE && f->times == 0)
		set_zone(f, 0);
	f->iso = true;
	*rest = (struct date_token){.kind = TOKEN_END};
	return true;
}

/* --- the loose rules --- */

static bool loose_number(struct date_scanner *s, struct found *f, int n)
{
	if (date_take_symbol(s, ':')) {
		if (date_take_symbol(s, ':'))
			return f->times == 0 && add_time(f, n) && add_time(f, 0);
		if (!add_time(f, n))
			return false;
		date_take_symbol(s, '.');
		return true;
	}
	if (date_take_symbol(s, '.') && expects_time(f, n)) {
		add_time(f, n);
		if (s->next.kind != TOKEN_NUMBER)
			return false;
		add_last_time(f, milliseconds(date_take(s)));
		return true;
	}
	if (f->zone_hour != NONE && f->zone_minute == NONE && between(n, 0, 59)) {
		f->zone_minute = n;
		return true;
	}
	if (expects_time(f, n)) {
		add_last_time(f, n);
		return s->next.kind == TOKEN_END || s->next.kind == TOKEN_SPACE || is_sign(s->next) ||
		       (s->next.kind == TOKEN_WORD && s->next.word == WORD_ZONE && s->next.length == 1);
	}
	if (!add_day(f, n))
		return false;
	date_take_symbol(s, '-');
	return true;
}

static bool loose_word(struct date_scanner *s, struct found *f, struct date_token t, bool number_read)
{
	if (t.word == WORD_HALF_DAY && f->times > 0) {
		f->half_day = t.number;
		return true;
	}
	if (t.word == WORD_MONTH) {
		f->month = t.number;
		date_take_symbol(s, '-');
		return true;
	}
	if (t.word == WORD_ZONE && number_read) {
		set_zone(f, t.number);
		return true;
	}
	return !number_read && s->next.kind != TOKEN_NUMBER;
}

static bool loose_zone(struct date_scanner *s, struct found *f, char sign)
{
	struct date_token t = {.length = 0};

	f->zone_sign = sign == '-' ? -1 : 1;
	if (s->next.kind == TOKEN_NUMBER)
		t = date_take(s);
	if (s->next.kind == TOKEN_SYMBOL && s->next.symbol == ':') {
		f->zone_hour = t.number;
		f->zone_minute = NONE;
		return true;
	}
	if (t.length < 1 || t.length > 4)
		return false;
	f->zone_hour = t.length <= 2 ? t.number : t.number / 100;
	f->zone_minute = t.length <= 2 ? 0 : t.number % 100;
	return true;
}

static bool parse_loose(struct date_scanner *s, struct found *f, struct date_token t)
{
	bool number_read = f->days > 0, good = true;

	for (; good && t.kind != TOKEN_END; t = date_take(s)) {
		if (t.kind == TOKEN_NUMBER) {
			number_read = true;
			good = loose_number(s, f, t.number);
		} else if (t.kind == TOKEN_WORD) {
			good = loose_word(s, f, t, number_read);
		} else if (is_sign(t) && ((f->zone_hour == 0 && f->zone_minute == 0) || f->times > 0)) {
			good = loose_zone(s, f, t.symbol);
			number_read = true;
		} else if (is_sign(t) || (t.kind == TOKEN_SYMBOL && t.symbol == ')')) {
			good = !number_read;
		}
	}
	return good;
}

/* --- putting it together --- */

static bool put_day(struct found *f, struct date_parts *p)
{
	bool year_first;
	int year, month, day;

	if (f->days < 1)
		return false;
	while (f->days < 3)
		f->day[f->days++] = 1;
	year_first = !between(f->day[0], 1, 31);
	if (f->month != NONE) {
		month = f->month;
		year = f->day[year_first ? 0 : 1];
		day = f->day[year_first ? 1 : 0];
	} else if (f->iso || year_first) {
		year = f->day[0], month = f->day[1], day = f->day[2];
	} else {
		month = f->day[0], day = f->day[1], year = f->day[2];
	}
	if (!f->iso && between(year, 0, 99))
		year += year < 50 ? 2000 : 1900;
	p->year = year;
	p->month = month - 1;
	p->day = day;
	return between(month, 1, 12) && between(day, 1, 31);
}

static bool put_time(struct found *f, struct date_parts *p)
{
	int *t = f->time;

	while (f->times < 4)
		t[f->times++] = 0;
	if (f->half_day != NONE) {
		if (!between(t[0], 0, 12))
			return false;
		t[0] = t[0] % 12 + f->half_day;
	}
	p->hours = t[0];
	p->minutes = t[1];
	p->seconds = t[2];
	p->ms = t[3];
	if (t[0] == 24)
		return t[1] == 0 && t[2] == 0 && t[3] == 0;
	return between(t[0], 0, 23) && between(t[1], 0, 59) && between(t[2], 0, 59) && between(t[3], 0, 999);
}

double date_parse(const char *text, size_t len, double offset_ms)
{
	struct date_scanner s;
	struct found f = {.month = NONE, .half_day = NONE, .zone_sign = NONE, .zone_hour = NONE, .zone_minute = NONE};
	struct date_parts p = {0};
	struct date_token rest;

	date_scan_begin(&s, text, len);
	if (!parse_iso(&s, &f, &rest) || !parse_loose(&s, &f, rest) || !put_day(&f, &p) || !put_time(&f, &p))
		return NAN;
	if (f.zone_sign != NONE) {
		/* hours of nine digits overflow in the engines too */
		uint32_t seconds = (f.zone_hour == NONE ? 0 : (uint32_t)f.zone_hour) * 3600u +
		                   (f.zone_minute == NONE ? 0 : (uint32_t)f.zone_minute) * 60u;
		if (seconds > INT32_MAX)
			return NAN;
		offset_ms = f.zone_sign * (seconds * 1000.0);
	}
	return date_clip(date_from_parts(&p) - offset_ms);
}
