/* A poster: the code of a place's page, and around it what a person needs to know before scanning it. */
#ifndef QR_POSTER_H
#define QR_POSTER_H

#include "qr/art.h"
#include "qr/code.h"
#include "qr/paper.h"
#include "qr/site.h"
#include "qr/theme.h"

#define POSTER_LANGUAGES 4

/* A size of paper, and from how far its code must be readable at least, in millimetres. */
struct poster_size {
	const char *name;
	double width, height;
	double code;  /* side of the code with its quiet zone */
	double reach; /* at least */
};
const struct poster_size *poster_size_named(const char *name);

struct poster {
	const struct qr_site *site;
	const struct poster_size *size;
	const struct theme *theme;
	const struct catalogue *languages[POSTER_LANGUAGES]; /* the first speaks, the others say it in short */
	size_t language_count;
	const char *code;      /* CODE_POSTER characters */
	const char *place;     /* its name */
	const char *day;       /* made on, "2026-11-24" */
	const struct art *art; /* or NULL */
};

/* Draws and writes the poster. path may be NULL with PAPER_NONE. The sheet is closed, and its placed boxes stay to be
 * looked at. */
bool poster_draw(const struct poster *poster, enum paper_format format, const char *path, struct paper *paper,
                 struct qr_fault *fault);

/* The address in the code: in capitals, so that the code needs fewer modules. False when it is too long. */
bool poster_address(struct buf *out, const struct poster *poster);

/* From how far a code of so many modules and so wide (without its quiet zone) can be read, in millimetres: ten times
 * its width, and no more than 330 times a module, which cameras of old telephones still tell apart. */
double poster_reach(double width, unsigned modules);

#endif
