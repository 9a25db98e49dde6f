/* Codes for people: Crockford's base 32 (crockford.com/base32.html) with his check character. Posters and slips carry
 * one.
 *
 * The digits are 0-9 and A-Z without I, L, O and U. A code of length characters is length - 1 random ones, most
 * significant first, and a last one that is their value modulo 37, so that each single wrong character and each pair of
 * neighbours that changed places is noticed. Of Crockford's 37 check characters the last five (* ~ $ = U) are never
 * issued: who makes a code draws again when the check would be one of them. So a code is always of the 32 digits,
 * stands in an address as it is and fits the alphanumeric mode of QR codes.
 *
 * Shapes, written without hyphens in addresses, files and hashes:
 *   poster  6 characters, 25 bits of chance, printed as they are
 *   slip    11 characters, 50 bits of chance, printed in groups: ABCD-EFGH-JKM
 */
#ifndef CORE_CODE_H
#define CORE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include "core/buf.h"

#define CODE_POSTER 6
#define CODE_SLIP 11
#define CODE_MAX 32  /* the longest code that the functions below take */
#define CODE_GROUP 4 /* characters between hyphens where a code is printed in groups */

/* What became of something typed. */
enum code_reading {
	CODE_GOOD = 0,
	CODE_LENGTH,    /* too few or too many characters */
	CODE_CHARACTER, /* a character that no code has */
	CODE_CHECK,     /* the check character does not fit: mistyped */
};

/* Makes the code of length characters (2 to CODE_MAX) out of length - 1 random bytes, five bits of each; writes length
 * characters and a NUL. False when the check character would be one that is never issued (5 times of 37): draw again.
 */
bool code_make(char *out, size_t length, const unsigned char *random);

/* Reads what a person typed or a scanner gave: small letters are capitals, O is 0, I and L are 1, hyphens and blanks do
 * not count. out gets length characters and a NUL when all is good, and is "" otherwise. */
enum code_reading code_read(char *out, size_t length, const char *typed, size_t typed_len);

/* Appends the code in groups: "ABCD-EFGH-JKM". */
void code_add_groups(struct buf *out, const char *code);

#endif
