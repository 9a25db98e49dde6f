/* How often each poster was opened in a day: SITE/data/scans-2026-11-24.txt. docs/SCANS.md has the format and why it
 * tells no order and no time. Not safe from several threads. */
#ifndef SERVER_SCANS_H
#define SERVER_SCANS_H

#include "core/places.h"

struct scan_count {
	char code[CODE_POSTER + 1];
	unsigned count;
};

/* The counts of one day, in order of the codes. */
struct scans {
	char day[11];
	struct scan_count counts[PLACES_MAX];
	size_t count;
};

/* Takes the lines of a day's file; false when one is none of ours: those before it are taken, the rest is not. A last
 * line without its end is passed over. */
bool scans_take(struct scans *s, const char *text);

/* Today's, as far as they have been written. */
void scans_read(struct scans *s, const char *site);

/* Counts one more; beyond PLACES_MAX codes nothing is counted. */
void scans_add(struct scans *s, const char *code);

/* Replaces the day's file as a whole: a line for every place of the list, zeros too, and for what was counted of places
 * that are no more in it. False when it could not be written. */
bool scans_write(struct scans *s, const char *site, const struct places *places);

/* Removes the files of days that are too long ago. */
void scans_forget(const char *site);

/* All days that are kept, today last, as {"day":"2026-11-24","scans":{"K7Q2M4":3}}, split by commas; zeros left out. */
void scans_json(struct scans *today, const char *site, struct buf *out);

#endif
