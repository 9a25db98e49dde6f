/* How posters look and whom they speak to: three themes, each with its letters, colours, ground and words. */
#ifndef QR_THEME_H
#define QR_THEME_H

#include "qr/paper.h"
#include "qr/words.h"

#define THEME_STEPS 3

struct theme {
	const char *name;
	struct font head, body, strong;
	double head_size; /* of the headline on A4, in points */
	double head_leading;
	double scale; /* of all other letters */
	struct colour ground, on_ground, lead, accent, paper, ink, faint, code;
	enum qr_message headline, lead_text, what, steps[THEME_STEPS], anonymous, ends, brief;
	/* What is drawn on the ground, behind everything; NULL for nothing that draws the eye from the words. */
	void (*motif)(struct paper *paper, const struct theme *theme, double unit);
	/* The sign of a step, in a square box. */
	void (*step)(struct paper *paper, const struct theme *theme, unsigned number, struct box box);
	double corner; /* radius of the code's bubble, in units */
	double rim; /* of the bubble around the code's quiet zone, in units: at least 0.3 of corner, so that no corner
	               cuts it */
	double outline; /* width of the line around it, in units; 0 for none */
};

const struct theme *theme_named(const char *name);
extern const struct theme themes[];
extern const size_t theme_count;

/* Motifs and step signs: qr/motif.c. */
void motif_waves(struct paper *paper, const struct theme *theme, double unit);
void motif_bubbles(struct paper *paper, const struct theme *theme, double unit);
void step_numeral(struct paper *paper, const struct theme *theme, unsigned number, struct box box);
void step_picture(struct paper *paper, const struct theme *theme, unsigned number, struct box box);

#endif
