/* What each column of the list of places takes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"
#include "core/places.h"
#include "core/utf8.h"

const char PLACE_NOMEM[] = "memory ran out";

struct cell {
	struct places *list;
	struct place *place;
	enum place_column column;
	const char *text;
	size_t len;
};

static bool cell_is(const struct cell *c, const char *word)
{
	return strlen(word) == c->len && memcmp(word, c->text, c->len) == 0;
}

static const char *keep(const struct cell *c)
{
	const char *copy = c->len ? arena_copy(c->list->arena, c->text, c->len) : "";
	if (!copy)
		return PLACE_NOMEM;
	c->place->cells[c->column] = copy;
	return NULL;
}

/* Characters that print nothing, or turn the direction of what stands around them. */
static bool invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

static const char *visible(const struct cell *c)
{
	for (size_t at = 0; at < c->len;)
		if (invisible(utf8_next(c->text, &at)))
			return "it has a control character or a line break";
	return NULL;
}

/* --- the columns --- */

static const char *take_words(const struct cell *c)
{
	if (c->len > (c->column == PLACE_NOTE ? 500 : PLACE_NAME_BYTES))
		return c->column == PLACE_NOTE ? "longer than 500 bytes" : "longer than 120 bytes";
	if (c->len > 0 && strchr("=+-@", c->text[0]))
		return "may not begin with =, +, - or @: a spreadsheet takes that for a formula";
	return keep(c);
}

static const char *take_name(const struct cell *c)
{
	return c->len == 0 ? "a place needs a name" : take_words(c);
}

/* Where the place stands in by_code, or would. */
static size_t code_position(const struct places *list, const char *code)
{
	size_t at = 0;
	while (at < list->coded && strcmp(list->by_code[at]->code, code) < 0)
		at++;
	return at;
}

static void forget_code(struct places *list, struct place *place)
{
	if (place->code[0] == '\0')
		return;
	size_t at = code_position(list, place->code);
	memmove(&list->by_code[at], &list->by_code[at + 1], (list->coded - at - 1) * sizeof(struct place *));
	list->coded--;
	place->code[0] = '\0';
}

static const char *take_code(const struct cell *c)
{
	static const char *const reasons[] = {
	        [CODE_LENGTH] = "a code has six characters",
	        [CODE_CHARACTER] = "a code has digits and letters without U only",
	        [CODE_CHECK] = "this code is mistyped: its check character does not fit",
	};
	char code[CODE_MAX + 1] = "";
	if (c->len > 0) {
		enum code_reading reading = code_read(code, CODE_POSTER, c->text, c->len);
		if (reading != CODE_GOOD)
			return reasons[reading];
		struct place *other = places_find(c->list, code);
		if (other && other != c->place)
			return "another place has this code";
	}
	struct cell normal = {c->list, c->place, c->column, code, strlen(code)};
	const char *wrong = keep(&normal);
	if (wrong)
		return wrong;
	forget_code(c->list, c->place);
	if (code[0] == '\0')
		return NULL;
	size_t at = code_position(c->list, code);
	memmove(&c->list->by_code[at + 1], &c->list->by_code[at], (c->list->coded - at) * sizeof(struct place *));
	c->list->by_code[at] = c->place;
	c->list->coded++;
	memcpy(c->place->code, code, CODE_POSTER + 1);
	return NULL;
}

static const struct kind_names {
	const char *english, *latvian;
} kinds[PLACE_KINDS] = {
        [PLACE_OTHER] = {"other", "cita vieta"},
        [PLACE_SCHOOL_BUS] = {"school bus", "skolas autobuss"},
        [PLACE_STOP] = {"stop", "pietura"},
        [PLACE_SCHOOL] = {"school", "skola"},
        [PLACE_LIBRARY] = {"library", "bibliotēka"},
        [PLACE_CULTURE_HOUSE] = {"culture house", "kultūras nams"},
        [PLACE_YOUTH_CENTRE] = {"youth centre", "jauniešu centrs"},
        [PLACE_TENT] = {"tent", "telts"},
};

static const char *take_kind(const struct cell *c)
{
	for (unsigned k = 0; k < PLACE_KINDS; k++) {
		if (c->len > 0 && !cell_is(c, kinds[k].english) && !cell_is(c, kinds[k].latvian))
			continue;
		c->place->kind = k;
		return keep(c);
	}
	return "must be school bus, stop, school, library, culture house, youth centre, tent or other";
}

static const char *take_one_of(const struct cell *c, const char *const *words, const char *wrong)
{
	for (; *words; words++)
		if (cell_is(c, *words))
			return keep(c);
	return c->len == 0 ? keep(c) : wrong;
}

static const char *take_size(const struct cell *c)
{
	static const char *const words[] = {"A3", "A4", "A5", "sticker", "card", NULL};
	return take_one_of(c, words, "must be A3, A4, A5, sticker or card");
}

