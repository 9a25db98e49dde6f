/* uzklausi-tally inbox show, reply, note, mark and hand-over: each writes down what was done. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "core/utf8.h"
#include "tally/files.h"
#include "tally/inbox_verbs.h"
#include "tally/letter_out.h"
#include "tally/outbox.h"
#include "tally/ready.h"

#define TEXT_MAX ((size_t)64 << 10)
#define OUTPUT_MAX ((size_t)64 << 20)

/* --- doing --- */

/* Sends what was just written; a server that cannot be reached gets it later. */
static bool deliver(struct inbox *b, struct fault *fault)
{
	struct sent sent = {0};

	if (!inbox_load(b, fault))
		return false;
	if (!b->online)
		return true;
	bool ok = outbox_send(b, &sent, fault);
	b->replaced += sent.replaced;
	return ok;
}

static void say(const struct inbox *b, const unsigned char *report, const struct deed *deed, const unsigned char *id)
{
	char about[ID_HEX + 1], hex[ID_HEX + 1];

	id_hex(about, report);
	id_hex(hex, id);
	if (b->order->json)
		printf("{\"report\":\"%s\",\"event\":\"%s\",\"kind\":\"%s\",\"detail\":\"%s\",\"sent\":%s,\"replaced\":"
		       "%zu}\n",
		       about, hex, event_kind_names[deed->kind], deed->detail, b->online ? "true" : "false",
		       b->replaced);
	else
		printf("%.*s: %s%s%s, %s\n", LETTER_DIGITS, about, event_kind_names[deed->kind],
		       *deed->detail != '\0' ? " " : "", detail_words(deed->detail),
		       b->online ? "sent" : "kept here, to be sent when the server can be reached");
	if (b->replaced > 0)
		fprintf(stderr, "uzklausi-tally inbox: the reporter's mailbox holds eight messages; the oldest had to "
		                "make room\n");
}

static bool do_deed(struct inbox *b, const struct letter *l, const struct deed *deed, struct fault *fault)
{
	unsigned char id[ID_BYTES], report[ID_BYTES];

	memcpy(report, l->id, sizeof report);
	if (!outbox_write(b, l, deed, id, fault) || !deliver(b, fault))
		return false;
	say(b, report, deed, id);
	return true;
}

/* --- reading --- */

static bool read_by_me(const struct inbox *b, const struct letter *l)
{
	for (size_t i = 0; i < l->story.step_count; i++) {
		const struct step *s = &l->story.steps[i];

		if (s->event != NULL && s->event->kind == EVENT_READ && id_equal(s->card_id, b->key.card.id))
			return true;
	}
	return false;
}

/* As many events as it takes to have known of all that was written. */
static bool note_reading(struct inbox *b, const char *report, struct fault *fault)
{
	bool more = true;

	for (struct letter *l = inbox_find(b, report, fault); more; l = inbox_find(b, report, fault)) {
		bool fresh = l != NULL && story_waits(&l->story);
		struct deed deed = {.kind = EVENT_READ, .detail = fresh ? "first" : "again"};
		unsigned char id[ID_BYTES];

		if (l == NULL)
			return false;
		if (!fresh && read_by_me(b, l))
			return true;
		deed.text = l->day.text;
		deed.text_len = l->day.len;
		more = l->story.more_heads;
		if (!outbox_write(b, l, &deed, id, fault) || !deliver(b, fault))
			return false;
	}
	return true;
}

/* Shown as it was before this reading, so that what is new can be seen as new; and before it is written down, so that a
 * report can be read whatever the server says. */
bool inbox_show(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct letter *l = inbox_find(b, wish->report, fault);
	char today[11];
	struct buf out;

	if (l == NULL)
		return false;
	day_today(today);
	buf_init(&out, OUTPUT_MAX);
	if (b->order->json) {
		letter_whole_json(&out, b, l, today);
		buf_addc(&out, '\n');
	} else {
		letter_text(&out, b, l, wish->lang);
	}
	bool ok = !out.failed || fault_set(fault, "memory ran out");
	if (ok && (fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0))
		ok = fault_set(fault, "the result could not be written: %s", strerror(errno));
	buf_wipe(&out);
	buf_release(&out);
	return ok && note_reading(b, wish->report, fault);
}

/* --- writing --- */

