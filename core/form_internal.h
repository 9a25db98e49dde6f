/* What a form keeps for the core room alone: rules that pages never look at, the places where answers are kept, and the
 * limits. Nothing outside core/ includes this. */
#ifndef CORE_FORM_INTERNAL_H
#define CORE_FORM_INTERNAL_H

#include "core/form.h"
#include "core/json.h"

/* Limits of a form (docs/FORMS.md states them). */
#define FORM_MAX_ELEMENTS 8000
#define FORM_MAX_CHOICES 40000 /* of all questions together */
#define FORM_MAX_CHOICES_EACH 5000
#define FORM_MAX_ROWS 500 /* of a matrix */
#define FORM_MAX_PAGES 500
#define FORM_MAX_DEPTH 12 /* panels in panels */
#define FORM_MAX_CALCULATED 500
#define FORM_MAX_LANGUAGES 20
#define FORM_MAX_MEMORY (96u << 20)

enum clear_when { CLEAR_DEFAULT, CLEAR_NONE, CLEAR_ON_COMPLETE, CLEAR_ON_HIDDEN, CLEAR_ON_HIDDEN_CONTAINER };
enum store_others { OTHERS_DEFAULT, OTHERS_AS_COMMENT, OTHERS_AS_VALUE };

/* A choice as survey-core compares it: trimmed, in lower case, numbers in one spelling, true as 1. Two choices of a
 * question never have the same key; sorted, they are found by it. */
struct choice_key {
	const struct choice *choice;
	const char *key;
	size_t len;
};
#define CHOICE_KEY_MAX 512 /* bytes; longer values of choices are refused */

/* Few choices are compared one by one; many are looked for by key. */
#define FEW_CHOICES 12

/* Text as a sheet carries it, made ready to be compared with eight bytes at once. */
struct head {
	uint64_t bytes, mask; /* the first eight, in the machine's order */
};
struct rest {
	uint64_t last; /* eight bytes, when there are so many */
	const char *text;
	uint32_t len; /* of the whole */
};
struct spelling {
	struct head head;
	struct rest rest;
};

/* How the choices of a question with few are written: their heads close together, what else is asked of the one that is
 * found, apart. */
struct choice_spelling {
	struct rest rest;
	struct value value; /* the choice's */
};

/* How an answer is written. */
struct slot_spelling {
	struct spelling key, comment_key; /* with quotes and colon; comment_key is empty when none is taken */
	const struct head *heads;         /* NULL for a question without choices, with many, or for a matrix */
	const struct choice_spelling *choices;
	uint32_t choice_count;
	bool several; /* a list of choices */
};

/* A visibleIf that depends on the answer to one question with few choices, answered beforehand for each of them. */
struct foreseen {
	const struct element *asked;
	uint32_t holds;  /* a bit for each choice, the first is 1 */
	bool unanswered; /* what holds when there is no answer */
};

/* Rules of one element that only the engine applies. */
struct element_rules {
	struct value default_value;
	struct expr *default_expr, *min_expr, *max_expr, *expression;
	struct expr *choices_visible_if, *choices_enable_if, *rows_visible_if, *columns_visible_if;
	struct text other_text, none_text, dont_know_text, refuse_text, other_error, min_error, max_error, step_error;
	enum clear_when clear_when;
	enum store_others store_others;
	bool has_dont_know, has_refuse;
	bool hide_if_choices_empty, hide_if_rows_empty;
	bool matrix_many;         /* cellType "checkbox" */
	bool choices_conditional; /* some choice, row or column has a condition */
	bool runs;                /* a question with anything that answers may change (question_run) */
	bool key_listed;          /* correctAnswer, or some item of it, is among the choices */
	bool keeps_incorrect;     /* shares its key with another question: survey-core then drops nothing */
	bool boolean_default_set;
	bool takes_one;                  /* one of its choices: radiogroup, dropdown, rating, boolean */
	bool direct;                     /* an answer that the intake takes is the question's value as it stands */
	bool quiet;                      /* nothing can be wrong with it but that it is missing */
	const struct choice *key_choice; /* the choice that correctAnswer is, when it is one that is always there */
	const struct choice_key *keys;   /* of its choices, sorted; NULL for few choices that have none */
	size_t key_count;
	const struct foreseen *foreseen; /* of its visibleIf, or NULL */
	int slot;                        /* where its answer is kept: form_internal.slots */
	unsigned choice_first; /* its first choice's place among all choices (for visibility bits); rows follow */
	double rate_min, rate_max, rate_step, rate_count; /* as written; NAN when not */
	struct value choices_min, choices_max, choices_step;
	struct text default_display;
};

