#include "qr/slip_sheet.h"

#include <sodium.h>
#include <stdio.h>

#include "qr/poster_parts.h"
#include "qr/paper.h"
#include "qr/theme.h"

#define COLUMNS 2
#define ROWS 6
#define MARGIN 8.0
#define WIDTH ((210 - 2 * MARGIN) / COLUMNS)
#define HEIGHT ((297 - 2 * MARGIN) / ROWS)
#define CODE_SIDE 40.0

static void cut_lines(cairo_t *cr)
{
	static const double dashes[] = {1.5, 1.5};
	cairo_set_source_rgb(cr, 0.6, 0.6, 0.6);
	cairo_set_line_width(cr, 0.2);
	cairo_set_dash(cr, dashes, 2, 0);
	for (int i = 0; i <= ROWS; i++) {
		cairo_move_to(cr, MARGIN, MARGIN + i * HEIGHT);
		cairo_rel_line_to(cr, 210 - 2 * MARGIN, 0);
	}
	for (int i = 0; i <= COLUMNS; i++) {
		cairo_move_to(cr, MARGIN + i * WIDTH, MARGIN);
		cairo_rel_line_to(cr, 0, 297 - 2 * MARGIN);
	}
	cairo_stroke(cr);
	cairo_set_dash(cr, NULL, 0, 0);
}

static void write_words(struct paper *paper, const struct slip_sheet *s, const char *groups, struct box box)
{
	const struct theme *t = theme_named("adults");
	struct buf address, batch;
	char page[512];
	buf_init(&address, 1000);
	buf_init(&batch, 300);
	snprintf(page, sizeof page, "%s/f/%s", s->site->host, s->batch->form);
	qr_word_add(&address, s->words, QR_MESSAGE_SLIP_OR, (const char *const[]){page});
	buf_printf(&batch, "%s · %u", s->batch->group, (unsigned)s->batch->batch);
	const struct block blocks[] = {
	        {.what = "the title of a slip",
	         .text = qr_word(s->words, QR_MESSAGE_SLIP_TITLE),
	         .font = &t->body,
	         .colour = t->faint,
	         .size = 8.5,
	         .least = 6},
	        {.what = "the code of a slip",
	         .text = groups,
	         .font = &t->strong,
	         .colour = t->ink,
	         .size = 15,
	         .least = 11},
	        {.what = "the address of a slip",
	         .text = address.data,
	         .font = &t->body,
	         .colour = t->ink,
	         .size = 8.5,
	         .least = 5.5,
	         .before = 1.5},
	        {.what = "the words of a slip",
	         .text = qr_word(s->words, QR_MESSAGE_SLIP_ONCE),
	         .font = &t->body,
	         .colour = t->faint,
	         .size = 7.5,
	         .least = 5.5,
	         .before = 1.5},
	        {.what = "the group of a slip",
	         .text = batch.data,
	         .font = &t->body,
	         .colour = t->faint,
	         .size = 7,
	         .least = 5,
	         .before = 1.5},
	};
	paper_column(paper, box, blocks, sizeof blocks / sizeof *blocks);
	buf_release(&address);
	buf_release(&batch);
}

static void write_slip(struct paper *paper, const struct slip_sheet *s, const char *code, double x, double y)
{
	struct buf address, groups;
	struct qr_code drawn = {0};
	const struct box square = {x + 2, y + (HEIGHT - CODE_SIDE) / 2, CODE_SIDE, CODE_SIDE};
	buf_init(&address, 1000);
	buf_init(&groups, 40);
	buf_printf(&address, "%s/f/%s?slip=%s", s->site->address, s->batch->form, code);
	code_add_groups(&groups, code);
	bool made = !address.failed && !groups.failed && qr_code_init(&drawn, address.data);
	double width = made ? CODE_SIDE * drawn.width / (drawn.width + 2 * QR_QUIET_ZONE) : 0;
	if (!made || poster_reach(width, drawn.width) < 200)
		paper_fail(paper, "the address of the form, %s/f/%s, is too long for a slip", s->site->address,
		           s->batch->form);
	else
		part_modules(paper, &drawn, square, (struct colour){0, 0, 0});
	if (!paper->failed)
		write_words(paper, s, groups.data,
		            (struct box){x + CODE_SIDE + 3, y + 5, WIDTH - CODE_SIDE - 6, HEIGHT - 8});
	qr_code_release(&drawn);
	buf_wipe(&address);
	buf_wipe(&groups);
	buf_release(&address);
	buf_release(&groups);
}

bool slip_sheet_write(const struct slip_sheet *s, const char *path, struct qr_fault *fault)
{
	struct paper paper;
	paper_open(&paper, PAPER_PDF, path, 210, 297, qr_word(s->words, QR_MESSAGE_SLIP_TITLE), s->day, fault);
	for (size_t i = 0; i < s->batch->count && !paper.failed; i++) {
		size_t on_page = i % (COLUMNS * ROWS);
		if (on_page == 0 && i > 0)
			paper_next_page(&paper);
		if (on_page == 0)
			cut_lines(paper.cr);
		write_slip(&paper, s, s->codes[i], MARGIN + (double)(on_page % COLUMNS) * WIDTH,
		           MARGIN + (double)(on_page / COLUMNS) * HEIGHT);
	}
	return paper_close(&paper);
}
