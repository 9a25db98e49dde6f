/* Limits: what costs more work, who waits, and that nothing of an address outlasts its hour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include "server/limits.h"
#include "server/work.h"

#define START 5000000

static struct limits *l;

static int make(void **state)
{
	(void)state;
	l = limits_new(START);
	return l == NULL;
}

static int unmake(void **state)
{
	(void)state;
	limits_free(l);
	return 0;
}

static void take(uint16_t block, unsigned count, int64_t now)
{
	while (count-- > 0)
		limits_took(l, block, now);
}

static unsigned go_slowly(uint16_t block, unsigned count, int64_t now)
{
	unsigned through = 0;
	while (count-- > 0)
		through += limits_slow_lane(l, block, now);
	return through;
}

/* --- blocks --- */

static void a_block_is_counted_in_one_place(void **state)
{
	(void)state;
	uint16_t block = limits_block_of_text(l, "198.51.100.1");
	assert_int_not_equal(block, LIMITS_NOBODY);
	assert_int_equal(limits_block_of_text(l, "198.51.100.254"), block);
	assert_int_equal(limits_block_of_text(l, "::ffff:198.51.100.7"), block);
	uint16_t six = limits_block_of_text(l, "2001:db8:0:100::1");
	assert_int_equal(limits_block_of_text(l, "2001:db8:0:1ff:ffff::2"), six);
}

/* Places are 65,535 and shared by chance: of many blocks nearly all stand elsewhere. */
static void other_blocks_are_counted_in_other_places(void **state)
{
	(void)state;
	static const char *const others[] = {"198.51.101.1",      "198.50.100.1",      "199.51.100.1",
	                                     "2001:db8:0:200::1", "2001:db8:1:100::1", "c633:6400::1"};
	uint16_t four = limits_block_of_text(l, "198.51.100.1"), six = limits_block_of_text(l, "2001:db8:0:100::1");
	unsigned alike = 0;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		uint16_t other = limits_block_of_text(l, others[i]);
		alike += other == four || other == six;
	}
	assert_in_range(alike, 0, 1);
}

static void an_address_of_a_connection_is_the_same_as_its_text(void **state)
{
	(void)state;
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	inet_pton(AF_INET, "198.51.100.9", &four.sin_addr);
	inet_pton(AF_INET6, "2001:db8:0:100::7", &six.sin6_addr);
	assert_int_equal(limits_block(l, (struct sockaddr *)&four), limits_block_of_text(l, "198.51.100.1"));
	assert_int_equal(limits_block(l, (struct sockaddr *)&six), limits_block_of_text(l, "2001:db8:0:100::1"));
}

static void a_proxy_on_this_computer_and_nonsense_are_nobody(void **state)
{
	(void)state;
	struct sockaddr local = {.sa_family = AF_UNIX};
	static const char *const nobody[] = {
	        "127.0.0.1",  "127.9.9.9",       "::1",          "::ffff:127.0.0.1", "", "unknown",
	        "198.51.100", "198.51.100.1:80", "[2001:db8::1]"};
	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
		assert_int_equal(limits_block_of_text(l, nobody[i]), LIMITS_NOBODY);
	assert_int_equal(limits_block(l, &local), LIMITS_NOBODY);
	assert_int_equal(limits_block(l, NULL), LIMITS_NOBODY);
}

/* --- work --- */

static void thirty_behind_one_address_work_no_more_than_one(void **state)
{
	(void)state;
	take(7, 30, START);
	assert_int_equal(limits_bits(l, 7, START), WORK_BITS_LEAST);
	assert_int_equal(limits_bits(l, 8, START), WORK_BITS_LEAST);
}

static void a_block_that_sends_much_works_more_and_others_do_not(void **state)
{
	(void)state;
	for (unsigned minute = 0; minute < 20; minute++)
		take(7, 26, START + minute * 60000);
	int64_t now = START + 25 * 60000;
	assert_int_equal(limits_bits(l, 7, now), WORK_BITS_LEAST + 3);
	assert_int_equal(limits_bits(l, 8, now), WORK_BITS_LEAST);
	assert_int_equal(limits_bits(l, LIMITS_NOBODY, now), WORK_BITS_LEAST);
}

