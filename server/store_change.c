#include "server/store_change.h"

#include <stdlib.h>
#include <string.h>

#define ERASED_AT_ONCE 1024u

bool change_init(struct change *c, struct store_file *file)
{
	*c = (struct change){.file = file};
	c->cell = malloc(file->cells.cell_size);
	return c->cell != NULL;
}

void change_release(struct change *c)
{
	free(c->cell);
	free(c->order);
	free(c->taken);
	*c = (struct change){0};
}

size_t change_holes(const struct store_item *items, size_t count)
{
	size_t holes = 0;

	for (size_t i = 0; i < count; i++) {
		if (items[i].act == STORE_REPLACE)
			holes += items[i].count;
		else if (items[i].act == STORE_ADD)
			holes += (items[i].record != NULL ? 1u : 0u) + (items[i].slip != NULL ? 1u : 0u);
	}
	return holes;
}

/* Room for the holes that a batch may take or empty, and for its order. */
static bool make_room(struct change *c, size_t items, size_t holes)
{
	if (items > c->order_max) {
		uint32_t *more = reallocarray(c->order, items, sizeof *more);

		if (more == NULL)
			return false;
		c->order = more;
		c->order_max = items;
	}
	if (holes > c->taken_max) {
		struct taken *more = reallocarray(c->taken, holes, sizeof *more);

		if (more == NULL)
			return false;
		c->taken = more;
		c->taken_max = holes;
	}
	c->taken_count = 0;
	return true;
}

/* Fisher and Yates, from the inside out. */
static void shuffle(struct change *c, size_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t j = dice_below(&c->dice, i + 1);

		c->order[i] = c->order[j];
		c->order[j] = i;
	}
}

/* --- one cell --- */

static enum store_err fill(struct change *c, uint64_t hole)
{
	struct base *writer = &c->file->writer;
	enum store_err err = base_run(writer, BASE_FILL_CELL, hole, c->cell, c->file->cells.cell_size);

	return err == STORE_OK && sqlite3_changes(writer->db) != 1 ? STORE_DAMAGED : err;
}

/* One of the free holes that an id may have. */
static enum store_err take_hole(struct change *c, enum cell_kind kind, const unsigned char *id, uint64_t *hole)
{
	struct place place = holes_place(&c->file->holes, id);

	*hole = holes_pick(&c->file->holes, place, &c->dice);
	if (*hole == HOLE_NONE)
		return STORE_FULL;
	file_take(c->file, *hole, kind, place.tag);
	c->taken[c->taken_count++] = (struct taken){.hole = *hole, .kind = kind};
	return STORE_OK;
}

static enum store_err find(struct change *c, enum cell_kind kind, const unsigned char *id, uint64_t *hole)
{
	*hole = HOLE_NONE;
	return id == NULL ? STORE_OK : file_find(c->file, &c->file->writer, kind, id, hole, NULL);
}

/* --- one item --- */

static enum store_err add_record(struct change *c, const struct store_item *item)
{
	const struct cells *cells = &c->file->cells;
	uint64_t hole, check = item->prepared ? item->check : cell_check(cells, item->id, item->record);
	enum store_err err = take_hole(c, CELL_RECORD, item->id, &hole);

	if (err != STORE_OK)
		return err;
	file_due(c->file, item->due);
	cell_write(cells, c->cell, hole, item->id, item->record, check, item->due);
	return fill(c, hole);
}

static enum store_err add_slip(struct change *c, const struct store_item *item)
{
	uint64_t hole;
	enum store_err err = take_hole(c, CELL_SLIP, item->slip, &hole);

	if (err != STORE_OK)
		return err;
	cell_write_slip(&c->file->cells, c->cell, hole, item->slip);
	return fill(c, hole);
}

/* The record and its slip, or neither. */
static enum store_err add(struct change *c, struct store_item *item)
{
	uint64_t known, spent = HOLE_NONE;
	enum store_err err = find(c, CELL_RECORD, item->record != NULL ? item->id : NULL, &known);

	if (err == STORE_OK && known == HOLE_NONE)
		err = find(c, CELL_SLIP, item->slip, &spent);
	item->outcome = known != HOLE_NONE ? STORE_KNOWN : spent != HOLE_NONE ? STORE_SPENT : STORE_TAKEN;
	if (err != STORE_OK || item->outcome != STORE_TAKEN)
		return err;
	if (item->record != NULL)
		err = add_record(c, item);
	if (err == STORE_OK && item->slip != NULL)
		err = add_slip(c, item);
	return err;
}

/* In place, so that nothing of what was there stays. */
static enum store_err rewrite(struct change *c, uint64_t hole, const unsigned char *id, const unsigned char *record,
                              const uint16_t *due)
{
	const struct cells *cells = &c->file->cells;
	const unsigned char *cell;
	enum store_err err = file_cell(c->file, &c->file->writer, hole, &cell);

	if (err != STORE_OK)
		return err;
	if (record == NULL)
		record = cell_record(cell);
	cell_write(cells, c->cell, hole, id, record, cell_check(cells, id, record),
	           due != NULL ? *due : cell_due(cell));
	sqlite3_reset(c->file->writer.statements[BASE_READ_CELL]);
	return fill(c, hole);
}

