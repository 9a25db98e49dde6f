/* What is drawn and not written: the grounds of the themes and the signs of the three steps. Units: the sheet's width
 * is 210 of them when it stands upright. */
#include <math.h>
#include <stdio.h>

#include "qr/theme.h"

static struct colour between(struct colour a, struct colour b, double part)
{
	return (struct colour){a.red + (b.red - a.red) * part, a.green + (b.green - a.green) * part,
	                       a.blue + (b.blue - a.blue) * part};
}

static void line_colour(struct paper *paper, struct colour c, double width)
{
	cairo_set_source_rgb(paper->cr, c.red, c.green, c.blue);
	cairo_set_line_width(paper->cr, width);
}

/* Sound going out from a corner: someone speaks, someone hears. */
void motif_waves(struct paper *paper, const struct theme *theme, double unit)
{
	static const struct colour light = {0.31, 0.62, 0.63};
	for (int ring = 0; ring < 9; ring++) {
		line_colour(paper, between(theme->ground, light, 0.30 - ring * 0.026), 5.5 * unit);
		cairo_arc(paper->cr, paper->width - 8 * unit, 4 * unit, (26 + ring * 17) * unit, 0, 2 * M_PI);
		cairo_stroke(paper->cr);
	}
}

static void bubble(struct paper *paper, double x, double y, double radius, double tail, struct colour colour)
{
	cairo_t *cr = paper->cr;
	cairo_new_path(cr);
	cairo_arc(cr, x, y, radius, tail + 0.42, tail - 0.1 + 2 * M_PI);
	cairo_line_to(cr, x + 1.32 * radius * cos(tail), y + 1.32 * radius * sin(tail));
	cairo_close_path(cr);
	paper_fill(paper, colour);
}

/* Many voices, some of them cut by the sheet's edge: the talk goes on beyond it. */
void motif_bubbles(struct paper *paper, const struct theme *theme, double unit)
{
	static const struct colour coral = {0.93, 0.29, 0.38}, light = {0.88, 0.72, 1}, dark = {0, 0, 0};
	const struct colour violet = between(theme->ground, light, 0.2), deep = between(theme->ground, dark, 0.25);
	double right = paper->width, low = paper->height;
	bubble(paper, right - 14 * unit, 22 * unit, 62 * unit, 2.3, violet);
	bubble(paper, right - 2 * unit, low * 0.45, 58 * unit, 2.6, deep);
	bubble(paper, 4 * unit, low * 0.30, 52 * unit, 0.9, violet);
	bubble(paper, right + 6 * unit, -4 * unit, 36 * unit, 2.5, coral);
	bubble(paper, -8 * unit, low * 0.86, 56 * unit, -0.6, coral);
}

void step_numeral(struct paper *paper, const struct theme *theme, unsigned number, struct box box)
{
	char text[4];
	snprintf(text, sizeof text, "%u", number % 10);
	cairo_new_sub_path(paper->cr);
	cairo_arc(paper->cr, box.x + box.w / 2, box.y + box.h / 2, box.w / 2, 0, 2 * M_PI);
	paper_fill(paper, theme->accent);
	const struct block numeral = {.what = "a step's number",
	                              .text = text,
	                              .font = &theme->strong,
	                              .colour = theme->ink,
	                              .size = box.w * 1.75,
	                              .least = box.w * 1.2,
	                              .align = ALIGN_CENTRE};
	paper_column(paper, (struct box){box.x, box.y + box.h * 0.12, box.w, box.h}, &numeral, 1);
}

/* --- pictures for the easy theme: a telephone before a code, a hand that helps, a pen ------------------------- */

static void picture_phone(cairo_t *cr)
{
	cairo_rectangle(cr, 0.30, 0.08, 0.40, 0.84);
	cairo_stroke(cr);
	cairo_rectangle(cr, 0.39, 0.30, 0.22, 0.22);
	cairo_fill(cr);
	cairo_arc(cr, 0.5, 0.79, 0.045, 0, 2 * M_PI);
	cairo_fill(cr);
}

static void picture_heart(cairo_t *cr)
{
	cairo_move_to(cr, 0.5, 0.86);
	cairo_curve_to(cr, 0.02, 0.50, 0.10, 0.14, 0.32, 0.14);
	cairo_curve_to(cr, 0.42, 0.14, 0.48, 0.22, 0.5, 0.30);
	cairo_curve_to(cr, 0.52, 0.22, 0.58, 0.14, 0.68, 0.14);
	cairo_curve_to(cr, 0.90, 0.14, 0.98, 0.50, 0.5, 0.86);
	cairo_close_path(cr);
	cairo_fill(cr);
}

static void picture_pen(cairo_t *cr)
{
	cairo_move_to(cr, 0.12, 0.88);
	cairo_line_to(cr, 0.18, 0.66);
	cairo_line_to(cr, 0.70, 0.14);
	cairo_line_to(cr, 0.86, 0.30);
	cairo_line_to(cr, 0.34, 0.82);
	cairo_close_path(cr);
	cairo_fill(cr);
	cairo_move_to(cr, 0.48, 0.89);
	cairo_line_to(cr, 0.90, 0.89);
	cairo_stroke(cr);
}

void step_picture(struct paper *paper, const struct theme *theme, unsigned number, struct box box)
{
	static void (*const pictures[THEME_STEPS])(cairo_t * cr) = {picture_phone, picture_heart, picture_pen};
	cairo_t *cr = paper->cr;
	paper_rectangle(paper, box, box.w * 0.2);
	paper_fill(paper, theme->paper);
	cairo_save(cr);
	cairo_translate(cr, box.x + box.w * 0.14, box.y + box.h * 0.14);
	cairo_scale(cr, box.w * 0.72, box.h * 0.72);
	line_colour(paper, theme->ink, 0.09);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	pictures[(number - 1) % THEME_STEPS](cr);
	cairo_restore(cr);
	paper_place(paper, "a step's picture", box);
}
