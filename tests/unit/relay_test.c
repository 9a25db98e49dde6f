/* A relay: what the town's reply means, the work it asks for, which addresses are let pass, and what goes next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/address.h"
#include "relay/pass.h"
#include "relay/reckon.h"
#include "server/relay_passed.h"
#include "server/work.h"

/* --- what a reply means --- */

static enum frame_kind judge(bool probe, long status, const char *body)
{
	struct frame_answer answer;
	pass_judge(&answer, probe, status, body, strlen(body));
	assert_true(memchr(answer.text, '\0', sizeof answer.text) != NULL);
	assert_int_equal(answer.text[0] == '\0', answer.kind == FRAME_TAKEN);
	return (enum frame_kind)answer.kind;
}

static void only_the_right_words_say_that_a_record_is_taken(void **state)
{
	static const char *const others[] = {"",
	                                     "{}",
	                                     "{\"taken\":false}",
	                                     "{\"taken\":true} ",
	                                     "{\"taken\":true}\n\n",
	                                     "{\"taken\":true",
	                                     "{\"ready\":true}\n",
	                                     "<html>"};
	(void)state;
	assert_int_equal(judge(false, 200, "{\"taken\":true}\n"), FRAME_TAKEN);
	assert_int_equal(judge(false, 200, "{\"taken\":true}"), FRAME_TAKEN);
	assert_int_equal(judge(true, 200, "{\"ready\":true}\n"), FRAME_TAKEN);
	assert_int_equal(judge(true, 200, "{\"taken\":true}\n"), FRAME_AWAY);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(judge(false, 200, others[i]), FRAME_AWAY);
	for (long status = 100; status < 600; status++)
		assert_true(status == 200 || judge(false, status, "{\"taken\":true}\n") != FRAME_TAKEN);
}

static void what_passes_is_waited_for_and_what_stays_is_told(void **state)
{
	static const long later[] = {0, 204, 301, 302, 408, 421, 429, 500, 502, 503, 504},
	                  refused[] = {400, 403, 404, 409, 413, 415};
	(void)state;
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		assert_int_equal(judge(false, later[i], ""), FRAME_AWAY);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		assert_int_equal(judge(false, refused[i], ""), FRAME_REFUSED);
		assert_int_equal(judge(true, refused[i], ""), FRAME_AWAY);
	}
}

/* --- work --- */

static bool read_challenge(struct reckoning *out, const char *body)
{
	return reckon_read(out, body, strlen(body));
}
#define CHALLENGE "\"challenge\":\"00000005110123456789abcdef012345\""

static void what_is_asked_for_is_read(void **state)
{
	struct reckoning r;
	(void)state;
	assert_true(read_challenge(&r, "{\"work\":\"missing\"," CHALLENGE ",\"bits\":17,\"counters\":8}\n"));
	assert_int_equal(r.bits, 17);
	assert_int_equal(r.challenge[3], 5);
	assert_int_equal(r.challenge[15], 0x45);
}

static void other_work_and_too_much_of_it_is_not_done(void **state)
{
	static const char *const others[] = {
	        "",
	        "null",
	        "[]",
	        "{}",
	        "{\"slip\":\"missing\"}",
	        "{" CHALLENGE "}",
	        "{" CHALLENGE ",\"bits\":17}",
	        "{" CHALLENGE ",\"bits\":17,\"counters\":7}",
	        "{" CHALLENGE ",\"bits\":17,\"counters\":9}",
	        "{" CHALLENGE ",\"bits\":0,\"counters\":8}",
	        "{" CHALLENGE ",\"bits\":25,\"counters\":8}",
	        "{" CHALLENGE ",\"bits\":-1,\"counters\":8}",
	        "{" CHALLENGE ",\"bits\":1.5,\"counters\":8}",
	        "{" CHALLENGE ",\"bits\":1e99,\"counters\":8}",
	        "{" CHALLENGE ",\"bits\":\"17\",\"counters\":8}",
	        "{\"challenge\":\"00\",\"bits\":17,\"counters\":8}",
	        "{\"challenge\":7,\"bits\":17,\"counters\":8}",
	        "{\"challenge\":\"0000000511012345 789abcdef012345x\",\"bits\":17,\"counters\":8}",
	};
	struct reckoning r;
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(read_challenge(&r, others[i]));
}

