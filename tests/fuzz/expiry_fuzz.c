/* Orders to erase: what is read is within its bounds, and never sooner than the site's days. */
#include <stdlib.h>
#include "server/expiry.h"
#include "server/store.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena arena;
	struct expiry e;
	arena_init(&arena, EXPIRY_ARENA_MAX);
	if (expiry_read(&e, (const char *)data, size, &arena) == CORE_OK) {
		uint16_t day = expiry_day(&e, 20000, 90);
		if (e.id_count + e.mailbox_count > EXPIRY_IDS_MAX)
			abort();
		if (e.never ? day != STORE_KEEP : day < 20090 || day < e.day)
			abort();
	}
	arena_release(&arena);
	return 0;
}
