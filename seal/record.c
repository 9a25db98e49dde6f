/* Making records and looking at them from outside. */
#include "seal/record.h"

#include <sodium.h>
#include <string.h>

size_t record_padded_bytes(size_t record_size)
{
	return record_size - RECORD_HEAD_BYTES - RECORD_SEAL_BYTES;
}

size_t record_sheet_max(size_t record_size)
{
	return record_padded_bytes(record_size) - 1;
}

enum seal_err record_seal(unsigned char *record, size_t record_size, const struct lock *lock, const char *sheet,
                          size_t len)
{
	unsigned char padded[RECORD_MAX_BYTES - RECORD_HEAD_BYTES - RECORD_SEAL_BYTES];
	size_t padded_len;
	int failed;

	if (record_size != lock->record_size || !lock_size_fits(record_size) || len > record_sheet_max(record_size))
		return SEAL_SIZE;
	padded_len = record_padded_bytes(record_size);
	memcpy(padded, sheet, len);
	padded[len] = RECORD_PAD;
	memset(padded + len + 1, 0, padded_len - len - 1);
	record[0] = RECORD_VERSION;
	memcpy(record + 1, lock->id, LOCK_ID_BYTES);
	failed = crypto_box_seal(record + RECORD_HEAD_BYTES, padded, padded_len, lock->public_key);
	sodium_memzero(padded, padded_len);
	return failed == 0 ? SEAL_OK : SEAL_FORMAT;
}

enum seal_err record_check(const unsigned char *record, size_t len, const struct lock *lock)
{
	if (len != lock->record_size)
		return SEAL_SIZE;
	if (record[0] != RECORD_VERSION)
		return SEAL_FORMAT;
	return id_equal(record + 1, lock->id) ? SEAL_OK : SEAL_STRANGER;
}
