/* What a backend of the store provides; server/store.h is the contract of each function. Only store*.c include this. */
#ifndef SERVER_STORE_OPS_H
#define SERVER_STORE_OPS_H

#include "server/store.h"

struct store_ops {
	void (*close)(struct store *s);
	void (*prepare)(const struct store *s, struct store_item *item);
	enum store_err (*put)(struct store *s, struct store_item *items, size_t count);
	enum store_err (*expire)(struct store *s, uint16_t today, uint64_t *erased);
	enum store_err (*reserve)(struct store *s, uint64_t count);
	enum store_err (*tidy)(struct store *s);
	void (*touch)(struct store *s);
	enum store_err (*ids)(struct store *s, bool (*each)(void *context, const unsigned char *id), void *context);
	enum store_err (*get)(struct store *s, const unsigned char *id, unsigned char *record);
	uint64_t (*count)(struct store *s);
	enum store_err (*spent)(struct store *s, const unsigned char *slip, bool *spent);
	enum store_err (*ready)(struct store *s);
};

/* The first member of each backend's own struct. */
struct store {
	const struct store_ops *ops;
};

enum store_err store_memory_open(size_t record_size, struct store **out);
enum store_err store_sqlite_open(const char *dir, const unsigned char lock_id[static 16], size_t record_size,
                                 struct store **out);

#endif
