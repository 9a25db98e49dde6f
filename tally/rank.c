#include "tally/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void insert(struct rank *out, size_t *count, size_t index, double value, bool high_first)
{
	if (isnan(value) || *count == RANK_MAX)
		return;
	size_t at = *count;
	while (at > 0 && (high_first ? out[at - 1].value < value : out[at - 1].value > value)) {
		out[at] = out[at - 1];
		at--;
	}
	out[at] = (struct rank){index, value};
	++*count;
}

static double share(struct share s)
{
	return results_said(s) ? stats_share(s) : NAN;
}

size_t rank_items(const struct results *r, size_t row, enum item_share which, struct rank *out)
{
	size_t count = 0;
	for (size_t i = 0; i < r->scoring->item_count; i++)
		insert(out, &count, i, share(results_item(r, row, &r->scoring->items[i], which)), true);
	return count;
}

size_t rank_confidence(const struct results *r, size_t row, struct rank *out)
{
	size_t count = 0;
	for (size_t i = 0; i < r->scoring->item_count; i++)
		if (r->scoring->items[i].confidence != SCORING_NONE)
			insert(out, &count, i, results_mean(r, row, r->scoring->items[i].confidence), false);
	return count;
}

size_t rank_choices(const struct results *r, size_t row, size_t question, struct rank *out)
{
	size_t count = 0;
	for (size_t v = 0; v < r->plan->questions[question].value_count; v++)
		insert(out, &count, v, share(results_share(r, row, question, v)), true);
	return count;
}

size_t rank_groups(const struct results *r, size_t score, struct rank *out)
{
	size_t count = 0;
	for (size_t g = 0; score < r->scoring->score_count && g < r->plan->group_count; g++)
		insert(out, &count, g, results_score(r, score, g)->mean / r->asked[score], false);
	return count;
}

size_t rank_score(const struct results *r, const char *name)
{
	for (size_t i = 0; i < r->scoring->score_count; i++)
		if (strcmp(r->scoring->scores[i].name, name) == 0)
			return i;
	return SCORING_NONE;
}