/* The server's own check takes it, for this record under this lock alone. */
static void work_that_was_done_is_what_the_server_takes(void **state)
{
	static const unsigned char lock[16] = {1, 2, 3}, id[16] = {4, 5, 6}, other[16] = {7};
	char text[RECKON_TEXT_LENGTH + 1];
	struct reckoning asked = {.bits = 8};
	struct work_proof proof;
	struct work work;
	(void)state;
	work_init(&work);
	work_challenge(&work, 100, asked.bits, asked.challenge);
	assert_true(reckon_prove(&asked, lock, id, text));
	assert_int_equal(strlen(text), RECKON_TEXT_LENGTH);
	assert_int_equal(work_read(&proof, text, strlen(text)), WORK_GOOD);
	assert_int_equal(work_check(&work, &proof, lock, id, 101, asked.bits), WORK_GOOD);
	assert_int_equal(work_check(&work, &proof, lock, other, 101, asked.bits), WORK_WRONG);
	assert_int_equal(work_check(&work, &proof, other, id, 101, asked.bits), WORK_WRONG);
	work_release(&work);
}

/* --- addresses --- */

static void an_address_says_who_can_listen_in(void **state)
{
	static const struct {
		const char *text, *base, *authority;
		enum client_way way;
	} cases[] = {
	        {"https://Uzklausi.Example.LV", "https://uzklausi.example.lv", "uzklausi.example.lv", CLIENT_TLS},
	        {"https://10.0.0.1:8443/", "https://10.0.0.1:8443", "10.0.0.1:8443", CLIENT_TLS},
	        {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080", CLIENT_HERE},
	        {"http://localhost", "http://localhost", "localhost", CLIENT_HERE},
	        {"http://[::1]:80", "http://[::1]", "[::1]", CLIENT_HERE},
	        {"http://10.1.2.3", "http://10.1.2.3", "10.1.2.3", CLIENT_NEAR},
	        {"http://172.16.0.1", "http://172.16.0.1", "172.16.0.1", CLIENT_NEAR},
	        {"http://172.31.255.255", "http://172.31.255.255", "172.31.255.255", CLIENT_NEAR},
	        {"http://192.168.0.1", "http://192.168.0.1", "192.168.0.1", CLIENT_NEAR},
	        {"http://[fd00::1]", "http://[fd00::1]", "[fd00::1]", CLIENT_NEAR},
	        {"http://172.32.0.1", "http://172.32.0.1", "172.32.0.1", CLIENT_FAR},
	        {"http://172.15.0.1", "http://172.15.0.1", "172.15.0.1", CLIENT_FAR},
	        {"http://192.169.0.1", "http://192.169.0.1", "192.169.0.1", CLIENT_FAR},
	        {"http://[fe80::1]", "http://[fe80::1]", "[fe80::1]", CLIENT_FAR},
	        {"http://10.0.0.1.example.lv", "http://10.0.0.1.example.lv", "10.0.0.1.example.lv", CLIENT_FAR},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct client_address a;
		assert_true(client_address_read(&a, cases[i].text));
		assert_string_equal(a.base, cases[i].base);
		assert_string_equal(a.authority, cases[i].authority);
		assert_int_equal(a.way, cases[i].way);
		client_address_release(&a);
	}
}

static void what_is_more_than_an_address_is_refused(void **state)
{
	static const char *const others[] = {"",
	                                     "uzklausi.example.lv",
	                                     "ftp://example.lv",
	                                     "file:///etc/passwd",
	                                     "https://",
	                                     "https://a@example.lv",
	                                     "https://a:b@example.lv",
	                                     "https://example.lv/f",
	                                     "https://example.lv/?x",
	                                     "https://example.lv/#x",
	                                     "https://example.lv:99999"};
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct client_address a;
		assert_false(client_address_read(&a, others[i]));
		client_address_release(&a);
	}
}

/* --- what goes next --- */

#define SHEETS 400

static struct lock locks[2] = {{.id = {1}, .record_size = 64}, {.id = {2}, .record_size = 64}};

/* A queue over two stores that hold SHEETS records, each with its number in its id. */
static void fill(struct desk desks[static 2], struct relay_queue *q)
{
	for (unsigned i = 0; i < 2; i++) {
		desks[i] = (struct desk){.lock = &locks[i]};
		assert_int_equal(store_open("memory", "", locks[i].id, 64, &desks[i].store), STORE_OK);
	}
	for (unsigned number = 0; number < SHEETS; number++) {
		unsigned char id[STORE_ID_BYTES] = {(unsigned char)(number >> 8), (unsigned char)number},
		              record[64] = {0};
		struct store_item item = {.id = id, .record = record};
		assert_int_equal(store_put(desks[number % 2].store, &item, 1), STORE_OK);
	}
	relay_queue_init(q, desks, 2);
}

static void empty(struct desk desks[static 2], struct relay_queue *q)
{
	relay_queue_release(q);
	for (unsigned i = 0; i < 2; i++)
		store_close(desks[i].store);
}

static unsigned number_of(const struct relay_item *item)
{
	return (unsigned)item->id[0] << 8 | item->id[1];
}

