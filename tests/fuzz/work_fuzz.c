/* The header with a proof of work: what is read has one spelling, and nothing that was not reckoned is good. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "server/work.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void write_text(char *out, const struct work_proof *proof)
{
	sodium_bin2hex(out, 2 * WORK_CHALLENGE_BYTES + 1, proof->challenge, WORK_CHALLENGE_BYTES);
	out += 2 * WORK_CHALLENGE_BYTES;
	*out++ = '.';
	for (size_t i = 0; i < WORK_COUNTERS; i++)
		snprintf(out + 8 * i, 9, "%08x", proof->counters[i]);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const unsigned char lock[ID_BYTES], record[ID_BYTES];
	const struct work work = {.key = {1}, .began = 2};
	struct work_proof proof;
	char text[WORK_TEXT_LENGTH + 1];

	if (sodium_init() < 0)
		abort();
	if (work_read(&proof, (const char *)data, size) != WORK_GOOD)
		return 0;
	write_text(text, &proof);
	if (size != WORK_TEXT_LENGTH || memcmp(text, data, size) != 0)
		abort();
	if (work_check(&work, &proof, lock, record, 3, 17) == WORK_GOOD)
		abort();
	work_challenge(&work, 3, 31, proof.challenge);
	if (work_check(&work, &proof, lock, record, 3, 17) == WORK_GOOD)
		abort();
	return 0;
}
