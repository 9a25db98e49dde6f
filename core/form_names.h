/* Names of a form and what they stand for. */
#ifndef CORE_FORM_NAMES_H
#define CORE_FORM_NAMES_H

#include "core/form_internal.h"

bool names_init(struct name_table *t, struct arena *arena, size_t count);
void names_add(struct name_table *t, const char *name, size_t len, size_t place);

/* The slot of that key, or of that key in other letters; -1. */
long form_slot_near(const struct form *form, const char *key, size_t len);

/* What a name in an expression or a text stands for. owner is the element it is written at, or NULL. */
struct binding binding_find(const struct form *form, const struct element *owner, const char *name, size_t len);

#endif
