/* Writing sheets, and taking them apart. */
#include "seal/sheet.h"

#include <stdbool.h>
#include <string.h>

#include "core/code.h"

static bool is_lang(const char *text, size_t len)
{
	if (len == 0 || len > SHEET_LANG_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

/* YYYY-MM-DD in digits; which days a year has is not for a seal to know. */
static bool is_day(const char *text, size_t len)
{
	static const char shape[] = "0000-00-00";

	if (len != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
			return false;
	}
	return true;
}

static bool is_poster(const char *text, size_t len)
{
	char code[CODE_POSTER + 1];

	return len == CODE_POSTER && code_read(code, CODE_POSTER, text, len) == CODE_GOOD &&
	       memcmp(code, text, len) == 0;
}

static bool head_fits(const struct sheet_head *head)
{
	unsigned char version[ID_BYTES];

	return lock_form_fits(head->form) && lock_wave_fits(head->wave) && is_lang(head->lang, strlen(head->lang)) &&
	       id_from_hex(version, head->version, strlen(head->version)) &&
	       (*head->day == '\0' || is_day(head->day, strlen(head->day))) &&
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
	buf_adds(out, "\"answers\":");
	buf_add(out, answers, len);
	buf_addc(out, '}');
}

/* What has not been read yet. */
struct cursor {
	const char *at, *end;
};

static bool take(struct cursor *c, const char *literal, size_t len)
{
	if ((size_t)(c->end - c->at) < len || memcmp(c->at, literal, len) != 0)
		return false;
	c->at += len;
	return true;
}
#define TAKE(c, literal) take(c, literal, sizeof(literal) - 1)

/* A string's content and its closing quote, at most max bytes. Escapes cannot occur: the classes of the values exclude
 * the backslash. */
static bool take_text(struct cursor *c, size_t max, struct sheet_text *out)
{
	size_t left = (size_t)(c->end - c->at);
	const char *quote = memchr(c->at, '"', left < max + 1 ? left : max + 1);

	if (quote == NULL || quote == c->at)
		return false;
	*out = (struct sheet_text){c->at, (size_t)(quote - c->at)};
	c->at = quote + 1;
	return memchr(out->text, '\\', out->len) == NULL;
}

static bool take_id(struct cursor *c, unsigned char id[static SHEET_ID_BYTES])
{
	struct sheet_text hex;

	return take_text(c, ID_HEX, &hex) && id_from_hex(id, hex.text, hex.len);
}

enum seal_err sheet_read(const char *text, size_t len, struct sheet_parts *out)
{
	struct cursor c = {text, text + len};

	*out = (struct sheet_parts){0};
	if (!TAKE(&c, "{\"form\":\"") || !take_text(&c, LOCK_FORM_MAX, &out->form) || !TAKE(&c, ",\"version\":\"") ||
	    !take_text(&c, FORM_VERSION_HEX, &out->version) || !TAKE(&c, ",\"wave\":\"") ||
	    !take_text(&c, LOCK_WAVE_MAX, &out->wave) || !TAKE(&c, ",\"id\":\"") || !take_id(&c, out->id) ||
	    !TAKE(&c, ",\"lang\":\"") || !take_text(&c, SHEET_LANG_MAX, &out->lang))
		return SEAL_FORMAT;
	if (!is_lang(out->lang.text, out->lang.len))
		return SEAL_FORMAT;
	if (TAKE(&c, ",\"day\":\"") && (!take_text(&c, 10, &out->day) || !is_day(out->day.text, out->day.len)))
		return SEAL_FORMAT;
	if (TAKE(&c, ",\"poster\":\"") &&
	    (!take_text(&c, CODE_POSTER, &out->poster) || !is_poster(out->poster.text, out->poster.len)))
		return SEAL_FORMAT;
	if (!TAKE(&c, ",\"answers\":") || c.end - c.at < 3 || *c.at != '{' || c.end[-1] != '}' || c.end[-2] != '}')
		return SEAL_FORMAT;
	out->answers = (struct sheet_text){c.at, (size_t)(c.end - c.at) - 1};
	return SEAL_OK;
}

static bool same(struct sheet_text found, const char *expected)
{
	return found.len == strlen(expected) && memcmp(found.text, expected, found.len) == 0;
}

enum sheet_place sheet_place(const struct sheet_parts *sheet, const struct lock *lock, const char *version,
                             const unsigned char id[static SHEET_ID_BYTES])
{
	if (!same(sheet->form, lock->form))
		return SHEET_OTHER_FORM;
	if (!same(sheet->wave, lock->wave))
		return SHEET_OTHER_WAVE;
	if (!same(sheet->version, version))
		return SHEET_OTHER_VERSION;
	return id_equal(sheet->id, id) ? SHEET_FITS : SHEET_OTHER_ID;
}
