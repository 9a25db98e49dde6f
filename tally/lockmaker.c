/* New locks, and new grants for old ones. */
#include "tally/lockmaker.h"

#include <sodium.h>
#include "seal/lines.h"
#include "tally/open.h"

static bool cards_fit(const struct card *staff, size_t count, const struct lock *old)
{
	size_t already = old == NULL ? 0 : old->grant_count;

	if (count == 0 || count > LOCK_GRANTS_MAX - already)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (old != NULL && lock_grant(old, staff[i].id) != NULL)
			return false;
		for (size_t j = 0; j < i; j++) {
			if (id_equal(staff[i].id, staff[j].id))
				return false;
		}
	}
	return true;
}

static void write_head(struct buf *out, const char *form, const char *wave, size_t record_size,
                       const unsigned char public_key[static 32])
{
	lines_add(out, "uzklausi-lock", "1");
	lines_add(out, "form", form);
	lines_add(out, "wave", wave);
	buf_printf(out, "size %zu\n", record_size);
	lines_add_bytes(out, "key", public_key, 32);
}

static void write_grant(struct buf *out, const unsigned char card_id[static CARD_ID_BYTES],
                        const unsigned char sealed[static GRANT_BYTES])
{
	char hex[ID_HEX + 1];

	id_hex(hex, card_id);
	buf_printf(out, "grant %s ", hex);
	base64_add(out, sealed, GRANT_BYTES);
	buf_addc(out, '\n');
}

/* Seals the lock's private key to each card. SEAL_FORMAT for a card that cannot be sealed to. */
static enum seal_err write_grants(struct buf *out, const unsigned char secret[static 32], const struct card *staff,
                                  size_t count)
{
	unsigned char sealed[GRANT_BYTES];

	for (size_t i = 0; i < count; i++) {
		if (crypto_box_seal(sealed, secret, 32, staff[i].box_key) != 0)
			return SEAL_FORMAT;
		write_grant(out, staff[i].id, sealed);
	}
	return SEAL_OK;
}

static enum seal_err sign(struct buf *out, size_t start, const struct key *signer)
{
	unsigned char signature[64];

	lines_add_id(out, "signer", signer->card.id);
	if (out->failed)
		return SEAL_NOMEM;
	key_sign(signature, signer, out->data + start, out->len - start);
	lines_add_bytes(out, "signature", signature, sizeof signature);
	return out->failed ? SEAL_NOMEM : SEAL_OK;
}

enum seal_err lock_make(struct buf *out, const char *form, const char *wave, size_t record_size,
                        const struct card *staff, size_t count, const struct key *signer)
{
	size_t start = out->len;
	unsigned char public_key[32], *secret;
	enum seal_err err;

	if (!lock_form_fits(form) || !lock_wave_fits(wave) || !lock_size_fits(record_size) ||
	    !cards_fit(staff, count, NULL))
		return SEAL_FORMAT;
	secret = sodium_malloc(32);
	if (secret == NULL)
		return SEAL_NOMEM;
	randombytes_buf(secret, 32);
	crypto_scalarmult_base(public_key, secret);
	write_head(out, form, wave, record_size, public_key);
	err = write_grants(out, secret, staff, count);
	sodium_free(secret);
	return err == SEAL_OK ? sign(out, start, signer) : err;
}

enum seal_err lock_add_grants(struct buf *out, const struct lock *lock, const struct card *staff, size_t count,
                              const struct key *signer)
{
	size_t start = out->len;
	struct opener opener;
	enum seal_err err;

	if (!cards_fit(staff, count, lock))
		return SEAL_FORMAT;
	err = opener_init(&opener, lock, signer);
	if (err != SEAL_OK)
		return err;
	write_head(out, lock->form, lock->wave, lock->record_size, lock->public_key);
	for (size_t i = 0; i < lock->grant_count; i++)
		write_grant(out, lock->grants[i].card_id, lock->grants[i].sealed);
	err = write_grants(out, opener.secret, staff, count);
	opener_release(&opener);
	return err == SEAL_OK ? sign(out, start, signer) : err;
}
