/* Counting sheets: how many answered a question, and how many chose what, in all and by the groups of one question.
 * Pure: no file, no key, no clock. A table is a block of numbers, so that each thread counts into its own and they are
 * added at the end.
 *
 * What is counted: for a question with one answer, each choice; for a checkbox, each choice ticked; for a matrix, each
 * row as a question of its own, "question.row"; for a ranking, what was put first; for texts only that there is an
 * answer. Answers of questions that the person did not see are not counted.
 *
 * Sheets of a form's easy-language version (core/form_easy.h) can be counted with it: docs/decisions has how. */
#ifndef TALLY_COUNT_H
#define TALLY_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/answers.h"
#include "core/form.h"

/* One thing that can be chosen. */
struct count_value {
	struct value value;
	const char *name;         /* as in the JSON output */
	const struct text *label; /* what people read; may have no wording */
};

struct count_question {
	const struct element *element;
	const struct choice *row; /* of a matrix, or NULL */
	char *name;               /* "question" or "question.row" */
	struct count_value *values;
	size_t value_count;
	uint32_t known_from, known_count; /* the numbers of its choices (choice_known), when it has one answer */
	bool multiple;                    /* a checkbox: the counts may add up to more than answered */
	size_t at;                        /* place of "answered" in a row of figures; the counts of values follow */

	/* Where a sheet of the easy version answers it. Only in a plan that has one. */
	const struct element *easy; /* NULL: the easy version does not ask it */
	size_t *easy_values;        /* for each choice of easy, what it counts as: an index of values */

	/* Of a derived question only. */
	struct element *own; /* heap: what element points to */
	size_t *needs;       /* heap: indexes of the questions that it is worked out from */
	size_t need_count;
};

/* The question that no form asks: which version a sheet is of. Its values, and its place, the last, in a plan that has
 * an easy version. */
#define COUNT_VERSION "_version"
enum { VERSION_FULL, VERSION_EASY, VERSIONS };

/* What is counted and where. A row of figures is: sheets, then for each question answered and its counts. Rows are: one
 * a group, in the order of groups, then one for sheets without a group, then the total. Without groups the total is the
 * last of two rows. */
struct count_plan {
	const struct form *form;
	const struct form *easy; /* whose sheets are counted with the form's own; or NULL */
	struct count_question *questions;
	size_t question_count;
	size_t derived_count; /* the last of them */
	size_t by;            /* index of the question that makes the groups, or question_count */
	const struct count_value *groups;
	size_t group_count;
	size_t width; /* figures of a row */
};

/* by may be NULL. False when memory ran out, or when by is no question with one answer from a list (*bad_by). */
bool count_plan_init(struct count_plan *plan, const struct form *form, const struct element *by, bool *bad_by);
/* Lets the plan count sheets of the form's easy version too, each choice as the one that it stands for, and which
 * version each sheet is of. easy has passed form_easy_check and outlives the plan. To be called before tables are
 * made. False when memory ran out. */
bool count_plan_add_easy(struct count_plan *plan, const struct form *easy);
/* A question that no form asks, worked out from the answers to others (at least one) by the caller, who counts it: its
 * place is the plan's last one then. One answer of the named values. Its figures in a row are shown only where all
 * those of the questions that it needs are. Not for a plan with an easy version; to be called before tables are made.
 * False when memory ran out. */
bool count_plan_derive(struct count_plan *plan, const char *name, const char *const *values, size_t value_count,
                       const size_t *needs, size_t need_count);
void count_plan_release(struct count_plan *plan);

#define count_rows(plan) ((plan)->group_count + 2)
#define count_total_row(plan) ((plan)->group_count + 1)

struct count_table {
	uint64_t *figures;   /* count_rows * width */
	unsigned char *seen; /* room to count a choice that is named twice once */
};
bool count_table_init(struct count_table *table, const struct count_plan *plan);
void count_table_release(struct count_table *table);

/* Counts one evaluated sheet, of the plan's form or of its easy version, into its group and nothing else. */
void count_sheet(struct count_table *table, const struct count_plan *plan, const struct answers *answers);
/* The row into which a sheet is counted. */
size_t count_row_of(const struct count_plan *plan, const struct answers *answers);
/* Adds another thread's table. */
void count_add(struct count_table *into, const struct count_table *from, const struct count_plan *plan);
/* Fills the row of totals. To be called once, after the last sheet. */
void count_finish(struct count_table *table, const struct count_plan *plan);

#endif
