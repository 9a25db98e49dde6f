/* Opening the inbox's records: every letter with what was written about it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"
#include "tally/cards.h"
#include "tally/doubles.h"
#include "tally/inbox.h"

/* What is no letter, until it is known whose it is. */
struct loose {
	size_t lock;
	const unsigned char *about;    /* of an event: the letter's id */
	const struct mailbox *mailbox; /* of a follow-up */
	struct step step;
};

struct loading {
	struct inbox *inbox;
	unsigned char *record, *padded;
	size_t padded_size;
	struct loose *loose;
	size_t loose_count, loose_room, letter_room;
};

/* --- kinds of records --- */

static struct letter *add_letter(struct loading *l)
{
	struct inbox *b = l->inbox;

	if (b->letter_count == l->letter_room) {
		size_t room = l->letter_room > 0 ? 2 * l->letter_room : 64;
		struct letter *letters = reallocarray(b->letters, room, sizeof *letters);

		if (letters == NULL)
			return NULL;
		b->letters = letters;
		l->letter_room = room;
	}
	b->letters[b->letter_count] = (struct letter){0};
	return &b->letters[b->letter_count++];
}

static bool add_loose(struct loading *l, const struct loose *loose)
{
	if (l->loose_count == l->loose_room) {
		size_t room = l->loose_room > 0 ? 2 * l->loose_room : 256;
		struct loose *grown = reallocarray(l->loose, room, sizeof *grown);

		if (grown == NULL)
			return false;
		l->loose = grown;
		l->loose_room = room;
	}
	l->loose[l->loose_count++] = *loose;
	return true;
}

static bool take_event(struct loading *l, size_t lock, const unsigned char *id, const char *text, size_t len)
{
	struct inbox *b = l->inbox;
	struct event *event = arena_alloc(&b->arena, sizeof *event);
	struct card *card = arena_alloc(&b->arena, sizeof *card);

	if (event == NULL || card == NULL)
		return false;
	switch (event_read(text, len, &b->archive.locks[lock], &b->arena, event, card)) {
	case SEAL_OK:
		break;
	case SEAL_NOMEM:
		return false;
	case SEAL_STRANGER:
		b->skipped.stranger++;
		return true;
	case SEAL_SIGNATURE:
		b->skipped.unsigned_++;
		return true;
	default:
		b->skipped.no_sheet++;
		return true;
	}
	if (!event_belongs(event, &b->archive.locks[lock], id)) {
		b->skipped.misplaced++;
		return true;
	}
	struct loose loose = {
	        .lock = lock, .about = event->about, .step = {.event = event, .by = card->name, .card_id = card->id}};
	memcpy(loose.step.id, id, ID_BYTES);
	memcpy(loose.step.at, event->at, sizeof loose.step.at);
	return add_loose(l, &loose);
}

static bool take_followup(struct loading *l, size_t lock, const unsigned char *id, const char *text, size_t len)
{
	struct inbox *b = l->inbox;
	struct followup *followup = arena_alloc(&b->arena, sizeof *followup);

	if (followup == NULL)
		return false;
	enum seal_err err = followup_read(text, len, &b->arena, followup);
	if (err == SEAL_NOMEM)
		return false;
	if (err != SEAL_OK) {
		b->skipped.no_sheet++;
		return true;
	}
	if (!followup_belongs(followup, &b->archive.locks[lock], id)) {
		b->skipped.misplaced++;
		return true;
	}
	struct loose loose = {.lock = lock, .mailbox = &followup->mailbox, .step = {.followup = followup}};
	memcpy(loose.step.id, id, ID_BYTES);
	memcpy(loose.step.at, followup->day.text, followup->day.len);
	memcpy(loose.step.at + followup->day.len, "T00:00:00Z", sizeof "T00:00:00Z");
	return add_loose(l, &loose);
}

static bool take_sheet_of_a_report(struct loading *l, size_t lock, const unsigned char *id, const char *text,
                                   size_t len)
{
	struct inbox *b = l->inbox;
	const struct lock *own = &b->archive.locks[lock];
	struct sheet_parts sheet;
	struct value answers;
	enum core_err err;

	if (sheet_read(text, len, &sheet) != SEAL_OK) {
		b->skipped.no_sheet++;
		return true;
	}
	if (!scan_same(sheet.form, own->form) || !scan_same(sheet.wave, own->wave) || !id_equal(sheet.id, id)) {
		b->skipped.misplaced++;
		return true;
	}
	if (sheet.day.len == 0) {
		b->skipped.surveys++;
		return true;
	}
	err = json_read(sheet.answers.text, sheet.answers.len, &JSON_ANSWER_LIMITS, &b->arena, &answers, NULL);
	if (err != CORE_OK || answers.kind != VALUE_OBJECT) {
		b->skipped.no_sheet++;
		return err != CORE_NOMEM;
	}
	struct letter *letter = add_letter(l);
	if (letter == NULL)
		return false;
	*letter = (struct letter){.lock = lock,
	                          .day = sheet.day,
	                          .lang = sheet.lang,
	                          .poster = sheet.poster,
	                          .has_mailbox = sheet.has_mailbox,
	                          .mailbox = sheet.mailbox,
	                          .answers = answers};
	memcpy(letter->id, id, ID_BYTES);
	return true;
}

