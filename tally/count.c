#include "tally/count.h"

#include <stdlib.h>
#include <string.h>

/* The place of v among the values of a question, or value_count. */
static size_t find_value(const struct count_question *q, const struct answers *answers, struct value v)
{
	const struct element *e = q->element;
	if (v.kind != VALUE_STRING && v.kind != VALUE_NUMBER && v.kind != VALUE_BOOL)
		return q->value_count;
	const struct choice *c = answers_choice_of(answers, e, v);
	if (c != NULL)
		return (size_t)(c - e->choices);
	return e->has_other && q->value_count > 0 && q->row == NULL ? q->value_count - 1 - e->has_none : q->value_count;
}

static void count_one(uint64_t *figures, const struct count_question *q, const struct answers *answers, struct value v)
{
	size_t i = find_value(q, answers, v);
	if (i == q->value_count)
		return;
	figures[q->at]++;
	figures[q->at + 1 + i]++;
}

static void count_several(uint64_t *figures, const struct count_question *q, const struct answers *answers,
                          struct value v, unsigned char *seen)
{
	bool any = false;
	if (v.kind != VALUE_ARRAY)
		return;
	memset(seen, 0, q->value_count);
	for (uint32_t k = 0; k < v.len; k++) {
		size_t i = find_value(q, answers, v.items[k]);
		if (i == q->value_count || seen[i])
			continue;
		seen[i] = 1;
		any = true;
		figures[q->at + 1 + i]++;
	}
	figures[q->at] += any;
}

static void count_question(uint64_t *figures, const struct count_question *q, const struct answers *answers,
                           struct value v, unsigned char *seen)
{
	if (q->row != NULL)
		v = v.kind == VALUE_OBJECT ? value_get(v, q->row->value_text) : VALUE_NONE;
	if (v.kind == VALUE_UNDEFINED)
		return;
	if (q->value_count == 0)
		figures[q->at] += !value_empty(v);
	else if (q->multiple)
		count_several(figures, q, answers, v, seen);
	else if (q->element->kind == ELEMENT_RANKING)
		count_one(figures, q, answers, v.kind == VALUE_ARRAY && v.len > 0 ? v.items[0] : VALUE_NONE);
	else
		count_one(figures, q, answers, v);
}

static size_t group_of(const struct count_plan *plan, const struct answers *answers)
{
	if (plan->by == plan->question_count)
		return plan->group_count;
	const struct count_question *q = &plan->questions[plan->by];
	if (!answers_element_visible(answers, q->element))
		return plan->group_count;
	return find_value(q, answers, answers_value(answers, q->element));
}

void count_sheet(struct count_table *table, const struct count_plan *plan, const struct answers *answers)
{
	uint64_t *figures = table->figures + group_of(plan, answers) * plan->width;
	figures[0]++;
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct count_question *q = &plan->questions[i];
		struct value v = answers_value(answers, q->element);
		if (v.kind != VALUE_UNDEFINED && answers_element_visible(answers, q->element))
			count_question(figures, q, answers, v, table->seen);
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
