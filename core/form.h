/* A form: a questionnaire in SurveyJS's JSON, the subset of docs/FORMS.md. What form_read accepts behaves as
 * survey-core 3.1.1 does; everything else it refuses, with file, line, page, element and reason. A form is immutable
 * once read. */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/expr.h"
#include "core/text.h"
#include "core/value.h"

enum element_kind {
	ELEMENT_PANEL,
	ELEMENT_HTML,
	ELEMENT_IMAGE,
	ELEMENT_EXPRESSION,
	ELEMENT_TEXT, /* from here on: questions that take an answer */
	ELEMENT_COMMENT,
	ELEMENT_RADIOGROUP,
	ELEMENT_DROPDOWN,
	ELEMENT_CHECKBOX, /* also "tagbox" */
	ELEMENT_BOOLEAN,
	ELEMENT_RATING,
	ELEMENT_MATRIX,
	ELEMENT_RANKING,
};
#define element_takes_answer(e) ((e)->kind >= ELEMENT_TEXT)

enum input_type {
	INPUT_TEXT,
	INPUT_NUMBER,
	INPUT_DATE,
	INPUT_DATETIME,
	INPUT_TIME,
	INPUT_MONTH,
	INPUT_WEEK,
	INPUT_EMAIL,
	INPUT_TEL,
	INPUT_URL,
	INPUT_RANGE,
	INPUT_COLOR,
	INPUT_PASSWORD
};

enum choice_role { CHOICE_PLAIN, CHOICE_OTHER, CHOICE_NONE };

struct choice {
	struct value value;      /* scalars keep their JSON type */
	const char *value_text;  /* the value as text: what a page posts and a count is named by; NUL-terminated */
	struct text text;        /* empty: value_text is shown */
	struct expr *visible_if; /* or NULL */
	struct expr *enable_if;  /* or NULL */
	enum choice_role role;
};

struct validator; /* core/validator.h */

struct element {
	enum element_kind kind;
	const char *name;       /* NUL-terminated, unique in the form */
	const char *value_name; /* the key of its answer: valueName or name */
	size_t index;           /* its place in form->elements */
	size_t page;            /* its page's place in form->pages */
	struct element *parent; /* the panel it stands in, or NULL */
	unsigned line;          /* in the file */

	struct text title; /* empty: the name is shown */
	struct text description;
	bool title_hidden; /* titleLocation "hidden" */
	bool hide_number;
	bool visible, read_only, required;
	struct expr *visible_if, *enable_if, *required_if; /* or NULL */
	struct text required_error;

	struct element **children; /* panels */
	size_t child_count;

	struct choice *choices; /* choice questions, rating (its scale) and matrix (its columns), in the file's order */
	size_t choice_count;
	uint32_t choice_number; /* the number in the form of its first choice, from 1; the others follow */
	struct choice *rows;    /* matrix */
	size_t row_count;
	bool has_other, has_none, has_select_all, has_comment; /* other and none also stand in choices, last */
	struct text comment_text, other_placeholder;
	bool rows_required, rows_unique;     /* eachRowRequired, eachRowUnique */
	unsigned min_selected, max_selected; /* 0: no bound */
	unsigned columns;                    /* colCount: 0 side by side, 1 (the default) one below another */

	enum input_type input_type;
	struct value min, max, step;
	size_t max_length; /* in UTF-16 units, as browsers count; 0: none given */
	unsigned text_rows;
	struct text placeholder, min_description, max_description;
	struct text label_true, label_false;
	struct value value_true, value_false;
	struct text html;       /* ELEMENT_HTML: as written in the form, which is trusted */
	const char *image_link; /* ELEMENT_IMAGE */
	struct text alt_text;
	struct value correct_answer; /* never sent to a device before the sheet is sent */
	bool has_correct_answer;

	struct validator *validators;
	size_t validator_count;
	struct element_rules
	        *rules; /* what only core needs: default values, expressions of min and max, choice conditions */
};

/* The choice of e whose own value v is, when v says so; else NULL, and v may still be one. A value keeps saying which
 * choice it is wherever it is copied, so that an answer is sought among the choices once. */
static inline const struct choice *choice_known(const struct element *e, struct value v)
{
	uint32_t at = v.choice - e->choice_number;
	return v.choice && at < e->choice_count ? &e->choices[at] : NULL;
}

