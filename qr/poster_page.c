/* Posters that stand upright: A3, A4, A5 and the sticker, which have one shape. All measures in units of a 210th of the
 * width, so an A4's are its millimetres. */
#include "qr/poster_parts.h"

#define MARGIN 14
#define GROUND 232 /* height of the coloured ground */
#define CODE_TOP 74
#define ART 56
#define BOTTOM 291

static void draw_ground(struct drawing *d)
{
	struct paper *paper = d->paper;
	cairo_save(paper->cr);
	cairo_rectangle(paper->cr, 0, 0, paper->width, GROUND * d->unit);
	cairo_clip_preserve(paper->cr);
	paper_fill(paper, d->theme->ground);
	if (d->theme->motif)
		d->theme->motif(paper, d->theme, d->unit);
	cairo_restore(paper->cr);
}

void poster_page(struct drawing *d)
{
	const struct art *art = d->poster->art;
	double u = d->unit, inner = 210 - 2 * MARGIN, header = inner - (art ? ART + 6 : 0);
	double bubble = d->poster->size->code / u + 2 * d->theme->rim, side = MARGIN - 2 + bubble + 7;
	double phones = GROUND + 4.5, small = BOTTOM - (d->compact ? 25 : 15.5);

	draw_ground(d);
	part_header(d, (struct box){MARGIN * u, 11 * u, header * u, (CODE_TOP - 14) * u});
	if (art)
		art_draw(d->paper, art, (struct box){(210 - MARGIN - ART) * u, 16 * u, ART * u, ART * u});
	part_code(d, (struct box){(MARGIN - 2) * u, CODE_TOP * u, bubble * u, (bubble + 17) * u}, 15 * u);
	part_side(d, (struct box){side * u, (CODE_TOP + 1) * u, (213 - MARGIN - side) * u, (GROUND - CODE_TOP - 6) * u},
	          !d->compact);
	small = phones + part_phones(d, (struct box){MARGIN * u, phones * u, inner * u, (small - phones) * u}, 3) / u +
	        2;
	part_small(d, (struct box){MARGIN * u, small * u, inner * u, (BOTTOM - small) * u});
}
