/* What waits on a relay, and which of it goes next: chance alone says so. The store holds the records; here are their
 * ids, as long as a choice takes. For one thread. */
#ifndef SERVER_RELAY_QUEUE_H
#define SERVER_RELAY_QUEUE_H

#include "server/service.h"

struct relay_item {
	const struct desk *desk;
	unsigned char id[STORE_ID_BYTES];
};

struct relay_queue {
	const struct desk *desks;
	size_t desk_count;
	struct relay_item *items; /* heap: those chosen from */
	size_t count, room;
	unsigned char (*refused)[STORE_ID_BYTES]; /* heap: left alone for now */
	size_t refused_count, refused_room;
};

void relay_queue_init(struct relay_queue *q, const struct desk *desks, size_t count);
void relay_queue_release(struct relay_queue *q);

/* Records in all stores, the refused ones too. */
uint64_t relay_queue_waiting(const struct relay_queue *q);

/* How many go now, if each that waits goes with the chance of `least` in `most`. */
uint64_t relay_queue_draw(const struct relay_queue *q, uint32_t least, uint32_t most);

/* Lists what waits and is not refused. False when memory ran out or nothing could be read. */
bool relay_queue_list(struct relay_queue *q);
/* Takes one of the list out at random, or NULL when it is empty. Valid until the list is made anew. */
const struct relay_item *relay_queue_take(struct relay_queue *q);

/* Leaves it out of lists until relay_queue_forgive. */
void relay_queue_refuse(struct relay_queue *q, const struct relay_item *item);
void relay_queue_forgive(struct relay_queue *q);

#endif
