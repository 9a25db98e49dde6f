/* What the files that read a form share: where the reading stands, and how a problem gets its line, page and element.
 * Nothing outside form_*.c, element_*.c, choice_read.c and validator_read.c includes this. */
#ifndef CORE_FORM_READER_H
#define CORE_FORM_READER_H

#include "core/form_internal.h"
#include "core/validator.h"

struct reader {
	struct form *form;
	struct form_internal *in;
	struct arena *arena;
	const char *file;
	struct problems *problems;
	uint32_t *line_starts;
	size_t line_count;
	size_t bad; /* problems found */
	bool no_memory;

	const char *page, *element; /* where the reading stands: names, or NULL */
	size_t page_index;
	struct element *parent;
	size_t next_element;   /* the place that the next element gets */
	struct expr_use *uses; /* expressions read so far, to be bound when all names are known */
	size_t choice_total;
	unsigned question_number, panel_number; /* of elements without a name */
};

/* An expression and what it belongs to. */
struct expr_use {
	struct expr *expr;
	const char *page, *element;
	uint32_t offset;
	struct expr_use *next;
};

void reader_bad(struct reader *r, uint32_t offset, const char *reason, ...) __attribute__((format(printf, 3, 4)));
unsigned reader_line(const struct reader *r, uint32_t offset);

/* Memory of the form; NULL and r->no_memory when it ran out. */
void *reader_array(struct reader *r, size_t count, size_t size);
const char *reader_copy(struct reader *r, const char *text, size_t len);

/* Values of properties. Each reports what it cannot take, naming the property, and then answers what stands for
 * nothing. */
bool read_bool(struct reader *r, const char *name, struct value v, bool *out);
bool read_number(struct reader *r, const char *name, struct value v, double *out);
bool read_count(struct reader *r, const char *name, struct value v, unsigned *out);
bool read_word(struct reader *r, const char *name, struct value v, const char **out); /* "" and null: NULL */
void read_text(struct reader *r, const char *name, struct value v, struct text *out);
void read_expr(struct reader *r, const char *name, struct value v, struct expr **out);

/* True when value stands for "not set": null, "", [], {}. */
bool reads_as_nothing(struct value v);

/* One property that a table knows. Several spellings may lead to the same place. */
enum how {
	AS_BOOL,    /* bool */
	AS_NOT,     /* bool, turned round */
	AS_TEXT,    /* struct text */
	AS_WORD,    /* const char * */
	AS_EXPR,    /* struct expr * */
	AS_COUNT,   /* unsigned */
	AS_NUMBER,  /* double */
	AS_VALUE,   /* struct value */
	AS_OWN,     /* read by code of its own */
	AS_LOOKS,   /* changes looks alone: accepted, and not used */
	AS_REFUSED, /* known to SurveyJS, not done here; `why` says what to do instead */
};
struct property {
	const char *name;
	uint32_t on; /* bits of what may have it */
	enum how how;
	bool in_rules; /* `at` counts in struct element_rules */
	size_t at;
	const char *why;      /* AS_REFUSED: the reason */
	const char *harmless; /* AS_REFUSED: a value that asks for nothing, or NULL */
};

/* The row of name among sorted rows for the thing that has bit `on`; NULL. *elsewhere is set when the name is known,
 * but for others. */
const struct property *property_find(const struct property *rows, size_t count, const char *name, size_t len,
                                     uint32_t on, bool *elsewhere);
/* Reads what a row can say by itself (all but AS_OWN) into base (or rules). */
void property_read(struct reader *r, const struct property *row, struct value v, void *base, void *rules);
/* True when a table has its names in order: a unit test asks. */
bool property_table_sorted(const struct property *rows, size_t count);
extern const struct property ELEMENT_PROPERTIES[];
extern const size_t ELEMENT_PROPERTY_COUNT;
extern const struct property FORM_PROPERTIES[];
extern const size_t FORM_PROPERTY_COUNT;
extern const struct property PAGE_PROPERTIES[];
extern const size_t PAGE_PROPERTY_COUNT;

/* Reads the list of elements of a page or panel into *out. */
void elements_read(struct reader *r, struct value list, struct element ***out, size_t *count);
/* How many elements stand in a list and in its panels, at most limit + 1. */
size_t elements_count(struct value list, unsigned depth, size_t limit);

void choices_read(struct reader *r, struct element *e, const char *name, struct value list, struct choice **out,
                  size_t *count);
/* What follows from all of an element's properties: scales, built-in choices, other and none. */
void choices_finish(struct reader *r, struct element *e);
void validators_read(struct reader *r, struct element *e, struct value list);
void settings_read(struct reader *r, struct value v);
/* form_easy.c: "easyScales". */
void easy_scales_read(struct reader *r, struct value list);
/* form_pictograms.c: "pictograms". */
void pictograms_read(struct reader *r, struct value v);
/* A question of the form that a setting names, of one of the kinds (bits of enum element_kind); NULL when it is not. */
const struct element *settings_named(struct reader *r, const char *setting, struct value name, unsigned kinds);
void form_bind(struct reader *r);
void form_foresee(struct reader *r);           /* what is known of a sheet before there is one */
void form_circles_of_values(struct reader *r); /* also puts calculated values into order */
void form_circles_of_visibility(struct reader *r);
void form_languages(struct reader *r);

#endif
