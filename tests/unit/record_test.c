/* Records: sealing, opening, and all that must not open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seal_fixture.h"

struct scene {
	struct fixture f;
	struct opener opener;
	struct buf sheet;
	unsigned char record[RECORD_MAX_BYTES], padded[RECORD_MAX_BYTES];
	const char *found;
	size_t found_len;
};

static int set_up(void **state)
{
	static struct scene s;

	fixture_init(&s.f);
	fixture_sheet(&s.sheet, "{\"k1\":\"true\"}");
	if (opener_init(&s.opener, &s.f.lock, &s.f.anna) != SEAL_OK)
		return -1;
	*state = &s;
	return record_seal(s.record, 4000, &s.f.lock, s.sheet.data, s.sheet.len) == SEAL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	opener_release(&s->opener);
	buf_release(&s->sheet);
	fixture_release(&s->f);
	return 0;
}

static enum seal_err open_it(struct scene *s)
{
	return record_open(&s->opener, s->record, 4000, s->padded, &s->found, &s->found_len);
}

/* Seals a padded sheet exactly as it is given. */
static void seal_raw(struct scene *s, const unsigned char *padded)
{
	assert_int_equal(crypto_box_seal(s->record + RECORD_HEAD_BYTES, padded, 3935, s->f.lock.public_key), 0);
}

static void a_record_opens_to_its_sheet(void **state)
{
	struct scene *s = *state;

	assert_int_equal(record_check(s->record, 4000, &s->f.lock), SEAL_OK);
	assert_int_equal(open_it(s), SEAL_OK);
	assert_int_equal(s->found_len, s->sheet.len);
	assert_memory_equal(s->found, s->sheet.data, s->sheet.len);
}

static void every_grant_opens_every_record(void **state)
{
	struct scene *s = *state;

	opener_release(&s->opener);
	assert_int_equal(opener_init(&s->opener, &s->f.lock, &s->f.berta), SEAL_OK);
	assert_int_equal(open_it(s), SEAL_OK);
}

static void all_records_have_one_size_and_share_nothing_but_the_head(void **state)
{
	struct scene *s = *state;
	unsigned char other[4000];

	assert_int_equal(record_seal(other, 4000, &s->f.lock, "", 0), SEAL_OK);
	assert_memory_equal(other, s->record, RECORD_HEAD_BYTES);
	assert_int_equal(record_seal(other, 4000, &s->f.lock, s->sheet.data, s->sheet.len), SEAL_OK);
	assert_memory_not_equal(other + RECORD_HEAD_BYTES, s->record + RECORD_HEAD_BYTES, 32);
	assert_memory_not_equal(other + 65, s->record + 65, 64);
}

static void sheets_of_every_length_fit_or_are_refused(void **state)
{
	struct scene *s = *state;
	char *sheet = malloc(4000);

	assert_non_null(sheet);
	memset(sheet, 0x80, 4000); /* looks like padding */
	assert_int_equal(record_sheet_max(4000), 3934);
	for (size_t len = 3900; len <= 3934; len++) {
		assert_int_equal(record_seal(s->record, 4000, &s->f.lock, sheet, len), SEAL_OK);
		assert_int_equal(open_it(s), SEAL_OK);
		assert_int_equal(s->found_len, len);
	}
	for (size_t len = 0; len < 30; len++) {
		assert_int_equal(record_seal(s->record, 4000, &s->f.lock, sheet, len), SEAL_OK);
		assert_int_equal(open_it(s), SEAL_OK);
		assert_int_equal(s->found_len, len);
	}
	assert_int_equal(record_seal(s->record, 4000, &s->f.lock, sheet, 3935), SEAL_SIZE);
	assert_int_equal(record_seal(s->record, 4000, &s->f.lock, sheet, SIZE_MAX), SEAL_SIZE);
	assert_int_equal(record_seal(s->record, 8000, &s->f.lock, sheet, 10), SEAL_SIZE);
	free(sheet);
}

static void a_sheet_may_end_in_zeros(void **state)
{
	struct scene *s = *state;
	static const char zeros[100];

	assert_int_equal(record_seal(s->record, 4000, &s->f.lock, zeros, sizeof zeros), SEAL_OK);
	assert_int_equal(open_it(s), SEAL_OK);
	assert_int_equal(s->found_len, sizeof zeros);
}

