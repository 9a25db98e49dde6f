/* Reading a form file, with words for what is wrong. */
#ifndef TALLY_FORMS_H
#define TALLY_FORMS_H

#include <stdbool.h>
#include "core/form.h"
#include "tally/fault.h"

#define FORM_FILE_MAX ((size_t)1 << 20)

/* Reads a form; the caller frees it. */
bool form_load(const char *path, struct form **out, struct fault *fault);

#endif
