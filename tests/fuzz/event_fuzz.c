/* Events. What is read was signed by someone with a grant, is within its bounds, and is written the same again. The
 * lock and its holder's keys are fixed, so that the corpus can hold events that verify. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/event.h"
#include "tally/event_sign.h"
#include "tests/unit/seal_fixture.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check(const struct fixture *f, const char *text, size_t len)
{
	struct arena arena;
	struct event e;
	struct card card;
	struct buf again;

	arena_init(&arena, (size_t)1 << 20);
	buf_init(&again, (size_t)1 << 20);
	if (event_read(text, len, &f->lock, &arena, &e, &card) == SEAL_OK) {
		if (!event_fits(&e) || lock_grant(&f->lock, card.id) == NULL || !event_begins(text, len))
			abort();
		event_write(&again, &e);
		if (again.failed)
			abort();
	}
	arena_release(&arena);
	buf_release(&again);
}

/* The input as it is, and as an object that Anna signed. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct fixture f;
	static bool ready;
	struct buf whole;

	if (!ready)
		fixture_init(&f);
	ready = true;
	check(&f, (const char *)data, size);
	buf_init(&whole, (size_t)1 << 20);
	event_sign(&whole, (const char *)data, size, &f.anna);
	if (whole.failed)
		abort();
	check(&f, whole.data, whole.len);
	buf_release(&whole);
	return 0;
}
