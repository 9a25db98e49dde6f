#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include "tally/analysis.h"
#include "tally/csv.h"

struct line {
	const char *group, *question, *figure, *value;
};

static void add_number(struct buf *out, const struct line *l, double n)
{
	char number[32] = "";
	if (isfinite(n))
		snprintf(number, sizeof number, "%.4f", n);
	csv_text(out, l->group);
	csv_text(out, l->question);
	csv_text(out, l->figure);
	csv_text(out, l->value);
	csv_number(out, number);
	csv_end_line(out);
}

static void add_share(struct buf *out, struct line l, struct share s)
{
	bool said = results_said(s);
	struct interval i = said ? stats_wilson(s) : (struct interval){NAN, NAN};
	l.value = "share";
	add_number(out, &l, said ? stats_share(s) : NAN);
	l.value = "low";
	add_number(out, &l, i.low);
	l.value = "high";
	add_number(out, &l, i.high);
}

static void add_items(const struct results *r, struct buf *out, const char *group, size_t row)
{
	static const char *const figures[] = {"right", "wrong", "dontKnow"};
	for (size_t i = 0; i < r->scoring->item_count; i++) {
		const struct scoring_item *item = &r->scoring->items[i];
		const char *name = r->plan->questions[item->question].name;
		for (int f = 0; f < 3; f++)
			add_share(out, (struct line){group, name, figures[f], ""},
			          results_item(r, row, item, (enum item_share)f));
		add_share(out, (struct line){group, name, "sureOfThoseWrong", ""}, results_sure_wrong(r, row, item));
		add_number(out, &(struct line){group, name, "confidence", "mean"},
		           item->confidence != SCORING_NONE ? results_mean(r, row, item->confidence) : NAN);
	}
}

static void add_scores(const struct results *r, struct buf *out, const char *group, size_t row)
{
	for (size_t i = 0; i < r->scoring->score_count; i++) {
		const struct result_score *s = results_score(r, i, row);
		const char *name = r->scoring->scores[i].name;
		add_number(out, &(struct line){group, name, "score", "mean"}, s->mean);
		add_number(out, &(struct line){group, name, "score", "deviation"}, s->deviation);
		add_number(out, &(struct line){group, name, "score", "median"}, s->median);
		add_number(out, &(struct line){group, name, "score", "lowQuartile"}, s->low_quartile);
		add_number(out, &(struct line){group, name, "score", "highQuartile"}, s->high_quartile);
	}
}

static void add_scales(const struct results *r, struct buf *out, const char *group, size_t row)
{
	for (size_t i = 0; i < r->scoring->scale_count; i++) {
		const struct scoring_scale *scale = &r->scoring->scales[i];
		add_number(out, &(struct line){group, scale->name, "scale", "mean"}, results_scale(r, row, scale));
		for (size_t k = 0; k < scale->count; k++) {
			const char *name = r->plan->questions[scale->questions[k]].name;
			add_number(out, &(struct line){group, name, "points", "mean"},
			           results_points(r, row, scale, k));
			add_share(out, (struct line){group, name, "pastCut", ""},
			          results_past_cut(r, row, scale->questions[k]));
		}
		if (scale->any != SCORING_NONE)
			add_share(out, (struct line){group, scale->name, "anyPastCut", ""},
			          results_share(r, row, scale->any, 0));
	}
}

static void add_hangs(const struct results *r, struct buf *out)
{
	for (size_t i = 0; i < r->scoring->score_count + r->scoring->scale_count; i++) {
		bool score = i < r->scoring->score_count;
		const char *name =
		        score ? r->scoring->scores[i].name : r->scoring->scales[i - r->scoring->score_count].name;
		add_number(out, &(struct line){"", name, score ? "score" : "scale", "alpha"}, r->hangs[i].alpha);
	}
}

static void add_differences(const struct results *r, struct buf *out, const struct differences *all)
{
	static const char *const of[] = {"right", "dontKnow", "chosen", "pastCut"};
	for (size_t i = 0; i < all->count; i++) {
		const struct difference *d = &all->items[i];
		const struct count_question *q = &r->plan->questions[d->question];
		bool total = d->row == count_total_row(r->plan);
		char figure[300];
		snprintf(figure, sizeof figure, "%s %s%s%s", total ? "change" : "difference", of[d->of],
		         d->of == DIFFERENCE_CHOSEN ? " " : "",
		         d->of == DIFFERENCE_CHOSEN ? q->values[d->value].name : "");
		struct line l = {total ? "" : r->plan->groups[d->row].name, q->name, figure, "change"};
		add_number(out, &l, d->change);
		l.value = "low";
		add_number(out, &l, d->interval.low);
		l.value = "high";
		add_number(out, &l, d->interval.high);
		l.value = "adjusted p";
		add_number(out, &l, d->adjusted);
	}
}

void analysis_csv(const struct analysis *a, struct buf *out)
{
	const struct results *r = &a->now;
	struct tally fake;
	const struct report report = analysis_report(r, &fake);
	report_csv(&report, out);
	for (size_t row = 0; row < count_rows(r->plan); row++) {
		bool total = row == count_total_row(r->plan);
		if (row == r->plan->group_count)
			continue;
		const char *group = total ? "" : r->plan->groups[row].name;
		add_items(r, out, group, row);
		add_scores(r, out, group, row);
		add_scales(r, out, group, row);
	}
	add_hangs(r, out);
	add_differences(r, out, &a->groups);
	add_differences(r, out, &a->waves);
}