/* A key of the data: one or more questions share it through valueName. */
struct slot {
	const char *key;
	uint32_t key_len;
	const char *comment_key; /* key + "-Comment" */
	uint32_t comment_key_len;
	const struct element *first; /* the first question with this key */
	unsigned users;
	bool comment_used; /* some question of it has a comment or an other text */
};

struct calculated {
	const char *name;
	struct expr *expression; /* NULL: never has a value */
	bool include;            /* includeIntoResult */
	unsigned line;
};

/* What a name in an expression or a piped text stands for, found when the form is read. */
enum binding_kind {
	BIND_NOTHING,
	BIND_CALCULATED,
	BIND_ELEMENT,
	BIND_COMMENT,
	BIND_BUILT_IN,
	BIND_EMPTY /* html and images: never a value */
};
enum built_in {
	BUILT_IN_PAGE_NO,
	BUILT_IN_PAGE_COUNT,
	BUILT_IN_LOCALE,
	BUILT_IN_CORRECT,
	BUILT_IN_INCORRECT,
	BUILT_IN_QUESTIONS
};
struct binding {
	enum binding_kind kind;
	size_t at;         /* calculated, element, slot or built-in */
	const char *root;  /* the part of the name that names it */
	uint32_t root_len; /* what follows is a path into its value */
	bool whole;        /* nothing follows */
};

/* Of an element, what is asked for every sheet. */
struct brief {
	int32_t slot;
	uint16_t page;
	bool direct, quiet, other;
	bool within_panel; /* or a panel itself */
};

struct choice_range {
	uint32_t first, count;
};

struct completed_html {
	struct expr *expression;
	struct text html;
};

struct name_table {       /* open addressing, power of two */
	uint32_t *places; /* place + 1; 0: free */
	size_t mask;
};

struct form_internal {
	struct arena arena;
	char *text; /* the file's bytes; values and texts point into it */
	size_t text_len;
	struct value json;
	struct slot *slots;
	size_t slot_count;
	struct name_table elements_by_name, slots_by_key;
	struct binding *bindings;
	size_t binding_count, binding_max;
	struct completed_html *completed;
	size_t completed_count;
	unsigned char *start_state;      /* by element: what holds before any condition is asked */
	struct brief *briefs;            /* by element */
	size_t *page_starts;             /* by page, and one more: its first element's place */
	bool *page_runs;                 /* by page: something in it runs while conditions do */
	struct slot_spelling *spellings; /* by slot */
	struct choice_range *choices_of; /* by slot: what may answer it, when that is one choice */
	size_t *calculated_order;        /* each calculated value after those that it needs */
	size_t choice_total;             /* choices and rows of all elements */
	enum clear_when clear_when;
	bool others_as_value; /* storeOthersAsComment: false */
	bool first_page_is_start;
	bool start_page_shown; /* it is the only page, and then a page like others but for the quiz */
	bool show_completed;
	const char *comment_suffix;
	size_t max_comment; /* maxCommentLength in UTF-16 units; 0: none */
	size_t max_text;    /* maxTextLength, likewise */
	/* What the form has none of is never looked at while a sheet is read. */
	bool clears_on_hidden, has_rankings;
	bool has_conditions, has_choice_conditions, has_defaults, has_expressions, has_calculated, has_quiz,
	        has_shared_keys;
	bool reads_state;  /* an expression reads a built-in name */
	bool has_settings; /* the form has an "uzklausi" object */
};

#define form_rules(e) ((e)->rules)

/* The key of a scalar into key[CHOICE_KEY_MAX]; SIZE_MAX when it is longer than any choice's, or no scalar. */
size_t choice_key_of(struct value v, char key[static CHOICE_KEY_MAX]);
int choice_key_order(const char *a, size_t a_len, const char *b, size_t b_len);

/* The element of that exact name, or that name in other letters; -1 when there is none. */
long form_element_at(const struct form *form, const char *name, size_t len, bool caseless);
/* The slot of that exact key; -1. */
long form_slot_at(const struct form *form, const char *key, size_t len);

#endif
