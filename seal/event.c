#include "seal/event.h"

#include <sodium.h>
#include <string.h>

#include "core/json.h"
#include "core/utf8.h"
#include "seal/lines.h"

#define CARD_TEXT_MAX ((CARD_MAX_BYTES + 2) / 3 * 4) /* in base64 */
#define SIGNATURE_TEXT 88

const char *const event_kind_names[EVENT_KINDS] = {
        [EVENT_READ] = "read",     [EVENT_NOTE] = "note",     [EVENT_REPLY] = "reply",     [EVENT_TRIAGE] = "triage",
        [EVENT_HANDED] = "handed", [EVENT_CLOSED] = "closed", [EVENT_EXPIRES] = "expires",
};

const char *const event_offices[EVENT_OFFICES] = {"state-police",   "municipal-police", "orphans-court",
                                                  "social-service", "school",           "child-protection-centre"};

const char *const event_endings[EVENT_ENDINGS] = {
        "acted-on", "not-enough-information", "duplicate", "out-of-scope", "false", "test"};

/* --- what an event may be --- */

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool is_time(const char *at)
{
	static const char shape[] = "0000-00-00T00:00:00Z";

	if (strlen(at) != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '0' ? at[i] < '0' || at[i] > '9' : at[i] != shape[i])
			return false;
	return true;
}

/* What the detail of each kind may be, and whether it has a text. */
static bool detail_fits(const struct event *e)
{
	static const char *const readings[] = {"first", "again"}, *const urgencies[] = {"urgent", "standard"};
	const char *detail = e->detail;
	bool silent = e->text.len == 0;

	switch (e->kind) {
	case EVENT_READ:
		return is_one_of(detail, readings, 2) && (silent || scan_is_day(e->text.text, e->text.len));
	case EVENT_NOTE:
		return *detail == '\0' && !silent;
	case EVENT_REPLY:
		return scan_is_lang(detail, strlen(detail)) && !silent;
	case EVENT_TRIAGE:
		return is_one_of(detail, urgencies, 2) && silent;
	case EVENT_HANDED:
		return is_one_of(detail, event_offices, EVENT_OFFICES) && silent;
	case EVENT_CLOSED:
		return is_one_of(detail, event_endings, EVENT_ENDINGS) && silent;
	case EVENT_EXPIRES:
		return (strcmp(detail, "never") == 0 || scan_is_day(detail, strlen(detail))) && silent;
	case EVENT_KINDS:
		break;
	}
	return false;
}

static bool named(struct sheet_text found, size_t max, bool (*fits)(const char *))
{
	char copy[LOCK_FORM_MAX + 1];

	if (found.len > max || found.len >= sizeof copy || memchr(found.text, '\0', found.len) != NULL)
		return false;
	memcpy(copy, found.text, found.len);
	copy[found.len] = '\0';
	return fits(copy);
}

bool event_fits(const struct event *e)
{
	return (unsigned)e->kind < EVENT_KINDS && e->parent_count <= EVENT_PARENTS_MAX && is_time(e->at) &&
	       named(e->form, LOCK_FORM_MAX, lock_form_fits) && named(e->wave, LOCK_WAVE_MAX, lock_wave_fits) &&
	       (e->text.len == 0 || utf8_valid(e->text.text, e->text.len)) && detail_fits(e);
}

bool event_has_words(const struct event *e)
{
	return e->kind == EVENT_NOTE || e->kind == EVENT_REPLY;
}

bool event_begins(const char *text, size_t len)
{
	struct scan s = {text, text + len};

	return SCAN(&s, "{\"event\":");
}

/* --- writing --- */

static void add_member(struct buf *out, const char *before, const char *text, size_t len)
{
	buf_adds(out, before);
	buf_add(out, text, len);
	buf_addc(out, '"');
}

static void add_id(struct buf *out, const char *before, const unsigned char id[static ID_BYTES])
{
	char hex[ID_HEX + 1];

	id_hex(hex, id);
	add_member(out, before, hex, ID_HEX);
}

void event_write(struct buf *out, const struct event *e)
{
	if (!event_fits(e)) {
		out->failed = true;
		return;
	}
	add_member(out, "{\"form\":\"", e->form.text, e->form.len);
	add_member(out, ",\"wave\":\"", e->wave.text, e->wave.len);
	add_id(out, ",\"id\":\"", e->id);
	add_id(out, ",\"about\":\"", e->about);
	buf_adds(out, ",\"parents\":[");
	for (size_t i = 0; i < e->parent_count; i++)
		add_id(out, i > 0 ? ",\"" : "\"", e->parents[i]);
	buf_addc(out, ']');
	add_member(out, ",\"at\":\"", e->at, EVENT_TIME_BYTES);
	add_member(out, ",\"kind\":\"", event_kind_names[e->kind], strlen(event_kind_names[e->kind]));
	add_member(out, ",\"detail\":\"", e->detail, strlen(e->detail));
	buf_adds(out, ",\"text\":");
	json_write_string(out, e->text.len > 0 ? e->text.text : "", e->text.len);
	buf_addc(out, '}');
}

void event_wrap(struct buf *out, const char *object, size_t len, const char *card, size_t card_len,
                const unsigned char signature[static EVENT_SIGNATURE_BYTES])
{
	buf_adds(out, "{\"event\":");
	buf_add(out, object, len);
	buf_adds(out, ",\"card\":\"");
	base64_add(out, (const unsigned char *)card, card_len);
	buf_adds(out, "\",\"signature\":\"");
	base64_add(out, signature, EVENT_SIGNATURE_BYTES);
	buf_adds(out, "\"}");
}

