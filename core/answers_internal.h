/* The inside of struct answers, for the files that read, evaluate, check and write answers. Nothing outside
 * core/answers*.c, intake.c, quiz.c and piping.c includes this. */
#ifndef CORE_ANSWERS_INTERNAL_H
#define CORE_ANSWERS_INTERNAL_H

#include "core/answers.h"
#include "core/form_internal.h"
#include "core/validator.h"

#define FAULTS_MAX 128   /* further ones are only counted */
#define EXTRAS_MAX 64    /* keys that are no question */
#define FIELDS_MAX 20000 /* fields of one posted page */
#define ANSWERS_MEMORY (4u << 20)
#define PASSES_MAX 10 /* survey-core's settings.maxConditionRunCountOnValueChanged */

enum element_state {
	STATE_VISIBLE = 1,   /* its own visibility; what stands around it is not asked */
	STATE_READ_ONLY = 2, /* likewise */
	STATE_REQUIRED = 4,
	STATE_CHANGED = 8, /* changed by hand: its default expression no longer sets it */
	STATE_SHOWN = 16,  /* visible with all that stands around it, when answers_evaluate took its picture */
	STATE_CLEAN = 64,  /* the intake found nothing wrong with the answer */
	STATE_SEEN = 32,   /* panels: visible with some child visible, after the last pass */
};
enum choice_state {
	CHOICE_HIDDEN = 1,
	CHOICE_DISABLED = 2,
	CHOICE_MARKED = 4 /* seen in a list that is gone through */,
	CHOICE_CHOSEN = 8
};

struct extra {
	const char *key;
	size_t len;
	struct value value;
};

struct answers {
	struct answers
	        *self; /* texts and expressions make short-lived values in the arena also for who may only look */
	const struct form *form;
	struct arena arena; /* values made for this person */
	void *block;        /* one block holds all arrays below */
	size_t block_size;
	/* Two layers, as in survey-core: the data by key, and what each question makes of it. */
	struct value *given_data, *given_comments; /* by slot: as they came in */
	struct value *data, *comments;             /* by slot: as survey-core mends them while it evaluates */
	struct value *values;                      /* by element */
	struct value *others;                      /* by element: the other text when it is kept in the answer itself */
	struct value *calculated;                  /* by calculated value */
	unsigned char *state;                      /* by element: enum element_state */
	unsigned char *choice_state;               /* by choice and row of all elements */
	unsigned char *asked;                      /* by element: 1 when the person was asked (answers_of_page) */
	unsigned char *page_state;                 /* by page: STATE_VISIBLE, STATE_SEEN, STATE_SHOWN */
	struct extra extras[EXTRAS_MAX];
	size_t extra_count;
	bool given;   /* somebody answered, if only with nothing: defaults are not applied any more */
	bool paged;   /* answers_of_page */
	bool changed; /* a value was changed while conditions ran */
	bool mended;  /* some answer or comment is not as it came in any more */
	bool moved;   /* conditions ran while answers were checked: what is shown may have changed */
	bool running; /* conditions are running */
	bool completed;
	bool quiz_counted;
	bool evaluated; /* since it was cleared */
	bool no_memory;
	bool chosen_noted; /* CHOICE_CHOSEN says what answers_chosen is asked */
	size_t next_slot;  /* the slot that the next key probably has */
	size_t field_count;
	struct moment now;
	const char *lang;
	struct quiz quiz;
	size_t fault_count, fault_total, blocking, intake_faults;
	struct answer_fault faults[FAULTS_MAX];
};

#define slot_of(a, e) ((e)->rules->slot)

/* --- answers_choices.c: choices, "other" and its text, sameness --- */
bool element_selects(const struct element *e); /* radiogroup, dropdown, checkbox, ranking */
bool element_many(const struct element *e);    /* checkbox, ranking: a list of choices */
bool form_others_in_comment(const struct form *form, const struct element *e);
bool others_in_comment(const struct answers *a, const struct element *e);
bool takes_comment(const struct element *e);
const struct choice *choice_exact(const struct element *e, struct value v); /* 1 is not "1" */
const struct choice *choice_of(const struct element *e, struct value v);
bool choice_mark(struct answers *a, const struct element *e,
                 const struct choice *c); /* false when it was marked before */
