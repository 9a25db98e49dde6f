/* The vectors that the JavaScript implementation made (tests/seal/vectors.mjs), read in C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include "seal_fixture.h"
#include "seal/request.h"

struct vectors {
	json_t *lock, *record, *request;
};

static int set_up(void **state)
{
	static struct vectors v;

	v.lock = json_load_file("tests/vectors/lock.json", 0, NULL);
	v.record = json_load_file("tests/vectors/record.json", 0, NULL);
	v.request = json_load_file("tests/vectors/request.json", 0, NULL);
	*state = &v;
	return v.lock != NULL && v.record != NULL && v.request != NULL && sodium_init() >= 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	struct vectors *v = *state;

	json_decref(v->lock);
	json_decref(v->record);
	json_decref(v->request);
	return 0;
}

static const char *text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	assert_non_null(value);
	return value;
}

static void unhex(unsigned char *out, size_t len, const char *hex)
{
	assert_int_equal(sodium_hex2bin(out, len, hex, strlen(hex), NULL, NULL, NULL), 0);
}

static void read_person(const struct vectors *v, size_t i, struct card *card, struct key *key)
{
	const json_t *person = json_array_get(json_object_get(v->lock, "people"), i);
	const char *card_text = text(person, "card");
	unsigned char bytes[64];

	assert_int_equal(card_read(card_text, strlen(card_text), card), SEAL_OK);
	unhex(bytes, 32, text(person, "box_private"));
	unhex(bytes + 32, 32, text(person, "sign_seed"));
	assert_int_equal(key_from_bytes(key, card->name, strlen(card->name), bytes), SEAL_OK);
}

static void the_cards_are_those_of_their_private_keys(void **state)
{
	const struct vectors *v = *state;

	for (size_t i = 0; i < json_array_size(json_object_get(v->lock, "people")); i++) {
		const json_t *person = json_array_get(json_object_get(v->lock, "people"), i);
		struct card card;
		struct key key;
		struct buf written;
		char hex[33];

		read_person(v, i, &card, &key);
		id_hex(hex, key.card.id);
		assert_string_equal(hex, text(person, "id"));
		assert_string_equal(card.name, text(person, "name"));
		buf_init(&written, CARD_MAX_BYTES);
		card_write(&written, &key);
		assert_string_equal(written.data, text(person, "card")); /* Ed25519 has one signature for one text */
		buf_release(&written);
		key_release(&key);
	}
}

static void the_lock_verifies_and_its_grants_open(void **state)
{
	const struct vectors *v = *state;
	const char *lock_text = text(v->lock, "lock");
	unsigned char secret[32];
	struct lock lock;
	char hex[33];

	assert_int_equal(lock_read(lock_text, strlen(lock_text), &lock), SEAL_OK);
	id_hex(hex, lock.id);
	assert_string_equal(hex, text(v->lock, "lock_id"));
	unhex(secret, 32, text(v->lock, "lock_private"));
	for (size_t i = 0; i < 2; i++) {
		struct opener opener;
		struct card card;
		struct key key;

		read_person(v, i, &card, &key);
		assert_int_equal(lock_verify(&lock, &card), i == 0 ? SEAL_OK : SEAL_STRANGER);
		assert_int_equal(opener_init(&opener, &lock, &key), SEAL_OK);
		assert_memory_equal(opener.secret, secret, 32);
		opener_release(&opener);
		key_release(&key);
	}
	lock_release(&lock);
}

static void the_key_file_opens(void **state)
{
	const struct vectors *v = *state;
	const char *file_text = text(v->lock, "key_file");
	struct passphrase passphrase = {(char *)(uintptr_t)text(v->lock, "passphrase"),
	                                strlen(text(v->lock, "passphrase"))};
	struct keyfile file;
	struct key key, expected;
	struct card card;

	read_person(v, 0, &card, &expected);
	assert_int_equal(keyfile_read(file_text, strlen(file_text), &file), SEAL_OK);
	assert_int_equal(keyfile_open(&file, &passphrase, &key), SEAL_OK);
	assert_memory_equal(key.secrets, expected.secrets, sizeof *key.secrets);
	key_release(&key);
	key_release(&expected);
}

static void the_records_open_to_their_sheets(void **state)
{
	const struct vectors *v = *state;
	const json_t *records = json_object_get(v->record, "records");
	const char *lock_text = text(v->lock, "lock");
	unsigned char record[4000], padded[4000];
	struct opener opener;
	struct lock lock;
	struct card card;
	struct key key;

	read_person(v, 1, &card, &key);
	assert_int_equal(lock_read(lock_text, strlen(lock_text), &lock), SEAL_OK);
	assert_int_equal(opener_init(&opener, &lock, &key), SEAL_OK);
	assert_true(json_array_size(records) >= 3);
	for (size_t i = 0; i < json_array_size(records); i++) {
		const json_t *vector = json_array_get(records, i);
		const char *base64 = text(vector, "record"), *sheet;
		struct sheet_parts parts;
		size_t len;

		assert_int_equal(sodium_base642bin(record, sizeof record, base64, strlen(base64), NULL, &len, NULL,
		                                   sodium_base64_VARIANT_ORIGINAL),
		                 0);
		assert_int_equal(record_open(&opener, record, len, padded, &sheet, &len), SEAL_OK);
		assert_int_equal(len, strlen(text(vector, "sheet")));
		assert_memory_equal(sheet, text(vector, "sheet"), len);
		assert_int_equal(sheet_read(sheet, len, &parts), SEAL_OK);
		record[i + 100] ^= 1;
		assert_int_equal(record_open(&opener, record, sizeof record, padded, &sheet, &len), SEAL_CLOSED);
	}
	opener_release(&opener);
	lock_release(&lock);
	key_release(&key);
}

static const struct card *find(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	const struct card *card = context;

	return id_equal(card->id, card_id) ? card : NULL;
}

static void the_signed_requests_verify(void **state)
{
	const struct vectors *v = *state;
	const json_t *requests = json_object_get(v->request, "requests");
	const json_int_t created = json_integer_value(json_object_get(v->request, "created"));
	struct card card;
	struct key key;

	read_person(v, 0, &card, &key);
	assert_true(json_array_size(requests) >= 2);
	for (size_t i = 0; i < json_array_size(requests); i++) {
		const json_t *vector = json_array_get(requests, i), *h = json_object_get(vector, "headers");
		const struct request_headers headers = {text(h, "Content-Digest"), text(h, "Signature-Input"),
		                                        text(h, "Signature")};
		struct request request = {text(vector, "method"), text(vector, "authority"),
		                          text(vector, "path"),   text(vector, "query"),
		                          text(vector, "body"),   strlen(text(vector, "body"))};
		struct request_claim claim;
		char nonce[33];

		assert_int_equal(request_verify(&request, &headers, find, &card, created, &claim), SEAL_OK);
		id_hex(nonce, claim.nonce);
		assert_string_equal(nonce, text(v->request, "nonce"));
		request.path = "/api/staff/other";
		assert_int_equal(request_verify(&request, &headers, find, &card, created, &claim), SEAL_SIGNATURE);
	}
	key_release(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_cards_are_those_of_their_private_keys),
	        cmocka_unit_test(the_lock_verifies_and_its_grants_open),
	        cmocka_unit_test(the_key_file_opens),
	        cmocka_unit_test(the_records_open_to_their_sheets),
	        cmocka_unit_test(the_signed_requests_verify),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
