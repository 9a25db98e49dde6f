/* Message catalogues: the wording of the pages in each language. kiosk/languages/LANG.json becomes C at build
 * (tools/build/catalogue.c), where missing keys, foreign placeholders and missing plural forms are refused; this is
 * what is left at run time: choosing the form, putting values into the places, escaping. */
#ifndef CORE_CATALOGUE_H
#define CORE_CATALOGUE_H

#include "core/buf.h"

/* CLDR's plural categories (unicode.org/reports/tr35, Language Plural Rules), as far as our languages use them. */
enum plural { PLURAL_ZERO, PLURAL_ONE, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURALS };

/* One message: plain text in UTF-8 in which a byte from 1 to 8 stands for the placeholder of that number, in
 * alphabetical order of their names. A message without plural forms has PLURAL_OTHER alone. */
struct message_text {
	const char *forms[PLURALS];
	unsigned char
	        count_at; /* the placeholder named count, from 1, which chooses the form; 0 when there are no forms */
};

struct catalogue {
	const char *lang; /* "lv" */
	const char *name; /* the language in its own words: "Latviešu" */
	const struct message_text *texts;
	size_t count;
	enum plural (*plural)(unsigned long number);
};

/* What is put into a place: text, or a number when text is NULL. */
struct message_value {
	const char *text;
	unsigned long number;
};

/* Writes a message, escaped for text and quoted attributes. values has one for each placeholder. */
void catalogue_write(struct buf *out, const struct catalogue *words, unsigned key, const struct message_value *values);

/* The same, not escaped: for what is no markup. */
void catalogue_write_bare(struct buf *out, const struct catalogue *words, unsigned key,
                          const struct message_value *values);

/* The whole text of a message that has no placeholder. */
const char *catalogue_text(const struct catalogue *words, unsigned key);

/* CLDR's cardinal rules for whole numbers. Russian and Ukrainian have PLURAL_OTHER for fractions alone, so no number
 * chooses it here; a message has it all the same, as CLDR does. */
enum plural plural_lv(unsigned long number);
enum plural plural_en(unsigned long number);
enum plural plural_ru(unsigned long number);
enum plural plural_uk(unsigned long number);

#endif
