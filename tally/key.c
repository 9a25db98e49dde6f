/* Private keys in memory. */
#include "tally/key.h"

#include <sodium.h>
#include <string.h>
#include "seal/lines.h"

enum seal_err key_from_bytes(struct key *out, const char *name, size_t len, const unsigned char bytes[static 64])
{
	*out = (struct key){0};
	out->secrets = sodium_malloc(sizeof *out->secrets);
	if (out->secrets == NULL)
		return SEAL_NOMEM;
	memcpy(out->card.name, name, len);
	memcpy(out->secrets->box, bytes, 32);
	memcpy(out->secrets->seed, bytes + 32, 32);
	crypto_scalarmult_base(out->card.box_key, out->secrets->box);
	crypto_sign_seed_keypair(out->card.sign_key, out->secrets->sign, out->secrets->seed);
	card_id(out->card.id, out->card.box_key, out->card.sign_key);
	sodium_mprotect_readonly(out->secrets);
	return SEAL_OK;
}

enum seal_err key_make(struct key *out, const char *name, size_t len)
{
	enum seal_err err;
	unsigned char *bytes;

	*out = (struct key){0};
	if (!card_name_fits(name, len))
		return SEAL_FORMAT;
	bytes = sodium_malloc(64);
	if (bytes == NULL)
		return SEAL_NOMEM;
	randombytes_buf(bytes, 64);
	err = key_from_bytes(out, name, len, bytes);
	sodium_free(bytes);
	return err;
}

void key_release(struct key *key)
{
	sodium_free(key->secrets);
	*key = (struct key){0};
}

void key_sign(unsigned char signature[static 64], const struct key *key, const void *bytes, size_t len)
{
	crypto_sign_detached(signature, NULL, bytes, len, key->secrets->sign);
}

void card_write(struct buf *out, const struct key *key)
{
	unsigned char signature[64];
	size_t start = out->len;

	lines_add(out, "uzklausi-card", "1");
	lines_add(out, "name", key->card.name);
	lines_add_bytes(out, "box", key->card.box_key, 32);
	lines_add_bytes(out, "sign", key->card.sign_key, 32);
	if (out->failed)
		return;
	key_sign(signature, key, out->data + start, out->len - start);
	lines_add_bytes(out, "signature", signature, sizeof signature);
}
