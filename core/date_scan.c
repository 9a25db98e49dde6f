/* Numbers, words of which three letters tell, symbols; text in brackets counts as nothing. */
#include "core/date_scan.h"
#include "core/utf8.h"

#include <stdint.h>
#include <string.h>

static const struct {
	char word[4];
	enum word_kind kind;
	int number;
} WORDS[] = {
        {"jan", WORD_MONTH, 1},   {"feb", WORD_MONTH, 2},    {"mar", WORD_MONTH, 3},  {"apr", WORD_MONTH, 4},
        {"may", WORD_MONTH, 5},   {"jun", WORD_MONTH, 6},    {"jul", WORD_MONTH, 7},  {"aug", WORD_MONTH, 8},
        {"sep", WORD_MONTH, 9},   {"oct", WORD_MONTH, 10},   {"nov", WORD_MONTH, 11}, {"dec", WORD_MONTH, 12},
        {"am", WORD_HALF_DAY, 0}, {"pm", WORD_HALF_DAY, 12}, {"ut", WORD_ZONE, 0},    {"utc", WORD_ZONE, 0},
        {"z", WORD_ZONE, 0},      {"gmt", WORD_ZONE, 0},     {"est", WORD_ZONE, -5},  {"edt", WORD_ZONE, -4},
        {"cst", WORD_ZONE, -6},   {"cdt", WORD_ZONE, -5},    {"mst", WORD_ZONE, -7},  {"mdt", WORD_ZONE, -6},
        {"pst", WORD_ZONE, -8},   {"pdt", WORD_ZONE, -7},    {"t", WORD_TIME, 0},
};

static bool is_digit(const struct date_scanner *s)
{
	return s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9';
}

static uint32_t character(const struct date_scanner *s, size_t *next)
{
	*next = s->at;
	return utf8_next(s->text, next);
}

static struct date_token read_number(struct date_scanner *s)
{
	struct date_token t = {.kind = TOKEN_NUMBER};
	size_t start = s->at;
	int digits = 0;

	while (is_digit(s) && s->text[s->at] == '0')
		s->at++;
	for (; is_digit(s); s->at++)
		if (digits++ < DATE_DIGITS_READ)
			t.number = t.number * 10 + (s->text[s->at] - '0');
	t.length = (int)(s->at - start);
	return t;
}

/* Letters and whatever stands above them. Three letters tell it; only months may be longer. */
static struct date_token read_word(struct date_scanner *s)
{
	struct date_token t = {.kind = TOKEN_WORD};
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

static void skip_brackets(struct date_scanner *s)
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

static struct date_token scan(struct date_scanner *s)
{
	size_t next;
	uint32_t c;

	if (s->at >= s->len)
		return (struct date_token){.kind = TOKEN_END};
	if (is_digit(s))
		return read_number(s);
	c = character(s, &next);
	if (c < 0x80 && c != 0 && strchr(":-+.)", (int)c)) {
		s->at = next;
		return (struct date_token){.kind = TOKEN_SYMBOL, .symbol = (char)c};
	}
	if (utf8_space(c)) {
		s->at = next;
		return (struct date_token){.kind = TOKEN_SPACE};
	}
	if (c >= 'A')
		return read_word(s);
	if (c == '(')
		skip_brackets(s);
	else
		s->at = next;
	return (struct date_token){.kind = TOKEN_OTHER};
}

void date_scan_begin(struct date_scanner *s, const char *text, size_t len)
{
	*s = (struct date_scanner){.text = text, .len = len};
	s->next = scan(s);
}

struct date_token date_take(struct date_scanner *s)
{
	struct date_token t = s->next;

	s->next = scan(s);
	return t;
}

bool date_take_symbol(struct date_scanner *s, char symbol)
{
	if (s->next.kind != TOKEN_SYMBOL || s->next.symbol != symbol)
		return false;
	date_take(s);
	return true;
}
