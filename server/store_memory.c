/* The store without a file, for tests: the same holes, gone when it is closed. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/store_cell.h"
#include "server/store_holes.h"
#include "server/store_ops.h"

struct memory_store {
	struct store store;
	pthread_mutex_t lock;
	size_t record_size;
	struct holes holes;
	struct dice dice;
	unsigned char *cells; /* kind, id and record of each hole */
	uint64_t records;
};

static struct memory_store *self(struct store *s)
{
	return (struct memory_store *)s;
}

#define HEAD_BYTES (1 + STORE_ID_BYTES)

static unsigned char *cell_of(const struct memory_store *m, uint64_t hole)
{
	return m->cells + hole * (HEAD_BYTES + m->record_size);
}

static bool cell_holds(const unsigned char *cell, enum cell_kind kind, const unsigned char *id)
{
	return cell[0] == kind && memcmp(cell + 1, id, STORE_ID_BYTES) == 0;
}

/* The hole that holds the record or spent slip of an id, or HOLE_NONE. */
static uint64_t find(const struct memory_store *m, enum cell_kind kind, const unsigned char *id)
{
	struct place place = holes_place(&m->holes, id);
	uint64_t hole = holes_candidate(&m->holes, place, place.bay);

	while (hole != HOLE_NONE && !cell_holds(cell_of(m, hole), kind, id))
		hole = holes_candidate(&m->holes, place, hole + 1);
	return hole;
}

static bool lay_out(struct memory_store *m, uint64_t count)
{
	struct memory_store wider = {.record_size = m->record_size};
	unsigned char key[HOLES_KEY_BYTES];

	randombytes_buf(key, sizeof key);
	wider.cells = calloc(count, HEAD_BYTES + m->record_size);
	if (!holes_init(&wider.holes, count, key) || wider.cells == NULL)
		goto fail;
	for (uint64_t hole = 0; hole < m->holes.count; hole++) {
		struct place place;
		uint64_t to;

		if (m->holes.tags[hole] == 0)
			continue;
		place = holes_place(&wider.holes, cell_of(m, hole) + 1);
		to = holes_pick(&wider.holes, place, &m->dice);
		if (to == HOLE_NONE)
			goto fail;
		memcpy(cell_of(&wider, to), cell_of(m, hole), HEAD_BYTES + m->record_size);
		holes_take(&wider.holes, to, place.tag);
	}
	holes_release(&m->holes);
	free(m->cells);
	m->holes = wider.holes;
	m->cells = wider.cells;
	return true;
fail:
	holes_release(&wider.holes);
	free(wider.cells);
	return false;
}

static enum store_err reserve_locked(struct memory_store *m, uint64_t more)
{
	uint64_t count = holes_for(m->holes.used + more);

	return count <= m->holes.count || lay_out(m, count) ? STORE_OK : STORE_NOMEM;
}

static enum store_err memory_reserve(struct store *s, uint64_t count)
{
	struct memory_store *m = self(s);
	enum store_err err;

	pthread_mutex_lock(&m->lock);
	err = count > m->holes.used ? reserve_locked(m, count - m->holes.used) : STORE_OK;
	pthread_mutex_unlock(&m->lock);
	return err;
}

static void memory_prepare(const struct store *s, struct store_item *item)
{
	(void)s;
	(void)item;
}

static bool put_cell(struct memory_store *m, enum cell_kind kind, const unsigned char *id, const unsigned char *record)
{
	struct place place = holes_place(&m->holes, id);
	uint64_t hole = holes_pick(&m->holes, place, &m->dice);
	unsigned char *cell;

	if (hole == HOLE_NONE)
		return false;
	cell = cell_of(m, hole);
	cell[0] = (unsigned char)kind;
	memcpy(cell + 1, id, STORE_ID_BYTES);
	if (record != NULL)
		memcpy(cell + HEAD_BYTES, record, m->record_size);
	holes_take(&m->holes, hole, place.tag);
	m->records += kind == CELL_RECORD;
	return true;
}

static void take_back(struct memory_store *m, enum cell_kind kind, const unsigned char *id)
{
	uint64_t hole = id != NULL ? find(m, kind, id) : HOLE_NONE;

	if (hole == HOLE_NONE)
		return;
	holes_vacate(&m->holes, hole);
	m->records -= kind == CELL_RECORD;
}

