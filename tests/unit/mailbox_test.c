/* Receipts, mailboxes, messages and follow-ups: docs/MAILBOX.md and its vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include "seal_fixture.h"
#include "seal/followup.h"
#include "seal/mailbox.h"
#include "seal/receipt.h"
#include "server/receipt.h"

struct vectors {
	json_t *json;
	unsigned char salt[RECEIPT_SALT_BYTES];
	struct receipt_keys keys; /* of the first receipt */
	struct arena arena;
};

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

static const json_t *derived(const struct vectors *v, size_t i)
{
	return json_array_get(json_object_get(v->json, "derived"), i);
}

static int set_up(void **state)
{
	static struct vectors v;
	*state = &v;
	v.json = json_load_file("tests/vectors/mailbox.json", 0, NULL);
	if (v.json == NULL || sodium_init() < 0)
		return -1;
	arena_init(&v.arena, 100000);
	unhex(v.salt, sizeof v.salt, text(v.json, "salt"));
	return receipt_derive(&v.keys, text(derived(&v, 0), "receipt"), v.salt) == SEAL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct vectors *v = *state;
	json_decref(v->json);
	arena_release(&v->arena);
	return 0;
}

/* --- receipts --- */

static enum receipt_reading read_typed(const char *typed)
{
	char out[RECEIPT_DIGITS + 1];
	return receipt_read(out, typed, strlen(typed));
}

static void a_receipt_begins_with_its_form_s_digit_and_reads_back(void **state)
{
	(void)state;
	for (unsigned form = 1; form <= 9; form++) {
		char receipt[RECEIPT_DIGITS + 1], again[RECEIPT_DIGITS + 1], grouped[RECEIPT_GROUPED];
		receipt_draw(receipt, form);
		assert_int_equal(strlen(receipt), RECEIPT_DIGITS);
		assert_int_equal(receipt_form_digit(receipt), form);
		receipt_group(grouped, receipt);
		assert_int_equal(grouped[4], ' ');
		assert_int_equal(receipt_read(again, grouped, strlen(grouped)), RECEIPT_GOOD);
		assert_string_equal(again, receipt);
	}
}

static void every_digit_is_drawn_about_as_often(void **state)
{
	unsigned seen[10] = {0};
	(void)state;
	for (int i = 0; i < 10000; i++) {
		char receipt[RECEIPT_DIGITS + 1];
		receipt_draw(receipt, 1);
		for (size_t k = 1; k < RECEIPT_DIGITS - 1; k++)
			seen[receipt[k] - '0']++;
	}
	for (int i = 0; i < 10; i++) /* 14,000 each, standard deviation 112: eight of them */
		assert_in_range(seen[i], 13100, 14900);
}

static void a_receipt_is_read_however_it_is_written(void **state)
{
	(void)state;
	assert_int_equal(read_typed("1122334455667789"), RECEIPT_GOOD);
	assert_int_equal(read_typed(" 1122 3344 5566 7789\n"), RECEIPT_GOOD);
	assert_int_equal(read_typed("1122-3344-5566-7789"), RECEIPT_GOOD);
	assert_int_equal(read_typed("1122.3344.5566.7789"), RECEIPT_GOOD);
	assert_int_equal(read_typed("1122\u00a03344\u20135566\u20147789\u202f"), RECEIPT_GOOD);
}

static void what_is_no_receipt_is_told_apart_from_a_slip_of_the_finger(void **state)
{
	(void)state;
	assert_int_equal(read_typed(""), RECEIPT_LENGTH);
	assert_int_equal(read_typed("112233445566778"), RECEIPT_LENGTH);
	assert_int_equal(read_typed("11223344556677890"), RECEIPT_LENGTH);
	assert_int_equal(read_typed("112233445566778x"), RECEIPT_CHARACTER);
	assert_int_equal(read_typed("1122334455667789\xe2\x80"), RECEIPT_CHARACTER);
	assert_int_equal(read_typed("1122334455667780"), RECEIPT_CHECK);
}

