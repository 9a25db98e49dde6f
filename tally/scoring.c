/* From a form's settings to what is scored. */
#include "tally/scoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t find_question(const struct count_plan *plan, const struct element *e)
{
	for (size_t i = 0; e != NULL && i < plan->question_count; i++)
		if (plan->questions[i].element == e)
			return i;
	return SCORING_NONE;
}

static size_t find_value(const struct count_question *q, const char *name)
{
	for (size_t i = 0; name != NULL && i < q->value_count; i++)
		if (strcmp(q->values[i].name, name) == 0)
			return i;
	return SCORING_NONE;
}

static bool add_item(struct scoring *s, const struct element *e, const struct element *confidence)
{
	struct scoring_item item = {.question = find_question(s->plan, e), .right = SCORING_NONE};
	if (item.question == SCORING_NONE)
		return false;
	const struct count_question *q = &s->plan->questions[item.question];
	for (size_t i = 0; e->has_correct_answer && i < q->value_count; i++)
		if (value_equal(q->values[i].value, e->correct_answer))
			item.right = i;
	item.dont_know = find_value(q, s->plan->form->settings.dont_know);
	item.confidence = find_question(s->plan, confidence);
	item.sure = SCORING_NONE;
	if (item.right == SCORING_NONE || q->multiple || q->row != NULL)
		return false;
	s->items[s->item_count++] = item;
	return true;
}

static struct scoring_score *new_score(struct scoring *s, struct value name, struct value title)
{
	if (s->score_count == SCORING_SCORES_MAX || name.len >= SCORING_NAME_MAX)
		return NULL;
	struct scoring_score *score = &s->scores[s->score_count++];
	*score = (struct scoring_score){.title = title};
	memcpy(score->name, name.string, name.len);
	return score;
}

static bool put(struct scoring *s, struct scoring_score *score, size_t item)
{
	if (score->item_count == sizeof score->items / sizeof score->items[0])
		return false;
	score->items[score->item_count++] = item;
	s->items[item].scores |= 1u << (score - s->scores);
	return true;
}

static bool add_knowledge(struct scoring *s)
{
	const struct form_settings *set = &s->plan->form->settings;
	struct scoring_score *score =
	        set->knowledge_count > 0 ? new_score(s, value_text("knowledge"), VALUE_NONE) : NULL;
	for (size_t i = 0; i < set->knowledge_count; i++)
		if (add_item(s, set->knowledge[i].question, set->knowledge[i].confidence) && score != NULL &&
		    !put(s, score, s->item_count - 1))
			return false;
	s->statement_count = s->item_count;
	return set->knowledge_count == 0 || (score != NULL && s->statement_count <= SCORING_ITEMS_MAX);
}

/* Not all can be shown to one person, but all of them can be counted at once. */
static bool add_situations(struct scoring *s)
{
	const struct form_settings *set = &s->plan->form->settings;
	struct scoring_score *score =
	        set->vignette_count > 0 ? new_score(s, value_text("situations"), VALUE_NONE) : NULL;
	if (set->vignette_count == 0)
		return true;
	for (size_t i = 0; i < set->vignette_count; i++)
		if (add_item(s, set->vignettes[i], NULL) && (score == NULL || !put(s, score, s->item_count - 1)))
			return false;
	if (score == NULL)
		return false;
	score->shown_only = true;
	return true;
}

static size_t find_item(const struct scoring *s, struct value name)
{
	for (size_t i = 0; i < s->statement_count; i++)
		if (value_is(name, s->plan->questions[s->items[i].question].element->name))
			return i;
	return SCORING_NONE;
}

static bool contains(struct value list, const char *name)
{
	for (uint32_t i = 0; list.kind == VALUE_ARRAY && i < list.len; i++)
		if (value_is(list.items[i], name))
			return true;
	return false;
}

static bool add_part(struct scoring *s, struct value scale, struct value items)
{
	struct scoring_score *score = new_score(s, value_get(scale, "name"), value_get(scale, "title"));
	for (uint32_t i = 0; score != NULL && i < items.len; i++)
		if (!put(s, score, find_item(s, items.items[i])))
			return false;
	return score != NULL;
}

