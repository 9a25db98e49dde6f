/* Keys, a lock and a sheet for the tests of seal/ and tally/: always the same ones, but for what libsodium draws when
 * it seals. */
#ifndef TESTS_SEAL_FIXTURE_H
#define TESTS_SEAL_FIXTURE_H

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/record.h"
#include "tally/keyfile.h"
#include "tally/lockmaker.h"
#include "tally/open.h"

#define FIXTURE_VERSION "00112233445566778899aabbccddeeff"

struct fixture {
	struct key anna, berta, carl; /* anna signs; anna and berta have grants */
	struct buf lock_text;
	struct lock lock;
};

static inline void fixture_key(struct key *out, const char *name, unsigned char first)
{
	unsigned char bytes[64];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(first + i);
	if (key_from_bytes(out, name, strlen(name), bytes) != SEAL_OK)
		abort();
}

static inline void fixture_init(struct fixture *f)
{
	struct card staff[2];

	if (sodium_init() < 0)
		abort();
	fixture_key(&f->anna, "Anna Kalniņa", 1);
	fixture_key(&f->berta, "Berta", 70);
	fixture_key(&f->carl, "Carl", 140);
	staff[0] = f->anna.card;
	staff[1] = f->berta.card;
	buf_init(&f->lock_text, LOCK_MAX_BYTES);
	if (lock_make(&f->lock_text, "specialists", "2026", 4000, staff, 2, &f->anna) != SEAL_OK ||
	    lock_read(f->lock_text.data, f->lock_text.len, &f->lock) != SEAL_OK)
		abort();
}

static inline void fixture_release(struct fixture *f)
{
	key_release(&f->anna);
	key_release(&f->berta);
	key_release(&f->carl);
	lock_release(&f->lock);
	buf_release(&f->lock_text);
}

/* A sheet with these answers, as it belongs to the fixture's lock. */
static inline void fixture_sheet(struct buf *out, const char *answers)
{
	const struct sheet_head head = {"specialists", FIXTURE_VERSION, "2026", "lv", "", {1, 2, 3, 4}, "", NULL};

	buf_init(out, RECORD_MAX_BYTES);
	sheet_write(out, &head, answers, strlen(answers));
}

#endif