static enum store_err replace(struct change *c, const struct store_item *all)
{
	enum store_err err = STORE_OK;

	for (size_t i = 0; err == STORE_OK && i < all->count; i++) {
		struct store_item one = {.id = all->id + i * STORE_ID_BYTES,
		                         .record = all->record + i * c->file->cells.record_size,
		                         .due = all->due};
		uint64_t hole;

		err = find(c, CELL_RECORD, one.id, &hole);
		if (err == STORE_OK)
			err = hole == HOLE_NONE ? add_record(c, &one) : rewrite(c, hole, one.id, one.record, NULL);
	}
	return err;
}

static enum store_err mark(struct change *c, const struct store_item *all)
{
	enum store_err err = STORE_OK;

	file_due(c->file, all->due);
	for (size_t i = 0; err == STORE_OK && i < all->count; i++) {
		const unsigned char *id = all->id + i * STORE_ID_BYTES;
		uint64_t hole;

		err = find(c, CELL_RECORD, id, &hole);
		if (err == STORE_OK && hole != HOLE_NONE)
			err = rewrite(c, hole, id, NULL, &all->due);
	}
	return err;
}

/* The hole counts as taken until the commit stands. */
static enum store_err empty(struct change *c, uint64_t hole)
{
	cell_write_empty(&c->file->cells, c->cell, hole);
	return fill(c, hole);
}

static enum store_err erase(struct change *c, const struct store_item *item)
{
	uint64_t hole;
	enum store_err err = find(c, CELL_RECORD, item->id, &hole);

	if (err != STORE_OK || hole == HOLE_NONE)
		return err;
	c->taken[c->taken_count++] = (struct taken){hole, CELL_RECORD, true};
	return empty(c, hole);
}

static enum store_err put_one(struct change *c, struct store_item *item)
{
	item->outcome = item->act == STORE_ERASE ? STORE_ERASED : STORE_TAKEN;
	switch (item->act) {
	case STORE_ADD:
		return add(c, item);
	case STORE_REPLACE:
		return replace(c, item);
	case STORE_ERASE:
		return erase(c, item);
	case STORE_MARK:
		return mark(c, item);
	}
	return STORE_IO;
}

/* --- a transaction --- */

static enum store_err end(struct change *c, enum store_err err)
{
	struct base *writer = &c->file->writer;

	if (err == STORE_OK)
		err = base_run(writer, BASE_COMMIT, 0, NULL, 0);
	if (err != STORE_OK && !sqlite3_get_autocommit(writer->db))
		base_run(writer, BASE_ROLLBACK, 0, NULL, 0);
	return err;
}

/* Gives back the holes that were emptied when the transaction stands, else those that were taken. */
static enum store_err settle(struct change *c, enum store_err err)
{
	for (size_t i = 0; i < c->taken_count; i++)
		if (c->taken[i].emptied == (err == STORE_OK))
			file_vacate(c->file, c->taken[i].hole, c->taken[i].kind);
	return err;
}

enum store_err change_put(struct change *c, struct store_item *items, size_t count)
{
	enum store_err err = STORE_NOMEM;

	if (!make_room(c, count, change_holes(items, count) + count))
		return err;
	shuffle(c, count);
	if ((err = base_run(&c->file->writer, BASE_BEGIN, 0, NULL, 0)) != STORE_OK)
		return err;
	for (size_t i = 0; err == STORE_OK && i < count; i++)
		err = put_one(c, &items[c->order[i]]);
	return settle(c, end(c, err));
}

/* --- erasing --- */

struct gathering {
	struct change *change;
	uint16_t today, next;
};

static bool gather_if_due(void *context, uint64_t hole, const unsigned char *cell)
{
	struct gathering *g = context;
	struct change *c = g->change;
	uint16_t due = cell_due(cell);

	if (cell_kind(cell) != CELL_RECORD || due == STORE_KEEP)
		return true;
	if (due <= g->today && c->taken_count < c->taken_max)
		c->taken[c->taken_count++] = (struct taken){hole, CELL_RECORD, true};
	else if (due < g->next)
		g->next = due;
	return true;
}

static enum store_err erase_gathered(struct change *c)
{
	enum store_err err = base_run(&c->file->writer, BASE_BEGIN, 0, NULL, 0);

	for (size_t i = 0; err == STORE_OK && i < c->taken_count; i++)
		err = empty(c, c->taken[i].hole);
	return settle(c, end(c, err));
}

enum store_err change_expire(struct change *c, uint16_t today, uint64_t *cells)
{
	enum store_err err = STORE_OK;

	*cells = 0;
	while (err == STORE_OK && c->file->next_due <= today) {
		struct gathering g = {.change = c, .today = today, .next = UINT16_MAX};

		if (!make_room(c, 0, ERASED_AT_ONCE))
			return STORE_NOMEM;
		err = file_walk(c->file, 0, c->file->holes.count, gather_if_due, &g);
		if (err == STORE_OK)
			err = erase_gathered(c);
		if (err != STORE_OK)
			break;
		*cells += c->taken_count;
		c->file->next_due = g.next;
	}
	return err;
}
