#include "qr/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rows.h"
#include "qr/files.h"
#include "qr/paper.h"
#include "qr/theme.h"
#include "qr/words.h"

#define WIDTH 297
#define HEIGHT 210
#define MARGIN 12
#define ROWS_A_PAGE 16
#define ROW 9.6
#define TOP 38

/* --- for spreadsheets ------------------------------------------------------------------------------------- */

static bool write_csv(const char *path, struct place *const *places, size_t count, struct qr_fault *fault)
{
	static const enum place_column columns[] = {PLACE_CODE,      PLACE_NAME, PLACE_KIND,      PLACE_PARISH,
	                                            PLACE_SIZE,      PLACE_HUNG, PLACE_INSPECTED, PLACE_MISSING,
	                                            PLACE_WITHDRAWN, PLACE_NOTE};
	struct buf out;
	buf_init(&out, 2 * PLACES_BYTES);
	buf_adds(&out, ROWS_MARK);
	for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
		rows_add(&out, ',', c == 0, place_column_name(columns[c]));
	rows_end(&out);
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
			rows_add(&out, ',', c == 0, places[i]->cells[columns[c]]);
		rows_end(&out);
	}
	bool good = out.failed ? qr_fail(fault, "the register is too long")
	                       : qr_file_write(path, 0666, out.data, out.len, fault);
	buf_release(&out);
	return good;
}

/* --- on paper --------------------------------------------------------------------------------------------- */

static const struct print_column {
	enum qr_message title;
	double width;
} print_columns[] = {
        {QR_MESSAGE_REGISTER_CODE, 24},      {QR_MESSAGE_REGISTER_PLACE, 84}, {QR_MESSAGE_REGISTER_KIND, 34},
        {QR_MESSAGE_REGISTER_PARISH, 36},    {QR_MESSAGE_REGISTER_SIZE, 20},  {QR_MESSAGE_REGISTER_HUNG, 24},
        {QR_MESSAGE_REGISTER_INSPECTED, 28}, {QR_MESSAGE_REGISTER_ORDER, 23},
};
#define PRINT_COLUMNS (sizeof print_columns / sizeof *print_columns)

struct printing {
	struct paper paper;
	const struct theme *theme;
	const struct catalogue *words;
};

static void write_cell(struct printing *p, const char *what, const char *text, size_t column, double y, bool strong)
{
	double x = MARGIN;
	for (size_t c = 0; c < column; c++)
		x += print_columns[c].width;
	const struct block block = {.what = what,
	                            .text = *text ? text : NULL,
	                            .font = strong ? &p->theme->strong : &p->theme->body,
	                            .colour = p->theme->ink,
	                            .size = 10,
	                            .least = 4.5};
	paper_column(&p->paper, (struct box){x, y + 1, print_columns[column].width - 2, ROW - 1.5}, &block, 1);
}

static void draw_line(struct printing *p, double y)
{
	cairo_set_source_rgb(p->paper.cr, 0.7, 0.74, 0.75);
	cairo_set_line_width(p->paper.cr, 0.2);
	cairo_move_to(p->paper.cr, MARGIN, y);
	cairo_line_to(p->paper.cr, WIDTH - MARGIN, y);
	cairo_stroke(p->paper.cr);
}

static void write_row(struct printing *p, const struct place *place, double y)
{
	static const enum qr_message kinds[PLACE_KINDS] = {
	        [PLACE_OTHER] = QR_MESSAGE_KIND_OTHER,
	        [PLACE_SCHOOL_BUS] = QR_MESSAGE_KIND_SCHOOL_BUS,
	        [PLACE_STOP] = QR_MESSAGE_KIND_STOP,
	        [PLACE_SCHOOL] = QR_MESSAGE_KIND_SCHOOL,
	        [PLACE_LIBRARY] = QR_MESSAGE_KIND_LIBRARY,
	        [PLACE_CULTURE_HOUSE] = QR_MESSAGE_KIND_CULTURE_HOUSE,
	        [PLACE_YOUTH_CENTRE] = QR_MESSAGE_KIND_YOUTH_CENTRE,
	        [PLACE_TENT] = QR_MESSAGE_KIND_TENT,
	};
	const char *size = place->cells[PLACE_SIZE];
	write_cell(p, "a code", place->code, 0, y, true);
	write_cell(p, "the name of a place", place->cells[PLACE_NAME], 1, y, false);
	write_cell(p, "the kind of a place", qr_word(p->words, kinds[place->kind]), 2, y, false);
	write_cell(p, "a parish", place->cells[PLACE_PARISH], 3, y, false);
	write_cell(p, "a size", *size ? size : "A4", 4, y, false);
	write_cell(p, "a day", place->cells[PLACE_HUNG], 5, y, false);
	write_cell(p, "a day", place->cells[PLACE_INSPECTED], 6, y, false);
	cairo_set_source_rgb(p->paper.cr, 0.3, 0.4, 0.4);
	cairo_set_line_width(p->paper.cr, 0.3);
	cairo_rectangle(p->paper.cr, WIDTH - MARGIN - 18, y + 2, 5.4, 5.4);
	cairo_stroke(p->paper.cr);
	draw_line(p, y + ROW);
}

