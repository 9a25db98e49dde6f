/* The answers of a letter, inert. With the form: each question's words and its choices' words; what the form does not
 * know, and everything without a form, stands by its own name. */
#ifndef TALLY_ANSWERS_OUT_H
#define TALLY_ANSWERS_OUT_H

#include "core/buf.h"
#include "core/form.h"
#include "core/value.h"

/* form may be NULL; lang NULL: the form's first. answers: an object. */
void answers_text(struct buf *out, const struct form *form, struct value answers, const char *lang);
/* "question: answer" on a line each, for a cell. */
void answers_cell(struct buf *out, const struct form *form, struct value answers, const char *lang);
void answers_json(struct buf *out, struct value answers);

#endif