static bool add_scale(struct scoring *s, struct value scale, struct value items)
{
	struct value name = value_get(scale, "name");
	if (s->scale_count == SCORING_SCALES_MAX || name.len >= SCORING_NAME_MAX)
		return false;
	struct scoring_scale *out = &s->scales[s->scale_count++];
	*out = (struct scoring_scale){.title = value_get(scale, "title"), .any = SCORING_NONE};
	memcpy(out->name, name.string, name.len);
	for (size_t q = 0; q < s->plan->question_count; q++) {
		const char *question = s->plan->questions[q].element->name;
		if (!contains(items, question) || s->plan->questions[q].multiple ||
		    s->plan->questions[q].value_count < 2)
			continue;
		if (out->count == SCORING_ITEMS_MAX)
			return false;
		out->reversed[out->count] = contains(value_get(scale, "reversed"), question);
		out->questions[out->count++] = q;
	}
	return true;
}

static bool add_scales(struct scoring *s)
{
	struct value scales = s->plan->form->settings.scales;
	for (uint32_t i = 0; scales.kind == VALUE_ARRAY && i < scales.len; i++) {
		struct value items = value_get(scales.items[i], "items");
		bool statements = items.kind == VALUE_ARRAY && items.len > 0;
		for (uint32_t k = 0; statements && k < items.len; k++)
			statements = find_item(s, items.items[k]) != SCORING_NONE;
		if (!(statements ? add_part : add_scale)(s, scales.items[i], items))
			return false;
	}
	return true;
}

static bool derive_sure(struct scoring *s, struct count_plan *plan, struct scoring_item *item)
{
	static const char *const values[] = {"sure", "unsure"};
	const size_t needs[] = {item->question, item->confidence};
	char name[256];
	if (item->confidence == SCORING_NONE)
		return true;
	snprintf(name, sizeof name, "_sure.%s", s->plan->questions[item->question].name);
	item->sure = plan->question_count;
	return count_plan_derive(plan, name, values, 2, needs, 2);
}

static bool derive_any(struct count_plan *plan, struct scoring_scale *scale)
{
	static const char *const values[] = {"yes", "no"};
	char name[256];
	if (scale->count == 0 || find_value(&plan->questions[scale->questions[0]], "month") == SCORING_NONE)
		return true;
	snprintf(name, sizeof name, "_any.%s", scale->name);
	scale->any = plan->question_count;
	return count_plan_derive(plan, name, values, 2, scale->questions, scale->count);
}

bool scoring_init(struct scoring *s, struct count_plan *plan, bool *too_much)
{
	const struct form_settings *set = &plan->form->settings;
	*s = (struct scoring){.plan = plan};
	s->items = calloc(set->knowledge_count + set->vignette_count + 1, sizeof *s->items);
	*too_much = s->items != NULL && !(add_knowledge(s) && add_scales(s) && add_situations(s));
	if (s->items == NULL || *too_much)
		return false;
	for (size_t i = 0; i < s->statement_count; i++)
		if (!derive_sure(s, plan, &s->items[i]))
			return false;
	for (size_t i = 0; i < s->scale_count; i++)
		if (!derive_any(plan, &s->scales[i]))
			return false;
	return true;
}

void scoring_release(struct scoring *s)
{
	free(s->items);
	*s = (struct scoring){0};
}

static bool is_off_scale(const struct scoring *s, const char *name)
{
	const char *dont_know = s->plan->form->settings.dont_know;
	return strcmp(name, "na") == 0 || strcmp(name, "noanswer") == 0 ||
	       (dont_know != NULL && strcmp(name, dont_know) == 0);
}

/* The points that a choice has before it is turned, and the sum of the lowest and the highest of its question. */
static int plain_points(const struct scoring *s, const struct count_question *q, size_t value, int *ends)
{
	int points = 0, place = 0, low = SCALE_SCORE_MAX, high = 0;
	for (size_t v = 0; v < q->value_count; v++) {
		if (is_off_scale(s, q->values[v].name))
			continue;
		struct value own = q->values[v].value;
		bool number = own.kind == VALUE_NUMBER && own.number >= 1 && own.number <= SCALE_SCORE_MAX;
		place++;
		int here = number ? (int)own.number : place;
		low = here < low ? here : low;
		high = here > high ? here : high;
		if (v == value)
			points = here;
	}
	*ends = low + high;
	return points;
}

int scoring_points(const struct scoring *s, const struct scoring_scale *scale, size_t item, size_t value)
{
	int ends, points = plain_points(s, &s->plan->questions[scale->questions[item]], value, &ends);
	return points > 0 && scale->reversed[item] ? ends - points : points;
}

bool scoring_counts(const struct scoring *s, const struct count_question *q, size_t value)
{
	size_t month = find_value(q, "month");
	int ends, points = plain_points(s, q, value, &ends);
	if (points == 0)
		return false;
	if (month != SCORING_NONE)
		return value >= month;
	return q->values[value].value.kind == VALUE_NUMBER ? 2 * points > ends : value == 0;
}
