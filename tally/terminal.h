/* Writing text that others chose to a terminal: answers, file names, names on cards. */
#ifndef TALLY_TERMINAL_H
#define TALLY_TERMINAL_H

#include <stdio.h>

/* Writes text with every control character (C0 but the line feed, DEL, C1) and every bidirectional control as \xHH of
 * its bytes, so that nothing in it steers the terminal. Bytes that are no UTF-8 are escaped too. */
void terminal_write(FILE *out, const char *text);

#endif
