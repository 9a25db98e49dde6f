/* Receipts as typed, a mailbox's messages, follow-ups, and the mailbox of a sheet. What is read has one spelling but
 * for the escapes of the text: it writes as bytes that read as the same. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "seal/followup.h"
#include "seal/receipt.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void receipt(const char *text, size_t len)
{
	char digits[RECEIPT_DIGITS + 1], again[RECEIPT_DIGITS + 1];
	if (receipt_read(digits, text, len) == RECEIPT_GOOD) {
		if (strlen(digits) != RECEIPT_DIGITS || receipt_read(again, digits, RECEIPT_DIGITS) != RECEIPT_GOOD)
			abort();
	} else if (!sodium_is_zero((unsigned char *)digits, sizeof digits)) {
		abort();
	}
}

static void message(const char *text, size_t len, struct arena *arena, struct buf *out)
{
	struct mailbox_message m, again;
	if (mailbox_message_read(&m, text, len, arena) != SEAL_OK)
		return;
	buf_clear(out);
	mailbox_message_write(out, &m);
	if (out->failed) /* the shortest escapes are written: never longer than what was read */
		abort();
	if (mailbox_message_read(&again, out->data, out->len, arena) != SEAL_OK || again.text_len != m.text_len ||
	    memcmp(again.text, m.text, m.text_len) != 0)
		abort();
}

static void follow_up(const char *text, size_t len, struct arena *arena, struct buf *out)
{
	struct followup f, again;
	if (followup_read(text, len, arena, &f) != SEAL_OK)
		return;
	buf_clear(out);
	followup_write(out, &f);
	if (out->failed || !followup_begins(text, len) ||
	    followup_read(out->data, out->len, arena, &again) != SEAL_OK || again.message.len != f.message.len)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *text = (const char *)data;
	struct mailbox mailbox;
	struct arena arena;
	struct buf out;
	if (sodium_init() < 0)
		abort();
	arena_init(&arena, (size_t)1 << 20);
	buf_init(&out, (size_t)1 << 20);
	receipt(text, size);
	message(text, size, &arena, &out);
	follow_up(text, size, &arena, &out);
	mailbox_read(&mailbox, text, size);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}
