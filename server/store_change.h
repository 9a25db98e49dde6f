/* What is done to a store's file: a batch of items, or erasing what is due, each as one transaction. The putting
 * thread's alone; on an error nothing of it stands. Only store_sqlite.c uses this. */
#ifndef SERVER_STORE_CHANGE_H
#define SERVER_STORE_CHANGE_H

#include "server/store_dice.h"
#include "server/store_file.h"

struct change {
	struct store_file *file;
	unsigned char *cell; /* heap, one cell */
	struct dice dice;
	uint32_t *order; /* heap: the items of a batch, shuffled */
	size_t order_max;
	struct taken {
		uint64_t hole;
		enum cell_kind kind;
		bool emptied;
	} * taken; /* heap: what this transaction takes or empties */
	size_t taken_count, taken_max;
};

/* False when memory ran out. */
bool change_init(struct change *c, struct store_file *file);
void change_release(struct change *c);

/* How many holes a batch may take. */
size_t change_holes(const struct store_item *items, size_t count);

/* Puts all items in random order; sets their outcomes when it answers STORE_OK. */
enum store_err change_put(struct change *c, struct store_item *items, size_t count);

/* Overwrites every record that is due today or was before. *cells is how many cells were written. */
enum store_err change_expire(struct change *c, uint16_t today, uint64_t *cells);

#endif
