/* Signing staff requests. */
#include "tally/request_sign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define LABEL "uzklausi"

static void write_input(struct request_signature *out, const struct key *key, int64_t now)
{
	unsigned char nonce[REQUEST_NONCE_BYTES];
	char card_hex[ID_HEX + 1], nonce_hex[ID_HEX + 1];

	randombytes_buf(nonce, sizeof nonce);
	id_hex(nonce_hex, nonce);
	id_hex(card_hex, key->card.id);
	snprintf(out->signature_input, sizeof out->signature_input,
	         LABEL "=" REQUEST_COMPONENTS ";created=%" PRId64
	               ";keyid=\"%s\";nonce=\"%s\";alg=\"ed25519\";tag=\"" REQUEST_TAG "\"",
	         now, card_hex, nonce_hex);
}

static void write_signature(struct request_signature *out, const unsigned char signature[static 64])
{
	char base64[sodium_base64_ENCODED_LEN(64, sodium_base64_VARIANT_ORIGINAL)];

	sodium_bin2base64(base64, sizeof base64, signature, 64, sodium_base64_VARIANT_ORIGINAL);
	snprintf(out->signature, sizeof out->signature, LABEL "=:%s:", base64);
}

enum seal_err request_sign(struct request_signature *out, const struct request *request, const struct key *key,
                           int64_t now)
{
	enum seal_err err = SEAL_SIZE;
	unsigned char signature[64];
	const char *params;
	struct buf base;

	request_digest(out->content_digest, request->body, request->body_len);
	write_input(out, key, now);
	params = out->signature_input + sizeof(LABEL "=") - 1;
	buf_init(&base, REQUEST_BASE_MAX);
	request_base(&base, request, out->content_digest, params, strlen(params));
	if (!base.failed) {
		key_sign(signature, key, base.data, base.len);
		write_signature(out, signature);
		err = SEAL_OK;
	}
	buf_release(&base);
	return err;
}
