/* Keeping secrets inside the process. */
#ifndef TALLY_GUARD_H
#define TALLY_GUARD_H

#include <stdbool.h>

/* No core dump, and no other process of the same person may look into this one. To be called first of all in main. */
bool guard_process(void);

#endif
