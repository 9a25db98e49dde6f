/* Key files: no file makes us spend more than the bounds say. Opening is not fuzzed: it is Argon2id and one
 * authenticated box. */
#include <sodium.h>
#include <stdlib.h>
#include "tally/keyfile.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct keyfile file;

	if (sodium_init() < 0)
		abort();
	if (keyfile_read((const char *)data, size, &file) != SEAL_OK)
		return 0;
	if (file.cost.passes < KEY_COST_LEAST.passes || file.cost.passes > KEY_COST_MOST.passes ||
	    file.cost.kibibytes < KEY_COST_LEAST.kibibytes || file.cost.kibibytes > KEY_COST_MOST.kibibytes)
		abort();
	if (file.head_len >= size || !card_name_fits(file.name.text, file.name.len))
		abort();
	return 0;
}
