/* Every allocation of the readers of cards, locks and key files fails once: the answer is "no memory" and nothing leaks
 * (ASan sees to that). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "seal_fixture.h"
#include "torture.h"
#include "seal/request.h"
#include "tally/request_sign.h"

static struct fixture fixture;
static const struct passphrase passphrase = {(char *)(uintptr_t) "p", 1};

static int set_up(void **state)
{
	(void)state;
	fixture_init(&fixture);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_release(&fixture);
	return 0;
}

/* No memory when an allocation failed, and only then. */
static void assert_answer(enum seal_err err, const bool *failed)
{
	assert_int_equal(err, *failed ? SEAL_NOMEM : SEAL_OK);
}

static void read_lock(void *context, const bool *failed)
{
	struct lock lock;
	enum seal_err err = lock_read(fixture.lock_text.data, fixture.lock_text.len, &lock);

	(void)context;
	assert_answer(err, failed);
	assert_int_equal(lock.text == NULL, err != SEAL_OK);
	lock_release(&lock);
}

static void read_card(void *context, const bool *failed)
{
	const struct buf *text = context;
	struct card card;

	(void)failed;
	assert_int_equal(card_read(text->data, text->len, &card), SEAL_OK); /* takes no memory */
}

static void open_key(void *context, const bool *failed)
{
	const struct buf *text = context;
	struct keyfile file;
	struct key key;

	assert_int_equal(keyfile_read(text->data, text->len, &file), SEAL_OK);
	assert_answer(keyfile_open(&file, &passphrase, &key), failed);
	key_release(&key);
}

static void write_key(void *context, const bool *failed)
{
	struct buf text;

	(void)context;
	buf_init(&text, KEYFILE_MAX_BYTES);
	assert_answer(keyfile_write(&text, &fixture.anna, &passphrase, &KEY_COST_LEAST), failed);
	buf_release(&text);
}

static void make_key(void *context, const bool *failed)
{
	struct key key;

	(void)context;
	assert_answer(key_make(&key, "Anna", 4), failed);
	key_release(&key);
}

static void make_lock(void *context, const bool *failed)
{
	struct buf text;

	(void)context;
	buf_init(&text, LOCK_MAX_BYTES);
	assert_answer(lock_make(&text, "form", "1", 4000, &fixture.berta.card, 1, &fixture.anna), failed);
	buf_release(&text);
}

static void add_grants(void *context, const bool *failed)
{
	struct buf text;

	(void)context;
	buf_init(&text, LOCK_MAX_BYTES);
	assert_answer(lock_add_grants(&text, &fixture.lock, &fixture.carl.card, 1, &fixture.berta), failed);
	buf_release(&text);
}

static const struct card *find(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	(void)context;
	(void)card_id;
	return &fixture.anna.card;
}

static void verify_request(void *context, const bool *failed)
{
	const struct request request = {"GET", "example.lv", "/api/staff/locks", "", "", 0};
	const struct request_signature *s = context;
	const struct request_headers headers = {s->content_digest, s->signature_input, s->signature};
	struct request_claim claim;

	assert_answer(request_verify(&request, &headers, find, NULL, 1767225600, &claim), failed);
}

static void loaders_survive_every_failed_allocation(void **state)
{
	const struct request request = {"GET", "example.lv", "/api/staff/locks", "", "", 0};
	struct request_signature signature;
	struct buf card, key;

	(void)state;
	buf_init(&card, CARD_MAX_BYTES);
	card_write(&card, &fixture.anna);
	buf_init(&key, KEYFILE_MAX_BYTES);
	assert_int_equal(keyfile_write(&key, &fixture.anna, &passphrase, &KEY_COST_LEAST), SEAL_OK);
	assert_int_equal(request_sign(&signature, &request, &fixture.anna, 1767225600), SEAL_OK);
	assert_int_equal(torture(read_lock, NULL), 2);
	assert_int_equal(torture(read_card, &card), 0);
	assert_int_equal(torture(open_key, &key), 2);
	assert_true(torture(write_key, NULL) >= 2);
	assert_int_equal(torture(make_key, NULL), 2);
	assert_true(torture(make_lock, NULL) >= 2);
	assert_true(torture(add_grants, NULL) >= 2);
	assert_true(torture(verify_request, &signature) >= 1);
	buf_release(&card);
	buf_release(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(loaders_survive_every_failed_allocation)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
