#include "server/store_cell.h"

#include <sodium.h>
#include <string.h>

#define CHECK_BYTES crypto_shorthash_BYTES
#define TAKEN_AT CHECK_BYTES
#define ID_AT (TAKEN_AT + 1)
#define RECORD_AT (ID_AT + STORE_ID_BYTES)

/* What SQLite needs of a page beside the longest blob that it keeps in it whole (sqlite.org/fileformat2.html, section 1.6: a
 * payload of at most U-35 bytes stays on its page), and the record header before the blob: its size, NULL, the blob's type. */
#define PAGE_REST 35
#define ROW_HEAD_MAX 6

_Static_assert(CELL_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is the hash's");

void cells_init(struct cells *c, size_t record_size, const unsigned char key[static CELL_KEY_BYTES])
{
	size_t cell_size = RECORD_AT + record_size, page_size = 512;

	while (cell_size + ROW_HEAD_MAX + PAGE_REST > page_size)
		page_size *= 2;
	if (cell_size < page_size / 2)
		cell_size = page_size / 2;
	*c = (struct cells){.record_size = record_size, .cell_size = cell_size, .page_size = page_size};
	memcpy(c->key, key, CELL_KEY_BYTES);
}

static uint64_t check_of(const struct cells *c, const unsigned char *cell, uint64_t hole)
{
	unsigned char hash[CHECK_BYTES];
	uint64_t number;

	crypto_shorthash(hash, cell + TAKEN_AT, c->cell_size - TAKEN_AT, c->key);
	memcpy(&number, hash, sizeof number);
	return number ^ hole;
}

static void seal_check(const struct cells *c, unsigned char *cell, uint64_t hole)
{
	uint64_t check = check_of(c, cell, hole);

	memcpy(cell, &check, sizeof check);
}

void cell_write(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *id, const unsigned char *record)
{
	cell[TAKEN_AT] = 1;
	memcpy(cell + ID_AT, id, STORE_ID_BYTES);
	memcpy(cell + RECORD_AT, record, c->record_size);
	memset(cell + RECORD_AT + c->record_size, 0, c->cell_size - RECORD_AT - c->record_size);
	seal_check(c, cell, hole);
}

void cell_write_empty(const struct cells *c, unsigned char *cell, uint64_t hole)
{
	unsigned char seed[randombytes_SEEDBYTES];

	randombytes_buf(seed, sizeof seed);
	randombytes_buf_deterministic(cell + ID_AT, STORE_ID_BYTES + c->record_size, seed);
	cell[TAKEN_AT] = 0;
	memset(cell + RECORD_AT + c->record_size, 0, c->cell_size - RECORD_AT - c->record_size);
	seal_check(c, cell, hole);
}

bool cell_intact(const struct cells *c, const unsigned char *cell, uint64_t hole)
{
	uint64_t check = check_of(c, cell, hole);

	return memcmp(cell, &check, sizeof check) == 0 && cell[TAKEN_AT] <= 1;
}

bool cell_taken(const unsigned char *cell)
{
	return cell[TAKEN_AT] == 1;
}

const unsigned char *cell_id(const unsigned char *cell)
{
	return cell + ID_AT;
}

const unsigned char *cell_record(const unsigned char *cell)
{
	return cell + RECORD_AT;
}