static void no_bit_of_a_record_may_change(void **state)
{
	struct scene *s = *state;

	for (size_t i = 0; i < 4000; i++) {
		s->record[i] ^= (unsigned char)(1 << i % 8);
		assert_int_not_equal(open_it(s), SEAL_OK);
		s->record[i] ^= (unsigned char)(1 << i % 8);
	}
	assert_int_equal(open_it(s), SEAL_OK);
}

static void what_is_told_from_outside(void **state)
{
	struct scene *s = *state;

	assert_int_equal(record_check(s->record, 3999, &s->f.lock), SEAL_SIZE);
	assert_int_equal(record_check(s->record, 0, &s->f.lock), SEAL_SIZE);
	assert_int_equal(record_open(&s->opener, s->record, 3999, s->padded, &s->found, &s->found_len), SEAL_SIZE);
	s->record[0] = 2;
	assert_int_equal(record_check(s->record, 4000, &s->f.lock), SEAL_FORMAT);
	s->record[0] = 1;
	s->record[16] ^= 1;
	assert_int_equal(record_check(s->record, 4000, &s->f.lock), SEAL_STRANGER);
	assert_int_equal(open_it(s), SEAL_STRANGER);
}

static void a_record_of_another_lock_does_not_open(void **state)
{
	struct scene *s = *state;
	struct lock foreign;
	struct buf text;

	buf_init(&text, LOCK_MAX_BYTES);
	assert_int_equal(lock_make(&text, "specialists", "2026", 4000, &s->f.anna.card, 1, &s->f.anna), SEAL_OK);
	assert_int_equal(lock_read(text.data, text.len, &foreign), SEAL_OK);
	assert_int_equal(record_seal(s->record, 4000, &foreign, s->sheet.data, s->sheet.len), SEAL_OK);
	assert_int_equal(open_it(s), SEAL_STRANGER);
	memcpy(s->record + 1, s->f.lock.id, LOCK_ID_BYTES);
	assert_int_equal(open_it(s), SEAL_CLOSED);
	lock_release(&foreign);
	buf_release(&text);
}

static void a_wrong_private_key_opens_nothing(void **state)
{
	struct scene *s = *state;
	unsigned char other[32] = {9};
	struct opener wrong = {&s->f.lock, other};

	assert_int_equal(record_open(&wrong, s->record, 4000, s->padded, &s->found, &s->found_len), SEAL_CLOSED);
}

static void a_wrong_padding_and_a_closed_box_are_one_answer(void **state)
{
	struct scene *s = *state;
	unsigned char padded[3935] = {0};

	seal_raw(s, padded); /* zeros only */
	assert_int_equal(open_it(s), SEAL_CLOSED);
	memset(padded, 'x', sizeof padded); /* no end */
	seal_raw(s, padded);
	assert_int_equal(open_it(s), SEAL_CLOSED);
	padded[3933] = RECORD_PAD;
	padded[3934] = 1; /* something after it */
	seal_raw(s, padded);
	assert_int_equal(open_it(s), SEAL_CLOSED);
	padded[3934] = 0; /* and now as it should be */
	seal_raw(s, padded);
	assert_int_equal(open_it(s), SEAL_OK);
	assert_int_equal(s->found_len, 3933);
}

static void the_padding_is_sodium_pads(void **state)
{
	struct scene *s = *state;
	unsigned char padded[3935] = {0};
	size_t len;

	memcpy(padded, s->sheet.data, s->sheet.len);
	assert_int_equal(sodium_pad(&len, padded, s->sheet.len, sizeof padded, sizeof padded), 0);
	assert_int_equal(len, sizeof padded);
	seal_raw(s, padded);
	assert_int_equal(open_it(s), SEAL_OK);
	assert_int_equal(s->found_len, s->sheet.len);
	assert_memory_equal(s->padded, padded, sizeof padded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_record_opens_to_its_sheet, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(every_grant_opens_every_record, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(all_records_have_one_size_and_share_nothing_but_the_head, set_up,
	                                        tear_down),
	        cmocka_unit_test_setup_teardown(sheets_of_every_length_fit_or_are_refused, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_sheet_may_end_in_zeros, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(no_bit_of_a_record_may_change, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(what_is_told_from_outside, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_record_of_another_lock_does_not_open, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_wrong_private_key_opens_nothing, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(a_wrong_padding_and_a_closed_box_are_one_answer, set_up, tear_down),
	        cmocka_unit_test_setup_teardown(the_padding_is_sodium_pads, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
