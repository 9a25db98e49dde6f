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
	return h->tags != NULL;
}

void holes_release(struct holes *h)
{
	free(h->tags);
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

uint64_t holes_candidate(const struct holes *h, struct place place, uint64_t from)
{
	for (uint64_t hole = from; hole < place.bay + HOLES_BAY; hole++)
		if (h->tags[hole] == place.tag)
			return hole;
	return HOLE_NONE;
}

uint64_t holes_pick(const struct holes *h, struct place place)
{
	const uint16_t *tags = h->tags + place.bay;
	uint32_t vacant = 0, wanted;

	for (uint32_t i = 0; i < HOLES_BAY; i++)
		vacant += tags[i] == 0;
	if (vacant == 0)
		return HOLE_NONE;
	wanted = randombytes_uniform(vacant);
	for (uint32_t i = 0; i < HOLES_BAY; i++)
		if (tags[i] == 0 && wanted-- == 0)
			return place.bay + i;
	return HOLE_NONE;
}

void holes_take(struct holes *h, uint64_t hole, uint16_t tag)
{
	h->tags[hole] = tag;
	h->used++;
}

void holes_vacate(struct holes *h, uint64_t hole)
{
	h->tags[hole] = 0;
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
