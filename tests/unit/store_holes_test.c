/* Holes: where a record may lie, and that chance alone says where in its bay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "server/store_cell.h"
#include "server/store_holes.h"

static const unsigned char key[HOLES_KEY_BYTES] = {1, 2, 3};
static struct dice dice;

static void id_of(uint64_t number, unsigned char id[static STORE_ID_BYTES])
{
	memset(id, 0, STORE_ID_BYTES);
	memcpy(id, &number, sizeof number);
}

static void the_same_id_has_the_same_place(void **state)
{
	struct holes h;
	unsigned char id[STORE_ID_BYTES];
	struct place first, again;

	(void)state;
	assert_true(holes_init(&h, 8 * HOLES_BAY, key));
	for (uint64_t i = 0; i < 1000; i++) {
		id_of(i, id);
		first = holes_place(&h, id);
		again = holes_place(&h, id);
		assert_true(first.bay == again.bay && first.tag == again.tag);
		assert_int_equal(first.bay % HOLES_BAY, 0);
		assert_true(first.bay < h.count && first.tag != 0);
	}
	holes_release(&h);
}

static void another_key_gives_other_places(void **state)
{
	static const unsigned char other_key[HOLES_KEY_BYTES] = {9};
	struct holes h, other;
	unsigned char id[STORE_ID_BYTES];
	int same = 0;

	(void)state;
	assert_true(holes_init(&h, 8 * HOLES_BAY, key));
	assert_true(holes_init(&other, 8 * HOLES_BAY, other_key));
	for (uint64_t i = 0; i < 800; i++) {
		id_of(i, id);
		same += holes_place(&h, id).bay == holes_place(&other, id).bay;
	}
	/* An eighth by chance. */
	assert_in_range(same, 50, 160);
	holes_release(&h);
	holes_release(&other);
}

static void every_taken_hole_with_the_tag_is_a_candidate(void **state)
{
	static const uint64_t wanted[] = {0, 31, 32, 33, 500, 1023};
	struct holes h;
	struct place place = {.bay = HOLES_BAY, .tag = 77};
	uint64_t from = place.bay;

	(void)state;
	assert_true(holes_init(&h, 4 * HOLES_BAY, key));
	for (size_t i = 0; i < 6; i++)
		holes_take(&h, HOLES_BAY + wanted[i], 77);
	holes_take(&h, HOLES_BAY + 2, 78);
	holes_take(&h, 5, 77);
	holes_take(&h, 2 * HOLES_BAY, 77);
	for (size_t i = 0; i < 6; i++) {
		uint64_t hole = holes_candidate(&h, place, from);

		assert_int_equal(hole, HOLES_BAY + wanted[i]);
		from = hole + 1;
	}
	assert_true(holes_candidate(&h, place, from) == HOLE_NONE);
	holes_release(&h);
}

static void only_free_holes_are_picked_until_the_bay_is_full(void **state)
{
	struct holes h;
	struct place place = {.bay = 0, .tag = 5};

	(void)state;
	assert_true(holes_init(&h, HOLES_BAY, key));
	for (unsigned i = 0; i < HOLES_BAY; i++) {
		uint64_t hole = holes_pick(&h, place, &dice);

		assert_true(hole < HOLES_BAY && h.tags[hole] == 0);
		holes_take(&h, hole, 5);
	}
	assert_true(holes_pick(&h, place, &dice) == HOLE_NONE);
	holes_vacate(&h, 700);
	assert_int_equal(holes_pick(&h, place, &dice), 700);
	holes_release(&h);
}

/* Chi-squared of where picks fall among 512 free holes of a bay: 511 degrees of freedom, so 511 give or take 32; 9
 * times that is too much. */
static double unevenness(const unsigned *hits, unsigned cells, unsigned draws)
{
	double expected = (double)draws / cells, sum = 0;

	for (unsigned i = 0; i < cells; i++)
		sum += ((double)hits[i] - expected) * ((double)hits[i] - expected) / expected;
	return sum;
}

static void each_free_hole_is_as_likely(void **state)
{
	static unsigned hits[512], skewed[512];
	struct holes h;

	(void)state;
	assert_true(holes_init(&h, HOLES_BAY, key));
	for (uint64_t i = 0; i < HOLES_BAY; i += 2)
		holes_take(&h, i, 1);
	for (unsigned i = 0; i < 51200; i++)
		hits[holes_pick(&h, (struct place){.bay = 0, .tag = 1}, &dice) / 2]++;
	assert_true(unevenness(hits, 512, 51200) < 511 + 9 * 32);
	/* Must fail: the smaller of two numbers prefers small ones. */
	for (unsigned i = 0; i < 51200; i++) {
		uint32_t a = dice_below(&dice, 512), b = dice_below(&dice, 512);

		skewed[a < b ? a : b]++;
	}
	assert_true(unevenness(skewed, 512, 51200) > 511 + 9 * 32);
	holes_release(&h);
}

