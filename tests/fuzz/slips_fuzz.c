/* Slips' files. What is read is within its bounds and has one spelling: it writes as the same bytes. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/slips.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	unsigned char key[SLIPS_KEY_BYTES];
	struct slips s;
	struct buf out;

	if (sodium_init() < 0)
		abort();
	buf_init(&out, SLIPS_FILE_BYTES);
	if (slips_read((const char *)data, size, &s) == SEAL_OK) {
		if (s.count == 0 || s.count > SLIPS_MAX || !slips_have(&s, s.hashes[s.count - 1]))
			abort();
		if (!slips_write(&out, &s) || out.len != size || memcmp(out.data, data, size) != 0)
			abort();
	}
	slips_release(&s);
	buf_clear(&out);
	if (slips_key_read((const char *)data, size, key) == SEAL_OK) {
		slips_key_write(&out, key);
		if (out.len != size || memcmp(out.data, data, size) != 0)
			abort();
	}
	buf_release(&out);
	return 0;
}