/* --- all records --- */

static bool take(struct loading *l, size_t lock, const unsigned char *id)
{
	struct inbox *b = l->inbox;
	const struct opener *opener = &b->openers[lock];
	const char *opened;
	size_t len;

	if (record_open(opener, l->record, opener->lock->record_size, l->padded, &opened, &len) != SEAL_OK) {
		b->skipped.closed++;
		return true;
	}
	const char *text = arena_copy(&b->arena, opened, len);
	sodium_memzero(l->padded, len);
	if (text == NULL)
		return false;
	if (event_begins(text, len))
		return take_event(l, lock, id, text, len);
	if (followup_begins(text, len))
		return take_followup(l, lock, id, text, len);
	return take_sheet_of_a_report(l, lock, id, text, len);
}

static bool take_block(struct loading *l, const struct archive *a, const struct archive_block *block, size_t lock,
                       struct fault *fault)
{
	for (uint32_t i = 0; i < block->whole; i++) {
		unsigned char id[ID_BYTES];

		if (!archive_read_ids(a, block, i, 1, id) || !archive_read_records(a, block, i, 1, l->record))
			return fault_set(fault, "the archive cannot be read");
		if (!take(l, lock, id))
			return fault_set(fault, "memory ran out: the inbox is larger than this computer can hold");
	}
	return true;
}

static bool take_archive(struct loading *l, const struct archive *a, struct fault *fault)
{
	const struct inbox *b = l->inbox;

	for (size_t i = 0; i < a->block_count; i++) {
		const struct archive_block *block = &a->blocks[i];
		size_t lock = archive_lock(&b->archive, a->locks[block->lock].id);

		if (!block->gone && lock < b->archive.lock_count && b->openers[lock].lock != NULL &&
		    !take_block(l, a, block, lock, fault))
			return false;
	}
	return true;
}

/* --- who belongs to whom --- */

static const char *day_of(const struct letter *l)
{
	return l->day.len == SCAN_DAY_BYTES ? l->day.text : "0000-00-00";
}

static int by_id(const void *a, const void *b)
{
	const struct letter *x = a, *y = b;
	int order = memcmp(x->id, y->id, ID_BYTES);

	return order != 0 ? order : (x->lock > y->lock) - (x->lock < y->lock);
}

static int by_mailbox(const void *a, const void *b)
{
	const struct letter *x = *(struct letter *const *)a, *y = *(struct letter *const *)b;

	return memcmp(&x->mailbox, &y->mailbox, sizeof x->mailbox);
}

static int by_day(const void *a, const void *b)
{
	const struct letter *x = a, *y = b;
	int order = memcmp(day_of(y), day_of(x), SCAN_DAY_BYTES);

	return order != 0 ? order : by_id(a, b);
}

static struct letter *owner(const struct inbox *b, struct letter **boxes, size_t box_count, const struct loose *loose)
{
	struct letter wanted = {.lock = loose->lock}, *key = &wanted;

	if (loose->about != NULL) {
		memcpy(wanted.id, loose->about, ID_BYTES);
		return bsearch(&wanted, b->letters, b->letter_count, sizeof wanted, by_id);
	}
	wanted.mailbox = *loose->mailbox;
	struct letter **found = bsearch(&key, boxes, box_count, sizeof key, by_mailbox);
	return found != NULL && (*found)->lock == loose->lock ? *found : NULL;
}

static bool add_step(struct letter *letter, const struct step *step)
{
	struct story *s = &letter->story;

	for (size_t i = 0; i < s->step_count; i++) /* in the outbox and in the archive */
		if (id_equal(s->steps[i].id, step->id))
			return true;
	if (s->step_count == STORY_STEPS_MAX)
		return true;
	if ((s->step_count & (s->step_count - 1)) == 0) {
		struct step *steps = reallocarray(s->steps, s->step_count > 0 ? 2 * s->step_count : 1, sizeof *steps);

		if (steps == NULL)
			return false;
		s->steps = steps;
	}
	s->steps[s->step_count++] = *step;
	return true;
}

static void sort(struct inbox *b, int (*order)(const void *, const void *))
{
	if (b->letter_count > 0)
		qsort(b->letters, b->letter_count, sizeof *b->letters, order);
}

