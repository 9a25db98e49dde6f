/* What can be done with the register: each is one word after `uzklausi-tally case`. Results go to standard output. */
#ifndef TALLY_CASE_VERBS_H
#define TALLY_CASE_VERBS_H

#include "tally/case_periods.h"
#include "tally/cases.h"

#define CASE_SET_MAX 32

/* What was asked for beside the register itself; NULL where it was not said. */
struct case_wish {
	const char *number;            /* of a case */
	const char *answers;           /* a JSON file */
	const char *set[CASE_SET_MAX]; /* question=value each, after the file's; without a value: the answer goes */
	size_t set_count;
	const char *report; /* a report's number, as it was typed */
	const char *outcome, *state, *lang, *format;
	struct case_period_wish period; /* what count shows */
	unsigned min;                   /* 0: the form's */
};

typedef bool case_verb(struct cases *c, const struct case_wish *wish, struct fault *fault);

case_verb case_new, case_edit, case_close; /* case_change.c */
case_verb case_list, case_show;            /* case_out.c */
case_verb case_count;                      /* case_count.c */

/* Asks every question that can be seen, one after the other: questions on standard error, answers on standard input. An
 * empty line keeps what is there, "-" takes it away. */
bool case_ask(struct answers *answers, const char *lang, struct fault *fault);

#endif
