#include "server/relay_passed.h"

void relay_passed_init(struct relay_passed *p, struct writer *writer)
{
	p->writer = writer;
	p->count = 0;
	sem_init(&p->erased, 0, 0);
}

void relay_passed_release(struct relay_passed *p)
{
	sem_destroy(&p->erased);
}

void relay_passed_add(struct relay_passed *p, const struct relay_item *item)
{
	p->records[p->count++].item = *item;
}

/* In the writer's thread. */
static void erased(struct write *w)
{
	sem_post(w->context);
}

/* How many the writer has taken on. */
static size_t submit(struct relay_passed *p)
{
	size_t taken = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct relay_item *item = &p->records[i].item;
		struct write *w = &p->records[i].write;
		*w = (struct write){.store = item->desk->store,
		                    .id = item->id,
		                    .act = STORE_ERASE,
		                    .done = erased,
		                    .context = &p->erased};
		if (writer_submit(p->writer, w))
			taken++;
		else
			w->err = STORE_BUSY;
	}
	return taken;
}

bool relay_passed_erase(struct relay_passed *p, struct relay_queue *queue)
{
	size_t left = 0;
	for (size_t waiting = submit(p); waiting > 0;)
		waiting -= sem_wait(&p->erased) == 0;
	for (size_t i = 0; i < p->count; i++) {
		enum store_err err = p->records[i].write.err;
		if (err == STORE_DAMAGED)
			relay_queue_refuse(queue, &p->records[i].item);
		else if (err)
			p->records[left++].item = p->records[i].item;
	}
	p->count = left;
	return left == 0;
}
