/* The card to take along: it lies, the code at its left, the words at its right. Units are a 210th of its height. */
#include "qr/poster_parts.h"

#define GROUND 116 /* height of the coloured ground behind the words */

void poster_card(struct drawing *d)
{
	struct paper *paper = d->paper;
	double u = d->unit, width = paper->width / u, bubble = d->poster->size->code / u + 2 * d->theme->rim;
	double left = 10, right = left + bubble + 11, inner = width - right - 9;
	cairo_save(paper->cr);
	cairo_rectangle(paper->cr, 0, 0, paper->width, paper->height);
	cairo_clip_preserve(paper->cr);
	paper_fill(paper, d->theme->ground);
	if (d->theme->motif)
		d->theme->motif(paper, d->theme, u);
	cairo_rectangle(paper->cr, (right - 5) * u, GROUND * u, paper->width, paper->height);
	paper_fill(paper, d->theme->paper);
	cairo_restore(paper->cr);
	part_header(d, (struct box){right * u, 9 * u, inner * u, 56 * u});
	part_side(d, (struct box){right * u, 68 * u, inner * u, (GROUND - 71) * u}, false);
	part_code(d, (struct box){left * u, 14 * u, bubble * u, (bubble + 24) * u}, 22 * u);
	double phones = GROUND + 5, small = 162;
	small = phones + part_phones(d, (struct box){right * u, phones * u, inner * u, (small - phones) * u}, 3) / u +
	        5;
	part_small(d, (struct box){right * u, small * u, inner * u, (204 - small) * u});
}
