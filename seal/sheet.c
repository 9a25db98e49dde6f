/* Writing sheets, and taking them apart. */
#include "seal/sheet.h"

#include <stdbool.h>
#include <string.h>

#include "core/code.h"

static bool is_poster(const char *text, size_t len)
{
	char code[CODE_POSTER + 1];

	return len == CODE_POSTER && code_read(code, CODE_POSTER, text, len) == CODE_GOOD &&
	       memcmp(code, text, len) == 0;
}

static bool head_fits(const struct sheet_head *head)
{
	unsigned char version[ID_BYTES];

	return lock_form_fits(head->form) && lock_wave_fits(head->wave) &&
	       scan_is_lang(head->lang, strlen(head->lang)) &&
	       id_from_hex(version, head->version, strlen(head->version)) &&
	       (*head->day == '\0' || scan_is_day(head->day, strlen(head->day))) &&
	       (head->poster == NULL || *head->poster == '\0' || is_poster(head->poster, strlen(head->poster)));
}

void sheet_write(struct buf *out, const struct sheet_head *head, const char *answers, size_t len)
{
	char id[ID_HEX + 1];

	if (!head_fits(head)) {
		out->failed = true;
		return;
	}
	id_hex(id, head->id);
	buf_printf(out, "{\"form\":\"%s\",\"version\":\"%s\",\"wave\":\"%s\",\"id\":\"%s\",\"lang\":\"%s\",",
	           head->form, head->version, head->wave, id, head->lang);
	if (*head->day != '\0')
		buf_printf(out, "\"day\":\"%s\",", head->day);
	if (head->poster != NULL && *head->poster != '\0')
		buf_printf(out, "\"poster\":\"%s\",", head->poster);
	if (head->mailbox != NULL) {
		buf_adds(out, "\"mailbox\":");
		mailbox_write(out, head->mailbox);
		buf_addc(out, ',');
	}
	buf_adds(out, "\"answers\":");
	buf_add(out, answers, len);
	buf_addc(out, '}');
}

/* What some sheets have between language and answers. */
static bool read_optional(struct scan *s, struct sheet_parts *out)
{
	if (SCAN(s, ",\"day\":\"") && !scan_day(s, &out->day))
		return false;
	if (SCAN(s, ",\"poster\":\"") &&
	    (!scan_text(s, CODE_POSTER, &out->poster) || !is_poster(out->poster.text, out->poster.len)))
		return false;
	if (SCAN(s, ",\"mailbox\":")) {
		if ((size_t)(s->end - s->at) < MAILBOX_JSON_BYTES ||
		    mailbox_read(&out->mailbox, s->at, MAILBOX_JSON_BYTES) != SEAL_OK)
			return false;
		s->at += MAILBOX_JSON_BYTES;
		out->has_mailbox = true;
	}
	return true;
}

enum seal_err sheet_read(const char *text, size_t len, struct sheet_parts *out)
{
	struct scan s = {text, text + len};

	*out = (struct sheet_parts){0};
	if (!SCAN(&s, "{\"form\":\"") || !scan_text(&s, LOCK_FORM_MAX, &out->form) || !SCAN(&s, ",\"version\":\"") ||
	    !scan_text(&s, FORM_VERSION_HEX, &out->version) || !SCAN(&s, ",\"wave\":\"") ||
	    !scan_text(&s, LOCK_WAVE_MAX, &out->wave) || !SCAN(&s, ",\"id\":\"") || !scan_id(&s, out->id) ||
	    !SCAN(&s, ",\"lang\":\"") || !scan_lang(&s, &out->lang) || !read_optional(&s, out))
		return SEAL_FORMAT;
	if (!SCAN(&s, ",\"answers\":") || s.end - s.at < 3 || *s.at != '{' || s.end[-1] != '}' || s.end[-2] != '}')
		return SEAL_FORMAT;
	out->answers = (struct sheet_text){s.at, (size_t)(s.end - s.at) - 1};
	return SEAL_OK;
}

enum sheet_place sheet_place(const struct sheet_parts *sheet, const struct lock *lock, const char *version,
                             const unsigned char id[static SHEET_ID_BYTES])
{
	if (!scan_same(sheet->form, lock->form))
		return SHEET_OTHER_FORM;
	if (!scan_same(sheet->wave, lock->wave))
		return SHEET_OTHER_WAVE;
	if (!scan_same(sheet->version, version))
		return SHEET_OTHER_VERSION;
	return id_equal(sheet->id, id) ? SHEET_FITS : SHEET_OTHER_ID;
}
