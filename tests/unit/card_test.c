/* Cards: what is read, what is refused. */
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

static struct buf card_of(const struct key *key)
{
	struct buf text;

	buf_init(&text, CARD_MAX_BYTES);
	card_write(&text, key);
	assert_false(text.failed);
	return text;
}

static void a_card_reads_back(void **state)
{
	struct fixture *f = *state;
	struct buf text = card_of(&f->anna);
	struct card card;

	assert_int_equal(card_read(text.data, text.len, &card), SEAL_OK);
	assert_string_equal(card.name, "Anna Kalniņa");
	assert_memory_equal(card.id, f->anna.card.id, CARD_ID_BYTES);
	assert_memory_equal(card.box_key, f->anna.card.box_key, 32);
	assert_memory_equal(card.sign_key, f->anna.card.sign_key, 32);
	buf_release(&text);
}

static void no_bit_of_a_card_may_change(void **state)
{
	struct fixture *f = *state;
	struct buf text = card_of(&f->anna);
	struct card card;

	for (size_t i = 0; i < text.len * 8; i++) {
		text.data[i / 8] ^= (char)(1 << i % 8);
		assert_int_not_equal(card_read(text.data, text.len, &card), SEAL_OK);
		text.data[i / 8] ^= (char)(1 << i % 8);
	}
	assert_int_equal(card_read(text.data, text.len, &card), SEAL_OK);
	buf_release(&text);
}

static void a_card_cut_short_or_long_is_refused(void **state)
{
	struct fixture *f = *state;
	struct buf text = card_of(&f->anna);
	struct card card;

	for (size_t len = 0; len < text.len; len++)
		assert_int_equal(card_read(text.data, len, &card), SEAL_FORMAT);
	buf_addc(&text, '\n');
	assert_int_equal(card_read(text.data, text.len, &card), SEAL_FORMAT);
	buf_release(&text);
}

static void a_card_with_carriage_returns_is_refused(void **state)
{
	struct fixture *f = *state;
	struct buf text = card_of(&f->anna), other;
	struct card card;

	buf_init(&other, CARD_MAX_BYTES);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\n')
			buf_addc(&other, '\r');
		buf_addc(&other, text.data[i]);
	}
	assert_int_equal(card_read(other.data, other.len, &card), SEAL_FORMAT);
	buf_release(&text);
	buf_release(&other);
}

static void another_persons_signature_does_not_do(void **state)
{
	struct fixture *f = *state;
	struct key mixed = f->anna;
	struct buf text;
	struct card card;

	mixed.secrets = f->berta.secrets;
	text = card_of(&mixed);
	assert_int_equal(card_read(text.data, text.len, &card), SEAL_SIGNATURE);
	buf_release(&text);
}

static void a_key_of_low_order_is_no_box_key(void **state)
{
	struct fixture *f = *state;
	struct key weak = f->anna;
	struct buf text;
	struct card card;

	memset(weak.card.box_key, 0, 32);
	assert_false(box_key_fits(weak.card.box_key));
	assert_true(box_key_fits(f->anna.card.box_key));
	text = card_of(&weak);
	assert_int_equal(card_read(text.data, text.len, &card), SEAL_FORMAT);
	buf_release(&text);
}

static bool name_fits(const char *name)
{
	return card_name_fits(name, strlen(name));
}

static void names_are_names(void **state)
{
	(void)state;
	assert_true(name_fits("A"));
	assert_true(name_fits("Žanna Ķēniņa-Bērziņa"));
	assert_true(name_fits("sociālais dienests 2"));
	assert_true(name_fits("0123456789012345678901234567890123456789012345678901234567890123"));
}

static void what_steers_a_terminal_or_a_path_is_no_name(void **state)
{
	static const char *const bad[] = {"",
	                                  ".",
	                                  ".key",
	                                  "-a",
	                                  " a",
	                                  "a ",
	                                  "a/b",
	                                  "a\\b",
	                                  "a\nb",
	                                  "a\x1b[2J",
	                                  "a\x7f",
	                                  "\xc2\x9b"
	                                  "2J",
	                                  "a\xe2\x80\xae"
	                                  "b",
	                                  "a\xe2\x81\xa6"
	                                  "b",
	                                  "a\xe2\x80\xa8"
	                                  "b",
	                                  "\xff",
	                                  "\xc0\xaf",
	                                  "\xed\xa0\x80",
	                                  "\xf4\x90\x80\x80",
	                                  "\xc3",
	                                  "01234567890123456789012345678901234567890123456789012345678901234"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(name_fits(bad[i]));
	assert_false(card_name_fits("a\0b", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_card_reads_back),
	        cmocka_unit_test(no_bit_of_a_card_may_change),
	        cmocka_unit_test(a_card_cut_short_or_long_is_refused),
	        cmocka_unit_test(a_card_with_carriage_returns_is_refused),
	        cmocka_unit_test(another_persons_signature_does_not_do),
	        cmocka_unit_test(a_key_of_low_order_is_no_box_key),
	        cmocka_unit_test(names_are_names),
	        cmocka_unit_test(what_steers_a_terminal_or_a_path_is_no_name),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
