/* prctl(2) closes what a file size of zero leaves open: dumps that are piped to a program, and ptrace. */
#include "tally/guard.h"

#include <sys/prctl.h>
#include <sys/resource.h>

bool guard_process(void)
{
	const struct rlimit none = {0, 0};

	return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}
