/* A form and its easy-language version: two forms that ask the same, in other words and on shorter scales. The easy one
 * says what each of its choices stands for in the full one ("easyScales"), so that their sheets can be counted
 * together. */
#ifndef CORE_FORM_EASY_H
#define CORE_FORM_EASY_H

#include "core/form.h"

/* True when the two name each other: full's "easy" and easy's "easyOf". */
bool form_easy_pair(const struct form *full, const struct form *easy);

/* The choice of the full form's question (a column, of a matrix) that a choice of the easy version's question e stands
 * for: the one of the same value, or of the value that "easyScales" names instead; NULL when there is none. */
const struct choice *form_easy_choice(const struct form *easy, const struct element *e, const struct choice *c,
                                      const struct element *full);

/* Holds an easy version against the full form: they name each other; every question, row and choice of the easy one is
 * one of the full one, of a kind that is answered in the same way; what decides who may see the answers and how few
 * are hidden is the same. Adds what it finds to problems, in file, which is the easy one's; true when it found
 * nothing. */
bool form_easy_check(const char *file, const struct form *easy, const struct form *full, struct problems *problems);

#endif
