/* From a form to the plan of what is counted. */
#include "tally/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/form_easy.h"

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
	if (listed && row == NULL && !q->multiple && e->kind != ELEMENT_RANKING) {
		q->known_from = e->choice_number;
		q->known_count = (uint32_t)q->value_count;
	}
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
	size_t most = 1; /* the version */
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

/* --- the easy version
 * --------------------------------------------------------------------------------------------------------------- */

static const struct wording VERSION_TITLE[] = {{"lv", "Kura redakcija aizpildīta?"},
                                               {"en", "Which version was filled in?"}};
static const struct wording FULL_LABEL[] = {{"lv", "parastā"}, {"en", "the full one"}};
static const struct wording EASY_LABEL[] = {{"lv", "vieglajā valodā"}, {"en", "the easy-language one"}};
static const struct choice VERSION_CHOICES[VERSIONS] = {
        [VERSION_FULL] = {.value = {.kind = VALUE_STRING, .string = "full", .len = 4},
                          .value_text = "full",
                          .text = {FULL_LABEL, 2}},
        [VERSION_EASY] = {.value = {.kind = VALUE_STRING, .string = "easy", .len = 4},
                          .value_text = "easy",
                          .text = {EASY_LABEL, 2}},
};
static const struct element VERSION = {.kind = ELEMENT_RADIOGROUP,
                                       .name = COUNT_VERSION,
                                       .value_name = COUNT_VERSION,
                                       .title = {VERSION_TITLE, 2},
                                       .choices = (struct choice *)VERSION_CHOICES,
                                       .choice_count = VERSIONS};

static bool has_row(const struct element *e, const struct choice *row)
{
	for (size_t i = 0; i < e->row_count; i++)
		if (strcmp(e->rows[i].value_text, row->value_text) == 0)
			return true;
	return false;
}

static bool find_easy(struct count_question *q, const struct form *easy)
{
	const struct element *e = form_find(easy, q->element->name, strlen(q->element->name));
	if (e == NULL || (q->row != NULL && !has_row(e, q->row)))
		return true;
	q->easy = e;
	q->easy_values = calloc(e->choice_count + 1, sizeof *q->easy_values);
	for (size_t i = 0; q->easy_values != NULL && i < e->choice_count; i++) {
		const struct choice *c = form_easy_choice(easy, e, &e->choices[i], q->element);
		q->easy_values[i] = c != NULL ? (size_t)(c - q->element->choices) : q->value_count;
	}
	return q->easy_values != NULL;
}

bool count_plan_add_easy(struct count_plan *plan, const struct form *easy)
{
	bool grouped = plan->by < plan->question_count;
	for (size_t i = 0; i < plan->question_count; i++)
		if (!find_easy(&plan->questions[i], easy))
			return false;
	plan->easy = easy;
	bool ok = add_question(plan, &VERSION, NULL);
	if (!grouped)
		plan->by = plan->question_count;
	return ok;
}

/* --- derived questions
 * --------------------------------------------------------------------------------------------------------------- */

static bool fill_derived(struct count_question *q, const char *name, const char *const *values, size_t value_count,
                         const size_t *needs, size_t need_count)
{
	static const struct text NO_WORDS;
	q->name = strdup(name);
	q->own = calloc(1, sizeof *q->own);
	q->values = calloc(value_count + 1, sizeof *q->values);
	q->needs = calloc(need_count, sizeof *q->needs);
	if (q->name == NULL || q->own == NULL || q->values == NULL || q->needs == NULL)
		return false;
	*q->own = (struct element){.kind = ELEMENT_RADIOGROUP, .name = q->name, .value_name = q->name};
	q->element = q->own;
	q->value_count = value_count;
	for (size_t i = 0; i < value_count; i++)
		q->values[i] = (struct count_value){value_text(values[i]), values[i], &NO_WORDS};
	memcpy(q->needs, needs, need_count * sizeof *needs);
	q->need_count = need_count;
	return true;
}

bool count_plan_derive(struct count_plan *plan, const char *name, const char *const *values, size_t value_count,
                       const size_t *needs, size_t need_count)
{
	bool grouped = plan->by < plan->question_count;
	struct count_question *questions =
	        reallocarray(plan->questions, plan->question_count + 1, sizeof *plan->questions);
	if (questions == NULL)
		return false;
	plan->questions = questions;
	struct count_question *q = &questions[plan->question_count++];
	*q = (struct count_question){.at = plan->width};
	plan->derived_count++;
	plan->width += 1 + value_count;
	if (!grouped)
		plan->by = plan->question_count;
	return fill_derived(q, name, values, value_count, needs, need_count);
}

void count_plan_release(struct count_plan *plan)
{
	for (size_t i = 0; i < plan->question_count; i++) {
		struct count_question *q = &plan->questions[i];
		free(q->values);
		free(q->easy_values);
		free(q->own);
		free(q->needs);
		free(q->name);
	}
	free(plan->questions);
	*plan = (struct count_plan){0};
}
