/* The parts that posters of all sizes are made of. Within qr/ only. */
#ifndef QR_POSTER_PARTS_H
#define QR_POSTER_PARTS_H

#include "qr/poster.h"

/* While a poster is drawn. unit: the sheet's shorter side is 210 of them; letters: what point sizes of A4 are
 * multiplied with, since small posters are read from nearer but not as much nearer as they are smaller. */
struct drawing {
	const struct poster *poster;
	const struct theme *theme;
	const struct catalogue *words;
	struct paper *paper;
	double unit, letters;
	bool compact; /* the sticker and the card: only the urgent phones, without their notes */
	struct qr_code code;
	double reach;                            /* in millimetres */
	struct buf address, small, check, names; /* texts that are put together */
};

/* A block of a size at A4 and a least size in points. */
struct block drawing_block(const struct drawing *d, const char *what, const char *text, const struct font *font,
                           struct colour colour, double size, double least);
const char *drawing_word(const struct drawing *d, enum qr_message key);

/* The code's dark modules; box is its square with the quiet zone, which is remembered as taken. */
void part_modules(struct paper *paper, const struct qr_code *code, struct box box, struct colour colour);
/* The white bubble with the code on top and the address below it. */
void part_code(struct drawing *d, struct box box, double address_height);
void part_header(struct drawing *d, struct box box);
void part_side(struct drawing *d, struct box box, bool steps);
/* Answers the height that it took. */
double part_phones(struct drawing *d, struct box box, unsigned columns);
void part_small(struct drawing *d, struct box box);

void poster_page(struct drawing *d); /* A3, A4, A5, sticker */
void poster_card(struct drawing *d);

#endif
