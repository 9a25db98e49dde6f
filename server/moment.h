/* The clock, where the core has none. */
#ifndef SERVER_MOMENT_H
#define SERVER_MOMENT_H

#include <stdint.h>
#include "core/answers.h"

struct moment moment_now(void);
/* Milliseconds on a clock that nobody sets and that goes on while the computer sleeps. */
int64_t moment_ticks(void);
/* The local day, "2026-11-23". */
void moment_day(char out[static 11], const struct moment *now);

#endif
