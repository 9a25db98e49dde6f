#include "tally/cases.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "core/json.h"
#include "tally/cards.h"
#include "tally/doubles.h"
#include "tally/fetch.h"
#include "tally/forms.h"
#include "tally/keyfile.h"
#include "tally/session.h"
#include "tally/take.h"

#define CASES_MAX_BYTES ((size_t)512 << 20)

extern const unsigned char case_json[];
extern const size_t case_json_size;

static const struct json_limits ANSWER_LIMITS = {RECORD_MAX_BYTES, 4, 1000};

/* --- the form, the key, the archive --- */

static bool load_form(struct cases *c, struct fault *fault)
{
	struct problems problems;
	if (c->order->form != NULL && !form_load(c->order->form, &c->form, fault))
		return false;
	if (c->order->form == NULL) {
		problems_init(&problems);
		if (form_read("case.json", (const char *)case_json, case_json_size, &c->form, &problems) != CORE_OK)
			fault_say(fault, "memory ran out");
		problems_release(&problems);
	}
	if (c->form == NULL)
		return false;
	return c->form->settings.is_register || fault_set(fault, "%s is no register", c->form->id);
}

static bool make_path(struct cases *c, struct fault *fault)
{
	if (c->order->archive != NULL) {
		c->path = strdup(c->order->archive);
	} else {
		snprintf(c->folder, sizeof c->folder, "/tmp/uzklausi-case.XXXXXX");
		if (mkdtemp(c->folder) == NULL) {
			c->folder[0] = '\0';
			return fault_set(fault, "no folder could be made in /tmp");
		}
		if (asprintf(&c->path, "%s/sealed", c->folder) < 0)
			c->path = NULL;
	}
	return c->path != NULL || fault_set(fault, "memory ran out");
}

static void fetched(void *context, const struct fetched *done)
{
	struct cases *c = context;
	c->vanished += done->vanished_now;
}

static void refused(void *context, const char *why)
{
	struct cases *c = context;
	fault_say(&c->refusal, "%s", why);
}

static bool bring(struct cases *c, struct fault *fault)
{
	const char *const forms[] = {c->form->id};
	struct fetch f = {.archive = &c->archive,
	                  .client = &c->client,
	                  .key = &c->key,
	                  .trusted = c->trusted,
	                  .trusted_count = c->order->trust_count,
	                  .forms = forms,
	                  .form_count = 1,
	                  .report = fetched,
	                  .refuse = refused,
	                  .context = c};
	return fetch_run(&f, fault);
}

/* --- opening --- */

/* Whoever has no grant and whoever asks for a register that does not exist hear the same. */
static bool open_locks(struct cases *c, struct fault *fault)
{
	size_t opened = 0;
	c->openers = calloc(c->archive.lock_count + 1, sizeof *c->openers);
	if (c->openers == NULL)
		return fault_set(fault, "memory ran out");
	for (size_t i = 0; i < c->archive.lock_count; i++) {
		const struct lock *lock = &c->archive.locks[i];
		if (strcmp(lock->form, c->form->id) != 0 ||
		    !lock_trusted(lock, &c->key.card, c->trusted, c->order->trust_count, &c->refusal))
			continue;
		opened += opener_init(&c->openers[i], lock, &c->key) == SEAL_OK;
	}
	if (opened > 0)
		return true;
	return fault_set(fault, "there is no register %s for this key%s%s", c->form->id, c->refusal.text[0] ? ": " : "",
	                 c->refusal.text);
}

/* Keeps an opened version; its answers are copied, so that the record's plain text can be wiped. */
static bool keep(struct cases *c, const unsigned char *id, const struct answers *answers)
{
	struct buf text;
	struct value v = VALUE_NONE;
	buf_init(&text, RECORD_MAX_BYTES);
	bool ok = answers_write_json(answers, &text);
	char *copy = ok ? arena_copy(&c->arena, text.data, text.len) : NULL;
	ok = copy != NULL && json_read(copy, text.len, &ANSWER_LIMITS, &c->arena, &v, NULL) == CORE_OK;
	buf_wipe(&text);
	buf_release(&text);
	if (ok && c->count == c->room) {
		size_t room = c->room > 0 ? 2 * c->room : 64;
		struct case_version *more = reallocarray(c->versions, room, sizeof *more);
		ok = more != NULL;
		c->versions = ok ? more : c->versions;
		c->room = ok ? room : c->room;
	}
	if (!ok)
		return false;
	struct case_version *kept = &c->versions[c->count++];
	*kept = (struct case_version){.answers = v, .name = value_get(v, "case")};
	memcpy(kept->id, id, ID_BYTES);
	return true;
}

static bool open_block(struct cases *c, const struct archive_block *b, struct taker *t, unsigned char *record,
                       struct fault *fault)
{
	for (uint32_t i = 0; i < b->whole; i++) {
		unsigned char id[ID_BYTES];
		if (!archive_read_ids(&c->archive, b, i, 1, id) || !archive_read_records(&c->archive, b, i, 1, record))
			return fault_set(fault, "the archive cannot be read");
		if (take_sheet(t, &c->openers[b->lock], id, record) != TAKE_OK)
			c->refused++;
		else if (!keep(c, id, t->answers))
			return fault_set(fault, "memory ran out");
	}
	return true;
}

