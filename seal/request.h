/* Staff requests, signed with a staff member's key: HTTP Message Signatures (RFC 9421) with ed25519 and Content-Digest
 * (RFC 9530), cut down to one shape (docs/API.md). What is in another shape is refused, also where the RFCs would let
 * it pass.
 *
 *   Content-Digest: sha-256=:BASE64:
 *   Signature-Input: LABEL=("@method" "@authority" "@path" "@query" "content-digest")
 *                    ;created=UNIX;keyid="CARD ID";nonce="32 HEX";alg="ed25519";tag="uzklausi-staff"
 *   Signature: LABEL=:BASE64:
 *
 * The five parameters may come in any order. This half verifies; signing lives in tally/request_sign.h. */
#ifndef SEAL_REQUEST_H
#define SEAL_REQUEST_H

#include <stddef.h>
#include <stdint.h>
#include "core/buf.h"
#include "seal/card.h"
#include "seal/err.h"

#define REQUEST_NONCE_BYTES 16
#define REQUEST_WINDOW_SECONDS 300 /* how old a signature may be */
#define REQUEST_AHEAD_SECONDS 60   /* how far the signer's clock may be ahead */
#define REQUEST_DIGEST_MAX 64      /* bytes of a Content-Digest with its NUL */
#define REQUEST_HEADER_MAX 512     /* no header of the three is longer */
#define REQUEST_BASE_MAX 8192
#define REQUEST_COMPONENTS "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")"
#define REQUEST_TAG "uzklausi-staff"

/* A request as it was sent. Texts are NUL-terminated. */
struct request {
	const char *method;    /* "GET" */
	const char *authority; /* the Host header, lower case, without the port when it is the scheme's own */
	const char *path;      /* as on the request line: "/api/staff/locks" */
	const char *query;     /* as on the request line, what follows the '?'; "" when nothing does */
	const void *body;
	size_t body_len;
};

/* The values of the three headers; NULL for one that is not there. A header that came twice must not get here. */
struct request_headers {
	const char *content_digest, *signature_input, *signature;
};

/* Who signed, and what the caller's memory against replay needs. */
struct request_claim {
	const struct card *card;
	int64_t created; /* seconds since 1970 */
	unsigned char nonce[REQUEST_NONCE_BYTES];
};

/* The card of that id, or NULL. */
typedef const struct card *request_find_card(void *context, const unsigned char card_id[static CARD_ID_BYTES]);

/* Verifies all but that the nonce is new. SEAL_FORMAT: a header missing or in another shape. SEAL_STRANGER: nobody's
 * card. SEAL_STALE: created outside the window around now. SEAL_SIGNATURE: the digest is not the body's, or the
 * signature does not hold. SEAL_NOMEM. */
enum seal_err request_verify(const struct request *request, const struct request_headers *headers,
                             request_find_card *find, void *context, int64_t now, struct request_claim *out);

/* The same for a request that was kept without its body (seal/audit.h): whether it was signed just so, with the digest
 * that its header says, whenever that was. SEAL_FORMAT, SEAL_STRANGER, SEAL_SIGNATURE, SEAL_NOMEM. */
enum seal_err request_verify_kept(const struct request *request, const struct request_headers *headers,
                                  request_find_card *find, void *context, struct request_claim *out);

/* For both halves. The Content-Digest of a body; and the signature base (RFC 9421, section 2.5) of the five components,
 * params being what follows "LABEL=" in Signature-Input. */
void request_digest(char out[static REQUEST_DIGEST_MAX], const void *body, size_t len);
void request_base(struct buf *out, const struct request *request, const char *digest, const char *params,
                  size_t params_len);

/* One line of a signature base. */
void request_base_line(struct buf *out, const char *component, const char *value, size_t len);
/* The last line, without a line feed. */
void request_base_end(struct buf *out, const char *params, size_t params_len);

#endif
