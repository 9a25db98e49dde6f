/* The posters of a site: SITE/places.csv (docs/PLACES.md), read at start and again when it has changed, and how often
 * each code was opened today. Of a scan nothing is kept but that it was one: a number a poster and day, in
 * SITE/data/scans-DAY.txt, which is written anew once a minute whether anybody came or not. docs/SCANS.md. */
#ifndef SERVER_POSTERS_H
#define SERVER_POSTERS_H

#include "core/buf.h"
#include "core/err.h"
#include "core/places.h"
#include "seal/slips.h"

enum poster_standing {
	POSTER_GOOD = 0,
	POSTER_MISTYPED, /* no code: too long, too short, or the check character does not fit */
	POSTER_UNKNOWN,  /* a code, but of no poster of ours */
	POSTER_WITHDRAWN,
};

/* Copied out, since the list may be read again at any time. */
struct poster {
	char code[CODE_POSTER + 1];
	char name[PLACE_NAME_BYTES + 1];
	char form[SLIPS_FORM_MAX + 1]; /* the form that its page offers */
};

#define SCANS_DAYS 400 /* days whose counts are kept */

struct posters;

/* path is the site's. NULL when memory ran out. A list with a fault is in notes, and counts as one without posters. */
struct posters *posters_new(const char *path, struct problems *notes);
/* Writes today's counts. Accepts NULL. */
void posters_free(struct posters *p);

/* Reads the list again if it has changed; one with a fault is noted, and the last good one stays. */
void posters_refresh(struct posters *p, struct problems *notes);

/* What was typed or scanned; *out is filled for good ones and withdrawn ones. Any thread. */
enum poster_standing posters_look(struct posters *p, const char *typed, size_t len, struct poster *out);

/* Counts one scan of a good poster. Any thread. */
void posters_scanned(struct posters *p, const char *code);

/* Writes today's counts, and begins a new day when one has begun. Once a minute. False when they could not be written.
 */
bool posters_save(struct posters *p);

/* Places and scans as JSON, for the staff (docs/API.md). Any thread. */
void posters_json(struct posters *p, struct buf *out);

#endif
