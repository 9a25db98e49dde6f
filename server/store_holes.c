#include "server/store_holes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(HOLES_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is the hash's");

bool holes_init(struct holes *h, uint64_t count, const unsigned char key[static HOLES_KEY_BYTES])
{
	*h = (struct holes){.count = count};
	memcpy(h->key, key, HOLES_KEY_BYTES);
	h->tags = calloc(count, sizeof h->tags[0]);
	h->vacant = calloc(count / HOLES_BAY, sizeof h->vacant[0]);
	if (h->tags == NULL || h->vacant == NULL) {
		holes_release(h);
		return false;
	}
	for (uint64_t bay = 0; bay < count / HOLES_BAY; bay++)
		h->vacant[bay] = HOLES_BAY;
	return true;
}

void holes_release(struct holes *h)
{
	free(h->tags);
	free(h->vacant);
	*h = (struct holes){0};
}

struct place holes_place(const struct holes *h, const unsigned char id[static STORE_ID_BYTES])
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t number;
	uint16_t tag;

	crypto_shorthash(hash, id, STORE_ID_BYTES, h->key);
	memcpy(&number, hash, sizeof number);
	tag = (uint16_t)(number >> 48);
	return (struct place){
	        .bay = number & (h->count - 1) & ~(uint64_t)(HOLES_BAY - 1),
	        .tag = tag != 0 ? tag : 1,
	};
}

/* Whether any of STRIDE tags is the wanted one: without an exit in the middle, so that compilers compare many at once.
 */
#define STRIDE 32u
static bool any_of_stride(const uint16_t *tags, uint16_t wanted)
{
	unsigned found = 0;

	for (unsigned i = 0; i < STRIDE; i++)
		found |= tags[i] == wanted;
	return found != 0;
}

uint64_t holes_candidate(const struct holes *h, struct place place, uint64_t from)
{
	uint64_t end = place.bay + HOLES_BAY;

	for (uint64_t hole = from; hole < end; hole++) {
		while (hole % STRIDE == 0 && hole < end && !any_of_stride(h->tags + hole, place.tag))
			hole += STRIDE;
		if (hole < end && h->tags[hole] == place.tag)
			return hole;
	}
	return HOLE_NONE;
}

uint64_t holes_guess(const struct holes *h, struct place place)
{
	const uint16_t *tags = h->tags + place.bay;
	uint32_t guess = place.tag % HOLES_BAY;

	for (uint32_t i = HOLES_BAY; i-- > 0;) {
		uint32_t mask = 0u - (uint32_t)(tags[i] == place.tag);
		guess = (guess & ~mask) | (i & mask);
	}
	return place.bay + guess;
}

uint64_t holes_pick(const struct holes *h, struct place place, struct dice *dice)
{
	uint64_t hole;

	if (h->vacant[place.bay / HOLES_BAY] == 0)
		return HOLE_NONE;
	do {
		hole = place.bay + dice_below(dice, HOLES_BAY);
	} while (h->tags[hole] != 0);
	return hole;
}

void holes_take(struct holes *h, uint64_t hole, uint16_t tag)
{
	h->tags[hole] = tag;
	h->vacant[hole / HOLES_BAY]--;
	h->used++;
}

void holes_vacate(struct holes *h, uint64_t hole)
{
	h->tags[hole] = 0;
	h->vacant[hole / HOLES_BAY]++;
	h->used--;
}

bool holes_crowded(const struct holes *h, uint64_t more)
{
	return h->used + more > h->count / 10 * 7;
}

uint64_t holes_for(uint64_t records)
{
	struct holes h = {.count = HOLES_BAY};

	while (h.count < HOLES_MAX && holes_crowded(&h, records))
		h.count *= 2;
	return h.count;
}
