/* The points of sheets. */
#include <stdlib.h>
#include <string.h>
#include "tally/scoring.h"

bool score_table_init(struct score_table *t, const struct scoring *s)
{
	*t = (struct score_table){0};
	t->at = calloc(s->score_count + 1, sizeof *t->at);
	t->hang = calloc(s->score_count + s->scale_count + 1, sizeof *t->hang);
	for (size_t i = 0; t->at != NULL && i < s->score_count; i++) {
		t->at[i] = t->room;
		t->room += count_rows(s->plan) * (s->scores[i].item_count + 1);
	}
	t->points = calloc(t->room + 1, sizeof *t->points);
	if (t->at == NULL || t->hang == NULL || t->points == NULL)
		return false;
	t->asked = calloc(s->score_count + 1, sizeof *t->asked);
	for (size_t i = 0; i < s->score_count; i++)
		if (s->scores[i].shown_only || !scale_init(&t->hang[i], s->scores[i].item_count))
			t->hang[i].items = 0; /* nothing to be said */
	for (size_t i = 0; i < s->scale_count; i++)
		if (!scale_init(&t->hang[s->score_count + i], s->scales[i].count))
			t->hang[s->score_count + i].items = 0;
	return t->asked != NULL;
}

void score_table_release(struct score_table *t)
{
	free(t->points);
	free(t->at);
	free(t->asked);
	free(t->hang);
	*t = (struct score_table){0};
}

/* The place of the choice that a sheet gives to a question, or SCORING_NONE. */
static size_t answer_of(const struct scoring *s, size_t question, const struct answers *answers)
{
	const struct count_question *q = &s->plan->questions[question];
	struct value v = answers_value(answers, q->element);
	if (v.kind == VALUE_UNDEFINED || !answers_element_visible(answers, q->element))
		return SCORING_NONE;
	if (q->row != NULL)
		v = v.kind == VALUE_OBJECT ? value_get(v, q->row->value_text) : VALUE_NONE;
	if (v.kind != VALUE_STRING && v.kind != VALUE_NUMBER && v.kind != VALUE_BOOL)
		return SCORING_NONE;
	const struct choice *c = answers_choice_of(q->element, v);
	return c != NULL ? (size_t)(c - q->element->choices) : SCORING_NONE;
}

static void count_derived(struct count_table *count, const struct count_plan *plan, size_t row, size_t question,
                          size_t value)
{
	uint64_t *figures = count->figures + row * plan->width + plan->questions[question].at;
	figures[0]++;
	figures[1 + value]++;
}

static void count_sure(struct count_table *count, const struct scoring *s, const struct scoring_item *item, size_t row,
                       const struct answers *answers)
{
	size_t value = answer_of(s, item->confidence, answers);
	const struct count_question *q = &s->plan->questions[item->confidence];
	bool sure = value != SCORING_NONE && q->values[value].value.kind == VALUE_NUMBER &&
	            q->values[value].value.number >= SCORING_SURE;
	count_derived(count, s->plan, row, item->sure, sure ? 0 : 1);
}

/* Which items are right, and of those who are wrong how sure they were. */
static void read_items(const struct scoring *s, const struct answers *answers, struct count_table *count, size_t row,
                       unsigned char *right)
{
	for (size_t i = 0; i < s->item_count; i++) {
		const struct scoring_item *item = &s->items[i];
		size_t value = answer_of(s, item->question, answers);
		right[i] = value == item->right;
		if (value != SCORING_NONE && value != item->right && value != item->dont_know &&
		    item->sure != SCORING_NONE)
			count_sure(count, s, item, row, answers);
	}
}

static void add_asked(struct score_table *t, const struct scoring *s, size_t at, const struct answers *answers)
{
	const struct scoring_score *score = &s->scores[at];
	unsigned asked = 0;
	for (size_t i = 0; i < score->item_count; i++)
		asked += answers_element_visible(answers,
		                                 s->plan->questions[s->items[score->items[i]].question].element);
	t->asked[at] = asked > t->asked[at] ? asked : t->asked[at];
}

static void add_score(struct score_table *t, const struct scoring *s, size_t at, size_t row, const unsigned char *right)
{
	const struct scoring_score *score = &s->scores[at];
	int scores[SCALE_ITEMS_MAX] = {0};
	size_t points = 0;
	for (size_t i = 0; i < score->item_count; i++) {
		points += right[score->items[i]];
		if (i < SCALE_ITEMS_MAX)
			scores[i] = right[score->items[i]];
	}
	t->points[t->at[at] + row * (score->item_count + 1) + points]++;
	if (t->hang[at].items > 0)
		scale_add(&t->hang[at], scores);
}

/* Sheets that answer all of a scale. */
static void add_scale(struct score_table *t, struct count_table *count, const struct scoring *s, size_t at, size_t row,
                      const struct answers *answers)
{
	const struct scoring_scale *scale = &s->scales[at];
	int scores[SCALE_ITEMS_MAX];
	size_t points = 0, answered = 0, counted = 0;
	for (size_t i = 0; i < scale->count; i++) {
		size_t value = answer_of(s, scale->questions[i], answers);
		if (value == SCORING_NONE)
			continue;
		answered++;
		counted += scoring_counts(s, &s->plan->questions[scale->questions[i]], value);
		scores[points] = scoring_points(s, scale, i, value);
		points += scores[points] > 0;
	}
	if (points == scale->count && t->hang[s->score_count + at].items > 0)
		scale_add(&t->hang[s->score_count + at], scores);
	if (scale->any != SCORING_NONE && answered > 0)
		count_derived(count, s->plan, row, scale->any, counted > 0 ? 0 : 1);
}

void score_sheet(struct score_table *t, struct count_table *count, const struct scoring *s,
                 const struct answers *answers)
{
	unsigned char right[SCORING_ITEMS_MAX + SCORING_VIGNETTES_MAX];
	size_t row = count_row_of(s->plan, answers);
	read_items(s, answers, count, row, right);
	for (size_t i = 0; i < s->score_count; i++) {
		add_asked(t, s, i, answers);
		add_score(t, s, i, row, right);
	}
	for (size_t i = 0; i < s->scale_count; i++)
		add_scale(t, count, s, i, row, answers);
}

void score_add(struct score_table *into, const struct score_table *from, const struct scoring *s)
{
	for (size_t i = 0; i < into->room; i++)
		into->points[i] += from->points[i];
	for (size_t i = 0; i < s->score_count; i++)
		into->asked[i] = into->asked[i] > from->asked[i] ? into->asked[i] : from->asked[i];
	for (size_t i = 0; i < s->score_count + s->scale_count; i++)
		scale_merge(&into->hang[i], &from->hang[i]);
}

void score_finish(struct score_table *t, const struct scoring *s)
{
	for (size_t i = 0; i < s->score_count; i++) {
		size_t width = s->scores[i].item_count + 1;
		uint64_t *total = t->points + t->at[i] + count_total_row(s->plan) * width;
		for (size_t row = 0; row < count_total_row(s->plan); row++)
			for (size_t p = 0; p < width; p++)
				total[p] += t->points[t->at[i] + row * width + p];
	}
}

const uint64_t *score_points(const struct score_table *t, const struct scoring *s, size_t score, size_t row)
{
	return t->points + t->at[score] + row * (s->scores[score].item_count + 1);
}
