#include "tally/case_periods.h"

#include <stdlib.h>
#include <string.h>
#include "tally/suppress.h"

bool case_period_read(const char *text, struct case_period_wish *out)
{
	static const char *const names[CASE_PERIODS] = {"-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", ""};
	if (strspn(text, "0123456789") != 4)
		return false;
	for (size_t i = 0; i < CASE_PERIODS; i++) {
		if (strcmp(text + 4, names[i]) != 0)
			continue;
		*out = (struct case_period_wish){.period = (enum case_period)i};
		memcpy(out->year, text, 4);
		return true;
	}
	return false;
}

bool case_period_shown(const struct case_period_wish *wish, enum case_period period)
{
	return wish->period == CASE_YEAR || wish->period == period;
}

static bool plan(struct count_plan *plan, const struct form *form, const char *name, size_t groups)
{
	bool bad = false;
	const struct element *by = form_find(form, name, strlen(name));
	return by != NULL && count_plan_init(plan, form, by, &bad) && plan->group_count == groups;
}

bool case_periods_init(struct case_periods *p, const struct form *form)
{
	*p = (struct case_periods){0};
	return plan(&p->by_quarter, form, "quarter", 4) && plan(&p->by_half, form, "half", 2) &&
	       count_table_init(&p->quarters[0], &p->by_quarter) && count_table_init(&p->quarters[1], &p->by_quarter) &&
	       count_table_init(&p->halves, &p->by_half);
}

void case_periods_release(struct case_periods *p)
{
	for (size_t i = 0; i < 2; i++) {
		count_table_release(&p->quarters[i]);
		free(p->quarters_hidden[i]);
	}
	count_table_release(&p->halves);
	count_plan_release(&p->by_quarter);
	count_plan_release(&p->by_half);
	free(p->halves_hidden);
	*p = (struct case_periods){0};
}

void case_periods_add(struct case_periods *p, const struct answers *answers)
{
	const struct element *half = form_find(answers_form(answers), "half", 4);
	struct value v = answers_value(answers, half);
	if (v.kind == VALUE_UNDEFINED)
		return;
	count_sheet(&p->quarters[value_is(v, "h2")], &p->by_quarter, answers);
	count_sheet(&p->halves, &p->by_half, answers);
}

static unsigned char *protect(const struct count_plan *plan, struct count_table *table, uint64_t min)
{
	unsigned char *hidden = malloc(count_rows(plan) * plan->width);
	count_finish(table, plan);
	if (hidden != NULL && suppress(plan, table->figures, min, hidden))
		return hidden;
	free(hidden);
	return NULL;
}

bool case_periods_finish(struct case_periods *p, uint64_t min)
{
	p->min = min;
	p->halves_hidden = protect(&p->by_half, &p->halves, min);
	for (size_t i = 0; i < 2; i++)
		p->quarters_hidden[i] = protect(&p->by_quarter, &p->quarters[i], min);
	return p->halves_hidden != NULL && p->quarters_hidden[0] != NULL && p->quarters_hidden[1] != NULL;
}

/* --- what may be shown --- */

/* The place of a figure in the table that has its period. */
static size_t place(const struct case_periods *p, size_t at, enum case_period period)
{
	if (period == CASE_YEAR)
		return count_total_row(&p->by_half) * p->by_half.width + at;
	if (period >= CASE_H1)
		return (size_t)(period - CASE_H1) * p->by_half.width + at;
	return (size_t)period * p->by_quarter.width + at;
}

static enum case_period half_of(enum case_period quarter)
{
	return quarter < CASE_Q3 ? CASE_H1 : CASE_H2;
}

/* The first quarter of a half-year. */
static enum case_period first_of(enum case_period half)
{
	return half == CASE_H1 ? CASE_Q1 : CASE_Q3;
}

/* Whether a figure may be shown in a half-year and both its quarters. */
static bool open_at(const struct case_periods *p, size_t at, enum case_period half)
{
	enum case_period first = first_of(half);
	const unsigned char *hidden = p->quarters_hidden[half - CASE_H1];
	return !p->halves_hidden[place(p, at, half)] && !hidden[place(p, at, first)] &&
	       !hidden[place(p, at, first + 1)];
}

static bool quarters_open(const struct case_periods *p, enum case_period half)
{
	enum case_period first = first_of(half);
	const uint64_t *figures = p->quarters[half - CASE_H1].figures;
	return open_at(p, 0, half) && figures[place(p, 0, first)] >= 2 * p->min &&
	       figures[place(p, 0, first + 1)] >= 2 * p->min;
}

static bool question_open(const struct case_periods *p, const struct count_question *q, enum case_period half)
{
	bool open = quarters_open(p, half);
	for (size_t i = 0; open && i <= q->value_count; i++)
		open = open_at(p, q->at + i, half);
	return open;
}

static bool figure_at(const struct case_periods *p, size_t at, enum case_period period, uint64_t *figure)
{
	size_t i = period < CASE_Q3 ? 0 : 1;
	bool quarter = period < CASE_H1;
	const struct count_table *table = quarter ? &p->quarters[i] : &p->halves;
	const unsigned char *hidden = quarter ? p->quarters_hidden[i] : p->halves_hidden;
	*figure = table->figures[place(p, at, period)];
	return !hidden[place(p, at, period)];
}

bool case_periods_cases(const struct case_periods *p, enum case_period period, uint64_t *figure)
{
	bool shown = figure_at(p, 0, period, figure);
	return shown && (period >= CASE_H1 || quarters_open(p, half_of(period)));
}

bool case_periods_figure(const struct case_periods *p, size_t question, size_t value, enum case_period period,
                         uint64_t *figure)
{
	const struct count_question *q = &p->by_quarter.questions[question];
	bool shown = figure_at(p, q->at + value, period, figure);
	return shown && (period >= CASE_H1 || question_open(p, q, half_of(period)));
}
