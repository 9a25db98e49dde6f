#include "qr/sheet.h"

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

bool sheet_fail(struct sheet *sheet, const char *format, ...)
{
	char reason[500];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(reason, sizeof reason, format, arguments);
	va_end(arguments);
	sheet->failed = true;
	return qr_fail(sheet->fault, "%s", reason);
}

/* --- the file --------------------------------------------------------------------------------------------- */

static cairo_status_t write_some(void *closure, const unsigned char *bytes, unsigned len)
{
	struct sheet *sheet = closure;
	if (fwrite(bytes, 1, len, sheet->file) == len)
		return CAIRO_STATUS_SUCCESS;
	sheet->torn = true;
	return CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *make_surface(struct sheet *sheet)
{
	double points = 1 / MM_A_POINT, dots = PNG_DOTS_AN_INCH / 25.4;
	switch (sheet->format) {
	case SHEET_PDF:
		return cairo_pdf_surface_create_for_stream(write_some, sheet, sheet->width * points,
		                                           sheet->height * points);
	case SHEET_SVG:
		return cairo_svg_surface_create_for_stream(write_some, sheet, sheet->width * points,
		                                           sheet->height * points);
	case SHEET_PNG:
		return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(sheet->width * dots),
		                                  (int)lround(sheet->height * dots));
	default:
		return cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	}
}

static void say_what_it_is(struct sheet *sheet, const char *title, const char *day)
{
	char moment[32];
	if (sheet->format != SHEET_PDF)
		return;
	snprintf(moment, sizeof moment, "%.10sT12:00:00Z", day);
	cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATOR, "uzklausi-qr");
	cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
	cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_MOD_DATE, moment);
}

/* Letters stand where the design says, whatever the device: no hinting. */
static void use_design_metrics(struct sheet *sheet)
{
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_set_font_options(sheet->cr, options);
	cairo_font_options_destroy(options);
}

/* What the sheet holds is freed. False when the file's last bytes could not be written. */
static bool let_go(struct sheet *sheet)
{
	bool good = sheet->file == NULL || fclose(sheet->file) == 0;
	cairo_destroy(sheet->cr);
	cairo_surface_destroy(sheet->surface);
	sheet->file = NULL;
	sheet->cr = NULL;
	sheet->surface = NULL;
	return good;
}

bool sheet_open(struct sheet *sheet, enum sheet_format format, const char *path, double width, double height,
                const char *title, const char *day, struct qr_fault *fault)
{
	*sheet = (struct sheet){.format = format, .path = path, .width = width, .height = height, .fault = fault};
	if (format != SHEET_NONE)
		sheet->file = fopen(path, "wbe");
	if (format != SHEET_NONE && sheet->file == NULL)
		return sheet_fail(sheet, "the sheet cannot be written: %s", strerror(errno));
	sheet->surface = make_surface(sheet);
	sheet->cr = cairo_create(sheet->surface);
	if (cairo_status(sheet->cr) != CAIRO_STATUS_SUCCESS) {
		sheet_fail(sheet, "the sheet cannot be made: %s", cairo_status_to_string(cairo_status(sheet->cr)));
		let_go(sheet);
		return false;
	}
	say_what_it_is(sheet, title, day);
	double scale = format == SHEET_PNG ? PNG_DOTS_AN_INCH / 25.4 : 1 / MM_A_POINT;
	cairo_scale(sheet->cr, scale, scale);
	use_design_metrics(sheet);
	cairo_set_source_rgb(sheet->cr, 1, 1, 1);
	cairo_paint(sheet->cr);
	return true;
}

static bool overlap(const struct box *a, const struct box *b)
{
	return a->x + TOUCHING < b->x + b->w && b->x + TOUCHING < a->x + a->w && a->y + TOUCHING < b->y + b->h &&
	       b->y + TOUCHING < a->y + a->h;
}

static void check_places(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->placed_count; i++) {
		const struct placed *a = &sheet->placed[i];
		if (a->box.x < EDGE || a->box.y < EDGE || a->box.x + a->box.w > sheet->width - EDGE ||
		    a->box.y + a->box.h > sheet->height - EDGE)
			sheet_fail(sheet, "%s does not fit on the sheet", a->what);
		for (size_t j = i + 1; j < sheet->placed_count; j++)
			if (overlap(&a->box, &sheet->placed[j].box))
				sheet_fail(sheet, "%s and %s do not fit beside each other", a->what,
				           sheet->placed[j].what);
	}
}

void sheet_next_page(struct sheet *sheet)
{
	if (!sheet->failed)
		check_places(sheet);
	sheet->placed_count = 0;
	cairo_show_page(sheet->cr);
}

bool sheet_close(struct sheet *sheet)
{
	if (sheet->cr == NULL)
		return false; /* it was not opened */
	cairo_status_t status = cairo_status(sheet->cr);
	if (!sheet->failed)
		check_places(sheet);
	if (sheet->format != SHEET_PNG) {
		cairo_surface_finish(sheet->surface);
		status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(sheet->surface) : status;
	}
	if (status == CAIRO_STATUS_SUCCESS && sheet->format == SHEET_PNG && !sheet->failed)
		status = cairo_surface_write_to_png_stream(sheet->surface, write_some, sheet);
	if ((!let_go(sheet) || sheet->torn) && status == CAIRO_STATUS_SUCCESS)
		status = CAIRO_STATUS_WRITE_ERROR;
	if (status != CAIRO_STATUS_SUCCESS)
		sheet_fail(sheet, "the sheet cannot be written: %s", cairo_status_to_string(status));
	return !sheet->failed;
}

/* --- things ----------------------------------------------------------------------------------------------- */

void sheet_place(struct sheet *sheet, const char *what, struct box box)
{
	if (sheet->placed_count == SHEET_PLACED_MAX) {
		sheet_fail(sheet, "there are too many things on one sheet");
		return;
	}
	sheet->placed[sheet->placed_count++] = (struct placed){what, box};
}

void sheet_fill(struct sheet *sheet, struct colour colour)
{
	cairo_set_source_rgb(sheet->cr, colour.red, colour.green, colour.blue);
	cairo_fill(sheet->cr);
}

void sheet_rectangle(struct sheet *sheet, struct box box, double radius)
{
	cairo_t *cr = sheet->cr;
	double right = box.x + box.w, bottom = box.y + box.h;
	cairo_new_sub_path(cr);
	cairo_arc(cr, right - radius, box.y + radius, radius, -M_PI / 2, 0);
	cairo_arc(cr, right - radius, bottom - radius, radius, 0, M_PI / 2);
	cairo_arc(cr, box.x + radius, bottom - radius, radius, M_PI / 2, M_PI);
	cairo_arc(cr, box.x + radius, box.y + radius, radius, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}
