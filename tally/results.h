/* What an analysis may say: counts of which the hidden ones are erased, and everything else worked out from what is
 * left, so that nothing derived can tell more than is shown. The exceptions are worked out from sheets: scores, which
 * score_guard.h lets through, and how items hang together, said of all sheets only and of questions of which every
 * count of the total is shown. What cannot be said is NAN, or RESULTS_HIDDEN: nothing tells why. Pure. */
#ifndef TALLY_RESULTS_H
#define TALLY_RESULTS_H

#include "tally/pipeline.h"
#include "tally/score_guard.h"
#include "tally/scoring.h"
#include "tally/stats.h"

#define RESULTS_HIDDEN UINT64_MAX

struct result_score {
	uint64_t people; /* RESULTS_HIDDEN: nothing may be said, and the rest is NAN */
	double mean, deviation, median, low_quartile, high_quartile; /* points */
};

struct result_hang {
	double alpha;           /* of statements: KR-20 */
	double *discrimination; /* heap: one an item */
	size_t items;
};

struct results {
	const struct form *form;
	const char *wave;
	const char *lang;
	uint64_t min;
	const struct count_plan *plan;
	const struct scoring *scoring;
	uint64_t *figures;           /* heap: count_rows * width; hidden ones are RESULTS_HIDDEN */
	unsigned char *hidden;       /* heap: as many, 1 where a figure is hidden */
	struct score_shown scored;   /* heap */
	struct result_score *scores; /* heap: score * count_rows + row */
	unsigned *asked;             /* heap: how many items of a score one person was asked */
	struct result_hang *hangs;   /* heap: scores, then scales */
	uint64_t reasons[TAKE_KINDS];
	bool few; /* fewer than SCALE_FEW sheets: hangs are uncertain */
};

/* Suppresses, erases and works out. What is pointed to must outlive it; tally may be released. False when memory ran
 * out. */
bool results_init(struct results *r, const struct scoring *scoring, const struct tally *tally, const char *wave,
                  uint64_t min, const char *lang);
void results_release(struct results *r);

/* A count that is shown, or RESULTS_HIDDEN. */
uint64_t results_figure(const struct results *r, size_t row, size_t at);
uint64_t results_sheets(const struct results *r, size_t row);
uint64_t results_answered(const struct results *r, size_t row, size_t question);

/* How many chose one of some values, of those who answered. n is RESULTS_HIDDEN when it may not be said. */
struct share results_share(const struct results *r, size_t row, size_t question, size_t value);
struct share results_share_of(const struct results *r, size_t row, size_t question, const bool *values);
static inline bool results_said(struct share s)
{
	return s.n != RESULTS_HIDDEN && s.n > 0;
}
/* For an item: right, "don't know", and wrong: the rest. */
enum item_share { ITEM_RIGHT, ITEM_WRONG, ITEM_DONT_KNOW };
struct share results_item(const struct results *r, size_t row, const struct scoring_item *item, enum item_share which);
/* Sure and wrong, of those who were wrong. */
struct share results_sure_wrong(const struct results *r, size_t row, const struct scoring_item *item);
/* At or past the usual cut of a scale's question (scoring_counts). */
struct share results_past_cut(const struct results *r, size_t row, size_t question);

/* The mean of a question whose choices are numbers; NAN. */
double results_mean(const struct results *r, size_t row, size_t question);
/* The mean points of a scale's item, and the mean of those of its items. */
double results_points(const struct results *r, size_t row, const struct scoring_scale *scale, size_t item);
double results_scale(const struct results *r, size_t row, const struct scoring_scale *scale);
const struct result_score *results_score(const struct results *r, size_t score, size_t row);

#endif
