/* Text to date. ISO 8601 is read strictly; where that ends early, the old loose rules go on from there with what was found. */
#include "core/date.h"
#include "core/utf8.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* --- tokens --------------------------------------------------------------------------------------------------------------- */

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_SYMBOL, TOKEN_WORD, TOKEN_SPACE, TOKEN_OTHER };
enum word_kind { WORD_OTHER, WORD_MONTH, WORD_HALF_DAY, WORD_ZONE, WORD_TIME };

struct token {
	enum token_kind kind;
	enum word_kind word;
	char symbol;
	int number; /* also a word's: month from 1, hours of a zone, 0 or 12 */
	int length;
};

struct scanner {
	const char *text;
	size_t len, at;
	struct token next; /* looked at, not yet taken */
};

#define DIGITS_READ 9

static const struct {
	char word[4];
	enum word_kind kind;
	int number;
} WORDS[] = {
	{"jan", WORD_MONTH, 1},    {"feb", WORD_MONTH, 2},   {"mar", WORD_MONTH, 3},  {"apr", WORD_MONTH, 4},
	{"may", WORD_MONTH, 5},    {"jun", WORD_MONTH, 6},   {"jul", WORD_MONTH, 7},  {"aug", WORD_MONTH, 8},
	{"sep", WORD_MONTH, 9},    {"oct", WORD_MONTH, 10},  {"nov", WORD_MONTH, 11}, {"dec", WORD_MONTH, 12},
	{"am", WORD_HALF_DAY, 0},  {"pm", WORD_HALF_DAY, 12}, {"ut", WORD_ZONE, 0},   {"utc", WORD_ZONE, 0},
	{"z", WORD_ZONE, 0},       {"gmt", WORD_ZONE, 0},    {"est", WORD_ZONE, -5},  {"edt", WORD_ZONE, -4},
	{"cst", WORD_ZONE, -6},    {"cdt", WORD_ZONE, -5},   {"mst", WORD_ZONE, -7},  {"mdt", WORD_ZONE, -6},
	{"pst", WORD_ZONE, -8},    {"pdt", WORD_ZONE, -7},   {"t", WORD_TIME, 0},
};

static bool is_digit(const struct scanner *s)
{
	return s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9';
}

static uint32_t character(const struct scanner *s, size_t *next)
{
	*next = s->at;
	return utf8_next(s->text, next);
}

static struct token read_number(struct scanner *s)
{
	struct token t = {.kind = TOKEN_NUMBER};
	size_t start = s->at;
	int digits = 0;

	while (is_digit(s) && s->text[s->at] == '0')
		s->at++;
	for (; is_digit(s); s->at++)
		if (digits++ < DIGITS_READ)
			t.number = t.number * 10 + (s->text[s->at] - '0');
	t.length = (int)(s->at - start);
	return t;
}

/* Letters and whatever stands above them. Three letters tell it; only months may be longer. */
static struct token read_word(struct scanner *s)
{
	struct token t = {.kind = TOKEN_WORD};
	char begin[4] = "";
	size_t next;

	for (; s->at < s->len; s->at = next, t.length++) {
		uint32_t c = character(s, &next);
		if (c < 'A' || utf8_space(c))
			break;
		if (t.length < 3)
			begin[t.length] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c < 0x80 ? (char)c : '?';
	}
	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
		if (strcmp(WORDS[i].word, begin) == 0 && (t.length <= 3 || WORDS[i].kind == WORD_MONTH)) {
			t.word = WORDS[i].kind;
			t.number = WORDS[i].number;
		}
	}
	return t;
}

static void skip_brackets(struct scanner *s)
{
	int open = 0;

	for (; s->at < s->len; s->at++) {
		open += (s->text[s->at] == '(') - (s->text[s->at] == ')');
		if (open == 0) {
			s->at++;
			return;
		}
	}
}

static struct token scan(struct scanner *s)
{
	size_t next;
	uint32_t c;

