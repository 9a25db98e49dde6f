/* A sheet of paper to draw on, in millimetres from its upper left corner: a PDF, SVG or PNG file. It measures what it
 * is given and remembers where each thing went, so that nothing is cut off, nothing lies over another thing, and what
 * does not fit is refused in words.
 *
 * The first fault stops all drawing: a caller draws straight through and asks at the end. */
#ifndef QR_PAPER_H
#define QR_PAPER_H

#include <cairo.h>
#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "qr/fault.h"

enum paper_format {
	PAPER_PDF,
	PAPER_SVG,
	PAPER_PNG,  /* 300 dots an inch */
	PAPER_NONE, /* nothing is written: only measured */
};

struct box {
	double x, y, w, h;
};

struct colour {
	double red, green, blue;
};

/* A font of a Debian package. Nothing else is used in its stead: a missing one is a fault that names the package. */
struct font {
	const char *family, *package;
	PangoWeight weight;
	double trim; /* how much of a line's height, above and below, the font leaves blank and we do without */
};

enum paper_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* A text that is set into a column. The column's texts shrink together, each from size to least at most. */
struct block {
	const char *what; /* what a fault calls it: "the headline" */
	const char *text; /* NULL: the block is left out */
	const struct font *font;
	struct colour colour;
	double size, least; /* in points */
	double before;      /* blank above it, unless it is the first, in millimetres; shrinks with the text */
	double indent;      /* from the left, in millimetres */
	double leading;     /* line height, as a multiple of the font's own; 0 is 1 */
	enum paper_align align;
	bool balanced; /* lines of like length, rather than a short last one */
};

#define PAPER_PLACED_MAX 256
struct placed {
	const char *what;
	struct box box; /* as measured */
};

struct paper {
	enum paper_format format;
	const char *path;
	FILE *file; /* at path; NULL when nothing is written. Ours and not cairo's, which would not say that a disk was
	               full */
	double width, height; /* in millimetres */
	cairo_surface_t *surface;
	cairo_t *cr;                            /* one unit is a millimetre */
	struct placed placed[PAPER_PLACED_MAX]; /* on this page */
	size_t placed_count;
	struct qr_fault *fault; /* the caller's */
	bool failed;
	bool torn; /* some bytes could not be written to file; cairo does not always pass that on */
};

/* day ("2026-11-24") is the PDF's date, so that the same poster is the same bytes. */
bool paper_open(struct paper *paper, enum paper_format format, const char *path, double width, double height,
                const char *title, const char *day, struct qr_fault *fault);
/* Checks the page for collisions and begins another. */
void paper_next_page(struct paper *paper);
/* Writes what is left, checks that nothing collides, and frees; also what paper_open could not open. False when
 * anything was a fault, now or before. */
bool paper_close(struct paper *paper);

bool paper_fail(struct paper *paper, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets the blocks below each other into the box, as large as they fit. Answers the height that they took. A fault when
 * they do not fit at their least. */
double paper_column(struct paper *paper, struct box box, const struct block *blocks, size_t count);

/* The same in two moves, for columns that are to have the same size of letters: how far the blocks must shrink for a
 * box (0 to SHEET_STEPS), and setting them shrunk so far. */
#define PAPER_STEPS 40
unsigned paper_column_step(struct paper *paper, struct box box, const struct block *blocks, size_t count);
double paper_column_at(struct paper *paper, struct box box, const struct block *blocks, size_t count, unsigned step);

/* Remembers a thing that is no text, so that nothing else may lie over it. */
void paper_place(struct paper *paper, const char *what, struct box box);

void paper_fill(struct paper *paper, struct colour colour);
void paper_rectangle(struct paper *paper, struct box box, double radius);

#endif
