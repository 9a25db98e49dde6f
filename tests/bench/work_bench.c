/* How many proofs of work the server judges in a second, on one core: good ones, which cost most. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "server/work.h"

#define EASY_BITS 4 /* as dear to judge as any */
#define ROUNDS 200000

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One counter after the other until the proof is good: every wrong one fails the check. */
static bool reckon(const struct work *work, struct work_proof *proof, const unsigned char *lock,
                   const unsigned char *record)
{
	unsigned char block[52], hash[crypto_hash_sha256_BYTES];
	uint32_t counter = 0;
	memcpy(block, proof->challenge, 16);
	memcpy(block + 16, lock, 16);
	memcpy(block + 32, record, 16);
	for (size_t found = 0; found < WORK_COUNTERS; counter++) {
		for (unsigned i = 0; i < 4; i++)
			block[48 + i] = (unsigned char)(counter >> (24 - 8 * i));
		crypto_hash_sha256(hash, block, sizeof block);
		if (hash[0] >> (8 - EASY_BITS) == 0)
			proof->counters[found++] = counter;
	}
	return work_check(work, proof, lock, record, 0, EASY_BITS) == WORK_GOOD;
}

int main(void)
{
	const unsigned char lock[ID_BYTES] = {1}, record[ID_BYTES] = {2};
	struct work work;
	struct work_proof proof;
	if (sodium_init() < 0)
		return 1;
	work_init(&work);
	work_challenge(&work, 0, EASY_BITS, proof.challenge);
	if (!reckon(&work, &proof, lock, record))
		return 1;
	unsigned good = 0;
	double start = seconds();
	for (unsigned i = 0; i < ROUNDS; i++)
		good += work_check(&work, &proof, lock, record, i % 2, EASY_BITS) == WORK_GOOD;
	double took = seconds() - start;
	work_release(&work);
	printf("%.2f\n", took * 1e6 / ROUNDS);
	return good == ROUNDS ? 0 : 1;
}
