/* Verifying signed staff requests. */
#include "seal/request.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include "seal/lines.h"

#define LABEL_MAX 32
#define CREATED_DIGITS 12

/* --- the signature base --- */

void request_digest(char out[static REQUEST_DIGEST_MAX], const void *body, size_t len)
{
	static const char before[] = "sha-256=:";
	unsigned char hash[crypto_hash_sha256_BYTES];
	size_t used = sizeof before - 1;

	crypto_hash_sha256(hash, len == 0 ? (const unsigned char *)"" : body, len);
	memcpy(out, before, used);
	sodium_bin2base64(out + used, REQUEST_DIGEST_MAX - used, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	used = strlen(out);
	out[used] = ':';
	out[used + 1] = '\0';
}

void request_base_line(struct buf *out, const char *component, const char *value, size_t len)
{
	buf_addc(out, '"');
	buf_adds(out, component);
	buf_adds(out, "\": ");
	buf_add(out, value, len);
	buf_addc(out, '\n');
}

void request_base_end(struct buf *out, const char *params, size_t params_len)
{
	buf_adds(out, "\"@signature-params\": ");
	buf_add(out, params, params_len);
}

void request_base(struct buf *out, const struct request *request, const char *digest, const char *params,
                  size_t params_len)
{
	request_base_line(out, "@method", request->method, strlen(request->method));
	request_base_line(out, "@authority", request->authority, strlen(request->authority));
	request_base_line(out, "@path", request->path, strlen(request->path));
	buf_adds(out, "\"@query\": ?"); /* the question mark stands also where there is no query (section 2.2.7) */
	buf_adds(out, request->query);
	buf_addc(out, '\n');
	request_base_line(out, "content-digest", digest, strlen(digest));
	request_base_end(out, params, params_len);
}

/* --- reading the headers --- */

struct cursor {
	const char *at; /* NUL-terminated */
};

static bool take(struct cursor *c, const char *literal)
{
	size_t len = strlen(literal);

	if (strncmp(c->at, literal, len) != 0)
		return false;
	c->at += len;
	return true;
}

/* LABEL= , a key of RFC 8941 that begins with a letter. */
static bool take_label(struct cursor *c, struct line_value *out)
{
	size_t len = strspn(c->at, "abcdefghijklmnopqrstuvwxyz0123456789_-.*");

	if (len == 0 || len > LABEL_MAX || c->at[0] < 'a' || c->at[0] > 'z' || c->at[len] != '=')
		return false;
	*out = (struct line_value){c->at, len};
	c->at += len + 1;
	return true;
}

static bool take_hex(struct cursor *c, unsigned char out[static 16])
{
	if (!take(c, "\"") || strlen(c->at) <= ID_HEX || !id_from_hex(out, c->at, ID_HEX))
		return false;
	c->at += ID_HEX;
	return take(c, "\"");
}

static bool take_created(struct cursor *c, int64_t *out)
{
	size_t len = strspn(c->at, "0123456789");

	if (len == 0 || len > CREATED_DIGITS || (c->at[0] == '0' && len > 1))
		return false;
	*out = 0;
	for (size_t i = 0; i < len; i++)
		*out = *out * 10 + (c->at[i] - '0');
	c->at += len;
	return true;
}

struct signature_input {
	struct line_value label, params; /* within the header */
	unsigned char card_id[CARD_ID_BYTES];
	struct request_claim claim;
};

enum { SEEN_CREATED = 1, SEEN_KEYID = 2, SEEN_NONCE = 4, SEEN_ALG = 8, SEEN_TAG = 16, SEEN_ALL = 31 };

/* One parameter; answers which, or 0. */
static unsigned take_parameter(struct cursor *c, struct signature_input *out)
{
	if (take(c, ";created="))
		return take_created(c, &out->claim.created) ? SEEN_CREATED : 0;
	if (take(c, ";keyid="))
		return take_hex(c, out->card_id) ? SEEN_KEYID : 0;
	if (take(c, ";nonce="))
		return take_hex(c, out->claim.nonce) ? SEEN_NONCE : 0;
	if (take(c, ";alg=\"ed25519\""))
		return SEEN_ALG;
	return take(c, ";tag=\"" REQUEST_TAG "\"") ? SEEN_TAG : 0;
}

static bool read_input(const char *header, struct signature_input *out)
{
	struct cursor c = {header};
	unsigned seen = 0;

	if (!take_label(&c, &out->label))
		return false;
	out->params.text = c.at;
	if (!take(&c, REQUEST_COMPONENTS))
		return false;
	while (*c.at != '\0') {
		unsigned which = take_parameter(&c, out);

		if (which == 0 || (seen & which) != 0)
			return false;
		seen |= which;
	}
	out->params.len = (size_t)(c.at - out->params.text);
	return seen == SEEN_ALL;
}

/* LABEL=:BASE64: with the label of Signature-Input. */
static bool read_signature(const char *header, struct line_value label, unsigned char out[static 64])
{
	struct cursor c = {header};
	struct line_value own, base64;

	if (!take_label(&c, &own) || own.len != label.len || memcmp(own.text, label.text, own.len) != 0 ||
	    !take(&c, ":"))
		return false;
	base64 = (struct line_value){c.at, strcspn(c.at, ":")};
	return strcmp(c.at + base64.len, ":") == 0 && line_value_bytes(base64, out, 64);
}

static bool fits(const char *header)
{
	return header != NULL && strnlen(header, REQUEST_HEADER_MAX) < REQUEST_HEADER_MAX;
}

/* A line feed in a component would let one component pass for two. */
static bool components_fit(const struct request *r)
{
	return strpbrk(r->method, "\r\n") == NULL && strpbrk(r->authority, "\r\n") == NULL &&
	       strpbrk(r->path, "\r\n") == NULL && strpbrk(r->query, "\r\n") == NULL;
}

static enum seal_err check(const struct request *request, const char *digest, const struct line_value *params,
                           const unsigned char signature[static 64], const struct card *card)
{
	enum seal_err err = SEAL_NOMEM;
	struct buf base;

	buf_init(&base, REQUEST_BASE_MAX);
	request_base(&base, request, digest, params->text, params->len);
	if (!base.failed)
		err = crypto_sign_verify_detached(signature, (const unsigned char *)base.data, base.len,
		                                  card->sign_key) == 0
		              ? SEAL_OK
		              : SEAL_SIGNATURE;
	buf_release(&base);
	return err;
}

/* The public key of RFC 8032's first test (7.1): a good key that no member of staff has. */
static const struct card nobody = {.sign_key = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
                                                0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
                                                0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a}};

