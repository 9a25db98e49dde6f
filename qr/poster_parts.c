#include "qr/poster_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MM_A_POINT (25.4 / 72)

/* --- the code and its address ----------------------------------------------------------------------------- */

void part_modules(struct paper *paper, const struct qr_code *code, struct box box, struct colour colour)
{
	double module = box.w / (code->width + 2 * QR_QUIET_ZONE);
	cairo_t *cr = paper->cr;
	cairo_new_path(cr);
	for (int y = 0; y < (int)code->width; y++) {
		for (int x = 0; x < (int)code->width; x++) {
			int end = x;
			while (qr_code_dark(code, end, y))
				end++;
			if (end > x)
				cairo_rectangle(cr, box.x + (x + QR_QUIET_ZONE) * module,
				                box.y + (y + QR_QUIET_ZONE) * module, (end - x) * module, module);
			x = end;
		}
	}
	paper_fill(paper, colour);
	paper_place(paper, "the code", box);
}

/* Where the outline of the path runs, if the theme has one. */
static void outline(struct drawing *d)
{
	const struct colour line = d->theme->ink;
	if (d->theme->outline <= 0)
		return;
	cairo_set_source_rgb(d->paper->cr, line.red, line.green, line.blue);
	cairo_set_line_width(d->paper->cr, d->theme->outline * d->unit);
	cairo_stroke_preserve(d->paper->cr);
}

/* Ends above the paper with the phones: white upon white would be no tail. */
static void tail_path(struct drawing *d, double left, double low)
{
	cairo_t *cr = d->paper->cr;
	double u = d->unit;
	cairo_move_to(cr, left, low - 2 * u);
	cairo_curve_to(cr, left, low + 2 * u, left - 2 * u, low + 4 * u, left - 6 * u, low + 6 * u);
	cairo_curve_to(cr, left + 4 * u, low + 6 * u, left + 12 * u, low + 4 * u, left + 14 * u, low - 2 * u);
	cairo_close_path(cr);
}

static void draw_bubble(struct drawing *d, struct box box)
{
	double left = box.x + 18 * d->unit, low = box.y + box.h;
	tail_path(d, left, low);
	outline(d);
	cairo_new_path(d->paper->cr);
	paper_rectangle(d->paper, box, d->theme->corner * d->unit);
	outline(d);
	paper_fill(d->paper, d->theme->paper);
	tail_path(d, left, low);
	paper_fill(d->paper, d->theme->paper);
}

void part_code(struct drawing *d, struct box box, double address_height)
{
	double side = d->poster->size->code, pad = (box.w - side) / 2;
	draw_bubble(d, box);
	part_modules(d->paper, &d->code, (struct box){box.x + pad, box.y + pad, side, side}, d->theme->code);
	struct block blocks[] = {
	        drawing_block(d, "the words before the address", drawing_word(d, QR_MESSAGE_OR_OPEN), &d->theme->body,
	                      d->theme->faint, 11, 6),
	        drawing_block(d, "the address", d->address.data, &d->theme->strong, d->theme->ink, 24, 7),
	};
	blocks[0].align = blocks[1].align = ALIGN_CENTRE;
	double edge = 4 * d->unit, top = box.y + pad + side;
	paper_column(d->paper, (struct box){box.x + edge, top, box.w - 2 * edge, address_height}, blocks, 2);
}

/* --- what it is ------------------------------------------------------------------------------------------- */

void part_header(struct drawing *d, struct box box)
{
	const struct theme *t = d->theme;
	struct block blocks[] = {
	        drawing_block(d, "the site's name", text_in(&d->poster->site->name, d->words->lang), &t->strong,
	                      t->on_ground, 12, 6),
	        drawing_block(d, "the headline", drawing_word(d, t->headline), &t->head, t->on_ground, t->head_size,
	                      13),
	        drawing_block(d, "the lead", drawing_word(d, t->lead_text), &t->strong, t->lead, 18, 8),
	        drawing_block(d, "what the code opens", drawing_word(d, t->what), &t->body, t->on_ground, 13, 6.5),
	};
	blocks[1].before = 4 * d->unit;
	blocks[1].leading = t->head_leading;
	blocks[1].balanced = blocks[2].balanced = blocks[3].balanced = true;
	blocks[2].before = 4 * d->unit;
	blocks[3].before = 2.5 * d->unit;
	paper_column(d->paper, box, blocks, 4);
}

