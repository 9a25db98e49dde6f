#include "tally/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

void progress_show(void *context, uint64_t done, uint64_t total)
{
	const char *what = context;
	fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64 "\033[K", what, done, total);
	fflush(stderr);
}

progress_function *progress_if_terminal(void)
{
	return isatty(STDERR_FILENO) ? progress_show : NULL;
}

void progress_end(progress_function *progress)
{
	if (progress != NULL)
		fputs("\r\033[K", stderr);
}