static void every_wrong_digit_and_every_swap_of_neighbours_is_noticed(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		char receipt[RECEIPT_DIGITS + 1], wrong[RECEIPT_DIGITS + 1];
		receipt_draw(receipt, 1 + (unsigned)round % 9);
		for (size_t at = 0; at < RECEIPT_DIGITS; at++) {
			for (char digit = '0'; digit <= '9'; digit++) {
				memcpy(wrong, receipt, sizeof wrong);
				wrong[at] = digit;
				assert_int_equal(read_typed(wrong),
				                 digit == receipt[at] ? RECEIPT_GOOD : RECEIPT_CHECK);
			}
			if (at == 0 || receipt[at] == receipt[at - 1])
				continue;
			memcpy(wrong, receipt, sizeof wrong);
			wrong[at] = receipt[at - 1];
			wrong[at - 1] = receipt[at];
			assert_int_equal(read_typed(wrong), RECEIPT_CHECK);
		}
	}
}

static void what_was_not_read_is_wiped(void **state)
{
	char out[RECEIPT_DIGITS + 1];
	(void)state;
	assert_int_equal(receipt_read(out, "1122334455667780", 16), RECEIPT_CHECK);
	assert_true(sodium_is_zero((unsigned char *)out, sizeof out));
}

/* --- what follows from a receipt --- */

static void receipts_derive_as_in_javascript(void **state)
{
	const struct vectors *v = *state;
	for (size_t i = 0; i < json_array_size(json_object_get(v->json, "derived")); i++) {
		unsigned char id[16], key[32], secret[32];
		struct receipt_keys keys;
		assert_int_equal(receipt_derive(&keys, text(derived(v, i), "receipt"), v->salt), SEAL_OK);
		unhex(id, 16, text(derived(v, i), "id"));
		unhex(key, 32, text(derived(v, i), "key"));
		unhex(secret, 32, text(derived(v, i), "secret"));
		assert_memory_equal(keys.mailbox.id, id, 16);
		assert_memory_equal(keys.mailbox.key, key, 32);
		assert_memory_equal(keys.secret, secret, 32);
	}
}

static void another_salt_is_another_mailbox(void **state)
{
	const struct vectors *v = *state;
	unsigned char salt[RECEIPT_SALT_BYTES];
	struct receipt_keys keys;
	memcpy(salt, v->salt, sizeof salt);
	salt[15] ^= 1;
	assert_int_equal(receipt_derive(&keys, text(derived(v, 0), "receipt"), salt), SEAL_OK);
	assert_memory_not_equal(keys.mailbox.id, v->keys.mailbox.id, 16);
}

/* --- cells --- */

