/* Inside the date parser: text as tokens. */
#ifndef CORE_DATE_SCAN_H
#define CORE_DATE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_SYMBOL, TOKEN_WORD, TOKEN_SPACE, TOKEN_OTHER };
enum word_kind { WORD_OTHER, WORD_MONTH, WORD_HALF_DAY, WORD_ZONE, WORD_TIME };

struct date_token {
	enum token_kind kind;
	enum word_kind word;
	char symbol;
	int number; /* also a word's: month from 1, hours of a zone, 0 or 12; of a long number the first nine digits
	               that count */
	int length;
};

#define DATE_DIGITS_READ 9

struct date_scanner {
	const char *text; /* valid UTF-8 */
	size_t len, at;
	struct date_token next; /* looked at, not yet taken */
};

void date_scan_begin(struct date_scanner *s, const char *text, size_t len);
/* The next token, moving past it. */
struct date_token date_take(struct date_scanner *s);
/* Takes that symbol when it is next. */
bool date_take_symbol(struct date_scanner *s, char symbol);

#endif
