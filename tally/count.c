#include "tally/count.h"

#include <stdlib.h>
#include <string.h>

/* A question as one sheet answers it: in the plan's form, or in its easy version. */
struct asked {
	const struct count_question *q;
	const struct element *element; /* NULL: not asked there */
	const size_t *counts_as;       /* choice to value; NULL: they are the same */
};

static struct asked asked_of(const struct count_question *q, bool easy)
{
	if (easy)
		return (struct asked){.q = q, .element = q->easy, .counts_as = q->easy_values};
	return (struct asked){.q = q, .element = q->element};
}

/* The place of v among the values of a question, or value_count. */
static size_t find_value(const struct asked *a, struct value v)
{
	const struct element *e = a->element;
	size_t none = a->q->value_count, at;
	if (v.kind != VALUE_STRING && v.kind != VALUE_NUMBER && v.kind != VALUE_BOOL)
		return none;
	const struct choice *c = answers_choice_of(e, v);
	if (c != NULL)
		at = (size_t)(c - e->choices);
	else if (e->has_other && none > 0 && a->q->row == NULL)
		at = e->choice_count - 1 - e->has_none;
	else
		return none;
	return a->counts_as ? a->counts_as[at] : at;
}

static void count_one(uint64_t *figures, const struct asked *a, struct value v)
{
	size_t i = find_value(a, v);
	if (i == a->q->value_count)
		return;
	figures[a->q->at]++;
	figures[a->q->at + 1 + i]++;
}

/* One answer that says which choice it is, as nearly all do. */
static bool count_known(uint64_t *figures, const struct count_question *q, struct value v)
{
	uint32_t known = v.choice - q->known_from;
	if (v.choice == 0 || known >= q->known_count)
		return false;
	figures[q->at]++;
	figures[q->at + 1 + known]++;
	return true;
}

static void count_several(uint64_t *figures, const struct asked *a, struct value v, unsigned char *seen)
{
	bool any = false;
	if (v.kind != VALUE_ARRAY)
		return;
	memset(seen, 0, a->q->value_count);
	for (uint32_t k = 0; k < v.len; k++) {
		size_t i = find_value(a, v.items[k]);
		if (i == a->q->value_count || seen[i])
			continue;
		seen[i] = 1;
		any = true;
		figures[a->q->at + 1 + i]++;
	}
	figures[a->q->at] += any;
}

static void count_question(uint64_t *figures, const struct asked *a, struct value v, unsigned char *seen)
{
	const struct count_question *q = a->q;
	if (q->row != NULL)
		v = v.kind == VALUE_OBJECT ? value_get(v, q->row->value_text) : VALUE_NONE;
	if (v.kind == VALUE_UNDEFINED)
		return;
	if (q->value_count == 0)
		figures[q->at] += !value_empty(v);
	else if (q->multiple)
		count_several(figures, a, v, seen);
	else if (q->element->kind == ELEMENT_RANKING)
		count_one(figures, a, v.kind == VALUE_ARRAY && v.len > 0 ? v.items[0] : VALUE_NONE);
	else
		count_one(figures, a, v);
}

static size_t group_of(const struct count_plan *plan, const struct answers *answers, bool easy)
{
	if (plan->by == plan->question_count)
		return plan->group_count;
	const struct asked a = asked_of(&plan->questions[plan->by], easy);
	if (a.element == NULL || !answers_element_visible(answers, a.element))
		return plan->group_count;
	return find_value(&a, answers_value(answers, a.element));
}

static void count_version(uint64_t *figures, const struct count_plan *plan, bool easy)
{
	size_t at = plan->questions[plan->question_count - 1].at;
	figures[at]++;
	figures[at + 1 + (easy ? VERSION_EASY : VERSION_FULL)]++;
}

size_t count_row_of(const struct count_plan *plan, const struct answers *answers)
{
	return group_of(plan, answers, plan->easy != NULL && answers_form(answers) == plan->easy);
}

void count_sheet(struct count_table *table, const struct count_plan *plan, const struct answers *answers)
{
	bool easy = plan->easy != NULL && answers_form(answers) == plan->easy;
	uint64_t *figures = table->figures + group_of(plan, answers, easy) * plan->width;
	figures[0]++;
	if (plan->easy != NULL)
		count_version(figures, plan, easy);
	for (size_t i = 0; i < plan->question_count - plan->derived_count - (plan->easy != NULL); i++) {
		const struct asked a = asked_of(&plan->questions[i], easy);
		struct value v = a.element ? answers_value(answers, a.element) : VALUE_NONE;
		if (v.kind != VALUE_UNDEFINED && answers_element_visible(answers, a.element) &&
		    (easy || !count_known(figures, a.q, v)))
			count_question(figures, &a, v, table->seen);
	}
}

void count_add(struct count_table *into, const struct count_table *from, const struct count_plan *plan)
{
	for (size_t i = 0; i < count_rows(plan) * plan->width; i++)
		into->figures[i] += from->figures[i];
}

void count_finish(struct count_table *table, const struct count_plan *plan)
{
	uint64_t *total = table->figures + count_total_row(plan) * plan->width;
	for (size_t row = 0; row <= plan->group_count; row++)
		for (size_t i = 0; i < plan->width; i++)
			total[i] += table->figures[row * plan->width + i];
}

bool count_table_init(struct count_table *table, const struct count_plan *plan)
{
	table->figures = calloc(count_rows(plan) * plan->width, sizeof *table->figures);
	table->seen = calloc(plan->width, 1);
	return table->figures != NULL && table->seen != NULL;
}

void count_table_release(struct count_table *table)
{
	free(table->figures);
	free(table->seen);
	*table = (struct count_table){0};
}