static int by_about(const void *a, const void *b)
{
	const struct loose *x = a, *y = b;

	if (x->about == NULL || y->about == NULL)
		return (x->about != NULL) - (y->about != NULL);
	int order = memcmp(x->about, y->about, ID_BYTES);
	return order != 0 ? order : (x->lock > y->lock) - (x->lock < y->lock);
}

/* Letters that are known only from what was written about them. */
static bool add_gone(struct loading *l)
{
	struct inbox *b = l->inbox;
	size_t here = b->letter_count;

	if (l->loose_count > 0)
		qsort(l->loose, l->loose_count, sizeof *l->loose, by_about);
	for (size_t i = 0; i < l->loose_count; i++) {
		struct letter wanted = {.lock = l->loose[i].lock, .gone = true};

		if (l->loose[i].about == NULL || (i > 0 && by_about(&l->loose[i - 1], &l->loose[i]) == 0))
			continue;
		memcpy(wanted.id, l->loose[i].about, ID_BYTES);
		if (here > 0 && bsearch(&wanted, b->letters, here, sizeof wanted, by_id) != NULL)
			continue;
		struct letter *letter = add_letter(l);
		if (letter == NULL)
			return false;
		*letter = wanted;
	}
	sort(b, by_id);
	return true;
}

/* Of a letter that is gone, the first who read it wrote down its day. */
static void keep_day(struct letter *l)
{
	const struct step *read = l->story.read;

	if (l->gone && read != NULL)
		l->day = read->event->text;
}

static bool join(struct loading *l)
{
	struct inbox *b = l->inbox;
	sort(b, by_id);
	bool ok = add_gone(l);
	struct letter **boxes = calloc(b->letter_count + 1, sizeof *boxes);
	size_t box_count = 0;

	ok = ok && boxes != NULL;
	for (size_t i = 0; ok && i < b->letter_count; i++)
		if (b->letters[i].has_mailbox)
			boxes[box_count++] = &b->letters[i];
	if (box_count > 0)
		qsort(boxes, box_count, sizeof *boxes, by_mailbox);
	for (size_t i = 0; ok && i < l->loose_count; i++) {
		struct letter *letter = b->letter_count > 0 ? owner(b, boxes, box_count, &l->loose[i]) : NULL;

		if (letter == NULL)
			b->skipped.orphans++;
		else
			ok = add_step(letter, &l->loose[i].step);
	}
	free(boxes);
	for (size_t i = 0; ok && i < b->letter_count; i++) {
		ok = story_tell(&b->letters[i].story);
		keep_day(&b->letters[i]);
	}
	sort(b, by_day);
	return ok;
}

/* --- the whole --- */

static bool is_wanted(const struct inbox *b, const struct lock *lock)
{
	for (size_t i = 0; i < b->order->form_count; i++)
		if (strcmp(b->forms[i]->id, lock->form) == 0)
			return true;
	return b->order->form_count == 0;
}

static bool open_locks(struct inbox *b, struct fault *fault)
{
	b->openers = calloc(b->archive.lock_count + 1, sizeof *b->openers);
	if (b->openers == NULL)
		return fault_set(fault, "memory ran out");
	b->opener_count = b->archive.lock_count;
	for (size_t i = 0; i < b->archive.lock_count; i++) {
		const struct lock *lock = &b->archive.locks[i];
		struct fault why = {0};

		if (is_wanted(b, lock) && lock_trusted(lock, &b->key.card, b->trusted, b->order->trust_count, &why) &&
		    opener_init(&b->openers[i], lock, &b->key) == SEAL_NOMEM)
			return fault_set(fault, "memory ran out");
	}
	return true;
}

bool inbox_load(struct inbox *b, struct fault *fault)
{
	struct loading l = {.inbox = b, .padded_size = record_padded_bytes(RECORD_MAX_BYTES)};

	inbox_unload(b);
	l.record = malloc(RECORD_MAX_BYTES);
	l.padded = sodium_malloc(l.padded_size);
	bool ok = (l.record != NULL && l.padded != NULL) || fault_set(fault, "memory ran out");
	ok = ok && open_locks(b, fault) && take_archive(&l, &b->archive, fault) &&
	     (b->outbox.fd < 0 || take_archive(&l, &b->outbox, fault)) &&
	     (join(&l) || fault_set(fault, "memory ran out"));
	sodium_free(l.padded);
	free(l.record);
	free(l.loose);
	return ok;
}

void inbox_unload(struct inbox *b)
{
	for (size_t i = 0; i < b->opener_count; i++)
		opener_release(&b->openers[i]);
	free(b->openers);
	for (size_t i = 0; i < b->letter_count; i++)
		story_release(&b->letters[i].story);
	free(b->letters);
	b->openers = NULL;
	b->opener_count = 0;
	b->letters = NULL;
	b->letter_count = 0;
	b->skipped = (struct inbox_skipped){0};
	arena_wipe(&b->arena);
}