static bool put_one(struct memory_store *m, struct store_item *item)
{
	const unsigned char *id = item->record != NULL ? item->id : NULL;

	if (item->erase) /* when all others have succeeded */
		return true;
	item->outcome = STORE_KNOWN;
	if (id != NULL && find(m, CELL_RECORD, id) != HOLE_NONE)
		return true;
	item->outcome = STORE_SPENT;
	if (item->slip != NULL && find(m, CELL_SLIP, item->slip) != HOLE_NONE)
		return true;
	item->outcome = STORE_TAKEN;
	return (id == NULL || put_cell(m, CELL_RECORD, id, item->record)) &&
	       (item->slip == NULL || put_cell(m, CELL_SLIP, item->slip, NULL));
}

static void undo(struct memory_store *m, struct store_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].outcome != STORE_TAKEN)
			continue;
		take_back(m, CELL_RECORD, items[i].record != NULL ? items[i].id : NULL);
		take_back(m, CELL_SLIP, items[i].slip);
	}
}

static enum store_err memory_put(struct store *s, struct store_item *items, size_t count)
{
	struct memory_store *m = self(s);
	enum store_err err;

	pthread_mutex_lock(&m->lock);
	err = reserve_locked(m, 2 * count);
	for (size_t i = 0; err == STORE_OK && i < count; i++) {
		if (put_one(m, &items[i]))
			continue;
		undo(m, items, i + 1);
		err = STORE_FULL;
	}
	for (size_t i = 0; err == STORE_OK && i < count; i++) {
		if (!items[i].erase)
			continue;
		take_back(m, CELL_RECORD, items[i].id);
		items[i].outcome = STORE_ERASED;
	}
	pthread_mutex_unlock(&m->lock);
	return err;
}

static enum store_err memory_ids(struct store *s, bool (*each)(void *context, const unsigned char *id), void *context)
{
	struct memory_store *m = self(s);

	pthread_mutex_lock(&m->lock);
	for (uint64_t hole = 0; hole < m->holes.count; hole++)
		if (m->holes.tags[hole] != 0 && cell_of(m, hole)[0] == CELL_RECORD &&
		    !each(context, cell_of(m, hole) + 1))
			break;
	pthread_mutex_unlock(&m->lock);
	return STORE_OK;
}

static enum store_err memory_get(struct store *s, const unsigned char *id, unsigned char *record)
{
	struct memory_store *m = self(s);
	uint64_t hole;

	pthread_mutex_lock(&m->lock);
	hole = find(m, CELL_RECORD, id);
	if (hole != HOLE_NONE)
		memcpy(record, cell_of(m, hole) + HEAD_BYTES, m->record_size);
	pthread_mutex_unlock(&m->lock);
	return hole != HOLE_NONE ? STORE_OK : STORE_NOT_FOUND;
}

static uint64_t memory_count(struct store *s)
{
	struct memory_store *m = self(s);
	uint64_t count;

	pthread_mutex_lock(&m->lock);
	count = m->records;
	pthread_mutex_unlock(&m->lock);
	return count;
}

static enum store_err memory_spent(struct store *s, const unsigned char *slip, bool *spent)
{
	struct memory_store *m = self(s);

	pthread_mutex_lock(&m->lock);
	*spent = find(m, CELL_SLIP, slip) != HOLE_NONE;
	pthread_mutex_unlock(&m->lock);
	return STORE_OK;
}

static enum store_err memory_well(struct store *s)
{
	(void)s;
	return STORE_OK;
}

static void memory_touch(struct store *s)
{
	(void)s;
}

static void memory_close(struct store *s)
{
	struct memory_store *m = self(s);

	holes_release(&m->holes);
	free(m->cells);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static const struct store_ops memory_ops = {
        .close = memory_close,
        .prepare = memory_prepare,
        .put = memory_put,
        .reserve = memory_reserve,
        .tidy = memory_well,
        .touch = memory_touch,
        .ids = memory_ids,
        .get = memory_get,
        .count = memory_count,
        .spent = memory_spent,
        .ready = memory_well,
};

enum store_err store_memory_open(size_t record_size, struct store **out)
{
	struct memory_store *m = calloc(1, sizeof *m);

	if (m == NULL)
		return STORE_NOMEM;
	m->store.ops = &memory_ops;
	m->record_size = record_size;
	pthread_mutex_init(&m->lock, NULL);
	if (!lay_out(m, HOLES_BAY)) {
		memory_close(&m->store);
		return STORE_NOMEM;
	}
	*out = &m->store;
	return STORE_OK;
}
