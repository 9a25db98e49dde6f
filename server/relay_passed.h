/* Records that the town's server has and that are still here: erased together, in one commit. For one thread. */
#ifndef SERVER_RELAY_PASSED_H
#define SERVER_RELAY_PASSED_H

#include <semaphore.h>
#include "server/relay_queue.h"

#define RELAY_PASSED_MAX 64

struct relay_passed {
	struct writer *writer;
	struct {
		struct relay_item item;
		struct write write;
	} records[RELAY_PASSED_MAX];
	size_t count;
	sem_t erased;
};

void relay_passed_init(struct relay_passed *p, struct writer *writer);
void relay_passed_release(struct relay_passed *p);

/* There must be room. */
void relay_passed_add(struct relay_passed *p, const struct relay_item *item);

/* Waits until all are erased, or cannot be for now (a full disk): false, and those are still in p. One whose store is
 * damaged stays there for good; it is refused to the queue, so that nothing waits for it. */
bool relay_passed_erase(struct relay_passed *p, struct relay_queue *queue);

#endif
