/* One person's answers to a form: read from a page's fields or from a sheet, completed and checked as survey-core
 * would, checked again by our stricter intake, and written in one canonical way. The same code runs in the server, on
 * the coordinator's computer and in uzklausi-form. Reused from person to person without allocating; answers_clear
 * wipes. */
#ifndef CORE_ANSWERS_H
#define CORE_ANSWERS_H

#include "core/buf.h"
#include "core/form.h"

struct answers;

struct moment {
	int64_t ms; /* since 1970 UTC */
	int utc_offset_minutes;
};

struct answers *answers_new(const struct form *form); /* NULL when memory ran out; form must outlive it */
void answers_free(struct answers *a);                 /* wipes */
void answers_clear(struct answers *a);                /* wipes */
const struct form *answers_form(const struct answers *a);

/* Sets one key of the data: a question's value_name or NAME-Comment. The value is copied. */
enum core_err answers_set(struct answers *a, const char *key, size_t len, struct value value);

/* Reads the "answers" object of a sheet. text must live until answers_clear. CORE_REFUSED and an intake fault for keys
 * that are no question (see answers_intake). The fast path reads answers in the form's order with short look-aheads. */
enum core_err answers_read_json(struct answers *a, const char *text, size_t len);

/* One field as a page without script posts it: question=value, checkboxes repeated, matrix rows question.row=column,
 * other texts and comments question-Comment, rankings question.1=value for places from 1. Text becomes the JSON type of
 * the question (number, choice's own type, boolean). An empty field is no answer. CORE_REFUSED for a name that is no
 * question. */
enum core_err answers_add_field(struct answers *a, const char *name, size_t name_len, const char *text, size_t len);

/* The answers come from a page without script, if only with nothing, and not from a whole sheet: which questions the
 * person was asked is then told by answers_ask. The default of a question that was neither asked nor answered still
 * stands, and follows what it is computed from. */
void answers_of_page(struct answers *a);
void answers_ask(struct answers *a, const struct element *e);
/* True for every question unless answers_of_page; of a panel: when something in it was asked. */
bool answers_asked(const struct answers *a, const struct element *e);
/* True when the question holds what it was born with, and evaluating again would find it again. */
bool answers_untouched(const struct answers *a, const struct element *e);

/* Evaluates everything: visibility, defaults, calculated values, choices, validation, quiz. To be called after the last
 * change. Then completes, as sending does: answers of what cannot be seen are dropped. */
enum core_err answers_evaluate(struct answers *a, const struct moment *now, const char *lang);
/* The same in two: while pages are turned, what is hidden for now keeps its answer. */
enum core_err answers_evaluate_open(struct answers *a, const struct moment *now, const char *lang);
enum core_err answers_complete(struct answers *a);

/* After answers_evaluate: */
bool answers_element_visible(const struct answers *a, const struct element *e);
bool answers_element_enabled(const struct answers *a, const struct element *e);
bool answers_element_required(const struct answers *a, const struct element *e);
bool answers_page_visible(const struct answers *a, size_t page);
bool answers_choice_visible(const struct answers *a, const struct element *e, const struct choice *c);
struct value answers_value(const struct answers *a, const struct element *e);   /* undefined when unanswered */
struct value answers_comment(const struct answers *a, const struct element *e); /* other text or comment */
bool answers_choice_enabled(const struct answers *a, const struct element *e, const struct choice *c);
bool answers_chosen(const struct answers *a, const struct element *e,
                    const struct choice *c); /* for choice, rating, boolean */
/* The choice (of a matrix: the column) that v is, exactly or else as survey-core compares; NULL. v is a scalar. */
const struct choice *answers_choice_of(const struct element *e, struct value v);
bool answers_cell_chosen(const struct answers *a, const struct element *e, const struct choice *row,
                         const struct choice *column);

/* One fault. From survey-core's rules: type "required", "custom", "requireoneanswer", ... From intake: "toolong",
 * "toomany", "notanumber", "outofrange", "unknownvalue", "unknownkey", "badtext". */
struct answer_fault {
	const struct element *element; /* NULL for an unknown key */
	const char *type;
	const char *rule; /* which rule, finer than type: "required", "requireoneanswer", "other", "rows", "unique",
	                     "min", "max", "step", "number", "numbermin", "numbermax", "numberbetween", "short", "long",
	                     "length", "digits", "few", "many", "pattern", "email", "expression"; for intake the same as
	                     type, or "none": the choice that says none, and others with it */
	const char *text; /* the form's own wording in the language of answers_evaluate, names replaced (as text, not
	                     HTML), else NULL */
	double limit; /* the bound that was passed, when the rule has one; of "...between" and "length" the lower one */
	double limit_high;      /* of "numberbetween" and "length" the upper one */
	const char *limit_text; /* the bound of min, max and step as text (dates), else NULL */
	bool intake;            /* ours, not survey-core's */
	bool warning;           /* notificationType warning or info: does not block */
};
/* The fault in survey-core's own words (English) or the form's: what uzklausi-form eval shows. */
bool answers_fault_words(const struct answers *a, const struct answer_fault *f, struct buf *out);
size_t answers_fault_count(const struct answers *a);
struct answer_fault answers_fault(const struct answers *a, size_t i);
bool answers_acceptable(const struct answers *a); /* no blocking fault of either kind */

struct quiz {
	unsigned correct, incorrect, total;
};
struct quiz answers_quiz(const struct answers *a);
struct value answers_calculated(const struct answers *a, size_t i); /* in the order of form->calculated */

/* The data after completion as compact JSON in the form's order: answers of invisible questions dropped as survey-core
 * drops them. This is what a sheet carries. */
bool answers_write_json(const struct answers *a, struct buf *out);

/* The same data one key after the other; a value that is undefined is not there. */
size_t answers_data_count(const struct answers *a);
struct member answers_data(const struct answers *a, size_t i);

/* What is shown after sending: the first completedHtmlOnCondition that holds, else completedHtml, names replaced and
 * escaped. False, and nothing written, when the form says nothing. */
bool answers_completed_html(const struct answers *a, const char *lang, struct buf *out_html);
/* The same text before its names are replaced; never NULL, but maybe without words. */
const struct text *answers_completed_text(const struct answers *a);
/* True when what is shown after sending depends on what was answered. */
bool answers_change_thanks(const struct form *form);

/* Title, description or html of an element with {names} replaced by what was answered, escaped for HTML text. Element
 * may be NULL for text that stands apart. */
void answers_piped(const struct answers *a, const struct text *t, const char *fallback, const char *lang,
                   struct buf *out_html);

#endif
