/* Between the files that write what the device has to know of a form: core/form_device*.c. */
#ifndef CORE_FORM_DEVICE_INTERNAL_H
#define CORE_FORM_DEVICE_INTERNAL_H

#include "core/form_device.h"
#include "core/form_internal.h"

#define DEVICE_NAMES_MAX 512 /* different ones; a form with more stays without script */

struct device {
	const struct form *form;
	const char *lang;
	const struct fault_sayer *sayer;
	struct buf *out;
	const struct element *element;
};

/* ,"name": */
void device_key(struct device *d, const char *name);
/* The tree of an expression, or nothing for NULL; as a member when name is not NULL. */
void device_tree(struct device *d, const char *name, const struct expr *e);
/* A line whose answer has bounds: numbers and dates. */
bool device_bounded(const struct element *e);

/* The conditions of choices, rows and columns, answers from the start, what becomes of the answers of hidden questions
 * (form_device_moves.c). */
void device_moves(struct device *d, const struct element *e);
/* Whether the device must know all of a question's choices: to mend an answer by them. */
bool device_needs_choices(const struct element *e);

/* "t": the number of the sentence for each fault that an answer to d->element can have; "va": its validators
 * (form_device_faults.c). */
void device_faults(struct device *d, const struct element *e);
void device_validators(struct device *d, const struct element *e);

/* What the names in all expressions and texts of the form stand for. False when there are too many
 * (form_device_names.c). */
bool device_names(struct device *d);

/* Calls visit for each expression, which may be NULL; of_choice: {item} stands for the choice or row. */
typedef void device_visit(void *context, const struct expr *e, bool of_choice);
void device_visit_element(const struct element *e, device_visit *visit, void *context);
void device_visit_form(const struct form *form, device_visit *visit, void *context);

#endif
