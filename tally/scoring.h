/* What an analysis makes of a form's "uzklausi" settings, beyond counting each question: which choice is right, which
 * is "don't know", which statements make a score, and which questions make a scale. And the tables of points that a
 * pass over the sheets fills, one a thread. Pure.
 *
 * A score is a number of right answers. An unanswered statement gives no point, as "don't know" gives none; so the
 * points of a row of people add up to its counts of right answers, which score_guard.h relies on. Scores are: knowledge
 * (all statements), each scale whose items are statements, and situations (the vignettes that a person was shown).
 *
 * A scale of other questions has points an item: the choice's own number, or else its place from 1; turned where the
 * scale says "reversed". "na", "noanswer" and the form's dontKnow stand on no scale. */
#ifndef TALLY_SCORING_H
#define TALLY_SCORING_H

#include "tally/count.h"
#include "tally/scale.h"

#define SCORING_ITEMS_MAX SCALE_ITEMS_MAX /* statements, or questions of one scale */
#define SCORING_VIGNETTES_MAX 192
#define SCORING_SURE 4 /* a confidence from here on is sure */
#define SCORING_NONE SIZE_MAX

struct scoring_item {
	size_t question;         /* in the plan */
	size_t right, dont_know; /* of its values; SCORING_NONE */
	size_t confidence, sure; /* questions of the plan: how sure, and of those who were wrong; or SCORING_NONE */
	unsigned scores;         /* bit i: it gives points in score i */
};

#define SCORING_NAME_MAX 64
struct scoring_score {
	char name[SCORING_NAME_MAX];
	struct value title;                  /* an object of wordings, or none */
	size_t items[SCORING_VIGNETTES_MAX]; /* in scoring.items */
	size_t item_count;
	bool shown_only; /* of the items that a person was shown: situations */
};

struct scoring_scale {
	char name[SCORING_NAME_MAX];
	struct value title;
	size_t questions[SCORING_ITEMS_MAX]; /* in the plan */
	bool reversed[SCORING_ITEMS_MAX];
	size_t count;
	size_t any; /* the derived question: whether any item is at or past the cut; or SCORING_NONE */
};

#define SCORING_SCORES_MAX 8
#define SCORING_SCALES_MAX 16
struct scoring {
	const struct count_plan *plan;
	struct scoring_item *items; /* statements, then vignettes */
	size_t item_count, statement_count;
	struct scoring_score scores[SCORING_SCORES_MAX];
	size_t score_count;
	struct scoring_scale scales[SCORING_SCALES_MAX];
	size_t scale_count;
};

/* Adds to the plan what is derived. False when memory ran out, or *too_much is set: more scores, scales or items than
 * there is room for. */
bool scoring_init(struct scoring *s, struct count_plan *plan, bool *too_much);
void scoring_release(struct scoring *s);

/* The points of a choice on a scale; 0: it stands on none. */
int scoring_points(const struct scoring *s, const struct scoring_scale *scale, size_t item, size_t value);
/* Whether a choice is one that the usual cut counts: "month" or more of never, year, month, week ("2-3 times a month or
 * more"; HBSC); from the middle up of numbers; else the first of the list. */
bool scoring_counts(const struct scoring *s, const struct count_question *q, size_t value);

/* --- tables */

struct score_table {
	uint64_t *points; /* for each score and row of the plan, how many people got 0, 1, ... points */
	size_t *at;       /* where a score begins: its rows follow, item_count + 1 each */
	size_t room;
	unsigned *asked;    /* how many items of a score one person was shown at most */
	struct scale *hang; /* how items hang together: the scores, then the scales */
};
bool score_table_init(struct score_table *t, const struct scoring *s);
void score_table_release(struct score_table *t);
/* One sheet that count_sheet has counted into count. */
void score_sheet(struct score_table *t, struct count_table *count, const struct scoring *s,
                 const struct answers *answers);
void score_add(struct score_table *into, const struct score_table *from, const struct scoring *s);
/* Fills the rows of totals. Once, after the last sheet. */
void score_finish(struct score_table *t, const struct scoring *s);
/* The distribution of a score in a row: item_count + 1 counts. */
const uint64_t *score_points(const struct score_table *t, const struct scoring *s, size_t score, size_t row);

#endif
