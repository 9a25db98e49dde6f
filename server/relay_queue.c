#include "server/relay_queue.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void relay_queue_init(struct relay_queue *q, const struct desk *desks, size_t count)
{
	*q = (struct relay_queue){.desks = desks, .desk_count = count};
}

void relay_queue_release(struct relay_queue *q)
{
	free(q->items);
	free(q->refused);
	*q = (struct relay_queue){0};
}

uint64_t relay_queue_waiting(const struct relay_queue *q)
{
	uint64_t all = 0;
	for (size_t i = 0; i < q->desk_count; i++)
		all += store_count(q->desks[i].store);
	return all;
}

uint64_t relay_queue_draw(const struct relay_queue *q, uint32_t least, uint32_t most)
{
	uint64_t all = relay_queue_waiting(q), drawn = 0;
	uint64_t waiting = all > q->refused_count ? all - q->refused_count : 0;
	if (least >= most)
		return waiting;
	for (uint64_t i = 0; i < waiting; i++)
		drawn += randombytes_uniform(most) < least;
	return drawn;
}

static bool is_refused(const struct relay_queue *q, const unsigned char *id)
{
	for (size_t i = 0; i < q->refused_count; i++)
		if (memcmp(q->refused[i], id, STORE_ID_BYTES) == 0)
			return true;
	return false;
}

/* A growing array has room for one more. */
static bool make_room(void **items, size_t *room, size_t count, size_t size)
{
	if (count < *room)
		return true;
	size_t wider = *room ? *room * 2 : 64;
	void *grown = reallocarray(*items, wider, size);
	if (!grown)
		return false;
	*items = grown;
	*room = wider;
	return true;
}

struct listing {
	struct relay_queue *queue;
	const struct desk *desk;
	bool nomem;
};

static bool add(void *context, const unsigned char *id)
{
	struct listing *listing = context;
	struct relay_queue *q = listing->queue;
	if (is_refused(q, id))
		return true;
	void *items = q->items;
	listing->nomem = !make_room(&items, &q->room, q->count, sizeof *q->items);
	q->items = items;
	if (listing->nomem)
		return false;
	q->items[q->count].desk = listing->desk;
	memcpy(q->items[q->count++].id, id, STORE_ID_BYTES);
	return true;
}

/* Of a damaged store what is intact. */
bool relay_queue_list(struct relay_queue *q)
{
	bool read = false;
	q->count = 0;
	for (size_t i = 0; i < q->desk_count; i++) {
		struct listing listing = {.queue = q, .desk = &q->desks[i]};
		if (store_count(q->desks[i].store) == 0)
			continue;
		enum store_err err = store_ids(q->desks[i].store, add, &listing);
		if (listing.nomem)
			return false;
		read = read || !err || err == STORE_DAMAGED;
	}
	return read;
}

const struct relay_item *relay_queue_take(struct relay_queue *q)
{
	if (q->count == 0)
		return NULL;
	size_t at = randombytes_uniform((uint32_t)q->count);
	struct relay_item taken = q->items[at];
	q->items[at] = q->items[--q->count];
	q->items[q->count] = taken;
	return &q->items[q->count];
}

/* Without memory it is only asked for again sooner. */
void relay_queue_refuse(struct relay_queue *q, const struct relay_item *item)
{
	void *refused = q->refused;
	bool room = make_room(&refused, &q->refused_room, q->refused_count, sizeof *q->refused);
	q->refused = refused;
	if (room)
		memcpy(q->refused[q->refused_count++], item->id, STORE_ID_BYTES);
}

void relay_queue_forgive(struct relay_queue *q)
{
	q->refused_count = 0;
}