static void seventy_in_a_hundred_is_crowded(void **state)
{
	struct holes h;

	(void)state;
	assert_true(holes_init(&h, HOLES_BAY, key));
	assert_false(holes_crowded(&h, 714));
	assert_true(holes_crowded(&h, 715));
	assert_int_equal(holes_for(0), 1024);
	assert_int_equal(holes_for(714), 1024);
	assert_int_equal(holes_for(715), 2048);
	assert_int_equal(holes_for(1000000), 2097152);
	holes_release(&h);
}

static void one_cell_fits_into_a_page_and_two_do_not(void **state)
{
	static const size_t sizes[] = {1, 100, 400, 1000, 2000, 4000, 8000, 16000, 32000, STORE_RECORD_MAX};
	static const size_t pages[] = {4000, 4096, 8000, 8192, 16000, 16384, 32000, 32768};
	struct cells c;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		cells_init(&c, sizes[i]);
		assert_true(c.page_size >= 512 && c.page_size <= 65536);
		assert_true(c.cell_size >= sizes[i] + 27);
		assert_true(c.cell_size + 41 <= c.page_size);
		assert_true(2 * c.cell_size + 8 > c.page_size);
	}
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i += 2) {
		cells_init(&c, pages[i]);
		assert_int_equal(c.page_size, pages[i + 1]);
	}
}

static void a_cell_is_intact_only_as_written_and_in_its_own_hole(void **state)
{
	unsigned char id[STORE_ID_BYTES] = {3}, record[400], cell[4096];
	struct cells c;

	(void)state;
	cells_init(&c, sizeof record);
	memset(record, 7, sizeof record);
	cell_write(&c, cell, 5, id, record, cell_check(&c, id, record), 0);
	assert_true(cell_intact(&c, cell, 5) && cell_is(cell, CELL_RECORD, id));
	assert_memory_equal(cell_id(cell), id, sizeof id);
	assert_memory_equal(cell_record(cell), record, sizeof record);
	assert_false(cell_intact(&c, cell, 6));
	for (size_t bit = 0; bit < c.cell_size * 8; bit++) {
		cell[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_false(cell_intact(&c, cell, 5));
		cell[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	cell_write_empty(&c, cell, 9);
	assert_true(cell_intact(&c, cell, 9) && cell_kind(cell) == CELL_EMPTY);
	cell[8] = 1;
	assert_false(cell_intact(&c, cell, 9));
}

static void a_spent_slips_cell_is_no_records(void **state)
{
	unsigned char slip[STORE_ID_BYTES] = {4}, cell[4096], moved[4096], other[4096];
	struct cells c;

	(void)state;
	cells_init(&c, 400);
	cell_write_slip(&c, cell, 5, slip);
	assert_true(cell_intact(&c, cell, 5) && cell_is(cell, CELL_SLIP, slip) && !cell_is(cell, CELL_RECORD, slip));
	assert_true(cell_intact_somewhere(&c, cell, 6));
	assert_false(cell_intact_somewhere(&c, cell, 5));
	for (uint64_t hole = 0; hole < 16; hole++)
		assert_true(hole == 5 || !cell_intact(&c, cell, hole));
	cell_write_slip(&c, other, 5, slip);
	assert_memory_not_equal(cell_record(cell), cell_record(other), 400); /* drawn anew for each */
	cell_write_moved(&c, moved, 7, cell);
	assert_true(cell_intact(&c, moved, 7) && cell_is(moved, CELL_SLIP, slip));
	assert_false(cell_intact(&c, moved, 5));
	for (unsigned kind = 0; kind < 256; kind++) {
		cell[8] = (unsigned char)kind;
		assert_true(cell_intact(&c, cell, 5) == (kind == CELL_SLIP));
		assert_true(cell_intact_somewhere(&c, cell, 1024) == (kind == CELL_SLIP));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_same_id_has_the_same_place),
	        cmocka_unit_test(another_key_gives_other_places),
	        cmocka_unit_test(every_taken_hole_with_the_tag_is_a_candidate),
	        cmocka_unit_test(only_free_holes_are_picked_until_the_bay_is_full),
	        cmocka_unit_test(each_free_hole_is_as_likely),
	        cmocka_unit_test(seventy_in_a_hundred_is_crowded),
	        cmocka_unit_test(one_cell_fits_into_a_page_and_two_do_not),
	        cmocka_unit_test(a_cell_is_intact_only_as_written_and_in_its_own_hole),
	        cmocka_unit_test(a_spent_slips_cell_is_no_records),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("holes and cells", tests, NULL, NULL);
}
