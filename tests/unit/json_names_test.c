/* Names that stand twice are found whatever the names are, even when they are made to collide in the table. */
#include "core/json_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT 4000
#define PRIME UINT64_C(0x9e3779b97f4a7c15)

static struct member members[COUNT];
static char names[COUNT][8];

static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (int i = 0; i < 6; i++)
		x *= 2 - odd * x;
	return x;
}

/* Undoes json_names.c's hash for a name of eight bytes, so that all of them land in slot 0 of any table up to 2^14
 * slots. */
static void make_colliding(void)
{
	for (uint64_t i = 0; i < COUNT; i++) {
		uint64_t h = (i << 46 | i) * inverse(PRIME), w;
		h ^= h >> 29 ^ h >> 58;
		w = h * inverse(PRIME) ^ (8 * PRIME);
		memcpy(names[i], &w, 8);
		members[i] = (struct member){.name = names[i], .name_len = 8};
	}
}

static void colliding_names_are_told_apart(void **state)
{
	const struct member *twice = members;

	(void)state;
	make_colliding();
	assert_true(json_names_unique(members, COUNT, &twice));
	assert_null(twice);
}

static void a_second_one_among_colliding_names_is_found(void **state)
{
	const struct member *twice = NULL;

	(void)state;
	make_colliding();
	members[COUNT - 1].name = names[17];
	assert_true(json_names_unique(members, COUNT, &twice));
	assert_ptr_equal(twice, &members[COUNT - 1]);
}

static void few_and_many_plain_names_are_compared(void **state)
{
	static const size_t COUNTS[] = {0, 1, 2, 8, 9, 100, 129, 1000};
	const struct member *twice;

	(void)state;
	for (size_t k = 0; k < sizeof COUNTS / sizeof COUNTS[0]; k++) {
		size_t n = COUNTS[k];
		for (size_t i = 0; i < n; i++) {
			memcpy(names[i], "name", 4);
			names[i][4] = (char)('a' + i / 100);
			names[i][5] = (char)('a' + i / 10 % 10);
			names[i][6] = (char)('a' + i % 10);
			members[i] = (struct member){.name = names[i], .name_len = 7};
		}
		assert_true(json_names_unique(members, n, &twice));
		assert_null(twice);
		if (n < 2)
			continue;
		members[n - 1].name = names[0];
		assert_true(json_names_unique(members, n, &twice));
		assert_ptr_equal(twice, &members[n - 1]);
		members[n - 1].name_len = 6; /* the twin: only the same begin */
		assert_true(json_names_unique(members, n, &twice));
		assert_null(twice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(colliding_names_are_told_apart),
	        cmocka_unit_test(a_second_one_among_colliding_names_is_found),
	        cmocka_unit_test(few_and_many_plain_names_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
