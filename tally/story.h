/* The story of a report: what colleagues and the reporter did after it came, put in an order that everyone who has the
 * same records finds alike, and the state that follows. Pure: no clock decides, nothing is guessed.
 *
 * Each event names what its author knew (its parents). What is built upon comes before what builds on it. Of two that
 * did not know of each other neither overwrites the other: both stay, in the order of their times and then ids, and
 * where they say different states, the one that keeps the report before somebody's eyes holds: urgent, before handed
 * over, before standard, before closed. docs/EVENTS.md has the rules. */
#ifndef TALLY_STORY_H
#define TALLY_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include "seal/event.h"
#include "seal/followup.h"

#define STORY_STEPS_MAX 4096 /* more than this many follow-ups come from no person */

enum story_state { STORY_NEW = 0, STORY_READ, STORY_STANDARD, STORY_URGENT, STORY_HANDED, STORY_CLOSED, STORY_STATES };
/* "new", "read", "standard", "urgent", "handed", "closed" */
extern const char *const story_state_names[STORY_STATES];

/* One thing that happened: an event of staff, or a follow-up of the reporter. */
struct step {
	unsigned char id[ID_BYTES];
	const struct event *event;       /* NULL for a follow-up */
	const struct followup *followup; /* NULL for an event */
	const char *by;                  /* the author's name, of an event */
	const unsigned char *card_id;    /* the author's card, of an event */
	char at[EVENT_TIME_BYTES + 1];   /* of a follow-up: its day, midnight */
	bool seen;                       /* of a follow-up: somebody on the staff wrote knowing of it */
};

struct story {
	struct step *steps; /* heap, the caller's until story_tell; in their order after it */
	size_t step_count;
	enum story_state state;
	const struct step *decided; /* the event that made the state; NULL when new or read */
	bool contested;             /* others, who did not know of it, said another state */
	const struct step *read;    /* the first reading, by its author's clock; NULL */
	const struct step *expires; /* the event that tells when it is erased; NULL unless closed and told */
	bool promised;              /* the last word about erasing names a day, whatever the state is now */
	size_t unseen;              /* follow-ups that nobody has read */
	size_t missing;             /* things that events build on and that are not here */
	/* What the next event names as its parents. */
	unsigned char heads[EVENT_PARENTS_MAX][ID_BYTES];
	size_t head_count; /* at most EVENT_PARENTS_MAX */
	bool more_heads;   /* there are more than fit: another event after the next one takes them up */
};

/* Orders the steps and finds the rest. steps and step_count are given, all else is set. False when memory ran out. */
bool story_tell(struct story *s);
void story_release(struct story *s);

/* True when somebody still has to look: new, or something unread was written since. */
bool story_waits(const struct story *s);

/* How many offices it was handed to, each once; out takes EVENT_OFFICES steps: the latest handing to each. */
size_t story_handed(const struct story *s, const struct step *out[static EVENT_OFFICES]);

#endif
