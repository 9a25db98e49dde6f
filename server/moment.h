/* The clock, where the core has none. */
#ifndef SERVER_MOMENT_H
#define SERVER_MOMENT_H

#include "core/answers.h"

struct moment moment_now(void);
/* The local day, "2026-11-23". */
void moment_day(char out[static 11], const struct moment *now);

#endif
