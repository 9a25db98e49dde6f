#include "tally/inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/archive_erase.h"
#include "tally/cards.h"
#include "tally/expiry.h"
#include "tally/fetch.h"
#include "tally/forms.h"
#include "tally/keyfile.h"
#include "tally/outbox.h"

#define INBOX_MAX ((size_t)1 << 30) /* bytes of everything opened */
#define DIGITS_LEAST 6

/* --- erasing what is due --- */

static bool ids_of_letter(struct ids *out, const struct letter *l, struct fault *fault)
{
	const struct story *s = &l->story;
	unsigned char *ids = malloc((s->step_count + 1) * ID_BYTES);
	size_t count = 1;
	bool ok = ids != NULL || fault_set(fault, "memory ran out");

	if (ok)
		memcpy(ids, l->id, ID_BYTES);
	for (size_t i = 0; ok && i < s->step_count; i++)
		if (s->steps[i].event == NULL || event_has_words(s->steps[i].event))
			memcpy(ids + count++ * ID_BYTES, s->steps[i].id, ID_BYTES);
	ok = ok && (ids_set(out, ids, count) || fault_set(fault, "memory ran out"));
	free(ids);
	return ok;
}

static bool has_words(const struct letter *l)
{
	for (size_t i = 0; i < l->story.step_count; i++)
		if (l->story.steps[i].event == NULL || event_has_words(l->story.steps[i].event))
			return true;
	return !l->gone;
}

/* Takes every letter whose day has come out of the archive. */
static bool erase_due(struct inbox *b, struct fault *fault)
{
	size_t before = b->erased;
	char today[11];
	bool ok = true;

	day_today(today);
	for (size_t i = 0; ok && i < b->letter_count; i++) {
		const struct letter *l = &b->letters[i];
		struct ids ids = {0};

		if (!expiry_is_due(l, today) || !has_words(l))
			continue;
		ok = ids_of_letter(&ids, l, fault) && archive_erase(&b->archive, b->archive_path, l->lock, &ids, fault);
		b->erased += ok;
		ids_release(&ids);
	}
	return ok && (b->erased == before || inbox_load(b, fault));
}

/* --- the server --- */

static void fetched(void *context, const struct fetched *done)
{
	struct inbox *b = context;

	b->vanished += done->vanished_now;
}

static void refused(void *context, const char *why)
{
	struct inbox *b = context;

	b->refused_locks++;
	fault_say(&b->refusal, "%s", why);
}

static bool fetch(struct inbox *b, struct fault *fault)
{
	const char *forms[INBOX_FORMS_MAX] = {0};
	for (size_t i = 0; i < b->order->form_count; i++)
		forms[i] = b->forms[i]->id;
	struct fetch f = {.archive = &b->archive,
	                  .client = &b->client,
	                  .key = &b->key,
	                  .trusted = b->trusted,
	                  .trusted_count = b->order->trust_count,
	                  .forms = b->order->form_count > 0 ? forms : NULL,
	                  .form_count = b->order->form_count,
	                  .report = fetched,
	                  .refuse = refused,
	                  .context = b};

	inbox_unload(b);
	b->refused_locks = 0;
	return fetch_run(&f, fault);
}

/* Whether the server is there at all; a server that answers no is one that is there. */
static bool reach(struct inbox *b, struct fault *fault)
{
	struct buf reply = {0};
	long status = 0;

	b->online = http_staff(&b->client, &b->key, "GET", "/api/staff/locks", NULL, (size_t)16 << 20, &reply, &status,
	                       &b->offline);
	buf_release(&reply);
	if (!b->online && status != 0)
		return fault_set(fault, "%s", b->offline.text);
	return true;
}

bool inbox_refresh(struct inbox *b, struct fault *fault)
{
	struct sent sent = {0};

	if (b->order->server == NULL)
		return true;
	if (!reach(b, fault))
		return false;
	if (!b->online)
		return true;
	b->unsent = (struct fault){0};
	outbox_send(b, &sent, &b->unsent); /* what the server will not take is no reason not to read */
	b->replaced += sent.replaced;
	return fetch(b, fault) && inbox_load(b, fault);
}

/* --- opening --- */