static void write_head(struct printing *p, const struct qr_site *site, const char *day, size_t page, size_t pages)
{
	char number[24], total[24];
	struct buf hint, foot;
	snprintf(number, sizeof number, "%zu", page + 1);
	snprintf(total, sizeof total, "%zu", pages);
	buf_init(&hint, 1000);
	buf_init(&foot, 300);
	qr_word_add(&hint, p->words, QR_MESSAGE_REGISTER_HINT, (const char *const[]){site->host});
	buf_printf(&foot, "%s  ·  ", day);
	qr_word_add(&foot, p->words, QR_MESSAGE_REGISTER_PAGE, (const char *const[]){number, total});
	const struct block head[] = {
	        {.what = "the title",
	         .text = qr_word(p->words, QR_MESSAGE_REGISTER_TITLE),
	         .font = &p->theme->head,
	         .colour = p->theme->ink,
	         .size = 20,
	         .least = 14},
	        {.what = "the hint",
	         .text = hint.data,
	         .font = &p->theme->body,
	         .colour = p->theme->faint,
	         .size = 9.5,
	         .least = 7,
	         .before = 1},
	};
	const struct block below = {.what = "the page's number",
	                            .text = foot.data,
	                            .font = &p->theme->body,
	                            .colour = p->theme->faint,
	                            .size = 8,
	                            .least = 6};
	paper_column(&p->paper, (struct box){MARGIN, MARGIN, WIDTH - 2 * MARGIN, 17}, head, 2);
	paper_column(&p->paper, (struct box){MARGIN, HEIGHT - 9, WIDTH - 2 * MARGIN, 5}, &below, 1);
	for (size_t c = 0; c < PRINT_COLUMNS; c++)
		write_cell(p, "a column's title", qr_word(p->words, print_columns[c].title), c, TOP - ROW, true);
	draw_line(p, TOP);
	buf_release(&hint);
	buf_release(&foot);
}

static bool write_pdf(const char *path, const struct qr_site *site, struct place *const *places, size_t count,
                      const char *day, struct qr_fault *fault)
{
	struct printing p = {.theme = theme_named("adults"), .words = qr_words(site->language, strlen(site->language))};
	struct qr_draft draft;
	size_t pages = (count + ROWS_A_PAGE - 1) / ROWS_A_PAGE;
	if (!p.words)
		p.words = qr_words("lv", 2);
	if (!qr_draft_begin(&draft, path, fault))
		return false;
	paper_open(&p.paper, PAPER_PDF, draft.path, WIDTH, HEIGHT, qr_word(p.words, QR_MESSAGE_REGISTER_TITLE), day,
	           fault);
	for (size_t i = 0; i < count && !p.paper.failed; i++) {
		if (i % ROWS_A_PAGE == 0) {
			if (i > 0)
				paper_next_page(&p.paper);
			write_head(&p, site, day, i / ROWS_A_PAGE, pages);
		}
		write_row(&p, places[i], TOP + (double)(i % ROWS_A_PAGE) * ROW);
	}
	bool good = paper_close(&p.paper) && qr_draft_finish(&draft, 0666, fault);
	qr_draft_drop(&draft);
	return good;
}

bool register_write(const char *folder, const struct qr_site *site, struct place *const *places, size_t count,
                    const char *day, struct qr_fault *fault)
{
	char *csv = qr_path(folder, "register.csv"), *pdf = qr_path(folder, "register.pdf");
	bool good =
	        csv && pdf && write_csv(csv, places, count, fault) && write_pdf(pdf, site, places, count, day, fault);
	free(csv);
	free(pdf);
	return good || qr_fail(fault, "memory ran out");
}
