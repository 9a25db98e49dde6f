#include "tally/outbox.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tally/event_sign.h"
#include "tally/expiry.h"

#define ANSWER_MAX 4096

/* --- writing --- */

bool outbox_open(struct inbox *b, struct fault *fault)
{
	if (b->outbox.fd >= 0 || (access(b->outbox_path, F_OK) != 0 && errno == ENOENT))
		return true;
	return archive_open(&b->outbox, b->outbox_path, ARCHIVE_APPEND, fault);
}

/* The place of the letter's lock in the outbox, where it is put if it is not there yet. */
static bool lock_in_outbox(struct inbox *b, const struct letter *l, size_t *place, struct fault *fault)
{
	const struct lock *lock = inbox_lock(b, l);

	if (b->outbox.fd < 0 && !archive_open(&b->outbox, b->outbox_path, ARCHIVE_APPEND, fault))
		return false;
	*place = archive_lock(&b->outbox, lock->id);
	return *place < b->outbox.lock_count || archive_add_lock(&b->outbox, lock, fault);
}

static bool seal_and_keep(struct inbox *b, const struct letter *l, const struct event *e, const struct buf *text,
                          struct fault *fault)
{
	const struct lock *lock = inbox_lock(b, l);
	unsigned char *record = malloc(lock->record_size);
	size_t place;
	bool ok = record != NULL || fault_set(fault, "memory ran out");

	if (ok && record_seal(record, lock->record_size, lock, text->data, text->len) != SEAL_OK)
		ok = fault_set(fault, "the text is too long by %zu bytes: write it in two parts",
		               text->len - record_sheet_max(lock->record_size));
	ok = ok && lock_in_outbox(b, l, &place, fault) &&
	     archive_add_records(&b->outbox, place, e->id, record, 1, fault);
	free(record);
	return ok;
}

static struct event make_event(const struct inbox *b, const struct letter *l, const struct deed *deed)
{
	const struct lock *lock = inbox_lock(b, l);
	struct event e = {.kind = deed->kind,
	                  .form = {lock->form, strlen(lock->form)},
	                  .wave = {lock->wave, strlen(lock->wave)},
	                  .text = {deed->text, deed->text_len},
	                  .parent_count = l->story.head_count};

	randombytes_buf(e.id, sizeof e.id);
	memcpy(e.about, l->id, sizeof e.about);
	memcpy(e.parents, l->story.heads, sizeof e.parents);
	time_now(e.at);
	snprintf(e.detail, sizeof e.detail, "%s", deed->detail);
	return e;
}

bool outbox_write(struct inbox *b, const struct letter *l, const struct deed *deed, unsigned char id[static ID_BYTES],
                  struct fault *fault)
{
	struct event e = make_event(b, l, deed);
	struct buf object, whole;

	buf_init(&object, RECORD_MAX_BYTES * 4);
	buf_init(&whole, RECORD_MAX_BYTES * 4);
	event_write(&object, &e);
	if (!object.failed)
		event_sign(&whole, object.data, object.len, &b->key);
	bool ok = (!object.failed && !whole.failed) ||
	          fault_set(fault, "this cannot be written down: is the text UTF-8, and not too long?");
	ok = ok && seal_and_keep(b, l, &e, &whole, fault);
	memcpy(id, e.id, ID_BYTES);
	buf_wipe(&object);
	buf_wipe(&whole);
	buf_release(&object);
	buf_release(&whole);
	return ok;
}

/* --- sending --- */

static bool put(struct inbox *b, const char *path, const void *bytes, size_t len, struct buf *answer,
                struct fault *fault)
{
	struct buf body;
	long status;

	buf_init(&body, len);
	buf_add(&body, bytes, len);
	bool ok = !body.failed || fault_set(fault, "memory ran out");
	ok = ok && http_staff(&b->client, &b->key, "PUT", path, &body, ANSWER_MAX, answer, &status, fault);
	if (ok && (answer->len == 0 || strstr(answer->data, "\"taken\":true") == NULL))
		ok = fault_set(fault, "the server did not say that it took what was sent");
	buf_release(&body);
	return ok;
}

/* The message that goes with an event to the reporter; false when none does. A colleague who reads what was read before
 * is of no interest to them. */
static bool message_of(const struct letter *l, const struct event *e, struct mailbox_message *out)
{
	size_t len = l->lang.len < MAILBOX_LANG_MAX ? l->lang.len : MAILBOX_LANG_MAX;

	*out = (struct mailbox_message){.text = ""};
	day_of_time(e->at, out->day);
	memcpy(out->lang, l->lang.text, len);
	switch (e->kind) {
	case EVENT_READ:
		out->kind = MAILBOX_READ;
		return strcmp(e->detail, "first") == 0;
	case EVENT_REPLY:
		out->kind = MAILBOX_REPLY;
		out->text = e->text.text;
		out->text_len = e->text.len;
		snprintf(out->lang, sizeof out->lang, "%.*s", MAILBOX_LANG_MAX, e->detail);
		return true;
	case EVENT_CLOSED:
		out->kind = MAILBOX_CLOSED;
		return true;
	case EVENT_EXPIRES:
		out->kind = MAILBOX_EXPIRES;
		snprintf(out->day, sizeof out->day, "%.10s", e->detail);
		return strcmp(e->detail, "never") != 0;
	default:
		return false;
	}
}

