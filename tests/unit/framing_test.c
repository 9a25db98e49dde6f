/* Heads of requests: what is passed on, and what is refused with which status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "server/framing.h"

static const char *const hosts[] = {"town.example", "127.0.0.1:8080"};
static const struct framing_rules rules = {hosts, 2, false, NULL};
static struct framing_head head;

static unsigned status_of(const char *text, size_t len)
{
	framing_read(text, len, &rules, false, &head);
	head.passed[head.passed_len < FRAMING_PASSED_MAX ? head.passed_len : FRAMING_PASSED_MAX - 1] = '\0';
	return head.status;
}
#define STATUS(text) status_of(text, sizeof(text) - 1)

static void an_honest_head_is_written_anew(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET /f/concern?lang=lv HTTP/1.1\r\nhost: Town.Example\r\nUser-Agent: X\r\n"
	                        "Cookie: a=b\r\nAccept-Language:  lv,en;q=0.5 \r\n\r\n"),
	                 0);
	assert_string_equal(head.passed, "GET /f/concern?lang=lv HTTP/1.1\r\nHost: Town.Example\r\n"
	                                 "Accept-Language: lv,en;q=0.5\r\n\r\n");
	assert_int_equal(head.body, 0);
	assert_false(head.chunked);
	assert_false(head.forwarded);
}

static void the_length_of_a_body_is_told(void **state)
{
	(void)state;
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 42\r\n\r\n"), 0);
	assert_int_equal(head.body, 42);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nTransfer-Encoding: Chunked\r\n\r\n"), 0);
	assert_true(head.chunked);
	assert_non_null(strstr(head.passed, "Connection: close\r\n"));
}

static void two_readings_of_a_length_are_refused(void **state)
{
	(void)state;
	assert_int_equal(
	        STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"), 400);
	assert_int_equal(
	        STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length : 1\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length\t: 1\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: +1\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 1, 1\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 0x10\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length:\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 3\r\nTransfer-Encoding: "
	                        "chunked\r\n\r\n"),
	                 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nTransfer-Encoding: "
	                        "chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
	                 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nTransfer-Encoding: xchunked\r\n\r\n"), 400);
	assert_int_equal(STATUS("POST / HTTP/1.1\r\nHost: town.example\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
	                 400);
	assert_int_equal(STATUS("POST / HTTP/1.0\r\nHost: town.example\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

static void a_length_beyond_reason_is_too_large(void **state)
{
	(void)state;
	assert_int_equal(STATUS("PUT / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 1099511627776\r\n\r\n"), 413);
	assert_int_equal(STATUS("PUT / HTTP/1.1\r\nHost: town.example\r\nContent-Length: 18446744073709551617\r\n\r\n"),
	                 413);
}

static void lines_end_in_cr_lf_only(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET / HTTP/1.1\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nX: a\rY: b\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nX: a\0b\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nX\0: a\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nX: a\r\n folded\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nno colon\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\n: nameless\r\n\r\n"), 400);
	assert_int_equal(STATUS("\r\n\r\n"), 400);
}

static void only_our_hosts_are_answered(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"), 0);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: TOWN.EXAMPLE:80\r\n\r\n"), 0);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example:443\r\n\r\n"), 421);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 421);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example.evil.example\r\n\r\n"), 421);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / HTTP/1.0\r\n\r\n"), 400);
}

static void only_paths_from_our_root_are_targets(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET /f/a?x=%C4%93&y=(1) HTTP/1.1\r\nHost: town.example\r\n\r\n"), 0);
	assert_int_equal(STATUS("GET http://town.example/ HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("CONNECT town.example:80 HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("OPTIONS * HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /#top HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /%4 HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /%zz HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /%00 HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /\xc4\x93 HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /a\\b HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /a b HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET  / HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET /\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("get / HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("refused-400 / HTTP/1.1\r\nHost: town.example\r\n\r\n"), 400);
}

static void versions_are_known_ones(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET / HTTP/2.0\r\nHost: town.example\r\n\r\n"), 505);
	assert_int_equal(STATUS("GET / HTTP/1.2\r\nHost: town.example\r\n\r\n"), 505);
	assert_int_equal(STATUS("GET / HTTP/1.10\r\nHost: town.example\r\n\r\n"), 400);
	assert_int_equal(STATUS("GET / http/1.1\r\nHost: town.example\r\n\r\n"), 400);
}

static void a_proxys_addresses_are_noticed_and_dropped(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: town.example\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n"), 0);
	assert_true(head.forwarded);
	assert_null(strstr(head.passed, "192.0.2.7"));
}

static const char *visitor_of(const char *fields)
{
	const struct framing_rules behind_proxy = {hosts, 2, false, "X-Forwarded-For"};
	char text[512];
	int len = snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: town.example\r\n%s\r\n", fields);
	framing_read(text, (size_t)len, &behind_proxy, false, &head);
	assert_int_equal(head.status, 0);
	return head.visitor;
}

static void of_the_one_header_that_is_looked_at_the_last_address_is_taken(void **state)
{
	(void)state;
	assert_string_equal(visitor_of("X-Forwarded-For: 192.0.2.7\r\n"), "192.0.2.7");
	assert_string_equal(visitor_of("x-forwarded-for: 203.0.113.9, 192.0.2.7\r\n"), "192.0.2.7");
	assert_string_equal(visitor_of("X-Forwarded-For: 2001:db8::1\r\n"), "2001:db8::1");
	assert_false(head.forwarded);
	assert_null(memmem(head.passed, head.passed_len, "2001", 4));
	assert_string_equal(visitor_of("X-Real-IP: 192.0.2.7\r\n"), "");
	assert_true(head.forwarded);
	assert_string_equal(visitor_of("X-Forwarded-For: 1234:1234:1234:1234:1234:1234:1234:1234:1234:1\r\n"), "");
	assert_string_equal(visitor_of("X-Forwarded-For: ,\r\n"), "");
	assert_string_equal(visitor_of("X-Forwarded-For:\r\n"), "");
}

static void what_is_too_long_is_dropped_or_refused(void **state)
{
	char text[FRAMING_HEAD_MAX];
	(void)state;
	memset(text, 'a', sizeof text);
	memcpy(text, "GET /", 5);
	memcpy(text + FRAMING_TARGET_MAX + 100, " HTTP/1.1\r\nHost: town.example\r\n\r\n", 33);
	assert_int_equal(status_of(text, FRAMING_TARGET_MAX + 133), 431);
	memset(text, 'a', sizeof text);
	memcpy(text, "GET / HTTP/1.1\r\nHost: town.example\r\nAccept-Language: ", 53);
	memcpy(text + 4000, "\r\n\r\n", 4);
	assert_int_equal(status_of(text, 4004), 0);
	assert_null(strstr(head.passed, "aaaa"));
}

static void a_refusal_is_passed_on_as_a_request_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(STATUS("GET / HTTP/1.1\r\nHost: evil.example\r\nAccept-Language: en\r\n\r\n"), 421);
	assert_string_equal(
	        head.passed,
	        "refused-421 / HTTP/1.1\r\nHost: refused\r\nAccept-Language: en\r\nConnection: close\r\n\r\n");
}

static void the_end_of_a_head_is_found_however_it_comes(void **state)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: town.example\r\n\r\nbody\n";
	(void)state;
	for (size_t first = 0; first < sizeof text - 1; first++) {
		size_t scanned = 0;
		bool broken = false;
		size_t len = framing_head_length(text, first, &scanned, &broken);
		if (!len)
			len = framing_head_length(text, sizeof text - 1, &scanned, &broken);
		assert_int_equal(len, sizeof text - 1 - 5);
		assert_false(broken);
	}
	size_t scanned = 0;
	bool broken = false;
	assert_int_equal(framing_head_length("GET / HTTP/1.1\nHost", 19, &scanned, &broken), 0);
	assert_true(broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_honest_head_is_written_anew),
	        cmocka_unit_test(the_length_of_a_body_is_told),
	        cmocka_unit_test(two_readings_of_a_length_are_refused),
	        cmocka_unit_test(a_length_beyond_reason_is_too_large),
	        cmocka_unit_test(lines_end_in_cr_lf_only),
	        cmocka_unit_test(only_our_hosts_are_answered),
	        cmocka_unit_test(only_paths_from_our_root_are_targets),
	        cmocka_unit_test(versions_are_known_ones),
	        cmocka_unit_test(a_proxys_addresses_are_noticed_and_dropped),
	        cmocka_unit_test(of_the_one_header_that_is_looked_at_the_last_address_is_taken),
	        cmocka_unit_test(what_is_too_long_is_dropped_or_refused),
	        cmocka_unit_test(a_refusal_is_passed_on_as_a_request_of_its_own),
	        cmocka_unit_test(the_end_of_a_head_is_found_however_it_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