/* What --text, --text-file or --ready say; exactly one of them. */
static bool get_text(const struct inbox_wish *wish, const char *lang, struct buf *out, struct fault *fault)
{
	int given = (wish->text != NULL) + (wish->text_file != NULL) + (wish->ready != NULL);
	bool ok = true;

	if (given != 1)
		return fault_set(
		        fault, "say what to write: --text, --text-file or, for a reply, --ready, and one of them only");
	if (wish->ready != NULL) {
		ok = ready_text(out, wish->ready_file, wish->ready, lang, fault);
	} else if (wish->text_file != NULL) {
		buf_release(out);
		ok = file_read(wish->text_file, TEXT_MAX, out, fault);
	} else {
		buf_adds(out, wish->text);
	}
	while (ok && out->len > 0 && (out->data[out->len - 1] == '\n' || out->data[out->len - 1] == ' '))
		out->data[--out->len] = '\0';
	if (ok && (out->failed || out->len == 0 || !utf8_valid(out->data, out->len)))
		ok = fault_set(fault, "there is no text to write, or it is not UTF-8");
	return ok;
}

bool inbox_note(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct letter *l = inbox_find(b, wish->report, fault);
	struct deed deed = {.kind = EVENT_NOTE, .detail = ""};
	struct buf text;

	buf_init(&text, TEXT_MAX);
	bool ok = l != NULL && (wish->ready == NULL || fault_set(fault, "ready answers are for replies")) &&
	          get_text(wish, "", &text, fault);
	deed.text = text.data;
	deed.text_len = text.len;
	ok = ok && do_deed(b, l, &deed, fault);
	buf_wipe(&text);
	buf_release(&text);
	return ok;
}

/* A message has its cell's size: told before anything is written. */
static bool reply_fits(const struct buf *text, const char *lang, struct fault *fault)
{
	struct mailbox_message message = {
	        .kind = MAILBOX_REPLY, .day = "2026-01-01", .text = text->data, .text_len = text->len};
	struct buf json;

	snprintf(message.lang, sizeof message.lang, "%s", lang);
	buf_init(&json, MAILBOX_MESSAGE_MAX);
	mailbox_message_write(&json, &message);
	bool fits = !json.failed;
	buf_wipe(&json);
	buf_release(&json);
	return fits || fault_set(fault, "the reply is too long: about %d letters fit, write it in two",
	                         MAILBOX_MESSAGE_MAX / 2);
}

bool inbox_reply(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct letter *l = inbox_find(b, wish->report, fault);
	char lang[MAILBOX_LANG_MAX + 1];
	struct deed deed = {.kind = EVENT_REPLY, .detail = lang};
	struct buf text;

	if (l == NULL)
		return false;
	if (!l->has_mailbox)
		return fault_set(fault, "this report came without a mailbox: nobody can be answered");
	snprintf(lang, sizeof lang, "%.*s", (int)l->lang.len, l->lang.text);
	if (wish->lang != NULL && !scan_is_lang(wish->lang, strlen(wish->lang)))
		return fault_set(fault, "\"%s\" is no language: lv, en, ru and uk are", wish->lang);
	if (wish->lang != NULL)
		snprintf(lang, sizeof lang, "%s", wish->lang);
	buf_init(&text, TEXT_MAX);
	bool ok = get_text(wish, lang, &text, fault) && reply_fits(&text, lang, fault);
	deed.text = text.data;
	deed.text_len = text.len;
	ok = ok && do_deed(b, l, &deed, fault);
	buf_wipe(&text);
	buf_release(&text);
	return ok;
}

/* --- marking --- */

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

bool inbox_mark(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	static const char *const urgencies[] = {"urgent", "standard"};
	struct letter *l = inbox_find(b, wish->report, fault);
	struct deed deed = {.kind = EVENT_TRIAGE, .detail = wish->as, .text = ""};

	if (l == NULL)
		return false;
	if (is_one_of(wish->as, event_endings, EVENT_ENDINGS))
		deed.kind = EVENT_CLOSED;
	else if (!is_one_of(wish->as, urgencies, 2))
		return fault_set(
		        fault,
		        "--as is urgent or standard; or, to close it, acted-on, not-enough-information, duplicate, "
		        "out-of-scope, false or test");
	return do_deed(b, l, &deed, fault);
}

bool inbox_hand_over(struct inbox *b, const struct inbox_wish *wish, struct fault *fault)
{
	struct letter *l = inbox_find(b, wish->report, fault);
	struct deed deed = {.kind = EVENT_HANDED, .detail = wish->to, .text = ""};

	if (l == NULL)
		return false;
	if (!is_one_of(wish->to, event_offices, EVENT_OFFICES))
		return fault_set(fault,
		                 "--to is state-police, municipal-police, orphans-court, social-service, school or "
		                 "child-protection-centre");
	return do_deed(b, l, &deed, fault);
}
