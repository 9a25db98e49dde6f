/* Problems of a form as people read them. */
#ifndef TOOLS_FORM_PROBLEM_TEXT_H
#define TOOLS_FORM_PROBLEM_TEXT_H

#include "core/buf.h"
#include "core/err.h"

/* "file:12: page p1, element q2: reason"; the file is left out when it is "". */
void problem_text(struct buf *out, const struct problem *p);

/* The whole of a file into *out; false with errno set. At most max bytes. */
bool form_file_read(const char *path, size_t max, struct buf *out);

#endif