	if (s->at >= s->len)
		return (struct token){.kind = TOKEN_END};
	if (is_digit(s))
		return read_number(s);
	c = character(s, &next);
	if (c < 0x80 && c != 0 && strchr(":-+.)", (int)c)) {
		s->at = next;
		return (struct token){.kind = TOKEN_SYMBOL, .symbol = (char)c};
	}
	if (utf8_space(c)) {
		s->at = next;
		return (struct token){.kind = TOKEN_SPACE};
	}
	if (c >= 'A')
		return read_word(s);
	if (c == '(')
		skip_brackets(s);
	else
		s->at = next;
	return (struct token){.kind = TOKEN_OTHER};
}

static struct token take(struct scanner *s)
{
	struct token t = s->next;

	s->next = scan(s);
	return t;
}

static bool next_is(const struct scanner *s, char symbol)
{
	return s->next.kind == TOKEN_SYMBOL && s->next.symbol == symbol;
}

static bool take_symbol(struct scanner *s, char symbol)
{
	if (!next_is(s, symbol))
		return false;
	take(s);
	return true;
}

static bool is_sign(struct token t)
{
	return t.kind == TOKEN_SYMBOL && (t.symbol == '-' || t.symbol == '+');
}

/* --- what was found so far ------------------------------------------------------------------------------------------------- */

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

