/* Request headers against the desk's guard: nobody who does not know the cookie is admitted. The input is four lines:
 * Host, Origin, Sec-Fetch-Site, Cookie. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "tally/desk_guard.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char *text = malloc(size + 1), *lines[4] = {NULL};
	struct desk_guard guard;

	if (text == NULL || sodium_init() < 0)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	char *rest = text;
	for (size_t i = 0; i < 4; i++)
		lines[i] = strsep(&rest, "\n");
	desk_guard_init(&guard, 4711);
	struct desk_request r = {.host = lines[0], .origin = lines[1], .site = lines[2], .cookie = lines[3]};
	if (desk_guard_admit(&guard, &r) == DESK_ADMITTED || desk_guard_spend(&guard, text))
		abort();
	desk_guard_release(&guard);
	free(text);
	return 0;
}
