/* One set of answers to one form, evaluated, as the JSON object that `uzklausi-form eval` prints: the names, shapes and
 * encodings of survey-core's results in the test vectors. */
#ifndef TOOLS_FORM_EVAL_CASE_H
#define TOOLS_FORM_EVAL_CASE_H

#include "core/answers.h"

struct eval_case {
	const char *form_name; /* in problems; "" for a form that stands in the case itself */
	const char *form_text;
	size_t form_len;
	const char *answers_text;
	size_t answers_len;
	const char *lang; /* "" for the form's own */
	struct moment now;
	bool with_intake; /* add what our intake finds, apart */
};

enum eval_result {
	EVAL_DONE,
	EVAL_FORM_REFUSED, /* problems say why */
	EVAL_ANSWERS_BAD,  /* no JSON object */
	EVAL_NOMEM,
};
enum eval_result eval_case_run(const struct eval_case *c, struct problems *problems, struct buf *out);

#endif
