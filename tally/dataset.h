/* A form's sheets as a table, the way statistics programs want it: a variable for each question, for each row of a
 * matrix, for each choice of a checkbox or ranking, and for each text beside a choice; coded answers with their labels;
 * "don't know" apart from what was answered. Every export is written from this. Pure. */
#ifndef TALLY_DATASET_H
#define TALLY_DATASET_H

#include "core/answers.h"
#include "seal/sheet.h"

enum variable_kind {
	VARIABLE_CODE,   /* one of codes */
	VARIABLE_TICK,   /* 1 ticked, 0 not, when the question was answered */
	VARIABLE_PLACE,  /* in a ranking, from 1 */
	VARIABLE_NUMBER, /* typed in */
	VARIABLE_TEXT,
	VARIABLE_DAY, /* of a report: YYYY-MM-DD */
};

struct code {
	struct value value; /* as in the sheet */
	const char *name;   /* the same as text */
	const char *label;  /* in the language asked for */
	double number;      /* what statistics files hold: the value where all codes are numbers, else 1, 2, 3... */
	bool missing;       /* the form's "don't know" */
};

struct variable {
	enum variable_kind kind;
	char *name;  /* "question", "question.row", "question.choice", "question.row.column", "question-Comment", "_day"
	              */
	char *label; /* the question as people read it, and after a dash the row or choice */
	struct code *codes;
	size_t code_count;
	size_t text_max; /* VARIABLE_TEXT: no text is longer, in bytes */

	const struct element *element;     /* NULL for the day */
	const struct choice *row, *choice; /* of a matrix; what a tick or a place is about; or NULL */
	bool comment;                      /* the text beside the answer */
};

struct dataset {
	const struct form *form;
	const char *lang;
	struct variable *variables;
	size_t count;
};

/* False when memory ran out; to be released in every case. form and lang outlive it. */
bool dataset_init(struct dataset *d, const struct form *form, const char *lang);
void dataset_release(struct dataset *d);

/* What one sheet says to a variable. */
struct cell {
	enum { CELL_EMPTY, CELL_CODE, CELL_NUMBER, CELL_TEXT } kind;
	const struct code *code; /* CELL_CODE */
	double number;           /* CELL_CODE, CELL_NUMBER */
	const char *text;        /* CELL_TEXT, not NUL-terminated: lives as long as the answers */
	size_t len;
};
/* answers are evaluated; day may be empty. */
struct cell dataset_cell(const struct variable *v, const struct answers *answers, struct sheet_text day);

#endif
