/* What every backend of the store keeps (server/store.h), as a suite that is run against each of them. */
#ifndef TESTS_UNIT_STORE_CONTRACT_H
#define TESTS_UNIT_STORE_CONTRACT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/store.h"

#define CONTRACT_RECORD_SIZE 4000

struct contract {
	const char *backend;
	char dir[64]; /* a fresh folder for each test */
	unsigned char lock_id[16];
	struct store *store;
};

/* The id and the record that belong to a number. */
static inline void contract_sheet(uint64_t number, unsigned char id[static STORE_ID_BYTES], unsigned char *record)
{
	crypto_generichash(id, STORE_ID_BYTES, (const unsigned char *)&number, sizeof number, NULL, 0);
	memset(record, (int)(number & 0xff), CONTRACT_RECORD_SIZE);
	memcpy(record, &number, sizeof number);
}

/* Puts sheets first to before first + count in one batch; outcomes may be NULL. */
static inline enum store_err contract_put(struct store *s, uint64_t first, size_t count, enum store_outcome *outcomes)
{
	unsigned char *ids = malloc(count * STORE_ID_BYTES), *records = malloc(count * CONTRACT_RECORD_SIZE);
	struct store_item *items = calloc(count, sizeof *items);
	enum store_err err;

	assert_true(ids != NULL && records != NULL && items != NULL);
	for (size_t i = 0; i < count; i++) {
		items[i].id = ids + i * STORE_ID_BYTES;
		items[i].record = records + i * CONTRACT_RECORD_SIZE;
		contract_sheet(first + i, ids + i * STORE_ID_BYTES, records + i * CONTRACT_RECORD_SIZE);
	}
	err = store_put(s, items, count);
	for (size_t i = 0; outcomes != NULL && i < count; i++)
		outcomes[i] = items[i].outcome;
	free(ids);
	free(records);
	free(items);
	return err;
}

/* True when the store holds sheet number whole. */
static inline bool contract_has(struct store *s, uint64_t number)
{
	unsigned char id[STORE_ID_BYTES], wanted[CONTRACT_RECORD_SIZE], got[CONTRACT_RECORD_SIZE];

	contract_sheet(number, id, wanted);
	return store_get(s, id, got) == STORE_OK && memcmp(got, wanted, sizeof got) == 0;
}

static inline bool contract_count_id(void *context, const unsigned char *id)
{
	(void)id;
	++*(uint64_t *)context;
	return true;
}

static inline bool contract_stop_at_third(void *context, const unsigned char *id)
{
	(void)id;
	return ++*(uint64_t *)context < 3;
}

static inline void a_record_comes_back_as_it_was_put(void **state)
{
	struct contract *c = *state;
	enum store_outcome outcome = STORE_PENDING;

	assert_int_equal(contract_put(c->store, 1, 1, &outcome), STORE_OK);
	assert_int_equal(outcome, STORE_TAKEN);
	assert_true(contract_has(c->store, 1));
	assert_false(contract_has(c->store, 2));
	assert_int_equal(store_count(c->store), 1);
}

static inline void an_unknown_id_is_not_found(void **state)
{
	struct contract *c = *state;
	unsigned char id[STORE_ID_BYTES] = {0}, record[CONTRACT_RECORD_SIZE];

	assert_int_equal(store_get(c->store, id, record), STORE_NOT_FOUND);
	assert_int_equal(contract_put(c->store, 1, 700, NULL), STORE_OK);
	assert_int_equal(store_get(c->store, id, record), STORE_NOT_FOUND);
}

static inline void any_id_is_taken_even_one_of_zeros(void **state)
{
	struct contract *c = *state;
	unsigned char id[STORE_ID_BYTES] = {0}, record[CONTRACT_RECORD_SIZE] = {7}, got[CONTRACT_RECORD_SIZE];
	struct store_item item = {.id = id, .record = record};

	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(store_get(c->store, id, got), STORE_OK);
	assert_memory_equal(got, record, sizeof got);
}

static inline void the_same_id_counts_once_and_the_first_is_kept(void **state)
{
	struct contract *c = *state;
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item item = {.id = id, .record = record};
	enum store_outcome outcome = STORE_PENDING;

	assert_int_equal(contract_put(c->store, 1, 1, NULL), STORE_OK);
	assert_int_equal(contract_put(c->store, 1, 1, &outcome), STORE_OK);
	assert_int_equal(outcome, STORE_KNOWN);
	contract_sheet(1, id, record);
	record[100] ^= 1;
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(item.outcome, STORE_KNOWN);
	assert_true(contract_has(c->store, 1));
	assert_int_equal(store_count(c->store), 1);
}

