/* How far a long work is, on a terminal only: one line on standard error that is written over, and wiped at the end. */
#ifndef TALLY_PROGRESS_H
#define TALLY_PROGRESS_H

#include <stdint.h>

typedef void progress_function(void *context, uint64_t done, uint64_t total);

/* progress_show when standard error is a terminal, else NULL. */
progress_function *progress_if_terminal(void);
/* Shows "what: done of total"; context is the text before the colon. */
void progress_show(void *context, uint64_t done, uint64_t total);
void progress_end(progress_function *progress);

#endif