static bool put_message(struct inbox *b, const struct letter *l, const struct event *e, struct sent *sent,
                        struct fault *fault)
{
	static const char replaced[] = "\"replaced\":true";
	unsigned char cell[MAILBOX_CELL_BYTES];
	struct mailbox_message message;
	char box[ID_HEX + 1], id[ID_HEX + 1], path[128];
	struct buf json, answer = {0};

	if (l->gone || !l->has_mailbox || !message_of(l, e, &message))
		return true;
	buf_init(&json, MAILBOX_MESSAGE_MAX + 1);
	mailbox_message_write(&json, &message);
	bool ok = (!json.failed && mailbox_seal(cell, l->mailbox.key, json.data, json.len) == SEAL_OK) ||
	          fault_set(fault, "the message does not fit the mailbox");
	id_hex(box, l->mailbox.id);
	id_hex(id, e->id);
	snprintf(path, sizeof path, "/api/staff/mailboxes/%s/%s", box, id);
	ok = ok && put(b, path, cell, sizeof cell, &answer, fault);
	if (ok && answer.len > 0 && strstr(answer.data, replaced) != NULL)
		sent->replaced++;
	buf_wipe(&json);
	buf_release(&json);
	buf_release(&answer);
	return ok;
}

static bool put_record(struct inbox *b, const struct letter *l, const unsigned char *id, const unsigned char *record,
                       struct fault *fault)
{
	char lock[ID_HEX + 1], hex[ID_HEX + 1], path[128];
	struct buf answer = {0};

	id_hex(lock, inbox_lock(b, l)->id);
	id_hex(hex, id);
	snprintf(path, sizeof path, "/api/staff/records/%s/%s", lock, hex);
	bool ok = put(b, path, record, inbox_lock(b, l)->record_size, &answer, fault);
	buf_release(&answer);
	return ok;
}

/* What an event changes about the day on which the letter is erased. An event that says the day is written and sent by
 * the next round. */
static bool tell_expiry(struct inbox *b, const struct letter *l, const struct step *s, bool *more, struct fault *fault)
{
	char day[11] = "never";
	unsigned char id[ID_BYTES];
	struct deed deed = {.kind = EVENT_EXPIRES, .detail = day, .text = ""};
	bool closed = l->story.state == STORY_CLOSED;

	if (l->gone || s->event->kind == EVENT_EXPIRES)
		return true;
	if (closed && l->story.expires != NULL)
		return expiry_add(b, l, s, fault);
	if (closed && s == l->story.decided) {
		*more = true;
		return expiry_set(b, l, day, fault) && outbox_write(b, l, &deed, id, fault);
	}
	if (!closed && s == l->story.decided && l->story.promised) {
		*more = true;
		return expiry_take_back(b, l, fault) && outbox_write(b, l, &deed, id, fault);
	}
	return true;
}

static const struct step *find_step(const struct inbox *b, size_t lock, const unsigned char *id,
                                    const struct letter **l)
{
	for (size_t i = 0; i < b->letter_count; i++) {
		const struct story *story = &b->letters[i].story;

		for (size_t k = 0; b->letters[i].lock == lock && k < story->step_count; k++) {
			if (id_equal(story->steps[k].id, id)) {
				*l = &b->letters[i];
				return &story->steps[k];
			}
		}
	}
	return NULL;
}

static bool send_one(struct inbox *b, const struct archive_block *block, uint32_t index, struct sent *sent, bool *more,
                     struct fault *fault)
{
	unsigned char id[ID_BYTES], record[RECORD_MAX_BYTES];
	const struct letter *l = NULL;
	size_t lock = archive_lock(&b->archive, b->outbox.locks[block->lock].id);

	if (!archive_read_ids(&b->outbox, block, index, 1, id) ||
	    !archive_read_records(&b->outbox, block, index, 1, record))
		return fault_set(fault, "%s cannot be read", b->outbox_path);
	const struct step *s = find_step(b, lock, id, &l);
	if (s == NULL || s->event == NULL)
		return fault_set(fault,
		                 "%s holds something that is not of this inbox: was it written with another key?",
		                 b->outbox_path);
	if (!put_message(b, l, s->event, sent, fault) || !put_record(b, l, id, record, fault) ||
	    !tell_expiry(b, l, s, more, fault))
		return false;
	sent->events++;
	return true;
}

/* All of it was sent: nothing is left to keep. */
static bool empty(struct inbox *b, struct fault *fault)
{
	if (unlink(b->outbox_path) != 0)
		return fault_set(fault, "%s cannot be removed: %s", b->outbox_path, strerror(errno));
	archive_close(&b->outbox);
	return true;
}

static bool send_round(struct inbox *b, size_t *block, struct sent *sent, bool *more, struct fault *fault)
{
	size_t end = b->outbox.block_count;

	for (; *block < end; (*block)++)
		for (uint32_t i = 0; i < b->outbox.blocks[*block].whole; i++)
			if (!send_one(b, &b->outbox.blocks[*block], i, sent, more, fault))
				return false;
	return true;
}

bool outbox_send(struct inbox *b, struct sent *sent, struct fault *fault)
{
	size_t block = 0;
	bool more = true;

	while (b->outbox.fd >= 0 && more) {
		more = false;
		if (!send_round(b, &block, sent, &more, fault) || (more && !inbox_load(b, fault)))
			return false;
	}
	return b->outbox.fd < 0 || empty(b, fault);
}
