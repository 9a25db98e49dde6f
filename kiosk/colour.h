/* The town's colour: whether people can read it on our pages, and the few lines of style that put it there.
 * Contrast as WCAG 2.2 defines it ("contrast ratio", "relative luminance"): 1 to 21. */
#ifndef KIOSK_COLOUR_H
#define KIOSK_COLOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct colour {
	unsigned char red, green, blue;
};

/* Of the pages by day and by night. What stands behind the colour is the same in kiosk/templates/style.css. */
enum colour_scheme { COLOUR_LIGHT, COLOUR_DARK, COLOUR_SCHEMES };

#define COLOUR_CONTRAST_LEAST 4.5 /* WCAG 2.2, 1.4.3 */

/* "#0d5b50". False when text is none. */
bool colour_read(struct colour *out, const char *text, size_t len);
double colour_contrast(struct colour a, struct colour b);
/* The worst contrast that the colour has on a page: as text on each ground, its own tint among them, and under the text
 * of a button. */
double colour_least_contrast(enum colour_scheme scheme, struct colour colour);
/* The style that changes our own colour to the town's. */
void colour_style(struct buf *out, const struct colour colours[static COLOUR_SCHEMES]);

#endif