/* The other languages say it in short, where the steps would be. */
static size_t other_languages(struct drawing *d, struct block *blocks)
{
	const struct theme *t = d->theme;
	size_t count = 0;
	for (size_t i = 1; i < d->poster->language_count; i++) {
		const struct catalogue *words = d->poster->languages[i];
		blocks[count] =
		        drawing_block(d, "the name of another language", words->name, &t->strong, t->lead, 9, 6);
		blocks[count].before = 5 * d->unit;
		count++;
		blocks[count] = drawing_block(d, "the words of another language", qr_word(words, t->brief), &t->body,
		                              t->on_ground, 12, 6.5);
		blocks[count].before = 0.5 * d->unit;
		count++;
	}
	return count;
}

/* The signs below each other, each with its words; all in letters of one size. */
static void draw_steps(struct drawing *d, struct box box)
{
	const struct theme *t = d->theme;
	double sign = 13 * d->unit, height = box.h / THEME_STEPS;
	struct block texts[THEME_STEPS];
	struct box places[THEME_STEPS];
	unsigned step = 0;
	for (unsigned i = 0; i < THEME_STEPS; i++) {
		double top = box.y + i * height + sign + 1.5 * d->unit;
		places[i] = (struct box){box.x, top, box.w, height - sign - 3 * d->unit};
		texts[i] = drawing_block(d, "a step", drawing_word(d, t->steps[i]), &t->strong, t->on_ground, 13, 6);
		texts[i].balanced = true;
		unsigned needed = paper_column_step(d->paper, places[i], &texts[i], 1);
		step = needed > step ? needed : step;
	}
	for (unsigned i = 0; i < THEME_STEPS; i++) {
		t->step(d->paper, t, i + 1, (struct box){box.x, box.y + i * height, sign, sign});
		paper_column_at(d->paper, places[i], &texts[i], 1, step);
	}
}

void part_side(struct drawing *d, struct box box, bool steps)
{
	const struct theme *t = d->theme;
	struct block blocks[2 * POSTER_LANGUAGES + 3];
	size_t count = 0;
	double upper = steps ? box.h * 0.57 : 0;
	if (d->poster->language_count > 1) {
		upper = 0;
		count = other_languages(d, blocks);
	} else if (steps) {
		draw_steps(d, (struct box){box.x, box.y, box.w, upper - 4 * d->unit});
	}
	struct block *own = &blocks[count];
	own[0] = drawing_block(d, "the word anonymous", drawing_word(d, QR_MESSAGE_ANONYMOUS), &t->strong, t->lead, 14,
	                       7.5);
	own[1] = drawing_block(d, "what is not kept", drawing_word(d, t->anonymous), &t->body, t->on_ground, 12, 6);
	own[2] = drawing_block(d, "where being anonymous ends", drawing_word(d, t->ends), &t->body, t->on_ground, 10.5,
	                       6);
	own[0].before = 7 * d->unit;
	own[1].before = 1 * d->unit;
	own[2].before = 2 * d->unit;
	paper_column(d->paper, (struct box){box.x, box.y + upper, box.w, box.h - upper}, blocks, count + 3);
}

/* --- whom to call ----------------------------------------------------------------------------------------- */

/* Urgent ones first, as the file has them otherwise. Where there is little room they stand alone, unless there is none.
 */
