#include "seal/followup.h"

#include <string.h>

#include "core/json.h"
#include "core/utf8.h"

/* A quarter of the record: each unit takes at most three bytes of UTF-8, or two of JSON's escapes, and what stands
 * around the message takes less than the last quarter. */
size_t followup_message_max(size_t record_size)
{
	return record_size / 4;
}

bool followup_fits(const char *text, size_t len, size_t record_size)
{
	const char *trimmed = text;
	size_t left = len;

	if (!utf8_valid(text, len) || utf8_utf16_length(text, len) > followup_message_max(record_size))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return false;
	}
	utf8_trim(&trimmed, &left);
	return left > 0;
}

bool followup_begins(const char *text, size_t len)
{
	struct scan s = {text, text + len};
	struct sheet_text form;

	return SCAN(&s, "{\"form\":\"") && scan_text(&s, LOCK_FORM_MAX, &form) && SCAN(&s, ",\"mailbox\":");
}

/* Within the quotes: what needs no escape. */
static void add_text(struct buf *out, const char *member, struct sheet_text text)
{
	buf_printf(out, ",\"%s\":\"", member);
	buf_add(out, text.text, text.len);
	buf_addc(out, '"');
}

static bool named(struct sheet_text found, size_t max, bool (*fits)(const char *))
{
	char copy[64];

	if (found.len > max || found.len >= sizeof copy || memchr(found.text, '\0', found.len) != NULL)
		return false;
	memcpy(copy, found.text, found.len);
	copy[found.len] = '\0';
	return fits(copy);
}

static bool members_fit(const struct followup *f)
{
	return named(f->form, LOCK_FORM_MAX, lock_form_fits) && named(f->wave, LOCK_WAVE_MAX, lock_wave_fits) &&
	       scan_is_lang(f->lang.text, f->lang.len) && scan_is_day(f->day.text, f->day.len) && f->message.len > 0;
}

void followup_write(struct buf *out, const struct followup *f)
{
	char id[ID_HEX + 1];

	if (!members_fit(f)) {
		out->failed = true;
		return;
	}
	id_hex(id, f->id);
	buf_adds(out, "{\"form\":\"");
	buf_add(out, f->form.text, f->form.len);
	buf_adds(out, "\",\"mailbox\":");
	mailbox_write(out, &f->mailbox);
	add_text(out, "wave", f->wave);
	buf_printf(out, ",\"id\":\"%s\"", id);
	add_text(out, "lang", f->lang);
	add_text(out, "day", f->day);
	buf_adds(out, ",\"message\":");
	json_write_string(out, f->message.text, f->message.len);
	buf_addc(out, '}');
}

static bool read_mailbox(struct scan *s, struct mailbox *out)
{
	if ((size_t)(s->end - s->at) < MAILBOX_JSON_BYTES || mailbox_read(out, s->at, MAILBOX_JSON_BYTES) != SEAL_OK)
		return false;
	s->at += MAILBOX_JSON_BYTES;
	return true;
}

enum seal_err followup_read(const char *text, size_t len, struct arena *arena, struct followup *out)
{
	struct scan s = {text, text + len};
	enum seal_err err = SEAL_FORMAT;

	*out = (struct followup){0};
	if (SCAN(&s, "{\"form\":\"") && scan_text(&s, LOCK_FORM_MAX, &out->form) && SCAN(&s, ",\"mailbox\":") &&
	    read_mailbox(&s, &out->mailbox) && SCAN(&s, ",\"wave\":\"") && scan_text(&s, LOCK_WAVE_MAX, &out->wave) &&
	    SCAN(&s, ",\"id\":\"") && scan_id(&s, out->id) && SCAN(&s, ",\"lang\":\"") && scan_lang(&s, &out->lang) &&
	    SCAN(&s, ",\"day\":\"") && scan_day(&s, &out->day) && SCAN(&s, ",\"message\":"))
		err = scan_last_string(&s, arena, &out->message);
	if (err == SEAL_OK && !members_fit(out))
		err = SEAL_FORMAT;
	if (err != SEAL_OK)
		*out = (struct followup){0};
	return err;
}

bool followup_belongs(const struct followup *f, const struct lock *lock, const unsigned char id[static ID_BYTES])
{
	return scan_same(f->form, lock->form) && scan_same(f->wave, lock->wave) && id_equal(f->id, id);
}