/* Reads the headers apart. */
static enum seal_err read_headers(const struct request *request, const struct request_headers *headers,
                                  struct signature_input *input, unsigned char signature[static 64])
{
	if (!fits(headers->content_digest) || !fits(headers->signature_input) || !fits(headers->signature) ||
	    !components_fit(request) || strpbrk(headers->content_digest, "\r\n") != NULL)
		return SEAL_FORMAT;
	return read_input(headers->signature_input, input) &&
	                       read_signature(headers->signature, input->label, signature)
	               ? SEAL_OK
	               : SEAL_FORMAT;
}

enum seal_err request_verify(const struct request *request, const struct request_headers *headers,
                             request_find_card *find, void *context, int64_t now, struct request_claim *out)
{
	struct signature_input input = {0};
	char digest[REQUEST_DIGEST_MAX];
	unsigned char signature[64];
	enum seal_err err;

	if (read_headers(request, headers, &input, signature) != SEAL_OK)
		return SEAL_FORMAT;
	if (input.claim.created < now - REQUEST_WINDOW_SECONDS || input.claim.created > now + REQUEST_AHEAD_SECONDS)
		return SEAL_STALE;
	input.claim.card = find(context, input.card_id);
	request_digest(digest, request->body, request->body_len);
	/* a stranger's request takes as long as a known one's, so that nobody learns who is staff */
	err = check(request, digest, &input.params, signature, input.claim.card ? input.claim.card : &nobody);
	if (input.claim.card == NULL)
		return SEAL_STRANGER;
	if (strcmp(digest, headers->content_digest) != 0)
		return SEAL_SIGNATURE;
	*out = input.claim;
	return err;
}

enum seal_err request_verify_kept(const struct request *request, const struct request_headers *headers,
                                  request_find_card *find, void *context, struct request_claim *out)
{
	struct signature_input input = {0};
	unsigned char signature[64];

	if (read_headers(request, headers, &input, signature) != SEAL_OK)
		return SEAL_FORMAT;
	input.claim.card = find(context, input.card_id);
	if (input.claim.card == NULL)
		return SEAL_STRANGER;
	*out = input.claim;
	return check(request, headers->content_digest, &input.params, signature, input.claim.card);
}
