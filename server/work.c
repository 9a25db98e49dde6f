#include "server/work.h"

#include <sodium.h>
#include <string.h>

#define TAGGED 5 /* bytes of a challenge before its tag */
#define TAG (WORK_CHALLENGE_BYTES - TAGGED)
#define BLOCK (WORK_CHALLENGE_BYTES + 2 * ID_BYTES + 4)

const char *work_standing_word(enum work_standing standing)
{
	static const char *const words[] = {
	        [WORK_GOOD] = "good",     [WORK_MISSING] = "missing", [WORK_MALFORMED] = "malformed",
	        [WORK_FORGED] = "forged", [WORK_OLD] = "old",         [WORK_EASY] = "easy",
	        [WORK_WRONG] = "wrong",
	};
	return words[standing];
}

void work_init(struct work *w)
{
	randombytes_buf(w, sizeof *w);
}

void work_release(struct work *w)
{
	sodium_memzero(w, sizeof *w);
}

static void write_word(unsigned char *out, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (unsigned char)(word >> (24 - 8 * i));
}

static uint32_t read_word(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* --- challenges --- */

static void tag_of(const struct work *w, const unsigned char *tagged, unsigned char tag[static TAG])
{
	unsigned char whole[crypto_generichash_BYTES_MIN];
	crypto_generichash(whole, sizeof whole, tagged, TAGGED, w->key, sizeof w->key);
	memcpy(tag, whole, TAG);
}

void work_challenge(const struct work *w, uint32_t now, unsigned bits, unsigned char out[static WORK_CHALLENGE_BYTES])
{
	write_word(out, w->began + now);
	out[4] = (unsigned char)bits;
	tag_of(w, out, out + TAGGED);
}

/* --- proofs --- */

enum work_standing work_read(struct work_proof *out, const char *text, size_t len)
{
	unsigned char bytes[4 * WORK_COUNTERS];
	const size_t digits = (size_t)2 * WORK_CHALLENGE_BYTES;
	if (!text || len == 0)
		return WORK_MISSING;
	if (len != WORK_TEXT_LENGTH || text[digits] != '.')
		return WORK_MALFORMED;
	for (size_t i = 0; i < len; i++)
		if (i != digits && !memchr("0123456789abcdef", text[i], 16))
			return WORK_MALFORMED;
	sodium_hex2bin(out->challenge, sizeof out->challenge, text, digits, NULL, NULL, NULL);
	sodium_hex2bin(bytes, sizeof bytes, text + digits + 1, len - digits - 1, NULL, NULL, NULL);
	for (size_t i = 0; i < WORK_COUNTERS; i++)
		out->counters[i] = read_word(bytes + 4 * i);
	return WORK_GOOD;
}

static bool reckoned(const struct work_proof *proof, const unsigned char *lock_id, const unsigned char *record_id)
{
	unsigned char block[BLOCK], hash[crypto_hash_sha256_BYTES];
	unsigned char *counter = block + BLOCK - 4;
	unsigned bits = proof->challenge[4];
	memcpy(block, proof->challenge, WORK_CHALLENGE_BYTES);
	memcpy(block + WORK_CHALLENGE_BYTES, lock_id, ID_BYTES);
	memcpy(block + WORK_CHALLENGE_BYTES + ID_BYTES, record_id, ID_BYTES);
	for (size_t i = 0; i < WORK_COUNTERS; i++) {
		if (i > 0 && proof->counters[i] <= proof->counters[i - 1])
			return false;
		write_word(counter, proof->counters[i]);
		crypto_hash_sha256(hash, block, sizeof block);
		if (read_word(hash) >> (32 - bits))
			return false;
	}
	return true;
}

/* A tag that holds says that time and bits are ours: bits are then from WORK_BITS_LEAST to WORK_BITS_MOST, and the time
 * is not to come. */
enum work_standing work_check(const struct work *w, const struct work_proof *proof,
                              const unsigned char lock_id[static ID_BYTES],
                              const unsigned char record_id[static ID_BYTES], uint32_t now, unsigned bits)
{
	unsigned char tag[TAG];
	tag_of(w, proof->challenge, tag);
	if (sodium_memcmp(tag, proof->challenge + TAGGED, TAG) != 0)
		return WORK_FORGED;
	uint32_t age = w->began + now - read_word(proof->challenge);
	if (age > WORK_SECONDS)
		return WORK_OLD;
	if (proof->challenge[4] < bits && age > WORK_FRESH_SECONDS)
		return WORK_EASY;
	return reckoned(proof, lock_id, record_id) ? WORK_GOOD : WORK_WRONG;
}
