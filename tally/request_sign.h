/* Signing staff requests: the other half of seal/request.h. */
#ifndef TALLY_REQUEST_SIGN_H
#define TALLY_REQUEST_SIGN_H

#include <stdint.h>
#include "seal/request.h"
#include "tally/key.h"

/* The values of the three headers, NUL-terminated. */
struct request_signature {
	char content_digest[REQUEST_DIGEST_MAX];
	char signature_input[REQUEST_HEADER_MAX];
	char signature[128];
};

/* Signs with a fresh nonce. now: seconds since 1970. SEAL_SIZE when path or query are too long, SEAL_NOMEM. */
enum seal_err request_sign(struct request_signature *out, const struct request *request, const struct key *key,
                           int64_t now);

#endif
