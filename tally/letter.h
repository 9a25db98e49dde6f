/* A letter: a report as the inbox has it, opened, with its story. Only sheets that keep their day are letters: surveys
 * keep none, and are nothing to answer. */
#ifndef TALLY_LETTER_H
#define TALLY_LETTER_H

#include "core/value.h"
#include "seal/sheet.h"
#include "tally/story.h"

struct letter {
	size_t lock; /* its place in the archive */
	bool gone;   /* only what was written about it is here: it was erased, or the server does not give it */
	unsigned char id[ID_BYTES];
	struct sheet_text day, lang, poster;
	bool has_mailbox; /* else nobody can be answered */
	struct mailbox mailbox;
	struct value answers; /* an object */
	struct story story;
};

/* The earliest day, YYYY-MM-DD of this computer's own, on which somebody read it; "" when nobody did. And the whole
 * days between the report's day and that, or today for one that is unread. The report's day is by its writer's clock:
 * at least 0. */
void letter_read_day(const struct letter *l, char day[static 11]);
long letter_days_waited(const struct letter *l, const char *today);

/* Days between two days, and today's, by this computer's clock. */
long days_between(const char *from, const char *to);
void day_today(char day[static 11]);
/* The local day of a time in UTC as events have it; and such a time for people: "2026-03-02 10:15". */
void day_of_time(const char *at, char day[static 11]);
void time_local(const char *at, char text[static 17]);
void time_now(char at[static EVENT_TIME_BYTES + 1]);

#endif