/* --- reading --- */

static bool scan_word(struct scan *s, char *out, size_t max)
{
	struct sheet_text word;

	if (SCAN(s, "\"")) {
		*out = '\0';
		return true;
	}
	if (!scan_text(s, max, &word) || memchr(word.text, '\0', word.len) != NULL)
		return false;
	memcpy(out, word.text, word.len);
	out[word.len] = '\0';
	return true;
}

static bool scan_parents(struct scan *s, struct event *out)
{
	if (SCAN(s, "]"))
		return true;
	do {
		if (out->parent_count == EVENT_PARENTS_MAX || !SCAN(s, "\"") ||
		    !scan_id(s, out->parents[out->parent_count++]))
			return false;
	} while (SCAN(s, ","));
	return SCAN(s, "]");
}

static bool scan_kind(struct scan *s, enum event_kind *out)
{
	char word[EVENT_DETAIL_MAX + 1];

	if (!scan_word(s, word, EVENT_DETAIL_MAX))
		return false;
	for (size_t i = 0; i < EVENT_KINDS; i++) {
		if (strcmp(word, event_kind_names[i]) == 0) {
			*out = (enum event_kind)i;
			return true;
		}
	}
	return false;
}

static enum seal_err read_object(struct scan *s, struct arena *arena, struct event *out)
{
	enum seal_err err;

	if (!SCAN(s, "{\"form\":\"") || !scan_text(s, LOCK_FORM_MAX, &out->form) || !SCAN(s, ",\"wave\":\"") ||
	    !scan_text(s, LOCK_WAVE_MAX, &out->wave) || !SCAN(s, ",\"id\":\"") || !scan_id(s, out->id) ||
	    !SCAN(s, ",\"about\":\"") || !scan_id(s, out->about) || !SCAN(s, ",\"parents\":[") ||
	    !scan_parents(s, out) || !SCAN(s, ",\"at\":\"") || !scan_word(s, out->at, EVENT_TIME_BYTES) ||
	    !SCAN(s, ",\"kind\":\"") || !scan_kind(s, &out->kind) || !SCAN(s, ",\"detail\":\"") ||
	    !scan_word(s, out->detail, EVENT_DETAIL_MAX) || !SCAN(s, ",\"text\":"))
		return SEAL_FORMAT;
	err = scan_last_string(s, arena, &out->text);
	return err != SEAL_OK ? err : event_fits(out) ? SEAL_OK : SEAL_FORMAT;
}

/* Where the object ends: at the last place that could be the card, since neither card nor signature holds a quote. */
static const char *object_end(const char *text, size_t len)
{
	static const char mark[] = ",\"card\":\"";
	size_t most = CARD_TEXT_MAX + SIGNATURE_TEXT + 64, size = sizeof mark - 1;

	for (size_t back = size; back <= len && back <= most; back++)
		if (memcmp(text + len - back, mark, size) == 0)
			return text + len - back;
	return NULL;
}

static bool read_card_text(struct sheet_text text, struct card *out)
{
	char card[CARD_MAX_BYTES];
	size_t len;

	return sodium_base642bin((unsigned char *)card, sizeof card, text.text, text.len, NULL, &len, NULL,
	                         sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       card_read(card, len, out) == SEAL_OK;
}

static bool read_tail(struct scan *s, struct card *card, unsigned char signature[static EVENT_SIGNATURE_BYTES])
{
	struct sheet_text text, sealed;

	return SCAN(s, ",\"card\":\"") && scan_text(s, CARD_TEXT_MAX, &text) && SCAN(s, ",\"signature\":\"") &&
	       scan_text(s, SIGNATURE_TEXT, &sealed) && SCAN(s, "}") && s->at == s->end &&
	       line_value_bytes((struct line_value){sealed.text, sealed.len}, signature, EVENT_SIGNATURE_BYTES) &&
	       read_card_text(text, card);
}

enum seal_err event_read(const char *text, size_t len, const struct lock *lock, struct arena *arena, struct event *out,
                         struct card *card)
{
	const char *end = object_end(text, len), *object = text + strlen("{\"event\":");
	unsigned char signature[EVENT_SIGNATURE_BYTES];
	enum seal_err err = SEAL_FORMAT;

	*out = (struct event){0};
	*card = (struct card){0};
	if (event_begins(text, len) && end != NULL && end > object) {
		struct scan head = {object, end}, tail = {end, text + len};

		err = !read_tail(&tail, card, signature)   ? SEAL_FORMAT
		      : lock_grant(lock, card->id) == NULL ? SEAL_STRANGER
		      : crypto_sign_verify_detached(signature, (const unsigned char *)object,
		                                    (unsigned long long)(end - object), card->sign_key) != 0
		              ? SEAL_SIGNATURE
		              : read_object(&head, arena, out);
	}
	if (err != SEAL_OK) {
		*out = (struct event){0};
		*card = (struct card){0};
	}
	return err;
}

bool event_belongs(const struct event *e, const struct lock *lock, const unsigned char id[static ID_BYTES])
{
	return scan_same(e->form, lock->form) && scan_same(e->wave, lock->wave) && id_equal(e->id, id);
}