void choices_unmark(struct answers *a, const struct element *e);
bool choice_hidden(const struct answers *a, const struct element *e, const struct choice *c);
const struct choice *choice_visible_of(const struct answers *a, const struct element *e, struct value v);
bool value_is_other(struct value v);
bool value_same_scalar(struct value a, struct value b);
/* survey-core's hasUnknownValue: of a list, whether any item is. */
bool unknown_item(const struct answers *a, const struct element *e, struct value v, bool other_known,
                  bool only_visible);
bool unknown_value(const struct answers *a, const struct element *e, struct value v, bool other_known,
                   bool only_visible);
bool choice_listed(const struct answers *a, const struct element *e, struct value v); /* among the visible choices */
bool other_selected(const struct answers *a, const struct element *e);
struct value validated_value(struct answers *a, const struct element *e);
struct value other_text(const struct answers *a, const struct element *e);
/* Equality without converting: "A" is not "a", 1 is not "1", lists have an order; nothing is nothing in every spelling.
 */
bool value_same(struct value a, struct value b);
bool question_empty(struct value v); /* white space alone is no answer */

/* --- answers_scan.c --- */
/* Reads a sheet that is written as answers_write_json writes one, into given_data and given_comments, which must be
 * empty. CORE_SYNTAX when it is written otherwise: then what was read is not the whole. CORE_NOMEM. */
enum core_err answers_scan(struct answers *a, const char *text, size_t len);

/* --- answers_value.c: from the data to the question and back --- */
struct value array_with(struct answers *a, struct value array, uint32_t at,
                        struct value item); /* a copy with one item replaced */
void value_from_data(struct answers *a, const struct element *e, struct value v);
void value_set(struct answers *a, const struct element *e, struct value v);
void default_set(struct answers *a, const struct element *e, struct value v);
void comment_clear(struct answers *a, const struct element *e);
void value_clear(struct answers *a, const struct element *e, bool keep_comment);
void ranking_complete(struct answers *a, const struct element *e);
void incorrect_clear(struct answers *a, const struct element *e);

/* --- answers_conditions.c --- */
void conditions_run(struct answers *a);
struct value expression_value(struct answers *a, const struct element *owner, const struct choice *item,
                              const struct expr *e);
/* visibleIf, requiredIf and the like want true itself; conditions of choices, and validators, what JavaScript's == true
 * holds for. */
bool expression_strictly_true(struct answers *a, const struct element *owner, const struct expr *e);
bool expression_true(struct answers *a, const struct element *owner, const struct choice *item, const struct expr *e);
bool shown_now(const struct answers *a, const struct element *e);
bool on_start_page(const struct answers *a, const struct element *e);
bool read_only_now(const struct answers *a, const struct element *e);
struct value name_value(struct answers *a, const struct element *owner, const struct binding *b, const char *name,
                        size_t len);
size_t pages_visible(const struct answers *a);
struct value default_value(struct answers *a, const struct element *e);
void default_apply(struct answers *a, const struct element *e);

/* --- answers_check.c, answers_text.c, intake.c, quiz.c --- */
void answers_check(struct answers *a);
void intake_check(struct answers *a);
/* The most UTF-16 units of a comment or an other text. */
void intake_unknown_key(struct answers *a);
struct answer_fault *fault_add(struct answers *a, const struct element *e, const char *type, const char *rule);
struct answer_fault *fault_custom(struct answers *a, const struct element *e, const char *rule,
                                  const struct text *words);
const char *fault_words(const struct answers *a, const struct text *t);      /* the form's own; NULL */
void text_check(struct answers *a, const struct element *e, struct value v); /* answers_text.c */
void quiz_count(struct answers *a);

/* --- piping.c --- */
struct value display_value(struct answers *a, const struct element *e, struct value v);
/* Text with {names} replaced, in a's arena; NULL when memory ran out. */
const char *text_processed(struct answers *a, const struct element *owner, const char *text, bool escape);
const char *built_in_text(const struct choice *c);

#endif