static size_t phones_in_order(const struct qr_site *site, bool compact, const struct qr_phone **out)
{
	size_t count = 0;
	for (int urgent = 1; urgent >= (compact && count > 0 ? 1 : 0); urgent--)
		for (size_t i = 0; i < site->phone_count; i++)
			if (site->phones[i].urgent == (urgent == 1))
				out[count++] = &site->phones[i];
	return count;
}

/* Name and note of each phone, one after the other in a buffer; starts[i] is where each begins. */
static void phone_names(struct drawing *d, const struct qr_phone *const *phones, size_t count, size_t *starts)
{
	buf_clear(&d->names);
	for (size_t i = 0; i < count; i++) {
		const char *name = text_in(&phones[i]->name, d->words->lang),
		           *note = text_in(&phones[i]->note, d->words->lang);
		starts[i] = d->names.len;
		buf_adds(&d->names, name ? name : phones[i]->name.wordings[0].text);
		if (note && !d->compact)
			buf_printf(&d->names, ", %s", note);
		buf_addc(&d->names, '\0');
	}
	if (d->names.failed)
		paper_fail(d->paper, "the names of the phones are too long");
}

double part_phones(struct drawing *d, struct box box, unsigned columns)
{
	const struct theme *t = d->theme;
	const struct qr_phone *phones[QR_PHONES_MAX];
	struct block blocks[QR_PHONES_MAX][2];
	struct box places[QR_PHONES_MAX];
	size_t starts[QR_PHONES_MAX], count = phones_in_order(d->poster->site, d->compact, phones),
	                              rows = (count + columns - 1) / columns;
	struct block title = drawing_block(d, "the title of the phones", drawing_word(d, QR_MESSAGE_PHONES), &t->strong,
	                                   t->ink, 14, 7);
	double gap = 4 * d->unit, used = paper_column(d->paper, box, &title, 1) + 1.5 * d->unit;
	double width = (box.w - gap * (columns - 1)) / columns, height = (box.h - used) / (double)rows;
	unsigned step = 0;
	phone_names(d, phones, count, starts);
	for (size_t i = 0; i < count && !d->paper->failed; i++) {
		size_t column = i % columns, line = i / columns;
		places[i] = (struct box){box.x + (double)column * (width + gap), box.y + used + (double)line * height,
		                         width, height - 1.5 * d->unit};
		blocks[i][0] = drawing_block(d, "a phone number", phones[i]->number, &t->strong, t->ink, 23, 11);
		blocks[i][1] = drawing_block(d, "the name of a phone", d->names.data + starts[i], &t->body, t->faint,
		                             9.5, 4.8);
		blocks[i][1].leading = 0.9;
		blocks[i][1].balanced = true;
		unsigned needed = paper_column_step(d->paper, places[i], blocks[i], 2);
		step = needed > step ? needed : step;
	}
	double row = 0, y = box.y + used;
	for (size_t i = 0; i < count && !d->paper->failed; i++) {
		y += i > 0 && i % columns == 0 ? row + 1.5 * d->unit : 0;
		row = i % columns == 0 ? 0 : row;
		places[i].y = y;
		double took = paper_column_at(d->paper, places[i], blocks[i], 2, step);
		row = took > row ? took : row;
	}
	return y + row - box.y;
}

/* --- small print ------------------------------------------------------------------------------------------ */

void part_small(struct drawing *d, struct box box)
{
	const struct theme *t = d->theme;
	struct block blocks[] = {
	        drawing_block(d, "what the page never asks", drawing_word(d, QR_MESSAGE_NEVER), &t->strong, t->ink, 10,
	                      6),
	        drawing_block(d, "how to check the address", d->check.data, &t->body, t->faint, 8.5, 5.5),
	        drawing_block(d, "the line with the place", d->small.data, &t->body, t->faint, 8, 5.5),
	};
	blocks[1].before = blocks[2].before = 0.8 * d->unit;
	blocks[0].balanced = blocks[2].balanced = true;
	paper_column(d->paper, box, blocks, 3);
}
