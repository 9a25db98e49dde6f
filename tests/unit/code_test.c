/* Codes for people: what is made is read again, however it was typed, and what was mistyped is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/code.h"

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static enum code_reading read(char out[static CODE_MAX + 1], size_t length, const char *typed)
{
	return code_read(out, length, typed, strlen(typed));
}

/* The examples are worked out by hand: 'A' is 10, so A0 is 320, 320 mod 37 is 24, which is R. */
static void the_check_character_is_the_value_modulo_37(void **state)
{
	(void)state;
	char code[CODE_MAX + 1];
	assert_true(code_make(code, 3, (const unsigned char[]){10, 0}));
	assert_string_equal(code, "A0R");
	assert_true(code_make(code, 2, (const unsigned char[]){31}));
	assert_string_equal(code, "ZZ");
	/* 2 digits 1, 4: 36, whose check would be U. */
	assert_false(code_make(code, 3, (const unsigned char[]){1, 4}));
	assert_string_equal(code, "");
	assert_true(code_make(code, 3, (const unsigned char[]){1, 5}));
	assert_string_equal(code, "150");
}

static void only_five_bits_of_a_byte_count(void **state)
{
	(void)state;
	char a[CODE_MAX + 1], b[CODE_MAX + 1];
	assert_true(code_make(a, CODE_POSTER, (const unsigned char[]){7, 19, 3, 23, 29}));
	assert_true(code_make(b, CODE_POSTER, (const unsigned char[]){7 + 32, 19 + 64, 3 + 128, 23 + 224, 29}));
	assert_string_equal(a, b);
}

static void what_is_typed_is_read_as_it_was_meant(void **state)
{
	(void)state;
	char code[CODE_MAX + 1];
	assert_true(code_make(code, CODE_POSTER, (const unsigned char[]){1, 0, 20, 1, 0}));
	assert_memory_equal(code, "10M10", 5);
	char typed[64];
	static const char *const spellings[] = {"10M10", "lom-1o", " io m LO", "L0mi0", "1-0-M-1-0-"};
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		char got[CODE_MAX + 1];
		snprintf(typed, sizeof typed, "%s%c", spellings[i], code[CODE_POSTER - 1]);
		assert_int_equal(read(got, CODE_POSTER, typed), CODE_GOOD);
		assert_string_equal(got, code);
	}
}

static void what_is_no_code_says_why(void **state)
{
	(void)state;
	char code[CODE_MAX + 1], got[CODE_MAX + 1] = "old";
	assert_true(code_make(code, CODE_POSTER, (const unsigned char[]){7, 19, 3, 23, 29}));
	assert_int_equal(read(got, CODE_POSTER, ""), CODE_LENGTH);
	assert_string_equal(got, "");
	assert_int_equal(code_read(got, CODE_POSTER, code, 5), CODE_LENGTH);
	assert_int_equal(read(got, CODE_POSTER - 1, code), CODE_LENGTH);
	static const char *const strangers[] = {"7K3QU0", "7K3Q*0", "7K3Q.0", "ļK3Q00", "7K3Q\t0", "7K3Q~0"};
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		assert_int_equal(read(got, CODE_POSTER, strangers[i]), CODE_CHARACTER);
	assert_int_equal(code_read(got, CODE_POSTER, "7K3Q0\0", 6), CODE_CHARACTER);
	code[5] = code[5] == '0' ? '1' : '0';
	assert_int_equal(read(got, CODE_POSTER, code), CODE_CHECK);
}

/* Every single substitution and every swap of neighbours, over many codes. */
static void each_usual_slip_of_the_hand_is_noticed(void **state)
{
	(void)state;
	uint32_t chance = 12345;
	for (int n = 0; n < 300; n++) {
		unsigned char random[CODE_SLIP];
		char code[CODE_MAX + 1], wrong[CODE_MAX + 1], got[CODE_MAX + 1];
		for (size_t i = 0; i < sizeof random; i++) {
			chance = chance * 1664525 + 1013904223;
			random[i] = (unsigned char)(chance >> 24);
		}
		if (!code_make(code, CODE_SLIP, random))
			continue;
		assert_int_equal(read(got, CODE_SLIP, code), CODE_GOOD);
		for (size_t at = 0; at < CODE_SLIP; at++) {
			for (size_t d = 0; digits[d]; d++) {
				memcpy(wrong, code, sizeof wrong);
				wrong[at] = digits[d];
				assert_int_equal(read(got, CODE_SLIP, wrong),
				                 wrong[at] == code[at] ? CODE_GOOD : CODE_CHECK);
			}
			if (at + 1 == CODE_SLIP || code[at] == code[at + 1])
				continue;
			memcpy(wrong, code, sizeof wrong);
			wrong[at] = code[at + 1];
			wrong[at + 1] = code[at];
			assert_int_equal(read(got, CODE_SLIP, wrong), CODE_CHECK);
		}
	}
}

static void a_code_is_printed_in_groups(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 64);
	code_add_groups(&out, "ABCDEFGHJKM");
	assert_string_equal(out.data, "ABCD-EFGH-JKM");
	buf_clear(&out);
	code_add_groups(&out, "ABCD");
	assert_string_equal(out.data, "ABCD");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_check_character_is_the_value_modulo_37),
	        cmocka_unit_test(only_five_bits_of_a_byte_count),
	        cmocka_unit_test(what_is_typed_is_read_as_it_was_meant),
	        cmocka_unit_test(what_is_no_code_says_why),
	        cmocka_unit_test(each_usual_slip_of_the_hand_is_noticed),
	        cmocka_unit_test(a_code_is_printed_in_groups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
