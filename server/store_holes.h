/* Which hole is whose: a table of tags in memory, two bytes a hole, that finds an id's hole without reading cells.
 *
 * Holes come in bays of HOLES_BAY. A keyed hash of the id names its bay, and within the bay it gets one of the free
 * holes at random. So where a record lies depends on its id and on chance, and not on what was there before it; with
 * the more usual linear probing a record that stands behind its hash's own hole betrays that the ones in between came
 * earlier. A bay overflows practically never before the table as a whole is crowded (70 % of 1,024 is 11 standard
 * deviations away). */
#ifndef SERVER_STORE_HOLES_H
#define SERVER_STORE_HOLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "server/store.h"
#include "server/store_dice.h"

#define HOLES_BAY 1024u /* holes of a bay, and of the smallest table */
#define HOLES_MAX (UINT64_C(1) << 31)
#define HOLES_KEY_BYTES 16
#define HOLE_NONE UINT64_MAX

struct holes {
	uint16_t *tags;   /* heap; 0: empty, else a part of the id's hash */
	uint16_t *vacant; /* heap; empty holes of each bay */
	uint64_t count;   /* a power of two, HOLES_BAY to HOLES_MAX */
	uint64_t used;
	unsigned char key[HOLES_KEY_BYTES];
};

/* Where an id belongs. */
struct place {
	uint64_t bay; /* its first hole */
	uint16_t tag;
};

/* False when memory ran out. The key is copied. */
bool holes_init(struct holes *h, uint64_t count, const unsigned char key[static HOLES_KEY_BYTES]);
void holes_release(struct holes *h);

struct place holes_place(const struct holes *h, const unsigned char id[static STORE_ID_BYTES]);

/* The first hole of the bay from `from` on (from place.bay at first) that may hold the id: its cell has to be looked
 * at. HOLE_NONE when there is no other. */
uint64_t holes_candidate(const struct holes *h, struct place place, uint64_t from);

/* The first that holes_candidate gives, or another hole of the bay when there is none: in the same time, without a
 * branch that what is found could turn. */
uint64_t holes_guess(const struct holes *h, struct place place);

/* A free hole of the bay, each with the same probability; HOLE_NONE when the bay is full. */
uint64_t holes_pick(const struct holes *h, struct place place, struct dice *dice);

void holes_take(struct holes *h, uint64_t hole, uint16_t tag);
void holes_vacate(struct holes *h, uint64_t hole);

/* True when after adding `more` over 70 % of the holes would be taken. */
bool holes_crowded(const struct holes *h, uint64_t more);

/* The smallest table in which `records` are not crowded. */
uint64_t holes_for(uint64_t records);

#endif