/* Spearman's coefficient of an order against 0, 1, 2..., in thousandths. */
static long agreement(const unsigned *order)
{
	double square = 0;
	for (unsigned i = 0; i < SHEETS; i++)
		square += ((double)order[i] - i) * ((double)order[i] - i);
	return (long)(1000 - 6000 * square / ((double)SHEETS * (SHEETS * SHEETS - 1)));
}

static void all_are_taken_once_in_an_order_of_chance(void **state)
{
	struct desk desks[2];
	struct relay_queue q;
	unsigned order[SHEETS], straight[SHEETS], seen[SHEETS] = {0};
	(void)state;
	fill(desks, &q);
	assert_int_equal(relay_queue_waiting(&q), SHEETS);
	assert_true(relay_queue_list(&q));
	for (unsigned i = 0; i < SHEETS; i++) {
		const struct relay_item *item = relay_queue_take(&q);
		assert_non_null(item);
		order[i] = number_of(item);
		straight[i] = i;
		assert_ptr_equal(item->desk, &desks[order[i] % 2]);
		assert_int_equal(seen[order[i]]++, 0);
	}
	assert_null(relay_queue_take(&q));
	/* 300 is six standard deviations (1 / sqrt(399)) of what chance does */
	assert_true(labs(agreement(order)) < 300);
	assert_int_equal(agreement(straight), 1000); /* the twin */
	empty(desks, &q);
}

static void refused_ones_are_left_alone_until_forgiven(void **state)
{
	struct desk desks[2];
	struct relay_queue q;
	(void)state;
	fill(desks, &q);
	assert_true(relay_queue_list(&q));
	for (unsigned i = 0; i < 100; i++)
		relay_queue_refuse(&q, relay_queue_take(&q));
	assert_int_equal(relay_queue_waiting(&q), SHEETS);
	assert_int_equal(relay_queue_draw(&q, 1, 1), SHEETS - 100);
	assert_true(relay_queue_list(&q));
	assert_int_equal(q.count, SHEETS - 100);
	relay_queue_forgive(&q);
	assert_true(relay_queue_list(&q));
	assert_int_equal(q.count, SHEETS);
	empty(desks, &q);
}

/* Of 400 a thousand times, one in a hundred: 4,000 with a standard deviation of 63. */
static void each_goes_with_the_same_small_chance(void **state)
{
	struct desk desks[2];
	struct relay_queue q;
	uint64_t drawn = 0;
	(void)state;
	fill(desks, &q);
	for (unsigned i = 0; i < 1000; i++)
		drawn += relay_queue_draw(&q, 10, 1000);
	assert_in_range(drawn, 3500, 4500);
	assert_int_equal(relay_queue_draw(&q, 0, 1000), 0);
	empty(desks, &q);
}

/* --- what was passed on */

static void what_cannot_be_erased_is_kept_to_be_erased(void **state)
{
	struct desk desks[2];
	struct relay_queue q;
	struct relay_passed passed;
	struct store *stores[2];
	(void)state;
	fill(desks, &q);
	stores[0] = desks[0].store;
	stores[1] = desks[1].store;
	struct writer *busy = writer_new(stores, 2, 0), *writer = writer_new(stores, 2, SHEETS);
	assert_true(busy != NULL && writer != NULL);
	relay_passed_init(&passed, busy);
	assert_true(relay_queue_list(&q));
	for (unsigned i = 0; i < 10; i++)
		relay_passed_add(&passed, relay_queue_take(&q));
	assert_false(relay_passed_erase(&passed, &q));
	assert_int_equal(passed.count, 10);
	assert_int_equal(relay_queue_waiting(&q), SHEETS);
	passed.writer = writer;
	assert_true(relay_passed_erase(&passed, &q));
	assert_int_equal(passed.count, 0);
	assert_int_equal(relay_queue_waiting(&q), SHEETS - 10);
	relay_passed_release(&passed);
	writer_free(busy);
	writer_free(writer);
	empty(desks, &q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(only_the_right_words_say_that_a_record_is_taken),
	        cmocka_unit_test(what_passes_is_waited_for_and_what_stays_is_told),
	        cmocka_unit_test(what_is_asked_for_is_read),
	        cmocka_unit_test(other_work_and_too_much_of_it_is_not_done),
	        cmocka_unit_test(work_that_was_done_is_what_the_server_takes),
	        cmocka_unit_test(an_address_says_who_can_listen_in),
	        cmocka_unit_test(what_is_more_than_an_address_is_refused),
	        cmocka_unit_test(all_are_taken_once_in_an_order_of_chance),
	        cmocka_unit_test(refused_ones_are_left_alone_until_forgiven),
	        cmocka_unit_test(each_goes_with_the_same_small_chance),
	        cmocka_unit_test(what_cannot_be_erased_is_kept_to_be_erased),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("a relay", tests, NULL, NULL);
}
