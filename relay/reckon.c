#include "relay/reckon.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"

#define ID_BYTES 16
#define BLOCK_BYTES (RECKON_CHALLENGE_BYTES + 2 * ID_BYTES + 4)
#define MEMORY_MAX 65536

static const struct json_limits limits = {.max_bytes = 1024, .max_depth = 2, .max_values = 16};

/* A whole number from 1 to max, or 0. */
static unsigned whole(struct value v, unsigned max)
{
	bool fits = v.kind == VALUE_NUMBER && v.number >= 1 && v.number <= max;
	unsigned number = fits ? (unsigned)v.number : 0;
	return (double)number < v.number ? 0 : number;
}

bool reckon_read(struct reckoning *out, const char *body, size_t len)
{
	struct arena arena;
	struct value all;
	size_t bytes = 0;
	arena_init(&arena, MEMORY_MAX);
	bool ok = json_read(body, len, &limits, &arena, &all, NULL) == CORE_OK && all.kind == VALUE_OBJECT;
	if (ok) {
		struct value challenge = value_get(all, "challenge");
		out->bits = whole(value_get(all, "bits"), RECKON_BITS_MAX);
		ok = out->bits > 0 && whole(value_get(all, "counters"), RECKON_COUNTERS) == RECKON_COUNTERS &&
		     challenge.kind == VALUE_STRING && challenge.len == 2 * sizeof out->challenge &&
		     sodium_hex2bin(out->challenge, sizeof out->challenge, challenge.string, challenge.len, NULL,
		                    &bytes, NULL) == 0 &&
		     bytes == sizeof out->challenge;
	}
	arena_release(&arena);
	return ok;
}

static bool fits(const unsigned char *block, unsigned bits)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, block, BLOCK_BYTES);
	uint32_t begins = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
	return begins >> (32 - bits) == 0;
}

bool reckon_prove(const struct reckoning *r, const unsigned char *lock_id, const unsigned char *id,
                  char text[static RECKON_TEXT_LENGTH + 1])
{
	unsigned char block[BLOCK_BYTES];
	uint32_t counter = 0;
	unsigned found = 0;
	memcpy(block, r->challenge, sizeof r->challenge);
	memcpy(block + RECKON_CHALLENGE_BYTES, lock_id, ID_BYTES);
	memcpy(block + RECKON_CHALLENGE_BYTES + ID_BYTES, id, ID_BYTES);
	sodium_bin2hex(text, RECKON_TEXT_LENGTH + 1, r->challenge, sizeof r->challenge);
	char *at = text + strlen(text);
	*at++ = '.';
	do {
		for (unsigned i = 0; i < 4; i++)
			block[BLOCK_BYTES - 4 + i] = (unsigned char)(counter >> (24 - 8 * i));
		if (fits(block, r->bits))
			snprintf(at + (size_t)8 * found++, 9, "%08x", counter);
	} while (found < RECKON_COUNTERS && ++counter != 0);
	return found == RECKON_COUNTERS;
}
