/* Strangers' text, shown so that it does nothing: it steers no terminal, hides nothing, points nowhere. One place for
 * every view and export of the inbox. Pure; linear in the text; any bytes are good input.
 *
 * What a stranger wrote stays readable as it is. Between ⟦ and ⟧ stands what we say about it:
 *   ⟦U+202E⟧          a control, bidirectional, invisible, private or unassigned character that stood there
 *   ⟦byte FF⟧         a byte that is no UTF-8
 *   ⟦+37 marks⟧       combining marks beyond the third on one letter
 *   ⟦Latin, Cyrillic⟧ the word before mixes scripts, or is of letters that imitate others
 * A ⟦ of the stranger's own is shown as its number, so nobody can speak in our place. Addresses are broken where a
 * program would make links of them: "http[:]//", "www[.]", "a[@]b", "tel[:]". Telephone numbers are digits and stay
 * digits. */
#ifndef TALLY_INERT_H
#define TALLY_INERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/buf.h"

/* One line: line breaks and tabs become blanks; isolated from the direction of what stands around it (U+2068 … U+2069).
 */
void inert_line(struct buf *out, const char *text, size_t len);
/* All lines, each behind the prefix and isolated, so that no line can pass for one of ours; each ends with a line feed.
 */
void inert_lines(struct buf *out, const char *prefix, const char *text, size_t len);
/* For a cell of a table: line breaks stay, nothing is isolated. Formulas are for csv_cell to disarm. */
void inert_cell(struct buf *out, const char *text, size_t len);
/* A JSON string with its quotes: the same text exactly, everything that would not be shown as it is written as \uXXXX.
 * Bytes that are no UTF-8 become U+FFFD. */
void inert_json(struct buf *out, const char *text, size_t len);

/* True for a character that is marked above. */
bool inert_is_hidden(uint32_t c);

#endif