static inline void the_same_id_twice_in_a_batch_counts_once(void **state)
{
	struct contract *c = *state;
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item items[3];
	int taken = 0, known = 0;

	contract_sheet(5, id, record);
	for (int i = 0; i < 3; i++)
		items[i] = (struct store_item){.id = id, .record = record};
	assert_int_equal(store_put(c->store, items, 3), STORE_OK);
	for (int i = 0; i < 3; i++) {
		taken += items[i].outcome == STORE_TAKEN;
		known += items[i].outcome == STORE_KNOWN;
	}
	assert_int_equal(taken, 1);
	assert_int_equal(known, 2);
	assert_int_equal(store_count(c->store), 1);
}

static inline void an_empty_batch_is_nothing(void **state)
{
	struct contract *c = *state;

	assert_int_equal(store_put(c->store, NULL, 0), STORE_OK);
	assert_int_equal(store_count(c->store), 0);
}

static inline void everything_stays_while_the_table_grows(void **state)
{
	struct contract *c = *state;
	uint64_t listed = 0;

	for (uint64_t first = 0; first < 3000; first += 100)
		assert_int_equal(contract_put(c->store, first, 100, NULL), STORE_OK);
	assert_int_equal(store_count(c->store), 3000);
	for (uint64_t i = 0; i < 3000; i++)
		assert_true(contract_has(c->store, i));
	assert_int_equal(store_ids(c->store, contract_count_id, &listed), STORE_OK);
	assert_int_equal(listed, 3000);
}

static inline void a_batch_larger_than_the_table_fits(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_put(c->store, 0, 2500, NULL), STORE_OK);
	assert_int_equal(store_count(c->store), 2500);
	assert_true(contract_has(c->store, 2499));
}

static inline void a_listing_stops_when_told(void **state)
{
	struct contract *c = *state;
	uint64_t listed = 0;

	assert_int_equal(contract_put(c->store, 0, 50, NULL), STORE_OK);
	assert_int_equal(store_ids(c->store, contract_stop_at_third, &listed), STORE_OK);
	assert_int_equal(listed, 3);
}

static inline void reserving_keeps_what_is_there(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_put(c->store, 0, 20, NULL), STORE_OK);
	assert_int_equal(store_reserve(c->store, 5000), STORE_OK);
	assert_int_equal(store_reserve(c->store, 10), STORE_OK);
	assert_int_equal(store_count(c->store), 20);
	assert_true(contract_has(c->store, 19));
}

/* --- slips */

/* The slip of a number. */
static inline void contract_slip(uint64_t number, unsigned char slip[static STORE_ID_BYTES])
{
	number = ~number;
	crypto_generichash(slip, STORE_ID_BYTES, (const unsigned char *)&number, sizeof number, NULL, 0);
}

/* Puts one sheet that costs a slip. */
static inline enum store_outcome contract_spend(struct store *s, uint64_t sheet, uint64_t slip_number)
{
	unsigned char id[STORE_ID_BYTES], slip[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item item = {.id = id, .record = record, .slip = slip};

	contract_sheet(sheet, id, record);
	contract_slip(slip_number, slip);
	assert_int_equal(store_put(s, &item, 1), STORE_OK);
	return item.outcome;
}

static inline bool contract_spent(struct store *s, uint64_t slip_number)
{
	unsigned char slip[STORE_ID_BYTES];
	bool spent = false;

	contract_slip(slip_number, slip);
	assert_int_equal(store_spent(s, slip, &spent), STORE_OK);
	return spent;
}

static inline void a_slip_is_spent_with_its_record_and_only_once(void **state)
{
	struct contract *c = *state;

	assert_false(contract_spent(c->store, 7));
	assert_int_equal(contract_spend(c->store, 1, 7), STORE_TAKEN);
	assert_true(contract_spent(c->store, 7));
	assert_false(contract_spent(c->store, 8));
	assert_int_equal(contract_spend(c->store, 2, 7), STORE_SPENT);
	assert_true(contract_has(c->store, 1));
	assert_false(contract_has(c->store, 2));
	assert_int_equal(contract_spend(c->store, 2, 8), STORE_TAKEN);
	assert_int_equal(store_count(c->store), 2);
}

/* The answer to the first sending may have been lost. */
static inline void the_same_sheet_with_the_same_slip_is_known(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_spend(c->store, 1, 7), STORE_TAKEN);
	assert_int_equal(contract_spend(c->store, 1, 7), STORE_KNOWN);
	/* nor does a known sheet cost another slip */
	assert_int_equal(contract_spend(c->store, 1, 8), STORE_KNOWN);
	assert_false(contract_spent(c->store, 8));
	assert_int_equal(store_count(c->store), 1);
}

