/* What inert.c knows of characters: tables made from the ranges of Unicode 15. */
#ifndef TALLY_INERT_CHARS_H
#define TALLY_INERT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

/* Scripts as bits, so that a word's are a sum. */
enum script {
	SCRIPT_NONE = 0, /* no letter: belongs to any word */
	SCRIPT_LATIN = 1,
	SCRIPT_CYRILLIC = 2,
	SCRIPT_GREEK = 4,
	SCRIPT_OTHER = 8, /* any other alphabet */
	SCRIPT_IMITATED =
	        16, /* letters that are another's in disguise: mathematical, full-width, encircled, small capitals */
};
#define SCRIPT_KINDS 5
enum script script_of(uint32_t c);
/* "Latin", ... by the number of the bit. */
extern const char *const script_names[SCRIPT_KINDS];

bool is_mark(uint32_t c);  /* combines with the letter before */
bool is_emoji(uint32_t c); /* what a joiner or selector may follow */

#endif
