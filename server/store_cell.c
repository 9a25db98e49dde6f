#include "server/store_cell.h"

#include <endian.h>
#include <sodium.h>
#include <string.h>

#define CHECK_BYTES 8
#define TAKEN_AT CHECK_BYTES
#define ID_AT (TAKEN_AT + 1)
#define RECORD_AT (ID_AT + STORE_ID_BYTES)

/* What SQLite needs of a page beside the longest blob that it keeps in it whole (sqlite.org/fileformat2.html,
 * section 1.6: a payload of at most U-35 bytes stays on its page), and the record header before the blob: its size,
 * NULL, the blob's type. */
#define PAGE_REST 35
#define ROW_HEAD_MAX 6

_Static_assert(CHECK_BYTES == crypto_shorthash_BYTES, "the check is the hash");
_Static_assert(STORE_ID_BYTES == crypto_shorthash_KEYBYTES, "the id keys the hash");

void cells_init(struct cells *c, size_t record_size)
{
	size_t cell_size = RECORD_AT + record_size, page_size = 512;

	while (cell_size + ROW_HEAD_MAX + PAGE_REST > page_size)
		page_size *= 2;
	if (cell_size < page_size / 2)
		cell_size = page_size / 2;
	*c = (struct cells){.record_size = record_size, .cell_size = cell_size, .page_size = page_size};
}

uint64_t cell_check(const struct cells *c, const unsigned char *id, const unsigned char *record)
{
	uint64_t check;

	crypto_shorthash((unsigned char *)&check, record, c->record_size, id);
	return le64toh(check);
}

/* Everything but id and record. */
static void write_frame(const struct cells *c, unsigned char *cell, uint64_t hole, bool taken, uint64_t check)
{
	uint64_t bound = htole64(check ^ (hole * 2 + taken));

	memcpy(cell, &bound, sizeof bound);
	cell[TAKEN_AT] = taken;
	memset(cell + RECORD_AT + c->record_size, 0, c->cell_size - RECORD_AT - c->record_size);
}

void cell_write(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *id,
                const unsigned char *record, uint64_t check)
{
	memcpy(cell + ID_AT, id, STORE_ID_BYTES);
	memcpy(cell + RECORD_AT, record, c->record_size);
	write_frame(c, cell, hole, true, check);
}

void cell_write_empty(const struct cells *c, unsigned char *cell, uint64_t hole)
{
	unsigned char seed[randombytes_SEEDBYTES];

	randombytes_buf(seed, sizeof seed);
	randombytes_buf_deterministic(cell + ID_AT, STORE_ID_BYTES + c->record_size, seed);
	write_frame(c, cell, hole, false, cell_check(c, cell + ID_AT, cell + RECORD_AT));
}

/* What the check says of hole and taken, if the record is what was written: any nonsense if it is not. */
static uint64_t bound_to(const struct cells *c, const unsigned char *cell)
{
	uint64_t bound;

	memcpy(&bound, cell, sizeof bound);
	return le64toh(bound) ^ cell_check(c, cell + ID_AT, cell + RECORD_AT);
}

static bool frame_intact(const struct cells *c, const unsigned char *cell)
{
	const unsigned char *padding = cell + RECORD_AT + c->record_size;

	return cell[TAKEN_AT] <= 1 && sodium_is_zero(padding, (size_t)(cell + c->cell_size - padding));
}

bool cell_intact(const struct cells *c, const unsigned char *cell, uint64_t hole)
{
	return frame_intact(c, cell) && bound_to(c, cell) == hole * 2 + cell[TAKEN_AT];
}

bool cell_intact_somewhere(const struct cells *c, const unsigned char *cell, uint64_t holes)
{
	uint64_t bound = bound_to(c, cell);

	return frame_intact(c, cell) && bound / 2 < holes && bound % 2 == cell[TAKEN_AT];
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
