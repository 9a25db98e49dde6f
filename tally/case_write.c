/* A new version of a case: completed with what the program knows, checked, sealed and sent. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "seal/record.h"
#include "seal/sheet.h"
#include "tally/cases.h"
#include "tally/session.h"

#define ANSWER_MAX ((size_t)1 << 16)

static const char *const own[] = {"case", "before", "changed", "by", "quarter", "half"};

bool case_own_question(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strlen(own[i]) == len && memcmp(own[i], name, len) == 0)
			return true;
	return false;
}

static bool set(struct answers *a, const char *name, const char *text)
{
	return answers_set(a, name, strlen(name), text[0] != '\0' ? value_text(text) : VALUE_NONE) == CORE_OK;
}

/* The numbers of all newest versions, so that the new one joins what two wrote at once. */
static bool set_before(struct answers *a, const struct case_version *first, size_t count, struct fault *fault)
{
	char before[CASE_HEADS_MAX * (ID_HEX + 1) + 1] = "";
	size_t len = 0;
	for (size_t i = 0; i < count; i++) {
		if (first[i].superseded)
			continue;
		if (len + ID_HEX + 2 > sizeof before)
			return fault_set(fault, "more than %d people wrote this case at once", CASE_HEADS_MAX);
		if (len > 0)
			before[len++] = ' ';
		id_hex(before + len, first[i].id);
		len += ID_HEX;
	}
	return set(a, "before", before) || fault_set(fault, "memory ran out");
}

static bool set_time(struct answers *a)
{
	char text[24];
	struct tm utc;
	time_t now = time(NULL);
	return gmtime_r(&now, &utc) != NULL && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 20 &&
	       set(a, "changed", text);
}

/* Periods follow from the day of registering. */
static bool set_periods(struct answers *a)
{
	const struct element *e = form_find(answers_form(a), "registered", strlen("registered"));
	struct value day = e != NULL ? answers_value(a, e) : VALUE_NONE;
	char quarter[] = "q1", half[] = "h1";
	if (day.kind != VALUE_STRING || day.len != 10)
		return true; /* the form says what is wrong with it */
	int month = (day.string[5] - '0') * 10 + day.string[6] - '0';
	if (month < 1 || month > 12)
		return true;
	quarter[1] = (char)('1' + (month - 1) / 3);
	half[1] = (char)('1' + (month - 1) / 6);
	return set(a, "quarter", quarter) && set(a, "half", half);
}

static bool say_fault(const struct answers *a, struct fault *fault)
{
	struct buf words;
	buf_init(&words, 500);
	for (size_t i = 0; i < answers_fault_count(a); i++) {
		struct answer_fault f = answers_fault(a, i);
		if (f.warning)
			continue;
		answers_fault_words(a, &f, &words);
		fault_say(fault, "%s: %s", f.element != NULL ? f.element->name : "the answers",
		          words.data != NULL ? words.data : f.type);
		break;
	}
	buf_release(&words);
	return false;
}

static bool complete(struct cases *c, struct answers *a, const struct case_version *first, size_t count,
                     const char *name, struct fault *fault)
{
	struct moment now;
	char card[ID_HEX + 1];
	session_now(&now);
	id_hex(card, c->key.card.id);
	if (!set_before(a, first, count, fault))
		return false;
	bool ok = set(a, "case", name) && set(a, "by", card) && set_time(a) &&
	          answers_evaluate_open(a, &now, "en") == CORE_OK && set_periods(a) &&
	          answers_evaluate(a, &now, "en") == CORE_OK;
	if (!ok)
		return fault_set(fault, "memory ran out");
	return answers_acceptable(a) || say_fault(a, fault);
}

/* The lock that is written to. */
static const struct lock *lock_of(const struct cases *c, struct fault *fault)
{
	const struct lock *found = NULL;
	for (size_t i = 0; i < c->archive.lock_count; i++) {
		const struct lock *lock = c->openers[i].lock;
		if (lock == NULL || (c->order->wave != NULL && strcmp(lock->wave, c->order->wave) != 0))
			continue;
		if (found != NULL) {
			fault_say(fault, "the register has several waves: choose one with --wave");
			return NULL;
		}
		found = lock;
	}
	if (found == NULL)
		fault_say(fault, "the register has no wave %s for this key", c->order->wave);
	return found;
}

static bool put(struct cases *c, const struct lock *lock, const unsigned char *id, const struct buf *record,
                struct fault *fault)
{
	char path[120], lock_hex[ID_HEX + 1], hex[ID_HEX + 1];
	struct buf answer;
	long status;
	id_hex(lock_hex, lock->id);
	id_hex(hex, id);
	snprintf(path, sizeof path, "/api/staff/records/%s/%s", lock_hex, hex);
	bool ok = http_staff(&c->client, &c->key, "PUT", path, record, ANSWER_MAX, &answer, &status, fault);
	if (ok && (answer.len == 0 || strstr(answer.data, "\"taken\":true") == NULL))
		ok = fault_set(fault, "the server did not say that it took the case");
	buf_release(&answer);
	return ok;
}

static bool seal_and_put(struct cases *c, const struct answers *a, struct fault *fault)
{
	const struct lock *lock = lock_of(c, fault);
	char version[FORM_VERSION_HEX + 1];
	struct buf json, sheet, record = {0};
	if (lock == NULL)
		return false;
	struct sheet_head head = {
	        .form = c->form->id, .version = version, .wave = lock->wave, .lang = "lv", .day = "", .poster = ""};
	randombytes_buf(head.id, sizeof head.id);
	buf_init(&json, RECORD_MAX_BYTES);
	buf_init(&sheet, RECORD_MAX_BYTES);
	buf_init(&record, RECORD_MAX_BYTES);
	bool ok = form_version(version, c->form) == SEAL_OK && answers_write_json(a, &json);
	if (ok)
		sheet_write(&sheet, &head, json.data, json.len);
	unsigned char *sealed = malloc(lock->record_size);
	ok = ok && sealed != NULL && !sheet.failed &&
	     record_seal(sealed, lock->record_size, lock, sheet.data, sheet.len) == SEAL_OK;
	if (ok)
		buf_add(&record, sealed, lock->record_size);
	ok = (ok && !record.failed) || fault_set(fault, "the case could not be sealed");
	ok = ok && put(c, lock, head.id, &record, fault);
	free(sealed);
	buf_wipe(&json);
	buf_wipe(&sheet);
	buf_release(&json);
	buf_release(&sheet);
	buf_release(&record);
	return ok;
}

bool case_write(struct cases *c, struct answers *answers, const struct case_version *first, size_t count,
                char name[static ID_HEX + 1], struct fault *fault)
{
	unsigned char fresh[ID_BYTES];
	randombytes_buf(fresh, sizeof fresh);
	id_hex(name, fresh);
	if (first != NULL)
		memcpy(name, first->name.string, ID_HEX);
	return complete(c, answers, first, count, name, fault) && seal_and_put(c, answers, fault);
}
