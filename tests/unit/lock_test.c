/* Locks: reading, verifying, making, granting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seal_fixture.h"

static int set_up(void **state)
{
	static struct fixture f;

	fixture_init(&f);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_release(*state);
	return 0;
}

/* What reading the text with one piece replaced says. */
static enum seal_err read_with(const struct fixture *f, const char *piece, const char *other)
{
	const char *at = strstr(f->lock_text.data, piece);
	struct lock lock;
	enum seal_err err;
	struct buf text;

	assert_non_null(at);
	buf_init(&text, (size_t)LOCK_MAX_BYTES * 2);
	buf_add(&text, f->lock_text.data, (size_t)(at - f->lock_text.data));
	buf_adds(&text, other);
	buf_adds(&text, at + strlen(piece));
	err = lock_read(text.data, text.len, &lock);
	buf_release(&text);
	if (err == SEAL_OK)
		lock_release(&lock);
	return err;
}

static void a_lock_reads_back_and_verifies(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(f->lock.form, "specialists");
	assert_string_equal(f->lock.wave, "2026");
	assert_int_equal(f->lock.record_size, 4000);
	assert_int_equal(f->lock.grant_count, 2);
	assert_memory_equal(f->lock.signer, f->anna.card.id, CARD_ID_BYTES);
	assert_int_equal(f->lock.text_len, f->lock_text.len);
	assert_memory_equal(f->lock.text, f->lock_text.data, f->lock_text.len);
	assert_int_equal(lock_verify(&f->lock, &f->anna.card), SEAL_OK);
}

static void another_persons_card_does_not_verify_it(void **state)
{
	struct fixture *f = *state;
	struct card impostor = f->berta.card;

	assert_int_equal(lock_verify(&f->lock, &f->berta.card), SEAL_STRANGER);
	memcpy(impostor.id, f->anna.card.id, CARD_ID_BYTES);
	assert_int_equal(lock_verify(&f->lock, &impostor), SEAL_SIGNATURE);
}

static void no_bit_of_a_lock_may_change(void **state)
{
	struct fixture *f = *state;
	char *text = malloc(f->lock_text.len);

	assert_non_null(text);
	memcpy(text, f->lock_text.data, f->lock_text.len);
	for (size_t i = 0; i < f->lock_text.len * 8; i++) {
		struct lock lock;

		text[i / 8] ^= (char)(1 << i % 8);
		if (lock_read(text, f->lock_text.len, &lock) == SEAL_OK) {
			assert_int_not_equal(lock_verify(&lock, &f->anna.card), SEAL_OK);
			lock_release(&lock);
		}
		text[i / 8] ^= (char)(1 << i % 8);
	}
	free(text);
}

static void a_lock_cut_short_or_long_is_refused(void **state)
{
	struct fixture *f = *state;
	struct lock lock;

	for (size_t len = 0; len < f->lock_text.len; len++)
		assert_int_equal(lock_read(f->lock_text.data, len, &lock), SEAL_FORMAT);
	assert_int_equal(read_with(f, "signature", "signature"), SEAL_OK);
	assert_int_equal(read_with(f, "==\n", "==\n\n"), SEAL_FORMAT);
	assert_int_equal(read_with(f, "==\n", "==\nmore 1\n"), SEAL_FORMAT);
}

