/* Proofs of work: what is taken, and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "server/work.h"

#define BITS 6 /* easy, so that the tests are quick */
#define NOW 1000

static struct work work;
static const unsigned char lock[ID_BYTES] = {1}, other_lock[ID_BYTES] = {2}, record[ID_BYTES] = {3},
                           other_record[ID_BYTES] = {4};

static int make_key(void **state)
{
	(void)state;
	work_init(&work);
	return sodium_init() < 0;
}

/* Reckons with libsodium alone what work.h describes, from counter `from` on. */
static struct work_proof reckon(const unsigned char *challenge, const unsigned char *l, const unsigned char *r,
                                uint32_t from)
{
	struct work_proof proof;
	unsigned char block[52], hash[32];
	memcpy(proof.challenge, challenge, 16);
	memcpy(block, challenge, 16);
	memcpy(block + 16, l, 16);
	memcpy(block + 32, r, 16);
	for (unsigned found = 0; found < WORK_COUNTERS; from++) {
		const unsigned char counter[4] = {(unsigned char)(from >> 24), (unsigned char)(from >> 16),
		                                  (unsigned char)(from >> 8), (unsigned char)from};
		memcpy(block + 48, counter, 4);
		crypto_hash_sha256(hash, block, sizeof block);
		if (hash[0] >> (8 - challenge[4]) == 0)
			proof.counters[found++] = from;
	}
	return proof;
}

static struct work_proof good(uint32_t now)
{
	unsigned char challenge[WORK_CHALLENGE_BYTES];
	work_challenge(&work, now, BITS, challenge);
	return reckon(challenge, lock, record, 0);
}

static enum work_standing check(const struct work_proof *proof, uint32_t now, unsigned bits)
{
	return work_check(&work, proof, lock, record, now, bits);
}

static void what_was_reckoned_is_taken(void **state)
{
	struct work_proof proof = good(NOW);
	(void)state;
	assert_int_equal(check(&proof, NOW, BITS), WORK_GOOD);
	proof = reckon(proof.challenge, lock, record, 4294960000u);
	assert_int_equal(check(&proof, NOW, BITS), WORK_GOOD);
}

static void a_proof_holds_for_one_record_of_one_lock(void **state)
{
	struct work_proof proof = good(NOW);
	(void)state;
	assert_int_equal(work_check(&work, &proof, lock, other_record, NOW, BITS), WORK_WRONG);
	assert_int_equal(work_check(&work, &proof, other_lock, record, NOW, BITS), WORK_WRONG);
}

static void a_challenge_with_any_bit_changed_is_forged(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 8 * WORK_CHALLENGE_BYTES; bit++) {
		struct work_proof proof = good(NOW);
		proof.challenge[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(check(&proof, NOW, BITS), WORK_FORGED);
	}
}

static void a_challenge_of_another_start_is_forged(void **state)
{
	struct work_proof proof = good(NOW);
	struct work later;
	(void)state;
	work_init(&later);
	assert_int_equal(work_check(&later, &proof, lock, record, NOW, BITS), WORK_FORGED);
	work_release(&later);
}

static void counters_that_were_not_reckoned_are_wrong(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WORK_COUNTERS; i++) {
		struct work_proof proof = good(NOW);
		unsigned char again[WORK_CHALLENGE_BYTES];
		work_challenge(&work, NOW, BITS, again);
		uint32_t next = reckon(again, lock, record, proof.counters[i] + 1).counters[0];
		proof.counters[i]++;
		assert_int_equal(check(&proof, NOW, BITS), next == proof.counters[i] ? WORK_GOOD : WORK_WRONG);
	}
}

static void one_counter_is_not_counted_eight_times(void **state)
{
	struct work_proof proof = good(NOW);
	(void)state;
	for (unsigned i = 1; i < WORK_COUNTERS; i++)
		proof.counters[i] = proof.counters[0];
	assert_int_equal(check(&proof, NOW, BITS), WORK_WRONG);
	proof = good(NOW);
	uint32_t first = proof.counters[0];
	proof.counters[0] = proof.counters[1];
	proof.counters[1] = first;
	assert_int_equal(check(&proof, NOW, BITS), WORK_WRONG);
}

static void a_challenge_ends_after_an_hour(void **state)
{
	struct work_proof proof = good(NOW);
	(void)state;
	assert_int_equal(check(&proof, NOW + WORK_SECONDS, BITS), WORK_GOOD);
	assert_int_equal(check(&proof, NOW + WORK_SECONDS + 1, BITS), WORK_OLD);
	assert_int_equal(check(&proof, NOW - 1, BITS), WORK_OLD);
}

static void more_work_is_asked_for_once_a_challenge_is_no_longer_fresh(void **state)
{
	struct work_proof proof = good(NOW);
	(void)state;
	assert_int_equal(check(&proof, NOW + WORK_FRESH_SECONDS, BITS + 3), WORK_GOOD);
	assert_int_equal(check(&proof, NOW + WORK_FRESH_SECONDS + 1, BITS + 1), WORK_EASY);
	assert_int_equal(check(&proof, NOW + WORK_FRESH_SECONDS + 1, BITS - 1), WORK_GOOD);
}

static void write_text(char *out, const struct work_proof *proof)
{
	sodium_bin2hex(out, 33, proof->challenge, 16);
	out[32] = '.';
	for (unsigned i = 0; i < WORK_COUNTERS; i++)
		snprintf(out + 33 + (size_t)8 * i, 9, "%08x", proof->counters[i]);
}

static void the_header_is_read_in_its_one_spelling(void **state)
{
	struct work_proof proof = good(NOW), read;
	char text[WORK_TEXT_LENGTH + 1], changed[WORK_TEXT_LENGTH + 2];
	(void)state;
	write_text(text, &proof);
	assert_int_equal(work_read(&read, text, strlen(text)), WORK_GOOD);
	assert_memory_equal(&read, &proof, sizeof read);
	assert_int_equal(work_read(&read, NULL, 0), WORK_MISSING);
	assert_int_equal(work_read(&read, "", 0), WORK_MISSING);
	assert_int_equal(work_read(&read, text, strlen(text) - 1), WORK_MALFORMED);
	for (size_t i = 0; i < WORK_TEXT_LENGTH; i++) {
		for (const char *c = "G.A -\n"; *c; c++) {
			memcpy(changed, text, sizeof text);
			changed[i] = *c;
			assert_int_equal(work_read(&read, changed, strlen(changed)),
			                 changed[i] == text[i] ? WORK_GOOD : WORK_MALFORMED);
		}
	}
	snprintf(changed, sizeof changed, "%s0", text);
	assert_int_equal(work_read(&read, changed, strlen(changed)), WORK_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_was_reckoned_is_taken),
	        cmocka_unit_test(a_proof_holds_for_one_record_of_one_lock),
	        cmocka_unit_test(a_challenge_with_any_bit_changed_is_forged),
	        cmocka_unit_test(a_challenge_of_another_start_is_forged),
	        cmocka_unit_test(counters_that_were_not_reckoned_are_wrong),
	        cmocka_unit_test(one_counter_is_not_counted_eight_times),
	        cmocka_unit_test(a_challenge_ends_after_an_hour),
	        cmocka_unit_test(more_work_is_asked_for_once_a_challenge_is_no_longer_fresh),
	        cmocka_unit_test(the_header_is_read_in_its_one_spelling),
	};
	return cmocka_run_group_tests(tests, make_key, NULL);
}
