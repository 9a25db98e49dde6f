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
	unsigned char *cells; /* kind, id, due day and record of each hole */
	uint64_t records;
};

static struct memory_store *self(struct store *s)
{
	return (struct memory_store *)s;
}

#define DUE_AT (1 + STORE_ID_BYTES)
#define HEAD_BYTES (DUE_AT + 2)

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

static void set_due(unsigned char *cell, uint16_t due)
{
	memcpy(cell + DUE_AT, &due, sizeof due);
}

static uint16_t due_of(const unsigned char *cell)
{
	uint16_t due;

	memcpy(&due, cell + DUE_AT, sizeof due);
	return due;
}

static bool put_cell(struct memory_store *m, enum cell_kind kind, const unsigned char *id, const unsigned char *record,
                     uint16_t due)
{
	struct place place = holes_place(&m->holes, id);
	uint64_t hole = holes_pick(&m->holes, place, &m->dice);
	unsigned char *cell;

	if (hole == HOLE_NONE)
		return false;
	cell = cell_of(m, hole);
	cell[0] = (unsigned char)kind;
	memcpy(cell + 1, id, STORE_ID_BYTES);
	set_due(cell, due);
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

/* There is room: it was reserved. */
static bool replace(struct memory_store *m, const struct store_item *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const unsigned char *id = all->id + i * STORE_ID_BYTES, *record = all->record + i * m->record_size;
		uint64_t hole = find(m, CELL_RECORD, id);

		if (hole != HOLE_NONE)
			memcpy(cell_of(m, hole) + HEAD_BYTES, record, m->record_size);
		else if (!put_cell(m, CELL_RECORD, id, record, all->due))
			return false;
	}
	return true;
}

static bool mark(struct memory_store *m, const struct store_item *all)
{
	for (size_t i = 0; i < all->count; i++) {
		uint64_t hole = find(m, CELL_RECORD, all->id + i * STORE_ID_BYTES);

		if (hole != HOLE_NONE)
			set_due(cell_of(m, hole), all->due);
	}
	return true;
}

static bool add(struct memory_store *m, struct store_item *item)
{
	const unsigned char *id = item->record != NULL ? item->id : NULL;

	item->outcome = STORE_KNOWN;
	if (id != NULL && find(m, CELL_RECORD, id) != HOLE_NONE)
		return true;
	item->outcome = STORE_SPENT;
	if (item->slip != NULL && find(m, CELL_SLIP, item->slip) != HOLE_NONE)
		return true;
	item->outcome = STORE_TAKEN;
	return (id == NULL || put_cell(m, CELL_RECORD, id, item->record, item->due)) &&
	       (item->slip == NULL || put_cell(m, CELL_SLIP, item->slip, NULL, STORE_KEEP));
}

static bool put_one(struct memory_store *m, struct store_item *item)
{
	if (item->act == STORE_ADD)
		return add(m, item);
	item->outcome = STORE_TAKEN;
	if (item->act == STORE_ERASE) /* when all others have succeeded */
		return true;
	return item->act == STORE_REPLACE ? replace(m, item) : mark(m, item);
}

static void undo(struct memory_store *m, struct store_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].outcome != STORE_TAKEN || items[i].act != STORE_ADD)
			continue;
		take_back(m, CELL_RECORD, items[i].record != NULL ? items[i].id : NULL);
		take_back(m, CELL_SLIP, items[i].slip);
	}
}

static size_t holes_wanted(const struct store_item *items, size_t count)
{
	size_t holes = 0;

	for (size_t i = 0; i < count; i++)
		holes += items[i].act == STORE_ADD ? 2 : items[i].count;
	return holes;
}

static enum store_err memory_expire(struct store *s, uint16_t today, uint64_t *erased)
{
	struct memory_store *m = self(s);

	*erased = 0;
	pthread_mutex_lock(&m->lock);
	for (uint64_t hole = 0; hole < m->holes.count; hole++) {
		unsigned char *cell = cell_of(m, hole);

		if (m->holes.tags[hole] == 0 || cell[0] != CELL_RECORD || due_of(cell) == STORE_KEEP ||
		    due_of(cell) > today)
			continue;
		sodium_memzero(cell, HEAD_BYTES + m->record_size);
		holes_vacate(&m->holes, hole);
		m->records--;
		(*erased)++;
	}
	pthread_mutex_unlock(&m->lock);
	return STORE_OK;
}

static enum store_err memory_put(struct store *s, struct store_item *items, size_t count)
{
	struct memory_store *m = self(s);
	enum store_err err;

	pthread_mutex_lock(&m->lock);
	err = reserve_locked(m, holes_wanted(items, count));
	for (size_t i = 0; err == STORE_OK && i < count; i++) {
		if (put_one(m, &items[i]))
			continue;
		undo(m, items, i + 1);
		err = STORE_FULL;
	}
	for (size_t i = 0; err == STORE_OK && i < count; i++) {
		if (items[i].act != STORE_ERASE)
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
        .expire = memory_expire,
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
