/* The key that benchmark archives are made for and opened with: always the same, so that it needs no file. */
#ifndef TESTS_BENCH_ARCHIVE_KEY_H
#define TESTS_BENCH_ARCHIVE_KEY_H

#include "tally/key.h"

static inline enum seal_err archive_key(struct key *key)
{
	unsigned char bytes[64];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 7 + 1);
	return key_from_bytes(key, "Bench", 5, bytes);
}

#endif
