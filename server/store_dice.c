#include "server/store_dice.h"

#include <sodium.h>

static uint32_t draw(struct dice *d)
{
	if (d->left == 0) {
		randombytes_buf(d->numbers, sizeof d->numbers);
		d->left = sizeof d->numbers / sizeof d->numbers[0];
	}
	return d->numbers[--d->left];
}

uint32_t dice_below(struct dice *d, uint32_t n)
{
	/* The lowest 2^32 mod n numbers are drawn again: the rest falls evenly on n remainders. */
	uint32_t refused = (0u - n) % n, number;

	do {
		number = draw(d);
	} while (number < refused);
	return number % n;
}
