/* Validators of a question: survey-core's numeric, text, answercount, regex, email and expression. */
#ifndef CORE_VALIDATOR_H
#define CORE_VALIDATOR_H

#include "core/expr.h"
#include "core/text.h"
#include "core/value.h"

struct regex; /* core/regex.h */

enum validator_kind {
	VALIDATE_NUMERIC,
	VALIDATE_TEXT,
	VALIDATE_ANSWER_COUNT,
	VALIDATE_REGEX,
	VALIDATE_EMAIL,
	VALIDATE_EXPRESSION
};

struct validator {
	enum validator_kind kind;
	struct text text; /* the form's own wording, or empty */
	bool warning;     /* notificationType warning or info: told, but does not block */
	bool has_min, has_max;
	double min, max; /* bounds of a number, of a length in UTF-16 units, of a count of choices */
	bool no_digits;  /* text, allowDigits false */
	struct regex *regex;
	struct expr *expression;
	const char *source; /* the expression, or the regular expression, as written */
	bool caseless;      /* of the regular expression */
};

enum verdict { VERDICT_GOOD, VERDICT_BAD, VERDICT_NOT_NUMERIC, VERDICT_DIGITS, VERDICT_FEW, VERDICT_MANY };

/* Judges a value by anything but an expression. */
enum verdict validator_judge(const struct validator *v, struct value value);

/* The number that v is or that its text stands for, one comma counting as the decimal point; false when it is none. */
bool value_numeric(struct value v, double *out);

/* survey-core's rule for e-mail addresses. */
bool email_address(const char *text, size_t len);

#endif