static inline void of_a_batch_with_one_slip_one_wins(void **state)
{
	struct contract *c = *state;
	unsigned char ids[8][STORE_ID_BYTES], slip[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item items[8];
	int taken = 0, spent = 0;

	contract_slip(1, slip);
	for (uint64_t i = 0; i < 8; i++) {
		contract_sheet(i, ids[i], record);
		items[i] = (struct store_item){.id = ids[i], .record = record, .slip = slip};
	}
	assert_int_equal(store_put(c->store, items, 8), STORE_OK);
	for (int i = 0; i < 8; i++) {
		taken += items[i].outcome == STORE_TAKEN;
		spent += items[i].outcome == STORE_SPENT;
	}
	assert_int_equal(taken, 1);
	assert_int_equal(spent, 7);
	assert_int_equal(store_count(c->store), 1);
}

/* Twin: a record under a slip's own bytes is a record, and the other way round. */
static inline void slips_and_ids_are_not_mixed_up(void **state)
{
	struct contract *c = *state;
	unsigned char slip[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE] = {9}, got[CONTRACT_RECORD_SIZE];
	struct store_item item = {.id = slip, .record = record};
	uint64_t listed = 0;
	bool spent = true;

	assert_int_equal(contract_spend(c->store, 1, 7), STORE_TAKEN);
	contract_slip(7, slip);
	assert_int_equal(store_get(c->store, slip, got), STORE_NOT_FOUND);
	assert_int_equal(store_ids(c->store, contract_count_id, &listed), STORE_OK);
	assert_int_equal(listed, 1);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(item.outcome, STORE_TAKEN);
	assert_int_equal(store_get(c->store, slip, got), STORE_OK);
	assert_true(contract_spent(c->store, 7));
	contract_sheet(1, slip, record);
	assert_int_equal(store_spent(c->store, slip, &spent), STORE_OK);
	assert_false(spent);
	assert_int_equal(store_count(c->store), 2);
}

static inline void slips_stay_spent_while_the_table_grows(void **state)
{
	struct contract *c = *state;

	for (uint64_t i = 0; i < 1200; i++)
		assert_int_equal(contract_spend(c->store, i, i), STORE_TAKEN);
	for (uint64_t i = 0; i < 1200; i += 7) {
		assert_true(contract_has(c->store, i) && contract_spent(c->store, i));
		assert_int_equal(contract_spend(c->store, 5000 + i, i), STORE_SPENT);
	}
	assert_false(contract_spent(c->store, 1200));
	assert_int_equal(store_count(c->store), 1200);
}

static inline void a_slip_can_be_marked_alone(void **state)
{
	struct contract *c = *state;
	unsigned char slip[STORE_ID_BYTES];
	struct store_item item = {.slip = slip};

	contract_slip(3, slip);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(item.outcome, STORE_TAKEN);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(item.outcome, STORE_SPENT);
	assert_int_equal(store_count(c->store), 0);
	assert_int_equal(contract_spend(c->store, 1, 3), STORE_SPENT);
}

/* --- erasing */

static inline enum store_outcome contract_erase(struct store *s, uint64_t number)
{
	unsigned char id[STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item item = {.id = id, .act = STORE_ERASE};

	contract_sheet(number, id, record);
	assert_int_equal(store_put(s, &item, 1), STORE_OK);
	return item.outcome;
}

static inline void an_erased_record_is_gone_and_the_others_stay(void **state)
{
	struct contract *c = *state;
	uint64_t listed = 0;

	assert_int_equal(contract_put(c->store, 0, 900, NULL), STORE_OK);
	for (uint64_t i = 0; i < 900; i += 3)
		assert_int_equal(contract_erase(c->store, i), STORE_ERASED);
	assert_int_equal(store_count(c->store), 600);
	assert_int_equal(store_ids(c->store, contract_count_id, &listed), STORE_OK);
	assert_int_equal(listed, 600);
	for (uint64_t i = 0; i < 900; i++)
		assert_int_equal(contract_has(c->store, i), i % 3 != 0);
}

static inline void erasing_what_is_not_there_is_nothing(void **state)
{
	struct contract *c = *state;

	assert_int_equal(contract_put(c->store, 1, 1, NULL), STORE_OK);
	assert_int_equal(contract_erase(c->store, 2), STORE_ERASED);
	assert_int_equal(contract_erase(c->store, 1), STORE_ERASED);
	assert_int_equal(contract_erase(c->store, 1), STORE_ERASED);
	assert_int_equal(store_count(c->store), 0);
}

/* Its sender did not hear that it arrived. */
static inline void what_was_erased_can_be_put_again(void **state)
{
	struct contract *c = *state;
	enum store_outcome outcome;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(contract_put(c->store, 1, 1, &outcome), STORE_OK);
		assert_int_equal(outcome, STORE_TAKEN);
		assert_true(contract_has(c->store, 1));
		assert_int_equal(contract_erase(c->store, 1), STORE_ERASED);
		assert_false(contract_has(c->store, 1));
	}
}

static inline void room_that_was_emptied_is_used_again(void **state)
{
	struct contract *c = *state;

	for (uint64_t round = 0; round < 10; round++) {
		assert_int_equal(contract_put(c->store, round * 400, 400, NULL), STORE_OK);
		for (uint64_t i = 0; i < 400; i++)
			contract_erase(c->store, round * 400 + i);
		assert_int_equal(store_count(c->store), 0);
	}
}

static inline void one_batch_puts_and_erases(void **state)
{
	struct contract *c = *state;
	unsigned char ids[3][STORE_ID_BYTES], records[3][CONTRACT_RECORD_SIZE];
	struct store_item items[4];

	assert_int_equal(contract_put(c->store, 0, 2, NULL), STORE_OK);
	for (uint64_t i = 0; i < 3; i++)
		contract_sheet(i, ids[i], records[i]);
	items[0] = (struct store_item){.id = ids[0], .act = STORE_ERASE};
	items[1] = (struct store_item){.id = ids[2], .record = records[2]};
	items[2] = (struct store_item){.id = ids[1], .record = records[1]};
	items[3] = (struct store_item){.id = ids[0], .act = STORE_ERASE};
	assert_int_equal(store_put(c->store, items, 4), STORE_OK);
	assert_int_equal(items[0].outcome, STORE_ERASED);
	assert_int_equal(items[1].outcome, STORE_TAKEN);
	assert_int_equal(items[2].outcome, STORE_KNOWN);
	assert_int_equal(items[3].outcome, STORE_ERASED);
	assert_int_equal(store_count(c->store), 2);
	assert_false(contract_has(c->store, 0));
	assert_true(contract_has(c->store, 1) && contract_has(c->store, 2));
}

/* Twin: a spent slip is no record, and nothing takes it back. */
static inline void a_spent_slip_is_not_erased(void **state)
{
	struct contract *c = *state;
	unsigned char slip[STORE_ID_BYTES];
	struct store_item item = {.id = slip, .act = STORE_ERASE};

	contract_slip(7, slip);
	assert_int_equal(contract_spend(c->store, 1, 7), STORE_TAKEN);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(contract_erase(c->store, 1), STORE_ERASED);
	assert_true(contract_spent(c->store, 7));
}

static inline void a_store_that_is_well_is_ready(void **state)
{
	struct contract *c = *state;

	assert_int_equal(store_ready(c->store), STORE_OK);
	assert_int_equal(store_tidy(c->store), STORE_OK);
	store_touch(c->store);
	assert_int_equal(store_ready(c->store), STORE_OK);
}

/* --- the day on which a record is erased --- */

static inline void contract_mark(struct store *s, uint64_t first, size_t count, uint16_t due)
{
	unsigned char ids[4][STORE_ID_BYTES], record[CONTRACT_RECORD_SIZE];
	struct store_item item = {.act = STORE_MARK, .id = ids[0], .count = count, .due = due};

	for (size_t i = 0; i < count; i++)
		contract_sheet(first + i, ids[i], record);
	assert_int_equal(store_put(s, &item, 1), STORE_OK);
}

static inline void a_record_is_erased_on_its_day_and_not_before(void **state)
{
	struct contract *c = *state;
	uint64_t erased;

	assert_int_equal(contract_put(c->store, 0, 6, NULL), STORE_OK);
	contract_mark(c->store, 0, 2, 20000);
	contract_mark(c->store, 2, 1, 20001);
	contract_mark(c->store, 3, 1, 20000);
	contract_mark(c->store, 3, 1, STORE_KEEP); /* taken back */
	contract_mark(c->store, 90, 2, 20000);     /* not there: passed over */
	assert_int_equal(store_expire(c->store, 19999, &erased), STORE_OK);
	assert_int_equal(erased, 0);
	assert_int_equal(store_count(c->store), 6);
	assert_int_equal(store_expire(c->store, 20000, &erased), STORE_OK);
	assert_int_equal(erased, 2);
	assert_false(contract_has(c->store, 0) || contract_has(c->store, 1));
	assert_true(contract_has(c->store, 2) && contract_has(c->store, 3) && contract_has(c->store, 5));
	assert_int_equal(store_expire(c->store, 30000, &erased), STORE_OK);
	assert_int_equal(erased, 1);
	assert_int_equal(store_count(c->store), 3);
}

static inline void a_day_outlives_a_table_laid_out_anew(void **state)
{
	struct contract *c = *state;
	uint64_t erased;

	assert_int_equal(contract_put(c->store, 0, 4, NULL), STORE_OK);
	contract_mark(c->store, 1, 2, 20000);
	assert_int_equal(store_reserve(c->store, 2000), STORE_OK);
	assert_int_equal(store_expire(c->store, 20000, &erased), STORE_OK);
	assert_int_equal(erased, 2);
	assert_true(contract_has(c->store, 0) && contract_has(c->store, 3));
}

/* What is put in place of another keeps its day; what is new has the day that is given. */
static inline void a_record_is_replaced_in_its_place(void **state)
{
	struct contract *c = *state;
	unsigned char ids[2][STORE_ID_BYTES], records[2][CONTRACT_RECORD_SIZE], got[CONTRACT_RECORD_SIZE];
	struct store_item item = {.act = STORE_REPLACE, .id = ids[0], .record = records[0], .count = 2};
	uint64_t erased;

	assert_int_equal(contract_put(c->store, 7, 1, NULL), STORE_OK);
	contract_mark(c->store, 7, 1, 20000);
	contract_sheet(7, ids[0], records[0]);
	contract_sheet(8, ids[1], records[1]);
	memset(records[0], 0x55, sizeof records[0]);
	assert_int_equal(store_put(c->store, &item, 1), STORE_OK);
	assert_int_equal(item.outcome, STORE_TAKEN);
	assert_int_equal(store_count(c->store), 2);
	assert_int_equal(store_get(c->store, ids[0], got), STORE_OK);
	assert_memory_equal(got, records[0], sizeof got);
	assert_int_equal(store_expire(c->store, 20000, &erased), STORE_OK);
	assert_int_equal(erased, 1);
	assert_true(contract_has(c->store, 8));
}

#define CONTRACT_TEST(name) cmocka_unit_test_setup_teardown(name, contract_set_up, contract_tear_down)
#define CONTRACT_TESTS                                                                                                 \
	CONTRACT_TEST(a_record_comes_back_as_it_was_put), CONTRACT_TEST(an_unknown_id_is_not_found),                   \
	        CONTRACT_TEST(any_id_is_taken_even_one_of_zeros),                                                      \
	        CONTRACT_TEST(the_same_id_counts_once_and_the_first_is_kept),                                          \
	        CONTRACT_TEST(the_same_id_twice_in_a_batch_counts_once), CONTRACT_TEST(an_empty_batch_is_nothing),     \
	        CONTRACT_TEST(everything_stays_while_the_table_grows),                                                 \
	        CONTRACT_TEST(a_batch_larger_than_the_table_fits), CONTRACT_TEST(a_listing_stops_when_told),           \
	        CONTRACT_TEST(reserving_keeps_what_is_there), CONTRACT_TEST(a_store_that_is_well_is_ready),            \
	        CONTRACT_TEST(a_slip_is_spent_with_its_record_and_only_once),                                          \
	        CONTRACT_TEST(the_same_sheet_with_the_same_slip_is_known),                                             \
	        CONTRACT_TEST(of_a_batch_with_one_slip_one_wins), CONTRACT_TEST(slips_and_ids_are_not_mixed_up),       \
	        CONTRACT_TEST(slips_stay_spent_while_the_table_grows), CONTRACT_TEST(a_slip_can_be_marked_alone),      \
	        CONTRACT_TEST(an_erased_record_is_gone_and_the_others_stay),                                           \
	        CONTRACT_TEST(erasing_what_is_not_there_is_nothing), CONTRACT_TEST(what_was_erased_can_be_put_again),  \
	        CONTRACT_TEST(room_that_was_emptied_is_used_again),                                                    \
	        CONTRACT_TEST(a_record_is_erased_on_its_day_and_not_before),                                           \
	        CONTRACT_TEST(a_day_outlives_a_table_laid_out_anew), CONTRACT_TEST(a_record_is_replaced_in_its_place), \
	        CONTRACT_TEST(one_batch_puts_and_erases), CONTRACT_TEST(a_spent_slip_is_not_erased)

#endif
