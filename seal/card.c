/* Reading cards. Making them needs private keys and lives in tally/keyfile.c. */
#include "seal/card.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include "core/utf8.h"
#include "seal/lines.h"

/* Controls, separators of lines, and what turns the direction of writing: a name must look like what it is. */
static bool character_fits(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '/' || c == '\\')
		return false;
	if (c == 0x61c || c == 0x200e || c == 0x200f || c == 0xfeff)
		return false;
	return !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
}

bool card_name_fits(const char *name, size_t len)
{
	if (len == 0 || len > CARD_NAME_MAX || name[0] == '.' || name[0] == '-' || name[0] == ' ' ||
	    name[len - 1] == ' ')
		return false;
	for (size_t i = 0, taken; i < len; i += taken) {
		uint32_t c;

		taken = utf8_take(name + i, len - i, &c);
		if (taken == 0 || !character_fits(c))
			return false;
	}
	return true;
}

bool box_key_fits(const unsigned char key[static 32])
{
	unsigned char sealed[crypto_box_SEALBYTES + 1];

	return crypto_box_seal(sealed, (const unsigned char *)"", 0, key) == 0;
}

void card_id(unsigned char out[static CARD_ID_BYTES], const unsigned char box_key[static 32],
             const unsigned char sign_key[static 32])
{
	unsigned char both[64];

	memcpy(both, box_key, 32);
	memcpy(both + 32, sign_key, 32);
	crypto_generichash(out, CARD_ID_BYTES, both, sizeof both, NULL, 0);
}

enum seal_err card_read(const char *text, size_t len, struct card *out)
{
	struct lines l;
	struct line_value name;
	unsigned char signature[crypto_sign_BYTES];
	size_t signed_len;

	*out = (struct card){0};
	if (len > CARD_MAX_BYTES || !lines_open(&l, text, len) || !lines_expect(&l, "uzklausi-card", "1"))
		return SEAL_FORMAT;
	if (!lines_take(&l, "name", &name) || !card_name_fits(name.text, name.len))
		return SEAL_FORMAT;
	memcpy(out->name, name.text, name.len);
	if (!lines_take_bytes(&l, "box", out->box_key, 32) || !lines_take_bytes(&l, "sign", out->sign_key, 32))
		return SEAL_FORMAT;
	signed_len = lines_taken(&l);
	if (!lines_take_bytes(&l, "signature", signature, sizeof signature) || !lines_done(&l) ||
	    !box_key_fits(out->box_key))
		return SEAL_FORMAT;
	if (crypto_sign_verify_detached(signature, (const unsigned char *)text, signed_len, out->sign_key) != 0)
		return SEAL_SIGNATURE;
	card_id(out->id, out->box_key, out->sign_key);
	return SEAL_OK;
}
