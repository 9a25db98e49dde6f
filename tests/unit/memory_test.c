/* Buffers and arenas: their stated maximum, and that they forget. */
#include "core/arena.h"
#include "core/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_buffer_holds_what_was_added(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	assert_null(b.data);
	buf_adds(&b, "a");
	buf_addc(&b, 'b');
	buf_add(&b, "c\0d", 3);
	buf_printf(&b, "%d-%s", 7, "x");
	assert_memory_equal(b.data, "abc\0d7-x", 9);
	assert_int_equal(b.len, 8);
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_release(&b);
}

static void a_buffer_fills_up_to_its_maximum_and_fails_past_it(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	for (int i = 0; i < 100; i++)
		buf_addc(&b, 'x');
	assert_false(b.failed);
	assert_int_equal(b.len, 100);
	buf_addc(&b, 'y');
	assert_true(b.failed);
	assert_int_equal(b.len, 100);
	buf_clear(&b);
	assert_false(b.failed);
	buf_printf(&b, "%101s", "");
	assert_true(b.failed);
	assert_int_equal(b.len, 0);
	buf_adds(&b, "after a failure nothing is added");
	assert_int_equal(b.len, 0);
	buf_release(&b);
}

static void a_wiped_buffer_holds_zeros(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	buf_adds(&b, "secret");
	buf_wipe(&b);
	for (size_t i = 0; i < b.cap; i++)
		assert_int_equal(b.data[i], 0);
	buf_release(&b);
}

static void arena_memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena a;
	unsigned char *last = NULL;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t size = 0; size < 3000; size += 97) {
		unsigned char *p = arena_alloc(&a, size);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		assert_ptr_not_equal(p, last);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
		last = p;
	}
	arena_reset(&a);
	assert_int_equal(a.used, 0);
	last = arena_alloc(&a, 4000);
	for (size_t i = 0; i < 4000; i++)
		assert_int_equal(last[i], 0);
	arena_release(&a);
}

static void an_arena_stops_at_its_maximum(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 160);
	assert_non_null(arena_alloc(&a, 100));
	assert_non_null(arena_alloc(&a, 48));
	assert_null(arena_alloc(&a, 1));
	arena_reset(&a);
	assert_null(arena_alloc(&a, 161));
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_array(&a, SIZE_MAX / 2, 3));
	assert_null(arena_copy(&a, "", SIZE_MAX));
	assert_non_null(arena_alloc(&a, 160));
	arena_release(&a);
}

static void a_reset_arena_uses_its_memory_again(void **state)
{
	struct arena a;
	void *first;

	(void)state;
	arena_init(&a, 1 << 20);
	first = arena_alloc(&a, 3000);
	arena_alloc(&a, 300000);
	arena_reset(&a);
	assert_ptr_equal(arena_alloc(&a, 3000), first);
	assert_string_equal(arena_copy(&a, "abcdef", 3), "abc");
	arena_release(&a);
}

static void a_wiped_arena_holds_zeros(void **state)
{
	struct arena a;
	char *p;

	(void)state;
	arena_init(&a, 1 << 20);
	p = arena_copy(&a, "secret", 6);
	arena_wipe(&a);
	assert_memory_equal(p, "\0\0\0\0\0\0", 6);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_buffer_holds_what_was_added),
	        cmocka_unit_test(a_buffer_fills_up_to_its_maximum_and_fails_past_it),
	        cmocka_unit_test(a_wiped_buffer_holds_zeros),
	        cmocka_unit_test(arena_memory_is_zeroed_aligned_and_apart),
	        cmocka_unit_test(an_arena_stops_at_its_maximum),
	        cmocka_unit_test(a_reset_arena_uses_its_memory_again),
	        cmocka_unit_test(a_wiped_arena_holds_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
