/* From a form to the plan of what is counted. */
#include "tally/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool choice_values(struct count_question *q)
{
	const struct element *e = q->element;
	if (e->choice_count == 0)
		return true;
	q->values = calloc(e->choice_count, sizeof *q->values);
	if (q->values == NULL)
		return false;
	q->value_count = e->choice_count;
	for (size_t i = 0; i < e->choice_count; i++)
		q->values[i] = (struct count_value){e->choices[i].value, e->choices[i].value_text, &e->choices[i].text};
	return true;
}

static bool add_question(struct count_plan *plan, const struct element *e, const struct choice *row)
{
	struct count_question *q = &plan->questions[plan->question_count++];
	*q = (struct count_question){.element = e, .row = row, .at = plan->width};
	q->multiple = e->kind == ELEMENT_CHECKBOX || (row != NULL && form_matrix_many(e));
	size_t room = strlen(e->name) + (row ? strlen(row->value_text) : 0) + 2;
	q->name = malloc(room);
	if (q->name == NULL)
		return false;
	snprintf(q->name, room, "%s%s%s", e->name, row ? "." : "", row ? row->value_text : "");
	bool listed = e->kind != ELEMENT_TEXT && e->kind != ELEMENT_COMMENT;
	if (listed && !choice_values(q))
		return false;
	plan->width += 1 + q->value_count;
	return true;
}

static bool add_element(struct count_plan *plan, const struct element *e)
{
	if (!element_takes_answer(e))
		return true;
	if (e->kind != ELEMENT_MATRIX)
		return add_question(plan, e, NULL);
	for (size_t r = 0; r < e->row_count; r++)
		if (!add_question(plan, e, &e->rows[r]))
			return false;
	return true;
}

static bool makes_groups(const struct element *e)
{
	return e->kind == ELEMENT_RADIOGROUP || e->kind == ELEMENT_DROPDOWN || e->kind == ELEMENT_BOOLEAN ||
	       e->kind == ELEMENT_RATING;
}

static bool set_groups(struct count_plan *plan, const struct element *by)
{
	plan->by = plan->question_count;
	if (by == NULL)
		return true;
	for (size_t i = 0; i < plan->question_count; i++)
		if (plan->questions[i].element == by)
			plan->by = i;
	if (!makes_groups(by) || plan->by == plan->question_count)
		return false;
	plan->groups = plan->questions[plan->by].values;
	plan->group_count = plan->questions[plan->by].value_count;
	return plan->group_count > 0;
}

bool count_plan_init(struct count_plan *plan, const struct form *form, const struct element *by, bool *bad_by)
{
	size_t most = 1;
	*bad_by = false;
	*plan = (struct count_plan){.form = form, .width = 1};
	for (size_t i = 0; i < form->element_count; i++)
		most += form->elements[i].kind == ELEMENT_MATRIX ? form->elements[i].row_count : 1;
	plan->questions = calloc(most, sizeof *plan->questions);
	if (plan->questions == NULL)
		return false;
	for (size_t i = 0; i < form->element_count; i++)
		if (!add_element(plan, &form->elements[i]))
			return false;
	*bad_by = !set_groups(plan, by);
	return !*bad_by;
}

void count_plan_release(struct count_plan *plan)
{
	for (size_t i = 0; i < plan->question_count; i++) {
		struct count_question *q = &plan->questions[i];
		free(q->values);
		free(q->name);
	}
	free(plan->questions);
	*plan = (struct count_plan){0};
}
