/* A cell: what lies in one pigeonhole, and so in one page of the file (server/schema.sql has its shape). */
#ifndef SERVER_STORE_CELL_H
#define SERVER_STORE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "server/store.h"

#define CELL_KEY_BYTES 16

/* What all cells of a file have in common. */
struct cells {
	size_t record_size; /* bytes */
	size_t cell_size;   /* bytes of a cell: such that one fits into a page and two do not */
	size_t page_size;
	unsigned char key[CELL_KEY_BYTES]; /* of the check */
};

/* Works out the sizes. */
void cells_init(struct cells *c, size_t record_size, const unsigned char key[static CELL_KEY_BYTES]);

/* Writes a whole cell. hole is part of its check, so that a cell at another's place is noticed. */
void cell_write(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *id, const unsigned char *record);
void cell_write_empty(const struct cells *c, unsigned char *cell, uint64_t hole);

/* False when it is not what was written there. */
bool cell_intact(const struct cells *c, const unsigned char *cell, uint64_t hole);

/* Of an intact cell: */
bool cell_taken(const unsigned char *cell);
const unsigned char *cell_id(const unsigned char *cell);
const unsigned char *cell_record(const unsigned char *cell);

#endif