static void other_shapes_are_refused(void **state)
{
	static const char *const swaps[][2] = {
	        {"uzklausi-lock 1", "uzklausi-lock 2"},
	        {"uzklausi-lock", "uzklausi-card"},
	        {"form specialists", "form Specialists"},
	        {"form specialists", "form"},
	        {"form specialists", "form ../x"},
	        {"form specialists", "form  specialists"},
	        {"form specialists", "form specialists "},
	        {"form specialists", "form aaaaaaaaaabbbbbbbbbbccccccccccddddddddddX"},
	        {"wave 2026", "wave 2026/1"},
	        {"wave 2026", "wave a b"},
	        {"wave 2026\n", ""},
	        {"size 4000", "size 4001"},
	        {"size 4000", "size 04000"},
	        {"size 4000", "size +4000"},
	        {"size 4000", "size 4000000000000"},
	        {"size 4000", "size 0"},
	        {"signer ", "signer 0"},
	        {"\nsize", "\r\nsize"},
	        {"grant ", "grant 00 "},
	        {"form specialists\nwave 2026", "wave 2026\nform specialists"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof swaps / sizeof swaps[0]; i++)
		assert_int_equal(read_with(f, swaps[i][0], swaps[i][1]), SEAL_FORMAT);
}

static void a_lock_without_grants_or_with_one_twice_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *first = strstr(f->lock_text.data, "grant "), *second = strstr(first + 1, "grant ");
	const char *signer = strstr(f->lock_text.data, "signer ");
	char *both = strndup(first, (size_t)(signer - first)), *one = strndup(first, (size_t)(second - first));
	struct buf twice;

	assert_true(both != NULL && one != NULL);
	buf_init(&twice, 1000);
	buf_adds(&twice, one);
	buf_adds(&twice, one);
	assert_int_equal(read_with(f, both, ""), SEAL_FORMAT);
	assert_int_equal(read_with(f, both, twice.data), SEAL_FORMAT);
	assert_int_equal(read_with(f, both, one), SEAL_OK);
	free(both);
	free(one);
	buf_release(&twice);
}

static void a_public_key_of_low_order_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *key = strstr(f->lock_text.data, "key "), *end = strchr(key, '\n');
	char *line = strndup(key, (size_t)(end - key));

	assert_non_null(line);
	assert_int_equal(read_with(f, line, "key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), SEAL_FORMAT);
	free(line);
}

static void too_much_text_is_refused(void **state)
{
	struct fixture *f = *state;
	char *text = malloc(LOCK_MAX_BYTES + 1);
	struct lock lock;

	(void)f;
	assert_non_null(text);
	memset(text, '\n', LOCK_MAX_BYTES + 1);
	assert_int_equal(lock_read(text, LOCK_MAX_BYTES + 1, &lock), SEAL_FORMAT);
	free(text);
}

static void only_holders_of_a_grant_open(void **state)
{
	struct fixture *f = *state;
	struct opener opener;

	assert_int_equal(opener_init(&opener, &f->lock, &f->anna), SEAL_OK);
	opener_release(&opener);
	assert_int_equal(opener_init(&opener, &f->lock, &f->berta), SEAL_OK);
	opener_release(&opener);
	assert_int_equal(opener_init(&opener, &f->lock, &f->carl), SEAL_STRANGER);
}

static void a_grant_made_for_someone_else_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct opener opener;
	unsigned char kept[GRANT_BYTES];

	memcpy(kept, f->lock.grants[0].sealed, GRANT_BYTES);
	memcpy(f->lock.grants[0].sealed, f->lock.grants[1].sealed, GRANT_BYTES);
	assert_int_equal(opener_init(&opener, &f->lock, &f->anna), SEAL_CLOSED);
	memcpy(f->lock.grants[0].sealed, kept, GRANT_BYTES);
	assert_int_equal(opener_init(&opener, &f->lock, &f->anna), SEAL_OK);
	opener_release(&opener);
}

static void a_grant_of_another_lock_does_not_open(void **state)
{
	struct fixture *f = *state;
	unsigned char secret[32] = {7};
	struct opener opener;

	assert_int_equal(crypto_box_seal(f->lock.grants[0].sealed, secret, 32, f->anna.card.box_key), 0);
	assert_int_equal(opener_init(&opener, &f->lock, &f->anna), SEAL_CLOSED);
}

static void adding_a_colleague_keeps_the_lock(void **state)
{
	struct fixture *f = *state;
	struct opener before, after;
	struct lock wider;
	struct buf text;

	buf_init(&text, LOCK_MAX_BYTES);
	assert_int_equal(lock_add_grants(&text, &f->lock, &f->carl.card, 1, &f->berta), SEAL_OK);
	assert_int_equal(lock_read(text.data, text.len, &wider), SEAL_OK);
	assert_int_equal(wider.grant_count, 3);
	assert_memory_equal(wider.id, f->lock.id, LOCK_ID_BYTES);
	assert_int_equal(lock_verify(&wider, &f->berta.card), SEAL_OK);
	assert_int_equal(opener_init(&before, &f->lock, &f->berta), SEAL_OK);
	assert_int_equal(opener_init(&after, &wider, &f->carl), SEAL_OK);
	assert_memory_equal(before.secret, after.secret, 32);
	opener_release(&before);
	opener_release(&after);
	lock_release(&wider);
	buf_release(&text);
}

