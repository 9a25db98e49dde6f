/* A store of its own for each fault test, in a throw-away folder. */
#ifndef TESTS_FAULTS_STORE_PLACE_H
#define TESTS_FAULTS_STORE_PLACE_H

#include "tests/unit/store_contract.h"

#include "tests/faults/folder.h"

#define RECORDS 300
#define GROUP 10

static const unsigned char lock_id[16] = {1};

struct place_of_test {
	char dir[FOLDER_MAX];
	char path[STORE_PATH_MAX];
	struct store *store;
};

static inline enum store_err open_store(struct place_of_test *p)
{
	return store_open("sqlite", p->dir, lock_id, CONTRACT_RECORD_SIZE, &p->store);
}

static inline int set_up(void **state)
{
	struct place_of_test *p = calloc(1, sizeof *p);

	if (p == NULL)
		return -1;
	folder_make(p->dir);
	store_path(p->path, sizeof p->path, p->dir, lock_id);
	*state = p;
	return 0;
}

static inline int tear_down(void **state)
{
	struct place_of_test *p = *state;

	store_close(p->store);
	folder_remove(p->dir);
	free(p);
	return 0;
}

static inline void put_all(struct store *s)
{
	for (uint64_t first = 0; first < RECORDS; first += GROUP)
		assert_int_equal(contract_put(s, first, GROUP, NULL), STORE_OK);
}

/* A file with RECORDS records, closed. */
static inline void fill(struct place_of_test *p)
{
	assert_int_equal(open_store(p), STORE_OK);
	put_all(p->store);
	store_close(p->store);
	p->store = NULL;
}

static inline uint64_t readable(struct store *s)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < RECORDS; i++)
		count += contract_has(s, i);
	return count;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