struct page {
	const char *name;
	struct text title, description;
	struct expr *visible_if;
	bool visible;
	struct element **elements; /* top level, in order */
	size_t element_count;
};

/* The form's "uzklausi" object: what we ask beyond SurveyJS. Names of elements are checked when the form is read. */
struct form_settings {
	bool staff_only;                /* "audience": "staff"; else "public" */
	const struct element *group_by; /* "groupBy" or NULL */
	unsigned smallest_group;        /* "smallestGroup", 5 unless given */
	size_t record_size;             /* "recordSize": 4000, 8000, 16000 or 32000; 4000 unless given */
	bool keep_day;                  /* "keepDay": reports keep the day, surveys nothing */
	bool slip;                      /* "slip": a one-time code is asked for */
	bool work;                      /* "work": a proof of work is asked for: docs/API.md */
	unsigned receipt;       /* "receipt": 1 to 9, the first digit of this form's receipts; 0: none are given */
	bool is_register;       /* "register": only staff write, with uzklausi-tally; the server offers it to nobody */
	bool neutral_title;     /* "neutralTitle": the browser's title tells nothing */
	const char **languages; /* "languages": those that every text is to be in; none given: those that are found */
	size_t language_count;
	const char *easy;    /* "easy": id of the easy-language version, or NULL */
	const char *easy_of; /* "easyOf": id of the form that this one is the easy-language version of, or NULL */
	struct easy_scale {
		const struct element *question;
		struct value values; /* an object: what each choice's value stands for in that form */
	} * easy_scales;             /* "easyScales": [{"items", "values"}], one entry a question */
	size_t easy_scale_count;
	struct value pictograms; /* "pictograms": as written; form_pictogram reads it */
	struct knowledge_item {
		const struct element *question, *confidence;
	} * knowledge; /* "knowledge": [{"item","confidence"}] */
	size_t knowledge_count;
	const struct element **vignettes, **attitudes, **practice, **concerns, **training; /* lists of names */
	size_t vignette_count, attitude_count, practice_count, concern_count, training_count;
	const char *dont_know; /* "dontKnow": the choice value that means "don't know" and is never counted as wrong */
	struct value scales;   /* "scales": as written, for the tally */
};

struct form {
	const char *id; /* the file's name without .json: [a-z0-9-]{1,40} */
	struct text title, description, completed_html;
	const char *locale;     /* survey.locale or "" */
	const char **languages; /* of the form's texts, "default" left out, survey.locale or "lv" first */
	size_t language_count;
	struct page *pages;
	size_t page_count;
	struct element *elements; /* every element of every page, in order of the file; element.index is its place */
	size_t element_count;
	struct calculated *calculated; /* core/form_internal.h */
	size_t calculated_count;
	struct text page_next, page_prev, complete_text, start_text; /* the buttons' wording when the form gives it */
	struct form_settings settings;
	struct form_internal *internal; /* arena, look-up tables */
};

/* Reads a form from JSON text. file is used in problems and gives the id. problems gets every problem found (not only
 * the first). A form without "uzklausi" gets the defaults. On CORE_OK *out is the caller's, to be freed with form_free.
 */
enum core_err form_read(const char *file, const char *text, size_t len, struct form **out, struct problems *problems);
void form_free(struct form *form);

/* The most UTF-16 units of a comment or another text. */
size_t form_comment_max(const struct form *form);
/* True for a matrix whose rows take several columns (cellType "checkbox"). */
bool form_matrix_many(const struct element *e);
/* Some choice, row or column of it has a condition. */
bool form_choices_conditional(const struct element *e);

/* The pictogram (its place in pictogram_names) that the form puts beside a question, and beside the choices, rows and
 * columns of a value; PICTOGRAM_NONE where there is none. */
size_t form_pictogram_of_question(const struct form *form, const char *name);
size_t form_pictogram_of_value(const struct form *form, const char *value);

/* The name of form->calculated[i]. */
const char *form_calculated_name(const struct form *form, size_t i);

const struct element *form_find(const struct form *form, const char *name, size_t len);

/* The form's JSON without white space and in the file's order: what its version is computed from (seal/sheet.h). */
bool form_canonical(const struct form *form, struct buf *out);

/* The most bytes that the "answers" object of a legal sheet of this form can take, worst case, or SIZE_MAX when some
 * text has no bound. lint proves with it that every legal sheet fits the record. */
size_t form_largest_answers(const struct form *form);

#endif
