#include "qr/paper.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MM_A_POINT (25.4 / 72)
#define PNG_DOTS_AN_INCH 300
#define EDGE 2.5      /* nothing to read is nearer to the sheet's edge, in millimetres */
#define TOUCHING 0.02 /* millimetres by which boxes may overlap: rounding */

bool paper_fail(struct paper *paper, const char *format, ...)
{
	char reason[500];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(reason, sizeof reason, format, arguments);
	va_end(arguments);
	paper->failed = true;
	return qr_fail(paper->fault, "%s", reason);
}

/* --- the file --------------------------------------------------------------------------------------------- */

static cairo_status_t write_some(void *closure, const unsigned char *bytes, unsigned len)
{
	struct paper *paper = closure;
	if (fwrite(bytes, 1, len, paper->file) == len)
		return CAIRO_STATUS_SUCCESS;
	paper->torn = true;
	return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *make_surface(struct paper *paper)
{
	double points = 1 / MM_A_POINT, dots = PNG_DOTS_AN_INCH / 25.4;
	switch (paper->format) {
	case PAPER_PDF:
		return cairo_pdf_surface_create_for_stream(write_some, paper, paper->width * points,
		                                           paper->height * points);
	case PAPER_SVG:
		return cairo_svg_surface_create_for_stream(write_some, paper, paper->width * points,
		                                           paper->height * points);
	case PAPER_PNG:
		return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(paper->width * dots),
		                                  (int)lround(paper->height * dots));
	default:
		return cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	}
}

static void say_what_it_is(struct paper *paper, const char *title, const char *day)
{
	char moment[32];
	if (paper->format != PAPER_PDF)
		return;
	snprintf(moment, sizeof moment, "%.10sT12:00:00Z", day);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATOR, "uzklausi-qr");
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
}

/* Letters stand where the design says, whatever the device: no hinting. */
static void use_design_metrics(struct paper *paper)
{
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_set_font_options(paper->cr, options);
	cairo_font_options_destroy(options);
}

/* What the sheet holds is freed. False when the file's last bytes could not be written. */
static bool let_go(struct paper *paper)
{
	bool good = paper->file == NULL || fclose(paper->file) == 0;
	cairo_destroy(paper->cr);
	cairo_surface_destroy(paper->surface);
	paper->file = NULL;
	paper->cr = NULL;
	paper->surface = NULL;
	return good;
}

bool paper_open(struct paper *paper, enum paper_format format, const char *path, double width, double height,
                const char *title, const char *day, struct qr_fault *fault)
{
	*paper = (struct paper){.format = format, .path = path, .width = width, .height = height, .fault = fault};
	if (format != PAPER_NONE)
		paper->file = fopen(path, "wbe");
	if (format != PAPER_NONE && paper->file == NULL)
		return paper_fail(paper, "the sheet cannot be written: %s", strerror(errno));
	paper->surface = make_surface(paper);
	paper->cr = cairo_create(paper->surface);
	if (cairo_status(paper->cr) != CAIRO_STATUS_SUCCESS) {
		paper_fail(paper, "the sheet cannot be made: %s", cairo_status_to_string(cairo_status(paper->cr)));
		let_go(paper);
		return false;
	}
	say_what_it_is(paper, title, day);
	double scale = format == PAPER_PNG ? PNG_DOTS_AN_INCH / 25.4 : 1 / MM_A_POINT;
	cairo_scale(paper->cr, scale, scale);
	use_design_metrics(paper);
	cairo_set_source_rgb(paper->cr, 1, 1, 1);
	cairo_paint(paper->cr);
	return true;
}

static bool overlap(const struct box *a, const struct box *b)
{
	return a->x + TOUCHING < b->x + b->w && b->x + TOUCHING < a->x + a->w && a->y + TOUCHING < b->y + b->h &&
	       b->y + TOUCHING < a->y + a->h;
}

static void check_places(struct paper *paper)
{
	for (size_t i = 0; i < paper->placed_count; i++) {
		const struct placed *a = &paper->placed[i];
		if (a->box.x < EDGE || a->box.y < EDGE || a->box.x + a->box.w > paper->width - EDGE ||
		    a->box.y + a->box.h > paper->height - EDGE)
			paper_fail(paper, "%s does not fit on the sheet", a->what);
		for (size_t j = i + 1; j < paper->placed_count; j++)
			if (overlap(&a->box, &paper->placed[j].box))
				paper_fail(paper, "%s and %s do not fit beside each other", a->what,
				           paper->placed[j].what);
	}
}

void paper_next_page(struct paper *paper)
{
	if (!paper->failed)
		check_places(paper);
	paper->placed_count = 0;
	cairo_show_page(paper->cr);
}

bool paper_close(struct paper *paper)
{
	if (paper->cr == NULL)
		return false; /* it was not opened */
	cairo_status_t status = cairo_status(paper->cr);
	if (!paper->failed)
		check_places(paper);
	if (paper->format != PAPER_PNG) {
		cairo_surface_finish(paper->surface);
		status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(paper->surface) : status;
	}
	if (status == CAIRO_STATUS_SUCCESS && paper->format == PAPER_PNG && !paper->failed)
		status = cairo_surface_write_to_png_stream(paper->surface, write_some, paper);
	if ((!let_go(paper) || paper->torn) && status == CAIRO_STATUS_SUCCESS)
		status = CAIRO_STATUS_WRITE_ERROR;
	if (status != CAIRO_STATUS_SUCCESS)
		paper_fail(paper, "the sheet cannot be written: %s", cairo_status_to_string(status));
	return !paper->failed;
}

/* --- things ----------------------------------------------------------------------------------------------- */

void paper_place(struct paper *paper, const char *what, struct box box)
{
	if (paper->placed_count == PAPER_PLACED_MAX) {
		paper_fail(paper, "there are too many things on one sheet");
		return;
	}
	paper->placed[paper->placed_count++] = (struct placed){what, box};
}

void paper_fill(struct paper *paper, struct colour colour)
{
	cairo_set_source_rgb(paper->cr, colour.red, colour.green, colour.blue);
	cairo_fill(paper->cr);
}

void paper_rectangle(struct paper *paper, struct box box, double radius)
{
	cairo_t *cr = paper->cr;
	double right = box.x + box.w, bottom = box.y + box.h;
	cairo_new_sub_path(cr);
	cairo_arc(cr, right - radius, box.y + radius, radius, -M_PI / 2, 0);
	cairo_arc(cr, right - radius, bottom - radius, radius, 0, M_PI / 2);
	cairo_arc(cr, box.x + radius, bottom - radius, radius, M_PI / 2, M_PI);
	cairo_arc(cr, box.x + radius, box.y + radius, radius, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}