static void a_flood_makes_all_work_more_until_it_is_over(void **state)
{
	(void)state;
	for (uint16_t block = 1; block <= 1024; block++)
		take(block, 1, START);
	assert_int_equal(limits_bits(l, 5000, START), WORK_BITS_LEAST + 3);
	assert_int_equal(limits_bits(l, 5000, START + 2 * LIMITS_HALVED_MS), WORK_BITS_LEAST + 1);
	assert_int_equal(limits_bits(l, 5000, START + 4 * LIMITS_HALVED_MS), WORK_BITS_LEAST);
	take(9, 1000000, START);
	assert_int_equal(limits_bits(l, 9, START), WORK_BITS_MOST);
}

/* --- the slower lane --- */

static void thirty_behind_one_address_go_through_at_once(void **state)
{
	(void)state;
	assert_int_equal(go_slowly(7, 30, START), 30);
}

static void a_block_that_goes_on_waits_and_others_do_not(void **state)
{
	(void)state;
	assert_int_equal(go_slowly(7, 1000, START), LIMITS_BLOCK_SLOW_AT_ONCE);
	assert_int_equal(go_slowly(8, 30, START), 30);
	assert_int_equal(go_slowly(7, 1000, START + 60000), 60000 / LIMITS_BLOCK_SLOW_MS);
}

static void many_blocks_together_wait(void **state)
{
	(void)state;
	unsigned through = 0;
	for (uint16_t block = 1; block <= 1000; block++)
		through += go_slowly(block, 1, START);
	assert_int_equal(through, LIMITS_SLOW_AT_ONCE);
	assert_int_equal(go_slowly(LIMITS_NOBODY, 1000, START + 60000), 60000 / LIMITS_SLOW_MS);
}

/* --- the hour --- */

static void after_an_hour_nothing_of_a_block_is_left(void **state)
{
	(void)state;
	uint16_t places[32];
	char text[32];
	for (unsigned i = 0; i < 32; i++) {
		places[i] = limits_block_of_text(
		        l, inet_ntop(AF_INET, &(struct in_addr){htonl(0xc6336400u + (i << 8))}, text, sizeof text));
		take(places[i], 1000, START);
	}
	go_slowly(places[0], 1000, START);
	limits_tick(l, START + LIMITS_HOUR_MS - 1);
	assert_int_equal(limits_bits(l, places[0], START + LIMITS_HOUR_MS - 1), WORK_BITS_LEAST + 3);
	assert_int_equal(limits_block_of_text(l, "198.51.100.1"), places[0]);

	limits_tick(l, START + LIMITS_HOUR_MS);
	unsigned same = 0;
	for (unsigned i = 0; i < 32; i++) {
		same += limits_block_of_text(l, inet_ntop(AF_INET, &(struct in_addr){htonl(0xc6336400u + (i << 8))},
		                                          text, sizeof text)) == places[i];
		assert_int_equal(limits_bits(l, places[i], START + LIMITS_HOUR_MS), WORK_BITS_LEAST);
	}
	assert_in_range(same, 0, 2); /* the salt is another */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)
int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_block_is_counted_in_one_place),
	        TEST(other_blocks_are_counted_in_other_places),
	        TEST(an_address_of_a_connection_is_the_same_as_its_text),
	        TEST(a_proxy_on_this_computer_and_nonsense_are_nobody),
	        TEST(thirty_behind_one_address_work_no_more_than_one),
	        TEST(a_block_that_sends_much_works_more_and_others_do_not),
	        TEST(a_flood_makes_all_work_more_until_it_is_over),
	        TEST(thirty_behind_one_address_go_through_at_once),
	        TEST(a_block_that_goes_on_waits_and_others_do_not),
	        TEST(many_blocks_together_wait),
	        TEST(after_an_hour_nothing_of_a_block_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
