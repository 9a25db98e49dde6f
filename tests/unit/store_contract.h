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

static inline void a_store_that_is_well_is_ready(void **state)
{
	struct contract *c = *state;

	assert_int_equal(store_ready(c->store), STORE_OK);
	assert_int_equal(store_tidy(c->store), STORE_OK);
	store_touch(c->store);
	assert_int_equal(store_ready(c->store), STORE_OK);
}

#define CONTRACT_TEST(name) cmocka_unit_test_setup_teardown(name, contract_set_up, contract_tear_down)
#define CONTRACT_TESTS                                                                                                 \
	CONTRACT_TEST(a_record_comes_back_as_it_was_put), CONTRACT_TEST(an_unknown_id_is_not_found),                   \
	        CONTRACT_TEST(any_id_is_taken_even_one_of_zeros),                                                      \
	        CONTRACT_TEST(the_same_id_counts_once_and_the_first_is_kept),                                          \
	        CONTRACT_TEST(the_same_id_twice_in_a_batch_counts_once), CONTRACT_TEST(an_empty_batch_is_nothing),     \
	        CONTRACT_TEST(everything_stays_while_the_table_grows),                                                 \
	        CONTRACT_TEST(a_batch_larger_than_the_table_fits), CONTRACT_TEST(a_listing_stops_when_told),           \
	        CONTRACT_TEST(reserving_keeps_what_is_there), CONTRACT_TEST(a_store_that_is_well_is_ready)

#endif