static void only_a_holder_may_add_and_nobody_twice(void **state)
{
	struct fixture *f = *state;
	struct buf text;

	buf_init(&text, LOCK_MAX_BYTES);
	assert_int_equal(lock_add_grants(&text, &f->lock, &f->carl.card, 1, &f->carl), SEAL_STRANGER);
	assert_int_equal(lock_add_grants(&text, &f->lock, &f->anna.card, 1, &f->anna), SEAL_FORMAT);
	assert_int_equal(lock_add_grants(&text, &f->lock, &f->carl.card, 0, &f->anna), SEAL_FORMAT);
	buf_release(&text);
}

static void a_lock_is_made_only_of_what_can_be_one(void **state)
{
	struct fixture *f = *state;
	struct card staff[LOCK_GRANTS_MAX + 1];
	struct buf text;

	for (size_t i = 0; i <= LOCK_GRANTS_MAX; i++) {
		staff[i] = f->anna.card;
		staff[i].id[0] = (unsigned char)i;
	}
	buf_init(&text, LOCK_MAX_BYTES);
	assert_int_equal(lock_make(&text, "Form", "1", 4000, staff, 1, &f->anna), SEAL_FORMAT);
	assert_int_equal(lock_make(&text, "form", "", 4000, staff, 1, &f->anna), SEAL_FORMAT);
	assert_int_equal(lock_make(&text, "form", "1", 4096, staff, 1, &f->anna), SEAL_FORMAT);
	assert_int_equal(lock_make(&text, "form", "1", 4000, staff, 0, &f->anna), SEAL_FORMAT);
	assert_int_equal(lock_make(&text, "form", "1", 4000, staff, LOCK_GRANTS_MAX + 1, &f->anna), SEAL_FORMAT);
	staff[1] = staff[0];
	assert_int_equal(lock_make(&text, "form", "1", 4000, staff, 2, &f->anna), SEAL_FORMAT);
	buf_release(&text);
}

static void the_greatest_lock_fits_its_limit(void **state)
{
	struct fixture *f = *state;
	struct card staff[LOCK_GRANTS_MAX];
	struct lock lock;
	struct buf text;

	for (size_t i = 0; i < LOCK_GRANTS_MAX; i++) {
		staff[i] = f->anna.card;
		staff[i].id[0] = (unsigned char)i;
	}
	buf_init(&text, LOCK_MAX_BYTES);
	assert_int_equal(lock_make(&text, "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
	                           "01234567890123456789012345678901", 32000, staff, LOCK_GRANTS_MAX, &f->anna),
	                 SEAL_OK);
	assert_int_equal(lock_read(text.data, text.len, &lock), SEAL_OK);
	lock_release(&lock);
	buf_release(&text);
}

static void other_waves_sizes_and_forms_are_other_locks(void **state)
{
	struct fixture *f = *state;
	struct lock wave;

	assert_int_equal(read_with(f, "wave 2026", "wave 2027"),
	                 SEAL_OK); /* readable, another id, and the signature does not hold */
	f->lock_text.data[strstr(f->lock_text.data, "2026") - f->lock_text.data + 3] = '7';
	assert_int_equal(lock_read(f->lock_text.data, f->lock_text.len, &wave), SEAL_OK);
	assert_memory_not_equal(wave.id, f->lock.id, LOCK_ID_BYTES);
	assert_int_equal(lock_verify(&wave, &f->anna.card), SEAL_SIGNATURE);
	lock_release(&wave);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_lock_reads_back_and_verifies, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(another_persons_card_does_not_verify_it, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(no_bit_of_a_lock_may_change, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_lock_cut_short_or_long_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(other_shapes_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_lock_without_grants_or_with_one_twice_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_public_key_of_low_order_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(too_much_text_is_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(only_holders_of_a_grant_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_grant_made_for_someone_else_does_not_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_grant_of_another_lock_does_not_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(adding_a_colleague_keeps_the_lock, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(only_a_holder_may_add_and_nobody_twice, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_lock_is_made_only_of_what_can_be_one, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(the_greatest_lock_fits_its_limit, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(other_waves_sizes_and_forms_are_other_locks, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
