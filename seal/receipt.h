/* A receipt: what a reporter keeps to come back with. Sixteen decimal digits, shown in four groups of four: the form's
 * digit ("receipt" in its "uzklausi" object), fourteen random ones, and a check digit by which a slip of the finger is
 * told from a wrong receipt. docs/MAILBOX.md has the format; what is derived from a receipt, and where, is there too.
 * A receipt is a secret: who holds one wipes it. */
#ifndef SEAL_RECEIPT_H
#define SEAL_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>

#define RECEIPT_DIGITS 16
#define RECEIPT_GROUPED 20 /* bytes with the blanks between the groups and the NUL */

/* What became of something typed. */
enum receipt_reading {
	RECEIPT_GOOD = 0,
	RECEIPT_LENGTH,    /* too few or too many digits */
	RECEIPT_CHARACTER, /* something that stands in no receipt */
	RECEIPT_CHECK,     /* the check digit does not fit: mistyped */
};

/* Draws a receipt for the form with this digit (1 to 9): sixteen digits and a NUL. */
void receipt_draw(char out[static RECEIPT_DIGITS + 1], unsigned form_digit);

/* Reads what a person typed: blanks, dots and dashes do not count. out gets sixteen digits and a NUL when all is good
 * and is wiped otherwise. */
enum receipt_reading receipt_read(char out[static RECEIPT_DIGITS + 1], const char *typed, size_t len);

/* The form's digit of a good receipt. */
unsigned receipt_form_digit(const char receipt[static RECEIPT_DIGITS + 1]);

/* "1234 5678 9012 3456" */
void receipt_group(char out[static RECEIPT_GROUPED], const char receipt[static RECEIPT_DIGITS + 1]);

#endif
