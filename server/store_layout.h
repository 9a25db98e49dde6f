/* How a store's file is laid out, and making one: a whole new file each time, which takes its name only when it is
 * complete. */
#ifndef SERVER_STORE_LAYOUT_H
#define SERVER_STORE_LAYOUT_H

#include "server/store_base.h"
#include "server/store_cell.h"
#include "server/store_holes.h"

struct layout {
	struct cells cells;
	uint64_t holes;
	unsigned char place_key[HOLES_KEY_BYTES];
};

/* New keys for a table of so many holes. */
void layout_init(struct layout *l, size_t record_size, uint64_t holes);

/* Reads the layout of an open file. STORE_DAMAGED when it is no layout for records of this size. */
enum store_err layout_read(struct layout *l, struct base *b, size_t record_size);

/* Where the cells of a new file come from: gives the next intact, taken cell, or sets *cell to NULL after the last. A
 * cell is valid until the next call. */
struct cell_source {
	void *context;
	enum store_err (*next)(void *context, const unsigned char **cell);
};

/* Makes a file of this layout beside path (path + "-new"), filled from source (may be NULL: empty), durable. A
 * left-over of an earlier attempt is replaced. */
enum store_err layout_build(const struct layout *l, const char *path, const struct cell_source *source);

/* Removes what an attempt that was broken off has left beside path. */
void layout_forget(const char *path);

/* Gives the file that layout_build made its name, durably; what stood there before is gone. */
enum store_err layout_install(const char *path);

#endif
