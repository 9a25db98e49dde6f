/* Text that others wrote, for a table on a terminal: escaped like terminal.h does, cut and filled to a width. */
#ifndef TALLY_SHOW_H
#define TALLY_SHOW_H

#include "core/buf.h"

/* Columns that a terminal takes for escaped UTF-8 text: combining marks none, East Asian wide characters two. */
size_t show_width(const char *text);

/* Adds text to out, control characters and bidirectional controls as \xHH, at most width columns (cut with "…"), line
 * breaks as blanks. */
void show_cell(struct buf *out, const char *text, size_t width);
/* The same, then blanks up to width; show_right puts the blanks before. */
void show_left(struct buf *out, const char *text, size_t width);
void show_right(struct buf *out, const char *text, size_t width);

#endif
