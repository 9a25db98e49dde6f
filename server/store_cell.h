/* A cell: what lies in one pigeonhole, and so in one page of the file.
 *
 *   check (8 bytes) | kind (1, enum cell_kind) | due (2) | id (16) | record | padding with zeros up to the cell's size
 *
 * due is the day on which a record is to be erased (days since 1970-01-01, little-endian), or 0.
 *
 * The cell of a spent slip has the slip's keyed hash for an id, and random bytes where a record would be.
 *
 * The check finds bytes that have rotted, and cells that are not in their own hole. It keeps nobody from changing a
 * cell on purpose: what is in a record is sealed. check = SipHash-2-4 of the record, keyed with the id, XOR what binds
 * it to its hole: hole * 2 + kind, and NOT hole for a slip, XOR due * 2^40; little-endian. */
#ifndef SERVER_STORE_CELL_H
#define SERVER_STORE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "server/store.h"

enum cell_kind { CELL_EMPTY = 0, CELL_RECORD = 1, CELL_SLIP = 2 };

/* The sizes that all cells of a file have in common. */
struct cells {
	size_t record_size; /* bytes */
	size_t cell_size;   /* bytes of a cell: such that one fits into a page and two do not */
	size_t page_size;
};

void cells_init(struct cells *c, size_t record_size);

/* The part of the check that does not depend on the hole. */
uint64_t cell_check(const struct cells *c, const unsigned char *id, const unsigned char *record);

/* Writes the whole cell of a record; check is cell_check of id and record. */
void cell_write(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *id,
                const unsigned char *record, uint64_t check, uint16_t due);
/* Writes the whole cell of a spent slip. */
void cell_write_slip(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *slip);
/* Writes what an intact cell that is not empty holds, for another hole. */
void cell_write_moved(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *old);
/* Writes a cell of random bytes that counts as empty. */
void cell_write_empty(const struct cells *c, unsigned char *cell, uint64_t hole);

/* False when it is not what was written into this hole. */
bool cell_intact(const struct cells *c, const unsigned char *cell, uint64_t hole);

/* The same for a cell whose hole is not known, in a table of at most so many holes. */
bool cell_intact_somewhere(const struct cells *c, const unsigned char *cell, uint64_t holes);

/* Of an intact cell: */
enum cell_kind cell_kind(const unsigned char *cell);
bool cell_is(const unsigned char *cell, enum cell_kind kind, const unsigned char *id);
uint16_t cell_due(const unsigned char *cell);
const unsigned char *cell_id(const unsigned char *cell);
const unsigned char *cell_record(const unsigned char *cell);

#endif
