/* A QR code as a square of modules, from libqrencode. Level Q, as outdoors needs; the encoder chooses mode and version.
 */
#ifndef QR_CODE_H
#define QR_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define QR_QUIET_ZONE 4 /* modules on every side (ISO/IEC 18004, 6.3.8) */

struct qr_code {
	unsigned width;         /* modules on a side, without the quiet zone */
	unsigned char *modules; /* width * width, 1 is dark; heap */
};

/* False when the text is empty, longer than a code holds, or memory ran out. */
bool qr_code_init(struct qr_code *code, const char *text);
void qr_code_release(struct qr_code *code);

/* True for a dark module; the quiet zone and all beyond it are light, so coordinates may be negative. */
bool qr_code_dark(const struct qr_code *code, int x, int y);

#endif