static bool make_paths(struct inbox *b, struct fault *fault)
{
	const char *key = b->order->key;
	size_t len = strlen(key);

	if (b->order->archive != NULL)
		b->archive_path = strdup(b->order->archive);
	else if (asprintf(&b->archive_path, "%.*s.inbox",
	                  (int)(len > 4 && strcmp(key + len - 4, ".key") == 0 ? len - 4 : len), key) < 0)
		b->archive_path = NULL;
	if (b->archive_path == NULL || asprintf(&b->outbox_path, "%s.outbox", b->archive_path) < 0) {
		b->outbox_path = NULL;
		return fault_set(fault, "memory ran out");
	}
	return true;
}

static bool load_forms(struct inbox *b, struct fault *fault)
{
	for (size_t i = 0; i < b->order->form_count; i++)
		if (!form_load(b->order->forms[i], &b->forms[i], fault))
			return false;
	return true;
}

/* Whoever has no grant for a form, and whoever asks for one that does not exist, hear the same. */
static bool forms_are_there(const struct inbox *b, struct fault *fault)
{
	for (size_t f = 0; f < b->order->form_count; f++) {
		bool found = false;

		for (size_t i = 0; i < b->opener_count; i++)
			found |= b->openers[i].lock != NULL && strcmp(b->openers[i].lock->form, b->forms[f]->id) == 0;
		if (!found && b->refused_locks > 0)
			return fault_set(fault, "%s", b->refusal.text);
		if (!found)
			return fault_set(fault, "there is no form %s here for this key", b->forms[f]->id);
	}
	return true;
}

bool inbox_open(struct inbox *b, const struct inbox_order *order, struct fault *fault)
{
	*b = (struct inbox){.order = order, .archive.fd = -1, .outbox.fd = -1};
	arena_init(&b->arena, INBOX_MAX);
	return make_paths(b, fault) && load_forms(b, fault) &&
	       cards_load(order->trust, order->trust_count, b->trusted, fault) &&
	       (order->server == NULL || http_open(&b->client, order->server, order->ca, fault)) &&
	       keyfile_load(order->key, order->passphrase_file, &b->key, fault) &&
	       archive_open(&b->archive, b->archive_path, ARCHIVE_APPEND, fault) &&
	       archive_verify(&b->archive, fault) && outbox_open(b, fault) && inbox_load(b, fault) &&
	       erase_due(b, fault) && inbox_refresh(b, fault) && erase_due(b, fault) && forms_are_there(b, fault);
}

void inbox_close(struct inbox *b)
{
	inbox_unload(b);
	arena_release(&b->arena);
	archive_close(&b->archive);
	archive_close(&b->outbox);
	http_close(&b->client);
	key_release(&b->key);
	for (size_t i = 0; i < INBOX_FORMS_MAX; i++)
		form_free(b->forms[i]);
	free(b->archive_path);
	free(b->outbox_path);
}

/* --- looking --- */

const struct lock *inbox_lock(const struct inbox *b, const struct letter *l)
{
	return &b->archive.locks[l->lock];
}

const struct form *inbox_form(const struct inbox *b, const struct letter *l)
{
	for (size_t i = 0; i < b->order->form_count; i++)
		if (strcmp(b->forms[i]->id, inbox_lock(b, l)->form) == 0)
			return b->forms[i];
	return NULL;
}

struct letter *inbox_find(struct inbox *b, const char *digits, struct fault *fault)
{
	struct letter *found = NULL;
	size_t len = strlen(digits);

	if (len < DIGITS_LEAST || len > ID_HEX || strspn(digits, "0123456789abcdef") != len) {
		fault_say(fault,
		          "--report takes the first digits of a report's number, %d at least, as list shows them",
		          DIGITS_LEAST);
		return NULL;
	}
	for (size_t i = 0; i < b->letter_count; i++) {
		char hex[ID_HEX + 1];

		id_hex(hex, b->letters[i].id);
		if (b->letters[i].gone || strncmp(hex, digits, len) != 0)
			continue;
		if (found != NULL) {
			fault_say(fault, "several reports begin with %s: give more digits", digits);
			return NULL;
		}
		found = &b->letters[i];
	}
	if (found == NULL)
		fault_say(fault, "there is no report %s here", digits);
	return found;
}
