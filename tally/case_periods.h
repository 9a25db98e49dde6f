/* The register counted by quarter, half-year and year, and which of these figures may be shown together.
 *
 * Whoever sees a half-year and one of its quarters knows the other, so the periods are protected from the top down: the
 * half-years of a year as suppress says; the quarters of each half-year as it says, only where both have twice the
 * smallest group, and of them a question only where every figure of it, in both quarters and in the half-year, may be
 * shown (docs/CASES.md). Pure. */
#ifndef TALLY_CASE_PERIODS_H
#define TALLY_CASE_PERIODS_H

#include "tally/count.h"

enum case_period { CASE_Q1, CASE_Q2, CASE_Q3, CASE_Q4, CASE_H1, CASE_H2, CASE_YEAR, CASE_PERIODS };

/* What is asked of a year: 2026, 2026-H1 or 2026-Q3. A year shows all its periods; what is hidden is the same however
 * it is asked for, so asking in parts tells nothing more. */
struct case_period_wish {
	char year[5];
	enum case_period period;
};
bool case_period_read(const char *text, struct case_period_wish *out);
bool case_period_shown(const struct case_period_wish *wish, enum case_period period);

struct case_periods {
	struct count_plan by_quarter, by_half;  /* the same questions at the same places */
	struct count_table halves, quarters[2]; /* quarters: of one half-year each, which is its total */
	unsigned char *halves_hidden, *quarters_hidden[2];
	uint64_t min;
};

/* The form has the questions quarter (q1 to q4) and half (h1, h2). False when it has not, or memory ran out. To be
 * released in every case. */
bool case_periods_init(struct case_periods *p, const struct form *form);
void case_periods_release(struct case_periods *p);

/* Counts one evaluated case of the year; one that says no half-year is left out. */
void case_periods_add(struct case_periods *p, const struct answers *answers);
/* After the last. False when memory ran out: nothing may be shown then. */
bool case_periods_finish(struct case_periods *p, uint64_t min);

/* How many cases there are in a period; false when that is not to be shown. */
bool case_periods_cases(const struct case_periods *p, enum case_period period, uint64_t *figure);
/* A figure of by_quarter.questions[question]: 0 is how many answered, 1 and on its values. */
bool case_periods_figure(const struct case_periods *p, size_t question, size_t value, enum case_period period,
                         uint64_t *figure);

#endif
