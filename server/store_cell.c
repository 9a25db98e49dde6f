#include "server/store_cell.h"

#include <endian.h>
#include <sodium.h>
#include <string.h>

#define CHECK_BYTES 8
#define KIND_AT CHECK_BYTES
#define DUE_AT (KIND_AT + 1)
#define ID_AT (DUE_AT + 2)
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

#define DUE_SHIFT 40

static uint64_t binding(uint64_t hole, enum cell_kind kind, uint16_t due)
{
	return (kind == CELL_SLIP ? ~hole : hole * 2 + kind) ^ (uint64_t)due << DUE_SHIFT;
}

/* Everything but id and record. */
static void write_frame(const struct cells *c, unsigned char *cell, uint64_t hole, enum cell_kind kind, uint64_t check,
                        uint16_t due)
{
	uint64_t bound = htole64(check ^ binding(hole, kind, due));

	memcpy(cell, &bound, sizeof bound);
	cell[KIND_AT] = (unsigned char)kind;
	cell[DUE_AT] = (unsigned char)due;
	cell[DUE_AT + 1] = (unsigned char)(due >> 8);
	memset(cell + RECORD_AT + c->record_size, 0, c->cell_size - RECORD_AT - c->record_size);
}

void cell_write(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *id,
                const unsigned char *record, uint64_t check, uint16_t due)
{
	memcpy(cell + ID_AT, id, STORE_ID_BYTES);
	memcpy(cell + RECORD_AT, record, c->record_size);
	write_frame(c, cell, hole, CELL_RECORD, check, due);
}

static void write_random(const struct cells *c, unsigned char *cell, uint64_t hole, enum cell_kind kind,
                         const unsigned char *id)
{
	unsigned char seed[randombytes_SEEDBYTES];

	randombytes_buf(seed, sizeof seed);
	randombytes_buf_deterministic(cell + ID_AT, STORE_ID_BYTES + c->record_size, seed);
	if (id != NULL)
		memcpy(cell + ID_AT, id, STORE_ID_BYTES);
	write_frame(c, cell, hole, kind, cell_check(c, cell + ID_AT, cell + RECORD_AT), STORE_KEEP);
}

void cell_write_slip(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *slip)
{
	write_random(c, cell, hole, CELL_SLIP, slip);
}

void cell_write_empty(const struct cells *c, unsigned char *cell, uint64_t hole)
{
	write_random(c, cell, hole, CELL_EMPTY, NULL);
}

void cell_write_moved(const struct cells *c, unsigned char *cell, uint64_t hole, const unsigned char *old)
{
	memcpy(cell + ID_AT, old + ID_AT, STORE_ID_BYTES + c->record_size);
	write_frame(c, cell, hole, cell_kind(old), cell_check(c, cell + ID_AT, cell + RECORD_AT), cell_due(old));
}

/* What the check says of hole and kind, if the record is what was written: any nonsense if it is not. */
static uint64_t bound_to(const struct cells *c, const unsigned char *cell)
{
	uint64_t bound;

	memcpy(&bound, cell, sizeof bound);
	return le64toh(bound) ^ cell_check(c, cell + ID_AT, cell + RECORD_AT);
}

static bool frame_intact(const struct cells *c, const unsigned char *cell)
{
	const unsigned char *padding = cell + RECORD_AT + c->record_size;

	return cell[KIND_AT] <= CELL_SLIP && sodium_is_zero(padding, (size_t)(cell + c->cell_size - padding));
}

bool cell_intact(const struct cells *c, const unsigned char *cell, uint64_t hole)
{
	return frame_intact(c, cell) && bound_to(c, cell) == binding(hole, cell_kind(cell), cell_due(cell));
}

bool cell_intact_somewhere(const struct cells *c, const unsigned char *cell, uint64_t holes)
{
	uint64_t bound = bound_to(c, cell) ^ (uint64_t)cell_due(cell) << DUE_SHIFT, hole;

	if (!frame_intact(c, cell))
		return false;
	hole = cell_kind(cell) == CELL_SLIP ? ~bound : bound / 2;
	return hole < holes && bound == binding(hole, cell_kind(cell), 0);
}

enum cell_kind cell_kind(const unsigned char *cell)
{
	return (enum cell_kind)cell[KIND_AT];
}

uint16_t cell_due(const unsigned char *cell)
{
	return (uint16_t)(cell[DUE_AT] | cell[DUE_AT + 1] << 8);
}

bool cell_is(const unsigned char *cell, enum cell_kind kind, const unsigned char *id)
{
	return cell_kind(cell) == kind && memcmp(cell + ID_AT, id, STORE_ID_BYTES) == 0;
}

const unsigned char *cell_id(const unsigned char *cell)
{
	return cell + ID_AT;
}

const unsigned char *cell_record(const unsigned char *cell)
{
	return cell + RECORD_AT;
}
