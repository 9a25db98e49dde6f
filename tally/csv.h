/* Comma-separated values (RFC 4180) that a spreadsheet takes as text and nothing else: every cell is quoted, and where
 * one could begin a formula an apostrophe is put before it, at its start and after separators and line breaks within,
 * since some programs split there. */
#ifndef TALLY_CSV_H
#define TALLY_CSV_H

#include "core/buf.h"

#define CSV_BOM "\xef\xbb\xbf" /* tells spreadsheets that this is UTF-8 */

/* One cell of text; a comma goes before it unless it is the first of its line. */
void csv_cell(struct buf *out, const char *text, size_t len);
void csv_text(struct buf *out, const char *text); /* NUL-terminated */
/* One cell that is a number of ours; NULL is an empty cell. */
void csv_number(struct buf *out, const char *number);
void csv_end_line(struct buf *out);

#endif
