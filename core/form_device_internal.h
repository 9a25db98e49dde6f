/* Between the files that write what the device has to know of a form: core/form_device*.c. */
#ifndef CORE_FORM_DEVICE_INTERNAL_H
#define CORE_FORM_DEVICE_INTERNAL_H

#include "core/form_device.h"
#include "core/form_internal.h"

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

/* "t": the number of the sentence for each fault that an answer to d->element can have; "va": its validators
 * (form_device_faults.c). */
void device_faults(struct device *d, const struct element *e);
void device_validators(struct device *d, const struct element *e);
/* What the names in all expressions of the form stand for (form_device_names.c). */
void device_names(struct device *d);

#endif
