/* Entries of the audit. What is read is within its bounds and is written and read the same again. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/audit.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena arena;
	struct audit a, again;
	struct buf text;
	enum seal_err err;

	if (sodium_init() < 0)
		abort();
	arena_init(&arena, (size_t)4 << 20);
	buf_init(&text, (size_t)4 << 20);
	err = audit_read((const char *)data, size, &arena, &a);
	if (err == SEAL_OK || err == SEAL_SIGNATURE) {
		if (!card_name_fits(a.card.name, strlen(a.card.name)) || a.bytes > 1000000000)
			abort();
		audit_write(&text, &a);
		if (text.failed || !audit_begins(text.data, text.len) ||
		    (text.len <= 65536 && audit_read(text.data, text.len, &arena, &again) != err))
			abort();
	}
	buf_release(&text);
	arena_release(&arena);
	return 0;
}
