/* A bump allocator with a stated maximum: everything in it is freed or forgotten at once. Forms live in one arena for
 * as long as they are loaded; the answers of one person live in another, reset between people. */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *first, *current;
	size_t used; /* bytes handed out since the last reset */
	size_t max;
};

void arena_init(struct arena *a, size_t max);
void arena_release(struct arena *a);

/* Forgets everything, keeps the memory for the next use. arena_wipe also overwrites it. */
void arena_reset(struct arena *a);
void arena_wipe(struct arena *a);

/* Zeroed memory aligned to 16 bytes, or NULL when memory or max ran out. */
void *arena_alloc(struct arena *a, size_t size);
/* The same for count elements; overflow of the product answers NULL. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A NUL-terminated copy of len bytes. */
char *arena_copy(struct arena *a, const char *bytes, size_t len);

#endif
