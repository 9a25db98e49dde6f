#include "tally/compare.h"

#include <math.h>
#include <stdlib.h>

#define LEVEL 0.05

struct pair {
	const struct results *now, *before; /* before: NULL where groups are compared */
};

static const struct scoring_item *item_of(const struct results *r, size_t question)
{
	for (size_t i = 0; i < r->scoring->item_count; i++)
		if (r->scoring->items[i].question == question)
			return &r->scoring->items[i];
	return NULL;
}

static struct share share_in(const struct results *r, size_t row, const struct difference *d)
{
	switch (d->of) {
	case DIFFERENCE_RIGHT:
		return results_item(r, row, item_of(r, d->question), ITEM_RIGHT);
	case DIFFERENCE_DONT_KNOW:
		return results_item(r, row, item_of(r, d->question), ITEM_DONT_KNOW);
	case DIFFERENCE_CHOSEN:
		return results_share(r, row, d->question, d->value);
	case DIFFERENCE_PAST_CUT:
		return results_past_cut(r, row, d->question);
	}
	return (struct share){RESULTS_HIDDEN, RESULTS_HIDDEN};
}

static struct share others(const struct results *r, size_t row, const struct difference *d)
{
	struct share all = share_in(r, count_total_row(r->plan), d), group = share_in(r, row, d);
	if (!results_said(all) || !results_said(group) || all.n <= group.n)
		return (struct share){RESULTS_HIDDEN, RESULTS_HIDDEN};
	return (struct share){all.k - group.k, all.n - group.n};
}

static void add(struct differences *out, const struct pair *pair, struct difference d)
{
	d.a = share_in(pair->now, d.row, &d);
	d.b = pair->before ? share_in(pair->before, d.row, &d) : others(pair->now, d.row, &d);
	if (!results_said(d.a) || !results_said(d.b) || out->failed)
		return;
	if (out->count == out->room) {
		size_t room = out->room > 0 ? 2 * out->room : 64;
		struct difference *items = reallocarray(out->items, room, sizeof *items);
		if (items == NULL) {
			out->failed = true;
			return;
		}
		out->items = items;
		out->room = room;
	}
	d.change = stats_share(d.a) - stats_share(d.b);
	d.interval = stats_newcombe(d.a, d.b);
	d.p = stats_difference(d.a, d.b);
	out->items[out->count++] = d;
}

static void add_list(struct differences *out, const struct pair *pair, const struct element **list, size_t count,
                     size_t row)
{
	const struct count_plan *plan = pair->now->plan;
	for (size_t i = 0; i < count; i++)
		for (size_t q = 0; q < plan->question_count; q++)
			for (size_t v = 0; plan->questions[q].element == list[i] && v < plan->questions[q].value_count;
			     v++)
				add(out, pair,
				    (struct difference){
				            .of = DIFFERENCE_CHOSEN, .question = q, .value = v, .row = row});
}

static void add_row(struct differences *out, const struct pair *pair, size_t row)
{
	const struct scoring *s = pair->now->scoring;
	const struct form_settings *set = &pair->now->form->settings;
	for (size_t i = 0; i < s->item_count; i++) {
		struct difference d = {.of = DIFFERENCE_RIGHT, .question = s->items[i].question, .row = row};
		add(out, pair, d);
		d.of = DIFFERENCE_DONT_KNOW;
		add(out, pair, d);
	}
	for (size_t i = 0; i < s->scale_count; i++)
		for (size_t k = 0; k < s->scales[i].count; k++)
			add(out, pair,
			    (struct difference){
			            .of = DIFFERENCE_PAST_CUT, .question = s->scales[i].questions[k], .row = row});
	add_list(out, pair, set->practice, set->practice_count, row);
	add_list(out, pair, set->concerns, set->concern_count, row);
	add_list(out, pair, set->training, set->training_count, row);
}

static bool adjust(struct differences *out)
{
	double *p = calloc(out->count + 1, sizeof *p);
	if (p == NULL || out->failed || out->count > STATS_FAMILY_MAX) {
		free(p);
		return false;
	}
	for (size_t i = 0; i < out->count; i++)
		p[i] = out->items[i].p;
	stats_holm(p, out->count);
	for (size_t i = 0; i < out->count; i++) {
		out->items[i].adjusted = p[i];
		out->items[i].detected = p[i] < LEVEL; /* false for NAN */
	}
	free(p);
	return true;
}

bool compare_waves(struct differences *out, const struct results *now, const struct results *before)
{
	const struct pair pair = {now, before};
	*out = (struct differences){0};
	add_row(out, &pair, count_total_row(now->plan));
	return adjust(out);
}

bool compare_groups(struct differences *out, const struct results *r)
{
	const struct pair pair = {r, NULL};
	*out = (struct differences){0};
	for (size_t row = 0; row < r->plan->group_count; row++)
		add_row(out, &pair, row);
	return adjust(out);
}

void differences_release(struct differences *d)
{
	free(d->items);
	*d = (struct differences){0};
}
