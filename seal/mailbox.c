#include "seal/mailbox.h"

#include <sodium.h>
#include <string.h>

#include "core/json.h"
#include "core/utf8.h"
#include "seal/card.h"
#include "seal/record.h"
#include "seal/scan.h"

_Static_assert(MAILBOX_CELL_BYTES == 1 + RECORD_SEAL_BYTES + MAILBOX_PADDED_BYTES, "a cell is one sealed box");
_Static_assert(MAILBOX_KEY_BYTES == crypto_box_PUBLICKEYBYTES && MAILBOX_KEY_BYTES == 2 * ID_BYTES,
               "a key is written as two ids");

const char *const mailbox_kind_names[MAILBOX_KINDS] = {
        [MAILBOX_READ] = "read",
        [MAILBOX_REPLY] = "reply",
        [MAILBOX_CLOSED] = "closed",
        [MAILBOX_EXPIRES] = "expires",
};

/* --- what a sheet says --- */

void mailbox_write(struct buf *out, const struct mailbox *mailbox)
{
	char id[ID_HEX + 1], first[ID_HEX + 1], second[ID_HEX + 1];

	id_hex(id, mailbox->id);
	id_hex(first, mailbox->key);
	id_hex(second, mailbox->key + ID_BYTES);
	buf_printf(out, "{\"id\":\"%s\",\"key\":\"%s%s\"}", id, first, second);
}

enum seal_err mailbox_read(struct mailbox *out, const char *text, size_t len)
{
	struct scan s = {text, text + len};
	struct sheet_text key;
	bool good = SCAN(&s, "{\"id\":\"") && scan_id(&s, out->id) && SCAN(&s, ",\"key\":\"") &&
	            scan_text(&s, MAILBOX_HEX, &key) && key.len == MAILBOX_HEX && SCAN(&s, "}") && s.at == s.end &&
	            id_from_hex(out->key, key.text, ID_HEX) &&
	            id_from_hex(out->key + ID_BYTES, key.text + ID_HEX, ID_HEX) && box_key_fits(out->key);

	if (!good)
		*out = (struct mailbox){0};
	return good ? SEAL_OK : SEAL_FORMAT;
}

/* --- messages --- */

void mailbox_message_write(struct buf *out, const struct mailbox_message *message)
{
	size_t before = out->len;

	if ((unsigned)message->kind >= MAILBOX_KINDS || !scan_is_day(message->day, strlen(message->day)) ||
	    !scan_is_lang(message->lang, strlen(message->lang)) || !utf8_valid(message->text, message->text_len)) {
		out->failed = true;
		return;
	}
	buf_printf(out, "{\"kind\":\"%s\",\"day\":\"%s\",\"lang\":\"%s\",\"text\":", mailbox_kind_names[message->kind],
	           message->day, message->lang);
	json_write_string(out, message->text, message->text_len);
	buf_addc(out, '}');
	if (out->len - before > MAILBOX_MESSAGE_MAX)
		out->failed = true;
}

static bool read_kind(struct scan *s, enum mailbox_kind *out)
{
	struct sheet_text kind;
	int i = 0;

	if (!scan_text(s, 10, &kind))
		return false;
	while (i < MAILBOX_KINDS && !scan_same(kind, mailbox_kind_names[i]))
		i++;
	*out = (enum mailbox_kind)i;
	return i < MAILBOX_KINDS;
}

enum seal_err mailbox_message_read(struct mailbox_message *out, const char *json, size_t len, struct arena *arena)
{
	struct scan s = {json, json + len};
	struct sheet_text day, lang, text;
	enum seal_err err = SEAL_FORMAT;

	*out = (struct mailbox_message){0};
	if (len > MAILBOX_MESSAGE_MAX || !SCAN(&s, "{\"kind\":\"") || !read_kind(&s, &out->kind) ||
	    !SCAN(&s, ",\"day\":\"") || !scan_day(&s, &day) || !SCAN(&s, ",\"lang\":\"") || !scan_lang(&s, &lang) ||
	    !SCAN(&s, ",\"text\":"))
		return SEAL_FORMAT;
	err = scan_last_string(&s, arena, &text);
	if (err != SEAL_OK)
		return err;
	memcpy(out->day, day.text, day.len);
	memcpy(out->lang, lang.text, lang.len);
	out->text = text.text;
	out->text_len = text.len;
	return SEAL_OK;
}

/* --- cells --- */

enum seal_err mailbox_seal(unsigned char cell[static MAILBOX_CELL_BYTES],
                           const unsigned char key[static MAILBOX_KEY_BYTES], const char *json, size_t len)
{
	unsigned char padded[MAILBOX_PADDED_BYTES] = {0};
	int failed;

	if (len > MAILBOX_MESSAGE_MAX)
		return SEAL_SIZE;
	memcpy(padded, json, len);
	padded[len] = RECORD_PAD;
	cell[0] = MAILBOX_VERSION;
	failed = crypto_box_seal(cell + 1, padded, sizeof padded, key);
	sodium_memzero(padded, sizeof padded);
	return failed == 0 ? SEAL_OK : SEAL_FORMAT;
}

enum seal_err mailbox_check(const unsigned char *cell, size_t len)
{
	if (len != MAILBOX_CELL_BYTES)
		return SEAL_SIZE;
	return cell[0] == MAILBOX_VERSION ? SEAL_OK : SEAL_FORMAT;
}

enum seal_err mailbox_unpad(const unsigned char *padded, size_t padded_len, size_t *len)
{
	size_t end = padded_len;

	while (end > 0 && padded[end - 1] == 0)
		end--;
	if (end == 0 || padded[end - 1] != RECORD_PAD)
		return SEAL_CLOSED;
	*len = end - 1;
	return SEAL_OK;
}
