/* Slips' files: what is read, what is refused, and a hash that another implementation made (Python's hashlib). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "seal/slips.h"

static const unsigned char KEY[SLIPS_KEY_BYTES] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                                   16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static void the_hash_is_that_of_the_document(void **state)
{
	(void)state;
	unsigned char hash[ID_BYTES], other[ID_BYTES];
	char hex[ID_HEX + 1];
	slip_hash(hash, KEY, "pupils", "0123456789P");
	id_hex(hex, hash);
	assert_string_equal(hex, "dedb6eef1ae57df17e8db1921c1743b6");
	slip_hash(other, KEY, "parents", "0123456789P");
	assert_memory_not_equal(hash, other, ID_BYTES);
	slip_hash(other, KEY, "pupils", "0123456780P");
	assert_memory_not_equal(hash, other, ID_BYTES);
	unsigned char key[SLIPS_KEY_BYTES];
	memcpy(key, KEY, sizeof key);
	key[31] ^= 1;
	slip_hash(other, key, "pupils", "0123456789P");
	assert_memory_not_equal(hash, other, ID_BYTES);
}

static struct buf text_of(unsigned char (*hashes)[ID_BYTES], size_t count)
{
	struct buf out;
	struct slips s = {
	        .form = "pupils", .group = "Cēsu 1. pamatskola 7.a", .batch = 12, .count = count, .hashes = hashes};
	buf_init(&out, SLIPS_FILE_BYTES);
	assert_true(slips_write(&out, &s));
	return out;
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	unsigned char hashes[3][ID_BYTES] = {{9}, {1}, {5}};
	struct buf text = text_of(hashes, 3);
	struct slips s;
	assert_int_equal(slips_read(text.data, text.len, &s), SEAL_OK);
	assert_string_equal(s.form, "pupils");
	assert_string_equal(s.group, "Cēsu 1. pamatskola 7.a");
	assert_int_equal(s.batch, 12);
	assert_int_equal(s.count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(slips_have(&s, (const unsigned char[ID_BYTES]){hashes[i][0]}));
	assert_int_equal(s.hashes[0][0], 1); /* in order, not as they were given */
	assert_false(slips_have(&s, (const unsigned char[ID_BYTES]){2}));
	slips_release(&s);
	assert_false(slips_have(&s, (const unsigned char[ID_BYTES]){1}));
	buf_release(&text);
}

static void the_largest_batch_fits_its_file(void **state)
{
	(void)state;
	static unsigned char hashes[SLIPS_MAX][ID_BYTES];
	for (size_t i = 0; i < SLIPS_MAX; i++) {
		hashes[i][0] = (unsigned char)(i >> 8);
		hashes[i][1] = (unsigned char)i;
	}
	struct buf text = text_of(hashes, SLIPS_MAX);
	struct slips s;
	assert_int_equal(slips_read(text.data, text.len, &s), SEAL_OK);
	assert_int_equal(s.count, SLIPS_MAX);
	slips_release(&s);
	buf_release(&text);
}

static void what_cannot_be_read_again_is_not_written(void **state)
{
	(void)state;
	unsigned char same[2][ID_BYTES] = {{7}, {7}};
	const struct slips wrong[] = {
	        {.form = "pupils", .group = "7.a", .batch = 1, .count = 2, .hashes = same},
	        {.form = "Pupils", .group = "7.a", .batch = 1, .count = 1, .hashes = same},
	        {.form = "", .group = "7.a", .batch = 1, .count = 1, .hashes = same},
	        {.form = "pupils", .group = "../7.a", .batch = 1, .count = 1, .hashes = same},
	        {.form = "pupils", .group = "", .batch = 1, .count = 1, .hashes = same},
	        {.form = "pupils", .group = "7.a", .batch = 0, .count = 1, .hashes = same},
	        {.form = "pupils", .group = "7.a", .batch = 10000, .count = 1, .hashes = same},
	        {.form = "pupils", .group = "7.a", .batch = 1, .count = 0, .hashes = same},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf out;
		struct slips s = wrong[i];
		buf_init(&out, SLIPS_FILE_BYTES);
		assert_false(slips_write(&out, &s));
		buf_release(&out);
	}
}

#define HEAD "uzklausi-slips 1\nform pupils\ngroup 7.a\nbatch 1\n"
#define SLIP(digit) "slip 0000000000000000000000000000000" digit "\n"

static enum seal_err read(const char *text)
{
	struct slips s;
	enum seal_err err = slips_read(text, strlen(text), &s);
	if (err)
		assert_null(s.hashes);
	slips_release(&s);
	return err;
}

static void only_the_documented_bytes_are_read(void **state)
{
	(void)state;
	assert_int_equal(read(HEAD "count 2\n" SLIP("1") SLIP("2")), SEAL_OK);
	static const char *const wrong[] = {
	        "",
	        HEAD,
	        HEAD "count 0\n",
	        HEAD "count 2\n" SLIP("1"),
	        HEAD "count 1\n" SLIP("1") SLIP("2"),
	        HEAD "count 2\n" SLIP("2") SLIP("1"),
	        HEAD "count 2\n" SLIP("1") SLIP("1"),
	        HEAD "count 2001\n" SLIP("1"),
	        HEAD "count 1\n" SLIP("A"),
	        HEAD "count 1\nslip 00\n",
	        "uzklausi-slips 2\nform pupils\ngroup 7.a\nbatch 1\ncount 1\n" SLIP("1"),
	        "uzklausi-slips 1\nform PUPILS\ngroup 7.a\nbatch 1\ncount 1\n" SLIP("1"),
	        "uzklausi-slips 1\nform pupils\ngroup a/b\nbatch 1\ncount 1\n" SLIP("1"),
	        "uzklausi-slips 1\nform pupils\ngroup 7.a\nbatch 0\ncount 1\n" SLIP("1"),
	        "uzklausi-slips 1\nform pupils\ngroup 7.a\nbatch 10000\ncount 1\n" SLIP("1"),
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(read(wrong[i]), SEAL_FORMAT);
}

static void the_key_comes_back(void **state)
{
	(void)state;
	struct buf out;
	unsigned char key[SLIPS_KEY_BYTES];
	buf_init(&out, SLIPS_KEY_FILE_BYTES);
	slips_key_write(&out, KEY);
	assert_false(out.failed);
	assert_int_equal(slips_key_read(out.data, out.len, key), SEAL_OK);
	assert_memory_equal(key, KEY, sizeof key);
	assert_int_equal(slips_key_read(out.data, out.len - 1, key), SEAL_FORMAT);
	assert_true(sodium_is_zero(key, sizeof key));
	assert_int_equal(slips_key_read("uzklausi-slips-key 1\nkey AAAA\n", 30, key), SEAL_FORMAT);
	buf_release(&out);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_hash_is_that_of_the_document),
	        cmocka_unit_test(what_is_written_is_read),
	        cmocka_unit_test(the_largest_batch_fits_its_file),
	        cmocka_unit_test(what_cannot_be_read_again_is_not_written),
	        cmocka_unit_test(only_the_documented_bytes_are_read),
	        cmocka_unit_test(the_key_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
