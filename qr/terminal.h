/* A QR code drawn with half blocks, for a terminal: two modules a character cell, dark on light whatever the terminal's
 * colours. */
#ifndef QR_TERMINAL_H
#define QR_TERMINAL_H

#include "core/buf.h"
#include "qr/code.h"

/* UTF-8 with ANSI colours, a line ending after each row. */
void qr_terminal(struct buf *out, const struct qr_code *code);

#endif