static void javascript_s_cell_opens_and_says_the_message(void **state)
{
	struct vectors *v = *state;
	unsigned char cell[MAILBOX_CELL_BYTES], padded[MAILBOX_PADDED_BYTES];
	const char *base64 = text(v->json, "cell"), *expected = text(v->json, "message");
	struct mailbox_message message;
	size_t len;
	assert_int_equal(sodium_base642bin(cell, sizeof cell, base64, strlen(base64), NULL, &len, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	assert_int_equal(mailbox_check(cell, len), SEAL_OK);
	assert_int_equal(receipt_open(&v->keys, cell, padded, &len), SEAL_OK);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(padded, expected, len);
	assert_int_equal(mailbox_message_read(&message, (const char *)padded, len, &v->arena), SEAL_OK);
	assert_int_equal(message.kind, MAILBOX_REPLY);
	assert_string_equal(message.day, "2026-03-02");
	assert_string_equal(message.lang, "lv");
	assert_int_equal(strncmp(message.text, "Paldies! Vai tas notiek \"", 25), 0);
	cell[100] ^= 1; /* twin: it does not open when one bit is another */
	assert_int_equal(receipt_open(&v->keys, cell, padded, &len), SEAL_CLOSED);
}

static void a_cell_of_ours_opens_with_its_receipt_alone(void **state)
{
	struct vectors *v = *state;
	struct mailbox_message message = {.kind = MAILBOX_EXPIRES, .day = "2026-06-01", .lang = "uk", .text = ""};
	unsigned char cell[MAILBOX_CELL_BYTES], padded[MAILBOX_PADDED_BYTES];
	struct receipt_keys other = v->keys;
	struct buf json;
	size_t len;
	buf_init(&json, 4000);
	mailbox_message_write(&json, &message);
	assert_false(json.failed);
	assert_int_equal(mailbox_seal(cell, v->keys.mailbox.key, json.data, json.len), SEAL_OK);
	assert_int_equal(receipt_open(&v->keys, cell, padded, &len), SEAL_OK);
	assert_int_equal(len, json.len);
	other.secret[1] ^= 1;
	assert_int_equal(receipt_open(&other, cell, padded, &len), SEAL_CLOSED);
	buf_release(&json);
}

static size_t written_length(size_t text_len)
{
	static char words[MAILBOX_CELL_BYTES];
	struct mailbox_message message = {.kind = MAILBOX_REPLY, .day = "2026-06-01", .lang = "lv", .text = words};
	struct buf json;
	size_t len;
	memset(words, 'x', sizeof words);
	message.text_len = text_len;
	buf_init(&json, 4000);
	mailbox_message_write(&json, &message);
	len = json.failed ? 0 : json.len;
	buf_release(&json);
	return len;
}

static void the_longest_message_fits_and_one_more_byte_does_not(void **state)
{
	size_t around = written_length(1) - 1;
	(void)state;
	assert_int_equal(written_length(MAILBOX_MESSAGE_MAX - around), MAILBOX_MESSAGE_MAX);
	assert_int_equal(written_length(MAILBOX_MESSAGE_MAX - around + 1), 0);
}

static void other_shapes_are_no_messages(void **state)
{
	static const char *const wrong[] = {
	        "",
	        "{}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\"} ",
	        "{\"kind\":\"write\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\"}",
	        "{\"kind\":\"read\",\"day\":\"2026-3-02\",\"lang\":\"lv\",\"text\":\"\"}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"l v\",\"text\":\"\"}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":1}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\\u0000\"}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\xff\"}",
	        "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\",\"more\":\"\"}",
	        "{\"day\":\"2026-03-02\",\"kind\":\"read\",\"lang\":\"lv\",\"text\":\"\"}"};
	static const char good[] = "{\"kind\":\"read\",\"day\":\"2026-03-02\",\"lang\":\"lv\",\"text\":\"\"}";
	struct vectors *v = *state;
	struct mailbox_message message;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(mailbox_message_read(&message, wrong[i], strlen(wrong[i]), &v->arena), SEAL_FORMAT);
	assert_int_equal(mailbox_message_read(&message, good, sizeof good - 1, &v->arena), SEAL_OK);
	for (size_t len = 0; len < sizeof good - 1; len++)
		assert_int_equal(mailbox_message_read(&message, good, len, &v->arena), SEAL_FORMAT);
}

/* --- sheets and follow-ups --- */

static void a_sheet_names_its_mailbox(void **state)
{
	struct vectors *v = *state;
	const char *expected = text(v->json, "sheet");
	struct sheet_head head = {.form = "concern",
	                          .version = "9f86d081884c7d659a2feaa0c55ad015",
	                          .wave = "2026",
	                          .lang = "lv",
	                          .day = "2026-03-01",
	                          .poster = "K7Q2M4",
	                          .mailbox = &v->keys.mailbox};
	struct sheet_parts parts;
	struct buf sheet;
	buf_init(&sheet, 2000);
	unhex(head.id, 16, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
	sheet_write(&sheet, &head, "{}", 2);
	assert_string_equal(sheet.data, expected);
	assert_int_equal(sheet_read(expected, strlen(expected), &parts), SEAL_OK);
	assert_true(parts.has_mailbox);
	assert_memory_equal(&parts.mailbox, &v->keys.mailbox, sizeof parts.mailbox);
	assert_false(followup_begins(expected, strlen(expected)));
	head.mailbox = NULL;
	size_t with = sheet.len;
	buf_clear(&sheet);
	sheet_write(&sheet, &head, "{}", 2);
	assert_int_equal(with - sheet.len, SHEET_MAILBOX_BYTES);
	assert_int_equal(sheet_read(sheet.data, sheet.len, &parts), SEAL_OK);
	assert_false(parts.has_mailbox);
	buf_release(&sheet);
}

static void a_mailbox_of_low_order_or_in_another_spelling_is_none(void **state)
{
	const struct vectors *v = *state;
	struct mailbox read;
	struct buf json;
	buf_init(&json, 200);
	mailbox_write(&json, &v->keys.mailbox);
	assert_int_equal(json.len, MAILBOX_JSON_BYTES);
	assert_int_equal(mailbox_read(&read, json.data, json.len), SEAL_OK);
	assert_memory_equal(&read, &v->keys.mailbox, sizeof read);
	json.data[MAILBOX_JSON_BYTES - 3] = 'A';
	assert_int_equal(mailbox_read(&read, json.data, json.len), SEAL_FORMAT);
	memset(json.data + MAILBOX_JSON_BYTES - 2 - MAILBOX_HEX, '0', MAILBOX_HEX);
	assert_int_equal(mailbox_read(&read, json.data, json.len), SEAL_FORMAT);
	buf_release(&json);
}

static void a_follow_up_reads_back_as_javascript_wrote_it(void **state)
{
	struct vectors *v = *state;
	const char *expected = text(v->json, "followup");
	struct followup f;
	struct lock lock = {.form = "concern", .wave = "2026"};
	unsigned char id[16], other[16] = {0};
	struct buf json;
	unhex(id, 16, "000102030405060708090a0b0c0d0e0f");
	assert_true(followup_begins(expected, strlen(expected)));
	assert_int_equal(followup_read(expected, strlen(expected), &v->arena, &f), SEAL_OK);
	assert_memory_equal(&f.mailbox, &v->keys.mailbox, sizeof f.mailbox);
	assert_true(followup_belongs(&f, &lock, id));
	assert_false(followup_belongs(&f, &lock, other));
	assert_int_equal(strncmp(f.message.text, "Jā.\n\"Katru dienu\" \\ pēc", 25), 0);
	buf_init(&json, 2000);
	followup_write(&json, &f);
	assert_string_equal(json.data, expected);
	buf_release(&json);
	for (size_t len = 0; len < strlen(expected); len++)
		assert_int_equal(followup_read(expected, len, &v->arena, &f), SEAL_FORMAT);
}

static void what_can_be_a_message_is_bounded(void **state)
{
	char long_text[1002];
	(void)state;
	memset(long_text, 'x', sizeof long_text);
	assert_true(followup_fits(long_text, 1000, 4000));
	assert_false(followup_fits(long_text, 1001, 4000));
	assert_true(followup_fits("a\n\tb\r\n", 6, 4000));
	assert_false(followup_fits(" \n\u00a0", 4, 4000));
	assert_false(followup_fits("", 0, 4000));
	assert_false(followup_fits("a\x1b[2J", 5, 4000));
	assert_false(followup_fits("a\0b", 3, 4000));
	assert_false(followup_fits("\xc3", 1, 4000));
}

/* The worst text of each kind fits a record of each size. */
static void the_longest_message_fits_its_record(void **state)
{
	static const size_t sizes[] = {4000, 8000, 16000, 32000};
	static const char *const units[] = {"\xef\xbf\xbd", "\"", "\n"}; /* three bytes, or one with an escape */
	struct vectors *v = *state;
	static char words[32000];
	for (size_t i = 0; i < 12; i++) {
		size_t size = sizes[i % 4], unit = strlen(units[i / 4]), count = followup_message_max(size);
		struct followup f = {.mailbox = v->keys.mailbox,
		                     .form = {"aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd", 40},
		                     .wave = {"01234567890123456789012345678901", 32},
		                     .lang = {"0123456789abcdef", 16},
		                     .day = {"2026-03-01", 10},
		                     .message = {words, count * unit}};
		struct buf json;
		for (size_t k = 0; k < count; k++)
			memcpy(words + k * unit, units[i / 4], unit);
		buf_init(&json, 100000);
		followup_write(&json, &f);
		assert_false(json.failed);
		assert_true(json.len <= record_sheet_max(size));
		buf_release(&json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_receipt_begins_with_its_form_s_digit_and_reads_back),
	        cmocka_unit_test(every_digit_is_drawn_about_as_often),
	        cmocka_unit_test(a_receipt_is_read_however_it_is_written),
	        cmocka_unit_test(what_is_no_receipt_is_told_apart_from_a_slip_of_the_finger),
	        cmocka_unit_test(every_wrong_digit_and_every_swap_of_neighbours_is_noticed),
	        cmocka_unit_test(what_was_not_read_is_wiped),
	        cmocka_unit_test(receipts_derive_as_in_javascript),
	        cmocka_unit_test(another_salt_is_another_mailbox),
	        cmocka_unit_test(javascript_s_cell_opens_and_says_the_message),
	        cmocka_unit_test(a_cell_of_ours_opens_with_its_receipt_alone),
	        cmocka_unit_test(the_longest_message_fits_and_one_more_byte_does_not),
	        cmocka_unit_test(other_shapes_are_no_messages),
	        cmocka_unit_test(a_sheet_names_its_mailbox),
	        cmocka_unit_test(a_mailbox_of_low_order_or_in_another_spelling_is_none),
	        cmocka_unit_test(a_follow_up_reads_back_as_javascript_wrote_it),
	        cmocka_unit_test(what_can_be_a_message_is_bounded),
	        cmocka_unit_test(the_longest_message_fits_its_record),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
