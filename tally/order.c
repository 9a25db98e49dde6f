#include "tally/order.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof((struct order *)0)->key == crypto_shorthash_KEYBYTES, "the key is SipHash's");

void order_init(struct order *o, uint64_t count)
{
	unsigned bits = 2;
	while (bits < 62 && (uint64_t)1 << bits < count)
		bits++;
	*o = (struct order){.count = count, .half = (bits + 1) / 2};
	randombytes_buf(o->key, sizeof o->key);
}

static uint64_t mix(const struct order *o, uint64_t round, uint64_t half)
{
	unsigned char in[16];
	uint64_t out;
	memcpy(in, &round, 8);
	memcpy(in + 8, &half, 8);
	crypto_shorthash((unsigned char *)&out, in, sizeof in, o->key);
	return out & (((uint64_t)1 << o->half) - 1);
}

static uint64_t permute(const struct order *o, uint64_t n)
{
	uint64_t mask = ((uint64_t)1 << o->half) - 1, left = n >> o->half, right = n & mask;
	for (uint64_t round = 0; round < ORDER_ROUNDS; round++) {
		uint64_t next = left ^ mix(o, round, right);
		left = right;
		right = next;
	}
	return left << o->half | right;
}

uint64_t order_at(const struct order *o, uint64_t place)
{
	uint64_t n = permute(o, place);
	while (n >= o->count)
		n = permute(o, n);
	return n;
}
