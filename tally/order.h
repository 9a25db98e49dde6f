/* A random order of the numbers 0 to count - 1 that takes no memory: a keyed permutation (a Feistel network over just
 * enough bits, walked until it falls below count). The key is drawn anew each time and forgotten. */
#ifndef TALLY_ORDER_H
#define TALLY_ORDER_H

#include <stdint.h>

#define ORDER_ROUNDS 6

struct order {
	uint64_t count;
	unsigned half; /* bits of one half */
	unsigned char key[16];
};

void order_init(struct order *o, uint64_t count);
/* The number at a place; place < count. Each number comes at exactly one place. */
uint64_t order_at(const struct order *o, uint64_t place);

#endif
