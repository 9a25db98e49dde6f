/* The bytes of a connection on their way to libmicrohttpd: the same, however they are cut into pieces on either side.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "server/conn.h"

static const char *const hosts[] = {"t"};

/* A sender that gives `piece` bytes at a time, then nothing for the time being, then the end. */
struct sender {
	const char *bytes;
	size_t len, at, piece;
	bool ends;
};

static ssize_t give(void *handle, void *buf, size_t len)
{
	struct sender *s = handle;
	size_t n = s->len - s->at;
	if (n == 0 && s->ends)
		return 0;
	if (n == 0) {
		errno = EAGAIN;
		return -1;
	}
	if (n > len)
		n = len;
	if (n > s->piece)
		n = s->piece;
	memcpy(buf, s->bytes + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

/* Reads all that there is in buffers of this size. Answers the last result. */
static ssize_t read_all(struct sender *s, size_t buffer, char *out, size_t *out_len)
{
	struct conns conns;
	const struct conn_limits limits = {10, 10, 10, 10, 100};
	const struct framing_rules rules = {hosts, 1, false, NULL};
	const struct source source = {s, give, -1};
	ssize_t n = -1;
	assert_true(conns_init(&conns, 4, &limits, &rules));
	conns_opened(&conns, 3, 0);
	*out_len = 0;
	for (int quiet = 0; quiet < 3;) {
		n = gate_read(&conns, conns_find(&conns, 3), &source, out + *out_len, buffer);
		if (n == 0)
			break;
		if (n < 0) {
			assert_int_equal(errno, EAGAIN);
			quiet += s->at == s->len;
			continue;
		}
		assert_true((size_t)n <= buffer);
		*out_len += (size_t)n;
	}
	conns_closed(&conns, 3);
	conns_release(&conns);
	return n;
}

static void expect(const char *sent, size_t sent_len, const char *passed, size_t passed_len, ssize_t last)
{
	for (size_t piece = 1; piece <= sent_len; piece = piece < 40 ? piece + 1 : piece * 2) {
		char out[16384];
		size_t len;
		struct sender s = {.bytes = sent, .len = sent_len, .piece = piece};
		for (size_t buffer = 2048; buffer > 20; buffer /= 3) {
			s.at = 0;
			assert_int_equal(read_all(&s, buffer, out, &len), last);
			assert_int_equal(len, passed_len);
			assert_memory_equal(out, passed, passed_len);
		}
	}
}
#define EXPECT(sent, passed, last) expect(sent, sizeof(sent) - 1, passed, sizeof(passed) - 1, last)

#define HEAD "GET /a HTTP/1.1\r\nHost: t\r\nUser-Agent: somebody\r\n\r\n"
#define PASSED "GET /a HTTP/1.1\r\nHost: t\r\n\r\n"
#define POST "POST /b HTTP/1.1\r\nHost: t\r\nX: y\r\nContent-Length: 5\r\n\r\n"
#define POST_PASSED "POST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n"
#define REFUSED_400 "refused-400 / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n"

static void heads_are_passed_on_written_anew(void **state)
{
	(void)state;
	EXPECT(HEAD, PASSED, -1);
	EXPECT("GET / HTTP/1.1\r\nHost: t\r\n\r\n", "GET / HTTP/1.1\r\nHost: t\r\n\r\n", -1);
}

static void bodies_are_passed_on_as_they_are(void **state)
{
	(void)state;
	EXPECT(POST "a\r\n\r\n", POST_PASSED "a\r\n\r\n", -1);
}

static void requests_may_follow_each_other_at_once(void **state)
{
	(void)state;
	EXPECT(HEAD HEAD POST "12345" HEAD, PASSED PASSED POST_PASSED "12345" PASSED, -1);
}

static void a_head_that_is_not_whole_is_held_back(void **state)
{
	(void)state;
	EXPECT("GET / HTTP/1.1\r\nHost: t\r\n", "", -1);
	EXPECT(HEAD "GET / HT", PASSED, -1);
}

static void nothing_is_read_after_a_refusal(void **state)
{
	(void)state;
	EXPECT("GET / HTTP/1.1\nHost: t\n\n" HEAD, REFUSED_400, 0);
	EXPECT(HEAD "GET / HTTP/1.1\r\nHost : t\r\n\r\n" HEAD, PASSED REFUSED_400, 0);
}

static void a_chunked_body_is_the_last_of_its_connection(void **state)
{
	(void)state;
	EXPECT("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nPadding: "
	       "longer\r\n\r\n5\r\nhello\r\n0\r\n\r\n" HEAD,
	       "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nConnection: "
	       "close\r\n\r\n5\r\nhello\r\n0\r\n\r\n" HEAD,
	       -1);
}

static void a_head_that_ends_early_has_taken_too_long(void **state)
{
	static const char sent[] = "GET / HTTP/1.1\r\nHo";
	static const char passed[] = "refused-408 / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n";
	char out[4096];
	size_t len;
	(void)state;
	struct sender s = {.bytes = sent, .len = sizeof sent - 1, .piece = 7, .ends = true};
	assert_int_equal(read_all(&s, 2048, out, &len), 0);
	assert_int_equal(len, sizeof passed - 1);
	assert_memory_equal(out, passed, len);
}

static void a_head_without_end_is_refused(void **state)
{
	static char sent[3 * FRAMING_HEAD_MAX];
	static const char passed[] = "refused-431 / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n";
	char out[4096];
	size_t len;
	(void)state;
	memset(sent, 'a', sizeof sent);
	for (size_t piece = 100; piece < 6000; piece += 977) {
		struct sender s = {.bytes = sent, .len = sizeof sent, .piece = piece};
		assert_int_equal(read_all(&s, 2048, out, &len), 0);
		assert_int_equal(len, sizeof passed - 1);
		assert_memory_equal(out, passed, len);
	}
}

/* What lies behind a head moves up in libmicrohttpd's buffer; the place it left must not keep a copy. */
static void no_copy_of_a_body_is_left_behind(void **state)
{
	static const char sent[] = "POST /b HTTP/1.1\r\nHost: t\r\nUser-Agent: "
	                           "aaaaaaaaaaaaaaaaaaaaaaaa\r\nContent-Length: 6\r\n\r\nsecret";
	char out[2048];
	size_t len;
	(void)state;
	memset(out, 0, sizeof out);
	struct sender s = {.bytes = sent, .len = sizeof sent - 1, .piece = sizeof sent};
	read_all(&s, 1024, out, &len);
	assert_memory_equal(out + len - 6, "secret", 6);
	assert_null(memmem(out + len, sizeof out - len, "ret", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(heads_are_passed_on_written_anew),
	        cmocka_unit_test(bodies_are_passed_on_as_they_are),
	        cmocka_unit_test(requests_may_follow_each_other_at_once),
	        cmocka_unit_test(a_head_that_is_not_whole_is_held_back),
	        cmocka_unit_test(nothing_is_read_after_a_refusal),
	        cmocka_unit_test(a_chunked_body_is_the_last_of_its_connection),
	        cmocka_unit_test(a_head_that_ends_early_has_taken_too_long),
	        cmocka_unit_test(a_head_without_end_is_refused),
	        cmocka_unit_test(no_copy_of_a_body_is_left_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
