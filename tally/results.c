#include "tally/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "tally/suppress.h"

static bool row_is_shown(const struct results *r, size_t row, size_t question)
{
	const struct count_question *q = &r->plan->questions[question];
	for (size_t i = 0; i <= q->value_count; i++)
		if (results_figure(r, row, q->at + i) == RESULTS_HIDDEN)
			return false;
	return true;
}

static const struct result_score NOTHING = {RESULTS_HIDDEN, NAN, NAN, NAN, NAN, NAN};

static bool score_row(struct results *r, const struct tally *tally, size_t score, size_t row)
{
	size_t size = r->scoring->scores[score].item_count + 1;
	double *values = calloc(size, sizeof *values);
	if (values == NULL)
		return false;
	for (size_t i = 0; i < size; i++)
		values[i] = (double)i;
	const struct distribution d = {values, score_points(&tally->scores, r->scoring, score, row), size};
	r->scores[score * count_rows(r->plan) + row] = (struct result_score){
	        .people = stats_count(&d),
	        .mean = stats_mean(&d),
	        .deviation = stats_deviation(&d),
	        .median = stats_quantile(&d, 0.5),
	        .low_quartile = stats_quantile(&d, 0.25),
	        .high_quartile = stats_quantile(&d, 0.75),
	};
	free(values);
	return true;
}

static bool do_scores(struct results *r, const struct tally *tally)
{
	for (size_t i = 0; i < r->scoring->score_count; i++)
		for (size_t row = 0; row < count_rows(r->plan); row++) {
			const unsigned char *shown = r->scoring->scores[i].shown_only ? r->scored.lone : r->scored.rows;
			r->scores[i * count_rows(r->plan) + row] = NOTHING;
			if (shown[row] && !score_row(r, tally, i, row))
				return false;
		}
	return true;
}

/* The question of an item of a score, or of a scale. */
static size_t hang_question(const struct results *r, size_t hang, size_t item)
{
	if (hang >= r->scoring->score_count)
		return r->scoring->scales[hang - r->scoring->score_count].questions[item];
	return r->scoring->items[r->scoring->scores[hang].items[item]].question;
}

static bool do_hang(struct results *r, const struct tally *tally, size_t hang, bool shown)
{
	const struct scale *scale = &tally->scores.hang[hang];
	struct result_hang *out = &r->hangs[hang];
	size_t total = count_total_row(r->plan);
	bool all = shown;
	out->items = scale->items;
	out->alpha = NAN;
	out->discrimination = calloc(scale->items + 1, sizeof *out->discrimination);
	if (out->discrimination == NULL)
		return false;
	for (size_t i = 0; i < scale->items; i++) {
		bool item = row_is_shown(r, total, hang_question(r, hang, i));
		out->discrimination[i] = shown && item ? scale_discrimination(scale, i) : NAN;
		all = all && (item || hang < r->scoring->score_count);
	}
	if (all && scale->items > 0)
		out->alpha = scale_alpha(scale);
	return true;
}

static bool derive(struct results *r, const struct tally *tally)
{
	size_t hangs = r->scoring->score_count + r->scoring->scale_count;
	size_t total = count_total_row(r->plan);
	uint64_t sheets = results_sheets(r, total);
	bool ok = do_scores(r, tally);
	for (size_t i = 0; ok && i < hangs; i++) {
		bool score = i < r->scoring->score_count;
		bool enough = sheets != RESULTS_HIDDEN && sheets >= 2 * r->min;
		ok = do_hang(r, tally, i, score ? r->scored.rows[total] : enough);
	}
	r->few = sheets == RESULTS_HIDDEN || sheets < SCALE_FEW;
	return ok;
}

static bool make_room(struct results *r)
{
	size_t rows = count_rows(r->plan), hangs = r->scoring->score_count + r->scoring->scale_count;
	r->figures = calloc(rows * r->plan->width, sizeof *r->figures);
	r->scored.rows = calloc(rows, 1);
	r->scored.lone = calloc(rows, 1);
	r->hidden = calloc(rows * r->plan->width, 1);
	r->scores = calloc(rows * r->scoring->score_count + 1, sizeof *r->scores);
	r->asked = calloc(r->scoring->score_count + 1, sizeof *r->asked);
	r->hangs = calloc(hangs + 1, sizeof *r->hangs);
	return r->figures != NULL && r->hidden != NULL && r->scored.rows != NULL && r->scored.lone != NULL &&
	       r->scores != NULL && r->asked != NULL && r->hangs != NULL;
}

bool results_init(struct results *r, const struct scoring *scoring, const struct tally *tally, const char *wave,
                  uint64_t min, const char *lang)
{
	const struct count_plan *plan = scoring->plan;
	size_t cells = count_rows(plan) * plan->width;
	*r = (struct results){
	        .form = plan->form, .wave = wave, .lang = lang, .min = min, .plan = plan, .scoring = scoring};
	memcpy(r->reasons, tally->reasons, sizeof r->reasons);
	bool ok = make_room(r) && score_guard(scoring, tally->table.figures, min, r->hidden, &r->scored);
	for (size_t i = 0; ok && i < cells; i++)
		r->figures[i] = r->hidden[i] ? RESULTS_HIDDEN : tally->table.figures[i];
	for (size_t i = 0; ok && i < scoring->score_count; i++)
		r->asked[i] = tally->scores.asked[i];
	return ok && derive(r, tally);
}

