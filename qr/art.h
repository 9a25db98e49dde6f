/* Children's own artwork for a poster: a PNG or SVG file. */
#ifndef QR_ART_H
#define QR_ART_H

#include "core/buf.h"
#include "qr/paper.h"

#define ART_BYTES (20 << 20)
#define ART_PIXELS 40000000.0

struct art {
	const char *path; /* the caller's */
	struct buf bytes;
	cairo_surface_t *picture; /* of a PNG */
	void *drawing;            /* of an SVG: RsvgHandle */
	double aspect;            /* width over height */
};

/* Reads and decodes the file; refused when it is neither, damaged, or larger than ART_BYTES or ART_PIXELS. Nothing else
 * is loaded for it: an SVG's links lead nowhere. Released by the caller either way. */
bool art_open(struct art *art, const char *path, struct qr_fault *fault);
void art_release(struct art *art);

/* Draws it as large as the box allows, in its proportions, in the middle. */
void art_draw(struct paper *paper, const struct art *art, struct box box);

#endif
