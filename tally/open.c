/* Opening grants and records. */
#include "tally/open.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

enum seal_err opener_init(struct opener *out, const struct lock *lock, const struct key *key)
{
	const struct grant *grant = lock_grant(lock, key->card.id);
	unsigned char public_key[32];

	*out = (struct opener){.lock = lock};
	if (grant == NULL)
		return SEAL_STRANGER;
	out->secret = sodium_malloc(32);
	if (out->secret == NULL)
		return SEAL_NOMEM;
	if (crypto_box_seal_open(out->secret, grant->sealed, GRANT_BYTES, key->card.box_key, key->secrets->box) != 0 ||
	    crypto_scalarmult_base(public_key, out->secret) != 0 || memcmp(public_key, lock->public_key, 32) != 0) {
		opener_release(out);
		return SEAL_CLOSED;
	}
	sodium_mprotect_readonly(out->secret);
	return SEAL_OK;
}

void opener_release(struct opener *opener)
{
	sodium_free(opener->secret);
	*opener = (struct opener){0};
}

/* The length of what was padded, or SIZE_MAX: the last mark, with nothing but zeros behind it. Not in constant time, as
 * sodium_unpad is: the box was authentic, and nobody but the holder of the key is near enough to measure. */
static size_t unpad(const unsigned char *padded, size_t len)
{
	const unsigned char *mark = memrchr(padded, RECORD_PAD, len);

	if (mark == NULL)
		return SIZE_MAX;
	const unsigned char *rest = mark + 1;
	size_t behind = (size_t)(padded + len - rest);
	bool zeros = behind == 0 || (rest[0] == 0 && memcmp(rest, rest + 1, behind - 1) == 0);
	return zeros ? (size_t)(mark - padded) : SIZE_MAX;
}

enum seal_err record_open(const struct opener *opener, const unsigned char *record, size_t len, unsigned char *padded,
                          const char **sheet, size_t *sheet_len)
{
	const struct lock *lock = opener->lock;
	enum seal_err err = record_check(record, len, lock);
	size_t found;

	if (err != SEAL_OK)
		return err;
	if (crypto_box_seal_open(padded, record + RECORD_HEAD_BYTES, len - RECORD_HEAD_BYTES, lock->public_key,
	                         opener->secret) != 0)
		return SEAL_CLOSED;
	found = unpad(padded, record_padded_bytes(len));
	if (found == SIZE_MAX)
		return SEAL_CLOSED;
	*sheet = (const char *)padded;
	*sheet_len = found;
	return SEAL_OK;
}
