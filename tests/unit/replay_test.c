/* The memory against replay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include "server/replay.h"

#define START 1767225600

static const struct card anna = {.id = {1}}, berta = {.id = {2}};

static struct request_claim claim(const struct card *card, int64_t created, unsigned number)
{
	struct request_claim c = {.card = card, .created = created};

	memcpy(c.nonce, &number, sizeof number);
	return c;
}

static enum replay_answer take(struct replay *r, const struct card *card, int64_t created, unsigned number, int64_t now)
{
	const struct request_claim c = claim(card, created, number);

	return replay_take(r, &c, now);
}

static void a_nonce_is_taken_once(void **state)
{
	struct replay *r = replay_new(START);

	(void)state;
	assert_int_equal(take(r, &anna, START, 1, START), REPLAY_FRESH);
	assert_int_equal(take(r, &anna, START, 1, START), REPLAY_SEEN);
	assert_int_equal(take(r, &anna, START, 1, START + 299), REPLAY_SEEN);
	assert_int_equal(take(r, &anna, START, 2, START), REPLAY_FRESH);
	replay_free(r);
}

static void cards_do_not_share_nonces(void **state)
{
	struct replay *r = replay_new(START);

	(void)state;
	assert_int_equal(take(r, &anna, START, 1, START), REPLAY_FRESH);
	assert_int_equal(take(r, &berta, START, 1, START), REPLAY_FRESH);
	assert_int_equal(take(r, &berta, START, 1, START), REPLAY_SEEN);
	replay_free(r);
}

static void what_was_signed_before_the_start_is_refused(void **state)
{
	struct replay *r = replay_new(START);

	(void)state;
	assert_int_equal(take(r, &anna, START - 1, 1, START), REPLAY_OLD);
	assert_int_equal(take(r, &anna, START, 1, START), REPLAY_FRESH);
	replay_free(r);
}

static void a_clock_set_back_lets_nothing_through_twice(void **state)
{
	struct replay *r = replay_new(START);

	(void)state;
	assert_int_equal(take(r, &anna, START + 10, 1, START + 10), REPLAY_FRESH);
	assert_int_equal(take(r, &anna, START + 1000, 2, START + 1000), REPLAY_FRESH); /* the first is forgotten here */
	assert_int_equal(take(r, &anna, START + 10, 1, START + 20), REPLAY_OLD);
	assert_int_equal(take(r, &anna, START + 11, 3, START + 20),
	                 REPLAY_FRESH); /* later than all that was forgotten */
	replay_free(r);
}

static void one_card_fills_only_its_own_share(void **state)
{
	struct replay *r = replay_new(START);

	(void)state;
	for (unsigned i = 0; i < REPLAY_NONCES_MAX; i++)
		assert_int_equal(take(r, &anna, START, i, START), REPLAY_FRESH);
	assert_int_equal(take(r, &anna, START, REPLAY_NONCES_MAX, START), REPLAY_FULL);
	assert_int_equal(take(r, &anna, START, 5, START), REPLAY_SEEN);
	assert_int_equal(take(r, &berta, START, REPLAY_NONCES_MAX, START), REPLAY_FRESH);
	assert_int_equal(take(r, &anna, START + 301, REPLAY_NONCES_MAX, START + 301), REPLAY_FRESH);
	replay_free(r);
}

static void more_cards_than_there_is_room_for_are_refused(void **state)
{
	struct replay *r = replay_new(START);
	struct card card = {0};

	(void)state;
	for (unsigned i = 0; i < REPLAY_CARDS_MAX; i++) {
		memcpy(card.id, &i, sizeof i);
		assert_int_equal(take(r, &card, START, 1, START), REPLAY_FRESH);
	}
	card.id[8] = 1;
	assert_int_equal(take(r, &card, START, 1, START), REPLAY_NOMEM);
	replay_free(r);
	replay_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_nonce_is_taken_once),
	        cmocka_unit_test(cards_do_not_share_nonces),
	        cmocka_unit_test(what_was_signed_before_the_start_is_refused),
	        cmocka_unit_test(a_clock_set_back_lets_nothing_through_twice),
	        cmocka_unit_test(one_card_fills_only_its_own_share),
	        cmocka_unit_test(more_cards_than_there_is_room_for_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
