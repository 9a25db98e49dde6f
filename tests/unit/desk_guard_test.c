/* Who may speak to the desk. Each refusal stands beside the request that differs in one thing only and is admitted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>
#include "tally/desk_guard.h"

static struct desk_guard guard;
static char cookie[sizeof DESK_COOKIE + DESK_SECRET_HEX + 2];

static int setup(void **state)
{
	(void)state;
	desk_guard_init(&guard, 4711);
	snprintf(cookie, sizeof cookie, "%s=%s", DESK_COOKIE, guard.cookie);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	desk_guard_release(&guard);
	assert_true(sodium_is_zero((const unsigned char *)&guard, sizeof guard));
	return 0;
}

/* What the desk's own page sends. */
static struct desk_request own(void)
{
	return (struct desk_request){.host = "127.0.0.1:4711",
	                             .origin = "http://127.0.0.1:4711",
	                             .cookie = cookie,
	                             .site = "same-origin",
	                             .changes = true};
}

static void the_desks_own_page_is_admitted(void **state)
{
	(void)state;
	struct desk_request r = own();
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_ADMITTED);
	r.site = NULL; /* an older browser */
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_ADMITTED);
	r = (struct desk_request){.host = "127.0.0.1:4711", .cookie = cookie, .site = "none"}; /* a bookmark */
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_ADMITTED);
}

static void another_host_is_misdirected(void **state)
{
	(void)state;
	static const char *const hosts[] = {NULL,
	                                    "",
	                                    "127.0.0.1",
	                                    "127.0.0.1:4712",
	                                    "127.0.0.1:47110",
	                                    "evil.example:4711",
	                                    "localhost",
	                                    "[::1]:4711",
	                                    "127.0.0.1:4711.",
	                                    "127.0.0.1:4711@evil.example",
	                                    " 127.0.0.1:4711"};
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		struct desk_request r = own();
		r.host = hosts[i];
		assert_int_equal(desk_guard_admit(&guard, &r), DESK_MISDIRECTED);
		assert_int_equal(desk_guard_origin(&guard, &r), DESK_MISDIRECTED);
	}
	struct desk_request r = own();
	r.twice = true;
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_MISDIRECTED);
}

static void a_page_of_another_origin_is_refused(void **state)
{
	(void)state;
	static const char *const origins[] = {"",
	                                      "null",
	                                      "http://evil.example",
	                                      "https://127.0.0.1:4711",
	                                      "http://127.0.0.1:8080",
	                                      "http://127.0.0.1:4711.evil.example",
	                                      "http://localhost:4711",
	                                      "http://127.0.0.1:4711/"};
	for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
		struct desk_request r = own();
		r.origin = origins[i];
		assert_int_equal(desk_guard_admit(&guard, &r), DESK_FOREIGN);
		r.changes = false; /* reading too */
		assert_int_equal(desk_guard_admit(&guard, &r), DESK_FOREIGN);
	}
}

static void a_change_must_say_where_it_comes_from(void **state)
{
	(void)state;
	struct desk_request r = own();
	r.origin = NULL;
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_FOREIGN);
	r.changes = false;
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_ADMITTED);
}

static void another_port_of_this_computer_is_another_site(void **state)
{
	(void)state;
	static const char *const sites[] = {"same-site", "cross-site", "", "none "};
	for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
		struct desk_request r = own();
		r.site = sites[i];
		assert_int_equal(desk_guard_admit(&guard, &r), DESK_FOREIGN);
	}
}

static enum desk_verdict with_cookie(const char *format, const char *value)
{
	char header[512];
	struct desk_request r = own();
	snprintf(header, sizeof header, "%s%s%s", format, DESK_COOKIE "=", value);
	r.cookie = header;
	return desk_guard_admit(&guard, &r);
}

static void without_its_cookie_nobody_is_admitted(void **state)
{
	(void)state;
	struct desk_request r = own();
	r.cookie = NULL;
	assert_int_equal(desk_guard_admit(&guard, &r), DESK_NO_COOKIE);
	assert_int_equal(desk_guard_origin(&guard, &r), DESK_ADMITTED); /* the address that takes the token */
	assert_int_equal(with_cookie("", ""), DESK_NO_COOKIE);
	assert_int_equal(with_cookie("", guard.token), DESK_NO_COOKIE);
	assert_int_equal(with_cookie("x", guard.cookie), DESK_NO_COOKIE);
	assert_int_equal(with_cookie("a=", guard.cookie), DESK_NO_COOKIE);
	char wrong[DESK_SECRET_HEX + 2];
	snprintf(wrong, sizeof wrong, "%s0", guard.cookie);
	assert_int_equal(with_cookie("", wrong), DESK_NO_COOKIE); /* too long */
	wrong[DESK_SECRET_HEX - 1] = '\0';
	assert_int_equal(with_cookie("", wrong), DESK_NO_COOKIE); /* too short */
}

static void the_cookie_is_found_among_others_but_not_twice(void **state)
{
	(void)state;
	assert_int_equal(with_cookie("", guard.cookie), DESK_ADMITTED);
	assert_int_equal(with_cookie("a=b; ; c=d;", guard.cookie), DESK_ADMITTED);
	assert_int_equal(with_cookie(DESK_COOKIE "=planted; ", guard.cookie), DESK_NO_COOKIE);
}

static void the_token_works_once(void **state)
{
	(void)state;
	char token[DESK_SECRET_HEX + 1];
	memcpy(token, guard.token, sizeof token);
	assert_false(desk_guard_spend(&guard, NULL));
	assert_false(desk_guard_spend(&guard, ""));
	assert_false(desk_guard_spend(&guard, guard.cookie));
	assert_true(desk_guard_spend(&guard, token)); /* wrong ones have not spent it */
	assert_false(desk_guard_spend(&guard, token));
	assert_false(desk_guard_spend(&guard, ""));
}

static void secrets_differ_and_are_drawn_anew(void **state)
{
	(void)state;
	struct desk_guard other;
	desk_guard_init(&other, 4711);
	assert_string_not_equal(guard.token, guard.cookie);
	assert_string_not_equal(guard.token, other.token);
	assert_string_not_equal(guard.cookie, other.cookie);
	assert_int_equal(strlen(guard.token), DESK_SECRET_HEX);
	desk_guard_release(&other);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(the_desks_own_page_is_admitted),
	        TEST(another_host_is_misdirected),
	        TEST(a_page_of_another_origin_is_refused),
	        TEST(a_change_must_say_where_it_comes_from),
	        TEST(another_port_of_this_computer_is_another_site),
	        TEST(without_its_cookie_nobody_is_admitted),
	        TEST(the_cookie_is_found_among_others_but_not_twice),
	        TEST(the_token_works_once),
	        TEST(secrets_differ_and_are_drawn_anew),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
