/* The list of places. What is read and written reads as the same list again, and every code finds its place. */
#include <stdlib.h>
#include <string.h>
#include "core/places.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void compare(const struct places *a, const struct places *b)
{
	if (a->count != b->count || a->coded != b->coded)
		abort();
	for (size_t i = 0; i < a->count; i++) {
		const struct place *p = &a->items[i], *q = &b->items[i];
		for (size_t c = 0; c < PLACE_COLUMNS; c++)
			if (strcmp(p->cells[c], q->cells[c]) != 0)
				abort();
		if (p->kind != q->kind || p->hung != q->hung || p->withdrawn != q->withdrawn)
			abort();
		if (p->code[0] != '\0' && places_find(a, p->code) != p)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena arena;
	struct problems problems;
	struct places first, second;
	struct buf out;

	arena_init(&arena, 2 * PLACES_ARENA);
	problems_init(&problems);
	buf_init(&out, 4 * PLACES_BYTES);
	enum core_err err = places_read((const char *)data, size, "places.csv", &arena, &first, &problems);
	if (err == CORE_NOMEM || (err == CORE_OK) != (problems.total == 0))
		abort();
	if (err == CORE_OK) {
		places_write(&out, &first);
		if (out.failed || places_read(out.data, out.len, "again", &arena, &second, &problems) != CORE_OK)
			abort();
		compare(&first, &second);
	}
	buf_release(&out);
	problems_release(&problems);
	arena_release(&arena);
	return 0;
}