static const char *take_theme(const struct cell *c)
{
	static const char *const words[] = {"adults", "youth", "easy", NULL};
	return take_one_of(c, words, "must be adults, youth or easy");
}

static const char *take_lang(const struct cell *c)
{
	size_t word = 0;
	for (size_t i = 0; i <= c->len; i++) {
		bool end = i == c->len || c->text[i] == ' ';
		if (!end && (c->text[i] < 'a' || c->text[i] > 'z'))
			return "must be languages in small letters, split by blanks: lv ru";
		if (end && c->len > 0 && (word < 2 || word > 3))
			return "must be languages in small letters, split by blanks: lv ru";
		word = end ? 0 : word + 1;
	}
	return c->len > 31 ? "longer than 31 bytes" : keep(c);
}

static const char *take_form(const struct cell *c)
{
	for (size_t i = 0; i < c->len; i++) {
		char at = c->text[i];
		if (!((at >= 'a' && at <= 'z') || (at >= '0' && at <= '9') || at == '-'))
			return "must be the id of a form: small letters, digits and -";
	}
	return c->len > 40 ? "longer than 40 bytes" : keep(c);
}

static int *day_of(struct place *place, enum place_column column)
{
	switch (column) {
	case PLACE_HUNG:
		return &place->hung;
	case PLACE_INSPECTED:
		return &place->inspected;
	case PLACE_MISSING:
		return &place->missing;
	default:
		return &place->withdrawn;
	}
}

static const char *take_day(const struct cell *c)
{
	char text[11] = "";
	int day = place_day(c->text, c->len);
	if (c->len > 0 && day == 0)
		return "must be a day: 2026-11-24";
	if (day > 0)
		place_day_text(text, day);
	struct cell normal = {c->list, c->place, c->column, text, strlen(text)};
	const char *wrong = keep(&normal);
	if (!wrong)
		*day_of(c->place, c->column) = day;
	return wrong;
}

static const struct column {
	const char *name;
	const char *(*take)(const struct cell *c);
} columns[PLACE_COLUMNS] = {
        [PLACE_CODE] = {"code", take_code},      [PLACE_NAME] = {"name", take_name},
        [PLACE_KIND] = {"kind", take_kind},      [PLACE_PARISH] = {"parish", take_words},
        [PLACE_SIZE] = {"size", take_size},      [PLACE_THEME] = {"theme", take_theme},
        [PLACE_LANG] = {"lang", take_lang},      [PLACE_FORM] = {"form", take_form},
        [PLACE_HUNG] = {"hung", take_day},       [PLACE_INSPECTED] = {"inspected", take_day},
        [PLACE_MISSING] = {"missing", take_day}, [PLACE_WITHDRAWN] = {"withdrawn", take_day},
        [PLACE_NOTE] = {"note", take_words},
};

const char *place_set(struct places *list, struct place *place, enum place_column column, const char *text, size_t len)
{
	if (!utf8_valid(text, len))
		return "it is not UTF-8";
	struct cell c = {list, place, column, text, len};
	utf8_trim(&c.text, &c.len);
	const char *wrong = visible(&c);
	return wrong ? wrong : columns[column].take(&c);
}

const char *place_set_day(struct places *list, struct place *place, enum place_column column, int day)
{
	char text[11] = "";
	if (day > 0)
		place_day_text(text, day);
	return place_set(list, place, column, text, strlen(text));
}

const char *place_column_name(enum place_column column)
{
	return columns[column].name;
}

const char *place_kind_name(enum place_kind kind)
{
	return kinds[kind].english;
}

/* --- days --- */

static int number_of(const char *digits, size_t count)
{
	int number = 0;
	for (size_t i = 0; i < count; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		number = number * 10 + (digits[i] - '0');
	}
	return number;
}

int place_day(const char *text, size_t len)
{
	int year = -1, month = -1, day = -1;
	if (len == 10 && text[4] == '-' && text[7] == '-') {
		year = number_of(text, 4);
		month = number_of(text + 5, 2);
		day = number_of(text + 8, 2);
	} else if ((len == 10 || (len == 11 && text[10] == '.')) && text[2] == '.' && text[5] == '.') {
		day = number_of(text, 2);
		month = number_of(text + 3, 2);
		year = number_of(text + 6, 4);
	}
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	const struct date_parts asked = {.year = year, .month = month - 1, .day = day};
	double ms = date_from_parts(&asked);
	struct date_parts got = date_to_parts(ms);
	return (int)got.day == day ? (int)floor(ms / DATE_DAY_MS) : 0;
}

void place_day_text(char out[static 11], int day)
{
	struct date_parts p = date_to_parts(day * DATE_DAY_MS);
	unsigned year = (unsigned)p.year % 10000, month = (unsigned)p.month + 1, of_month = (unsigned)p.day;
	snprintf(out, 11, "%04u-%02u-%02u", year, month % 100, of_month % 100);
}