void results_release(struct results *r)
{
	size_t hangs = r->scoring ? r->scoring->score_count + r->scoring->scale_count : 0;
	for (size_t i = 0; r->hangs != NULL && i < hangs; i++)
		free(r->hangs[i].discrimination);
	free(r->hangs);
	free(r->figures);
	free(r->hidden);
	free(r->scored.rows);
	free(r->scored.lone);
	free(r->scores);
	free(r->asked);
	*r = (struct results){0};
}

/* --- what is said, from what is shown
 * --------------------------------------------------------------------------------------------------------------- */

uint64_t results_figure(const struct results *r, size_t row, size_t at)
{
	return r->figures[row * r->plan->width + at];
}

uint64_t results_sheets(const struct results *r, size_t row)
{
	return results_figure(r, row, 0);
}

uint64_t results_answered(const struct results *r, size_t row, size_t question)
{
	return results_figure(r, row, r->plan->questions[question].at);
}

static const struct share UNSAID = {RESULTS_HIDDEN, RESULTS_HIDDEN};

struct share results_share(const struct results *r, size_t row, size_t question, size_t value)
{
	struct share s = {results_figure(r, row, r->plan->questions[question].at + 1 + value),
	                  results_answered(r, row, question)};
	return s.k == RESULTS_HIDDEN || s.n == RESULTS_HIDDEN ? UNSAID : s;
}

/* Of a question with one answer, either these values add up, or all others do and these are the rest. */
struct share results_share_of(const struct results *r, size_t row, size_t question, const bool *values)
{
	const struct count_question *q = &r->plan->questions[question];
	uint64_t sums[2] = {0}, answered = results_answered(r, row, question);
	bool hidden[2] = {false};
	for (size_t v = 0; v < q->value_count; v++) {
		uint64_t n = results_figure(r, row, q->at + 1 + v);
		hidden[values[v]] |= n == RESULTS_HIDDEN;
		sums[values[v]] += n == RESULTS_HIDDEN ? 0 : n;
	}
	if (answered == RESULTS_HIDDEN || q->multiple || (hidden[0] && hidden[1]))
		return UNSAID;
	return (struct share){hidden[1] ? answered - sums[0] : sums[1], answered};
}

#define VALUES_MAX 256
struct share results_item(const struct results *r, size_t row, const struct scoring_item *item, enum item_share which)
{
	const struct count_question *q = &r->plan->questions[item->question];
	bool values[VALUES_MAX];
	if (q->value_count > VALUES_MAX)
		return UNSAID;
	for (size_t v = 0; v < q->value_count; v++) {
		enum item_share is = v == item->right ? ITEM_RIGHT : v == item->dont_know ? ITEM_DONT_KNOW : ITEM_WRONG;
		values[v] = is == which;
	}
	return results_share_of(r, row, item->question, values);
}

struct share results_sure_wrong(const struct results *r, size_t row, const struct scoring_item *item)
{
	return item->sure == SCORING_NONE ? UNSAID : results_share(r, row, item->sure, 0);
}

struct share results_past_cut(const struct results *r, size_t row, size_t question)
{
	const struct count_question *q = &r->plan->questions[question];
	bool values[VALUES_MAX];
	if (q->value_count > VALUES_MAX)
		return UNSAID;
	for (size_t v = 0; v < q->value_count; v++)
		values[v] = scoring_counts(r->scoring, q, v);
	return results_share_of(r, row, question, values);
}

/* The mean of points over those who have any; points 0: none. */
static double mean_of(const struct results *r, size_t row, size_t question, const int *points)
{
	const struct count_question *q = &r->plan->questions[question];
	double sum = 0, people = 0;
	for (size_t v = 0; v < q->value_count; v++) {
		uint64_t n = results_figure(r, row, q->at + 1 + v);
		if (n == RESULTS_HIDDEN)
			return NAN;
		sum += points[v] * (double)n;
		people += points[v] > 0 ? (double)n : 0;
	}
	return people > 0 ? sum / people : NAN;
}

double results_mean(const struct results *r, size_t row, size_t question)
{
	const struct count_question *q = &r->plan->questions[question];
	int points[VALUES_MAX];
	for (size_t v = 0; v < q->value_count; v++) {
		struct value own = q->values[v].value;
		if (q->value_count > VALUES_MAX || own.kind != VALUE_NUMBER || own.number < 1 ||
		    own.number > SCALE_SCORE_MAX)
			return NAN;
		points[v] = (int)own.number;
	}
	return q->value_count == 0 || q->multiple ? NAN : mean_of(r, row, question, points);
}

double results_points(const struct results *r, size_t row, const struct scoring_scale *scale, size_t item)
{
	const struct count_question *q = &r->plan->questions[scale->questions[item]];
	int points[VALUES_MAX];
	if (q->value_count > VALUES_MAX)
		return NAN;
	for (size_t v = 0; v < q->value_count; v++)
		points[v] = scoring_points(r->scoring, scale, item, v);
	return mean_of(r, row, scale->questions[item], points);
}

double results_scale(const struct results *r, size_t row, const struct scoring_scale *scale)
{
	double sum = 0;
	for (size_t i = 0; i < scale->count; i++)
		sum += results_points(r, row, scale, i);
	return scale->count > 0 ? sum / (double)scale->count : NAN;
}

const struct result_score *results_score(const struct results *r, size_t score, size_t row)
{
	return &r->scores[score * count_rows(r->plan) + row];
}