static bool open_records(struct cases *c, struct fault *fault)
{
	struct taker taker = {0};
	struct moment now;
	unsigned char *record = malloc(RECORD_MAX_BYTES);
	session_now(&now);
	bool ok = (taker_init(&taker, c->form, &now, RECORD_MAX_BYTES) && record != NULL) ||
	          fault_set(fault, "memory ran out");
	for (size_t i = 0; ok && i < c->archive.block_count; i++) {
		const struct archive_block *b = &c->archive.blocks[i];
		if (!b->gone && c->openers[b->lock].lock != NULL)
			ok = open_block(c, b, &taker, record, fault);
	}
	taker_release(&taker);
	free(record);
	return ok;
}

/* --- which version was written upon which --- */

static int compare(struct value a, struct value b)
{
	int order = memcmp(a.string, b.string, a.len < b.len ? a.len : b.len);
	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_case_and_time(const void *one, const void *other)
{
	const struct case_version *a = one, *b = other;
	int order = compare(a->name, b->name);
	if (order == 0)
		order = compare(value_get(a->answers, "changed"), value_get(b->answers, "changed"));
	return order != 0 ? order : memcmp(a->id, b->id, ID_BYTES);
}

static bool writes_upon(const struct case_version *later, const struct case_version *earlier)
{
	struct value before = value_get(later->answers, "before");
	char hex[ID_HEX + 1];
	id_hex(hex, earlier->id);
	return before.kind == VALUE_STRING && later != earlier &&
	       memmem(before.string, before.len, hex, ID_HEX) != NULL;
}

size_t cases_versions(const struct cases *c, size_t at)
{
	size_t n = 1;
	while (at + n < c->count && compare(c->versions[at].name, c->versions[at + n].name) == 0)
		n++;
	return n;
}

static void arrange(struct cases *c)
{
	if (c->count > 0)
		qsort(c->versions, c->count, sizeof *c->versions, by_case_and_time);
	for (size_t at = 0, n; at < c->count; at += n) {
		n = cases_versions(c, at);
		for (size_t i = at; i < at + n; i++)
			for (size_t k = at; k < at + n && !c->versions[i].superseded; k++)
				c->versions[i].superseded = writes_upon(&c->versions[k], &c->versions[i]);
	}
}

static int openness(const struct case_version *v)
{
	if (!value_is(value_get(v->answers, "state"), "closed"))
		return 2;
	return !value_is(value_get(v->answers, "outcome"), "mistake");
}

const struct case_version *case_newest(const struct case_version *first, size_t count, size_t *heads)
{
	const struct case_version *newest = &first[count - 1]; /* two that name each other have no head */
	*heads = 0;
	for (size_t i = 0; i < count; i++) {
		if (first[i].superseded)
			continue;
		if (*heads == 0 || openness(&first[i]) >= openness(newest))
			newest = &first[i];
		++*heads;
	}
	return newest;
}

const struct case_version *cases_find(const struct cases *c, const char *digits, size_t *count, struct fault *fault)
{
	const struct case_version *found = NULL;
	size_t len = strlen(digits);
	if (len < 6 || len > ID_HEX) {
		fault_say(fault, "a case's number has 6 to 32 digits, as list shows it");
		return NULL;
	}
	for (size_t at = 0, n; at < c->count; at += n) {
		n = cases_versions(c, at);
		if (memcmp(c->versions[at].name.string, digits, len) != 0)
			continue;
		if (found != NULL) {
			fault_say(fault, "several cases begin with %s: write more of the number", digits);
			return NULL;
		}
		found = &c->versions[at];
		*count = n;
	}
	if (found == NULL)
		fault_say(fault, "there is no case %s", digits);
	return found;
}

/* --- the whole --- */

bool cases_open(struct cases *c, const struct cases_order *order, struct fault *fault)
{
	*c = (struct cases){.order = order, .archive.fd = -1};
	arena_init(&c->arena, CASES_MAX_BYTES);
	bool ok = load_form(c, fault) && http_open(&c->client, order->server, order->ca, fault) &&
	          cards_load(order->trust, order->trust_count, c->trusted, fault) &&
	          keyfile_load(order->key, order->passphrase_file, &c->key, fault) && make_path(c, fault) &&
	          archive_open(&c->archive, c->path, ARCHIVE_APPEND, fault) && archive_verify(&c->archive, fault) &&
	          bring(c, fault) && open_locks(c, fault) && open_records(c, fault);
	if (ok)
		arrange(c);
	return ok;
}

void cases_close(struct cases *c)
{
	for (size_t i = 0; c->openers != NULL && i < c->archive.lock_count; i++)
		if (c->openers[i].lock != NULL)
			opener_release(&c->openers[i]);
	free(c->openers);
	archive_close(&c->archive);
	if (c->folder[0] != '\0' && c->path != NULL) {
		unlink(c->path);
		rmdir(c->folder);
	}
	free(c->path);
	free(c->versions);
	arena_wipe(&c->arena);
	arena_release(&c->arena);
	http_close(&c->client);
	key_release(&c->key);
	form_free(c->form);
}
