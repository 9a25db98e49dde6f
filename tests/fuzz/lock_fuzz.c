/* Locks. What is read is within its bounds, and reads the same from its own text. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/lock.h"
#include "seal/record.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const struct card card = {0};
	unsigned char record[RECORD_MAX_BYTES];
	struct lock lock, again;

	if (sodium_init() < 0)
		abort();
	if (lock_read((const char *)data, size, &lock) != SEAL_OK)
		return 0;
	if (lock.text_len != size || lock.grant_count == 0 || lock.grant_count > LOCK_GRANTS_MAX ||
	    !lock_form_fits(lock.form) || !lock_wave_fits(lock.wave) || lock.signed_len >= size ||
	    lock_verify(&lock, &card) == SEAL_OK)
		abort();
	if (record_seal(record, lock.record_size, &lock, "{}", 2) != SEAL_OK ||
	    record_check(record, lock.record_size, &lock) != SEAL_OK)
		abort();
	if (lock_read(lock.text, lock.text_len, &again) != SEAL_OK || !id_equal(again.id, lock.id))
		abort();
	lock_release(&again);
	lock_release(&lock);
	return 0;
}
