#include "core/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 16
#define BLOCK_FIRST 4096
#define BLOCK_LARGEST 262144

struct arena_block {
	struct arena_block *next;
	size_t size, used, dirty; /* of data; dirty: as much was used since the last wipe */
	alignas(ALIGN) unsigned char data[];
};

void arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){.max = max};
}

void arena_release(struct arena *a)
{
	struct arena_block *next;

	for (struct arena_block *b = a->first; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){.max = a->max};
}

void arena_reset(struct arena *a)
{
	for (struct arena_block *b = a->first; b; b = b->next) {
		b->dirty = b->used > b->dirty ? b->used : b->dirty;
		b->used = 0;
	}
	a->current = a->first;
	a->used = 0;
}

void arena_wipe(struct arena *a)
{
	arena_reset(a);
	for (struct arena_block *b = a->first; b; b = b->next) {
		explicit_bzero(b->data, b->dirty);
		b->dirty = 0;
	}
}

/* The next block with room for size bytes: one kept from before a reset, or a new one after the current. Blocks double,
 * so their number stays small. */
static struct arena_block *next_block(struct arena *a, size_t size)
{
	struct arena_block *b, *last = a->current;
	size_t room = last ? last->size * 2 : BLOCK_FIRST;

	for (b = last ? last->next : NULL; b; last = b, b = b->next)
		if (b->size >= size)
			return a->current = b;
	if (room > BLOCK_LARGEST)
		room = BLOCK_LARGEST;
	if (room < size)
		room = size;
	b = malloc(sizeof *b + room);
	if (!b)
		return NULL;
	*b = (struct arena_block){.size = room};
	if (last)
		last->next = b;
	else
		a->first = b;
	return a->current = b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->current;
	void *out;

	if (size > a->max - a->used || size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size == 0)
		size = ALIGN;
	if (size > a->max - a->used)
		return NULL;
	if (!b || b->size - b->used < size)
		b = next_block(a, size);
	if (!b)
		return NULL;
	out = b->data + b->used;
	b->used += size;
	a->used += size;
	return memset(out, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return arena_alloc(a, bytes);
}

char *arena_copy(struct arena *a, const char *bytes, size_t len)
{
	char *out = len < SIZE_MAX ? arena_alloc(a, len + 1) : NULL;

	if (out && len > 0)
		memcpy(out, bytes, len);
	return out;
}