static bool add_last_time(struct found *f, int n)
{
	if (!add_time(f, n))
		return false;
	while (f->times < 4)
		f->time[f->times++] = 0;
	return true;
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

static int milliseconds(struct token t)
{
	int n = t.number, length = t.length < DIGITS_READ ? t.length : DIGITS_READ;

	for (; length < 3; length++)
		n *= 10;
	for (; length > 3; length--)
		n /= 10;
	return n;
}

/* --- ISO 8601 -------------------------------------------------------------------------------------------------------------- */

/* The next token is a number of that many digits within the bounds. */
static bool next_fits(const struct scanner *s, int length, int low, int high)
{
	return s->next.kind == TOKEN_NUMBER && s->next.length == length && between(s->next.number, low, high);
}

static bool iso_day(struct scanner *s, struct found *f)
{
	if (!take_symbol(s, '-'))
		return true;
	if (!next_fits(s, 2, 1, 12))
		return false;
	add_day(f, take(s).number);
	if (!take_symbol(s, '-'))
		return true;
	if (!next_fits(s, 2, 1, 31))
		return false;
	add_day(f, take(s).number);
	return true;
}

static bool iso_time(struct scanner *s, struct found *f)
{
	bool last;

	take(s);
	if (!next_fits(s, 2, 0, 24))
		return false;
	last = s->next.number == 24;
	add_time(f, take(s).number);
	if (!take_symbol(s, ':') || !next_fits(s, 2, 0, last ? 0 : 59))
		return false;
	add_time(f, take(s).number);
	if (!take_symbol(s, ':'))
		return true;
	if (!next_fits(s, 2, 0, last ? 0 : 59))
		return false;
	add_time(f, take(s).number);
	if (!take_symbol(s, '.'))
		return true;
	if (s->next.kind != TOKEN_NUMBER || (last && s->next.number > 0))
		return false;
	add_time(f, milliseconds(take(s)));
	return true;
}

static bool iso_zone(struct scanner *s, struct found *f)
{
	if (s->next.kind == TOKEN_WORD && s->next.word == WORD_ZONE && s->next.length == 1) {
		take(s);
		set_zone(f, 0);
		return true;
	}
	if (!is_sign(s->next))
		return true;
	f->zone_sign = take(s).symbol == '+' ? 1 : -1;
	if (s->next.kind == TOKEN_NUMBER && s->next.length == 4) {
		int n = take(s).number;
		if (!between(n / 100, 0, 23) || !between(n % 100, 0, 59))
			return false;
		f->zone_hour = n / 100;
		f->zone_minute = n % 100;
		return true;
	}
	if (!next_fits(s, 2, 0, 23))
		return false;
	f->zone_hour = take(s).number;
	if (!take_symbol(s, ':') || !next_fits(s, 2, 0, 59))
		return false;
	f->zone_minute = take(s).number;
	return true;
}

/* Answers the token with which the loose rules go on: the end when all was ISO. False when it can be no date at all. */
static bool parse_iso(struct scanner *s, struct found *f, struct token *rest)
{
	if (is_sign(s->next)) {
		*rest = take(s);
		if (s->next.kind != TOKEN_NUMBER || s->next.length != 6 || (rest->symbol == '-' && s->next.number == 0))
			return true;
		add_day(f, rest->symbol == '-' ? -take(s).number : take(s).number);
	} else if (s->next.kind == TOKEN_NUMBER && s->next.length == 4) {
		add_day(f, take(s).number);
	} else {
		*rest = take(s);
		return true;
	}
	if (!iso_day(s, f) || (s->next.kind != TOKEN_END && !(s->next.kind == TOKEN_WORD && s->next.word == WORD_TIME))) {
		*rest = take(s);
		return true;
	}
	if (s->next.kind == TOKEN_WORD) {
		if (!iso_time(s, f) || !iso_zone(s, f)) {
			*rest = take(s);
			return true;
		}
		if (s->next.kind != TOKEN_END)
			return false;
	}
	if (f->zone_hour == NONE && f->times == 0)
		set_zone(f, 0);
	f->iso = true;
	*rest = (struct token){.kind = TOKEN_END};
	return true;
}

/* --- the loose rules --------------------------------------------------------------------------------------------------------- */

static bool loose_number(struct scanner *s, struct found *f, int n)
{
	if (take_symbol(s, ':')) {
		if (take_symbol(s, ':'))
			return f->times == 0 && add_time(f, n) && add_time(f, 0);
		if (!add_time(f, n))
			return false;
		take_symbol(s, '.');
		return true;
	}
	if (take_symbol(s, '.') && expects_time(f, n)) {
		add_time(f, n);
		return s->next.kind == TOKEN_NUMBER && add_last_time(f, milliseconds(take(s)));
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
	take_symbol(s, '-');
	return true;
}

static bool loose_word(struct scanner *s, struct found *f, struct token t, bool number_read)
{
	if (t.word == WORD_HALF_DAY && f->times > 0) {
		f->half_day = t.number;
		return true;
	}
	if (t.word == WORD_MONTH) {
		f->month = t.number;
		take_symbol(s, '-');
		return true;
	}
	if (t.word == WORD_ZONE && number_read) {
		set_zone(f, t.number);
		return true;
	}
	return !number_read && s->next.kind != TOKEN_NUMBER;
}

static bool loose_zone(struct scanner *s, struct found *f, char sign)
{
	struct token t = {.length = 0};

	f->zone_sign = sign == '-' ? -1 : 1;
	if (s->next.kind == TOKEN_NUMBER)
		t = take(s);
	if (next_is(s, ':')) {
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

static bool parse_loose(struct scanner *s, struct found *f, struct token t)
{
	bool number_read = f->days > 0, good = true;

	for (; good && t.kind != TOKEN_END; t = take(s)) {
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

/* --- putting it together ----------------------------------------------------------------------------------------------------- */

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
	struct scanner s = {.text = text, .len = len};
	struct found f = {.month = NONE, .half_day = NONE, .zone_sign = NONE, .zone_hour = NONE, .zone_minute = NONE};
	struct date_parts p = {0};
	struct token rest;

	take(&s);
	if (!parse_iso(&s, &f, &rest) || !parse_loose(&s, &f, rest) || !put_day(&f, &p) || !put_time(&f, &p))
		return NAN;
	if (f.zone_sign != NONE) {
		double hours = f.zone_hour == NONE ? 0 : f.zone_hour, minutes = f.zone_minute == NONE ? 0 : f.zone_minute;
		offset_ms = f.zone_sign * (hours * 3600000 + minutes * 60000);
	}
	return date_clip(date_from_parts(&p) - offset_ms);
}
