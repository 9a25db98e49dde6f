#include "tally/fetch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/json.h"
#include "tally/cards.h"
#include "tally/fetch_ids.h"

#define LOCKS_MAX_BYTES ((size_t)16 << 20)
#define IDS_MAX_BYTES ((size_t)64 << 20)  /* four million ids: four times what a store is laid out for */
#define BATCH_MAX 1000                    /* ids a request */
#define BATCH_MAX_BYTES ((size_t)8 << 20) /* of an answer */

static const struct json_limits LOCK_LIST_LIMITS = {LOCKS_MAX_BYTES, 2, 4096};

/* The ids of one lock: what the server lists, what the archive has, and what of that was missing before. */
struct pass {
	struct fetch *fetch;
	size_t lock;
	struct ids listed, have, gone, missing;
	struct fetched result;
};

static bool add_records(struct pass *p, const unsigned char *ids, const unsigned char *records, size_t count,
                        struct fault *fault)
{
	struct archive *a = p->fetch->archive;
	size_t size = a->locks[p->lock].record_size, most = archive_block_records(size);
	for (size_t i = 0; i < count; i += most) {
		size_t n = count - i < most ? count - i : most;
		if (!archive_add_records(a, p->lock, ids + i * RECORD_ID_BYTES, records + i * size, (uint32_t)n, fault))
			return false;
	}
	p->result.fresh += count;
	return true;
}

/* Takes apart the answer to a batch. What was not asked for, comes twice or is no record of the lock is refused; the
 * rest is kept. */
static bool take_batch(struct pass *p, struct ids *wanted, const struct buf *reply, struct fault *fault)
{
	const struct lock *lock = &p->fetch->archive->locks[p->lock];
	size_t size = lock->record_size, frame = RECORD_ID_BYTES + size, kept = 0;
	if (reply->len % frame != 0)
		return fault_set(fault, "the server's answer is not a whole number of records");
	unsigned char *ids = malloc(wanted->count * RECORD_ID_BYTES), *records = malloc(wanted->count * size);
	bool *seen = calloc(wanted->count, sizeof *seen);
	bool ok = (ids != NULL && records != NULL && seen != NULL) || fault_set(fault, "memory ran out");
	for (size_t at = 0; ok && at < reply->len; at += frame) {
		const unsigned char *id = (const unsigned char *)reply->data + at, *record = id + RECORD_ID_BYTES;
		size_t place = ids_place(wanted, id);
		if (place == wanted->count || seen[place] || record_check(record, size, lock) != SEAL_OK) {
			p->result.refused++;
			continue;
		}
		seen[place] = true;
		memcpy(ids + kept * RECORD_ID_BYTES, id, RECORD_ID_BYTES);
		memcpy(records + kept++ * size, record, size);
	}
	ok = ok && add_records(p, ids, records, kept, fault);
	p->result.withheld += wanted->count - kept;
	free(ids);
	free(records);
	free(seen);
	return ok;
}

static bool fetch_batch(struct pass *p, struct ids *wanted, struct fault *fault)
{
	char hex[33], path[80];
	long status;
	struct buf body, reply;
	size_t frame = RECORD_ID_BYTES + p->fetch->archive->locks[p->lock].record_size;
	id_hex(hex, p->fetch->archive->locks[p->lock].id);
	snprintf(path, sizeof path, "/api/staff/records/%s", hex);
	buf_init(&body, wanted->count * RECORD_ID_BYTES);
	buf_add(&body, wanted->bytes, wanted->count * RECORD_ID_BYTES);
	bool ok = http_staff(p->fetch->client, p->fetch->key, "POST", path, &body, wanted->count * frame, &reply,
	                     &status, fault) &&
	          take_batch(p, wanted, &reply, fault);
	buf_release(&body);
	buf_release(&reply);
	return ok;
}

static bool fetch_missing(struct pass *p, struct fault *fault)
{
	size_t most = BATCH_MAX_BYTES / (RECORD_ID_BYTES + p->fetch->archive->locks[p->lock].record_size);
	if (most > BATCH_MAX)
		most = BATCH_MAX;
	for (size_t i = 0; i < p->missing.count; i += most) {
		size_t n = p->missing.count - i < most ? p->missing.count - i : most;
		struct ids wanted = {.bytes = p->missing.bytes + i * RECORD_ID_BYTES, .count = n};
		if (!fetch_batch(p, &wanted, fault))
			return false;
		if (p->fetch->progress != NULL)
			p->fetch->progress(p->fetch->context, i + n, p->missing.count);
	}
	return true;
}

static bool fetch_ids(struct pass *p, struct fault *fault)
{
	char hex[33], path[80];
	long status;
	struct buf reply;
	id_hex(hex, p->fetch->archive->locks[p->lock].id);
	snprintf(path, sizeof path, "/api/staff/ids/%s", hex);
	bool ok = http_staff(p->fetch->client, p->fetch->key, "GET", path, NULL, IDS_MAX_BYTES, &reply, &status, fault);
	if (ok && reply.len % RECORD_ID_BYTES != 0)
		ok = fault_set(fault, "the server's list is not a whole number of ids");
	if (ok && !ids_set(&p->listed, (const unsigned char *)reply.data, reply.len / RECORD_ID_BYTES))
		ok = fault_set(fault, "memory ran out");
	buf_release(&reply);
	return ok;
}

/* What the archive has and the server no longer lists; what is new of that is noted in the archive. */
static bool note_vanished(struct pass *p, struct fault *fault)
{
	struct ids vanished = {0}, fresh = {0};
	size_t most = ARCHIVE_BODY_MAX / RECORD_ID_BYTES;
	bool ok = (ids_without(&vanished, &p->have, &p->listed) && ids_without(&fresh, &vanished, &p->gone)) ||
	          fault_set(fault, "memory ran out");
	for (size_t i = 0; ok && i < fresh.count; i += most)
		ok = archive_add_gone(p->fetch->archive, p->lock, fresh.bytes + i * RECORD_ID_BYTES,
		                      (uint32_t)(fresh.count - i < most ? fresh.count - i : most), fault);
	p->result.vanished = vanished.count;
	p->result.vanished_now = fresh.count;
	ids_release(&vanished);
	ids_release(&fresh);
	return ok;
}

static bool fetch_lock(struct fetch *f, size_t lock, bool unlisted, struct fault *fault)
{
	struct pass p = {.fetch = f, .lock = lock, .result.unlisted = unlisted};
	bool ok = ids_of_archive(&p.have, f->archive, lock, false, fault) &&
	          ids_of_archive(&p.gone, f->archive, lock, true, fault) && (unlisted || fetch_ids(&p, fault));
	if (ok && !ids_without(&p.missing, &p.listed, &p.have))
		ok = fault_set(fault, "memory ran out");
	p.result.known = p.have.count;
	ok = ok && note_vanished(&p, fault) && fetch_missing(&p, fault);
	p.result.lock = &f->archive->locks[lock];
	if (ok)
		f->report(f->context, &p.result);
	ids_release(&p.listed);
	ids_release(&p.have);
	ids_release(&p.gone);
	ids_release(&p.missing);
	return ok;
}

/* Whether a lock may stand beside those that the archive has: one lock a form and wave, by one signer. */
static bool fits_archive(const struct archive *a, const struct lock *lock, struct fault *fault)
{
	for (size_t i = 0; i < a->lock_count; i++) {
		const struct lock *old = &a->locks[i];
		if (strcmp(old->form, lock->form) != 0 || strcmp(old->wave, lock->wave) != 0)
			continue;
		if (memcmp(old->id, lock->id, LOCK_ID_BYTES) != 0)
			return fault_set(fault,
			                 "the server offers another lock for %s, wave %s, than the one in this "
			                 "archive: someone changed it. "
			                 "If it was changed on purpose, fetch into a new archive",
			                 lock->form, lock->wave);
		if (memcmp(old->signer, lock->signer, CARD_ID_BYTES) != 0)
			return fault_set(
			        fault,
			        "the lock for %s, wave %s, is now signed by someone else than in this archive. "
			        "If that is on purpose, fetch into a new archive",
			        lock->form, lock->wave);
		if (old->record_size != lock->record_size)
			return fault_set(fault,
			                 "the lock for %s, wave %s, has another record size than in this archive",
			                 lock->form, lock->wave);
	}
	return true;
}

static bool is_asked_for(const struct fetch *f, const struct lock *lock)
{
	bool found = f->forms == NULL;
	for (size_t i = 0; !found && i < f->form_count; i++)
		found = strcmp(f->forms[i], lock->form) == 0;
	return found;
}

/* Reads and checks one lock of the server's list and keeps it. *place is its place in the archive, or none when it was
 * refused. */
static bool take_lock(struct fetch *f, struct value text, size_t *place, struct fault *fault)
{
	struct lock lock;
	struct fault why = {0};
	struct archive *a = f->archive;
	*place = SIZE_MAX;
	bool read = text.kind == VALUE_STRING && lock_read(text.string, text.len, &lock) == SEAL_OK;
	if (read && !is_asked_for(f, &lock)) {
		lock_release(&lock);
		return true;
	}
	bool good = read ? lock_trusted(&lock, &f->key->card, f->trusted, f->trusted_count, &why) &&
	                            fits_archive(a, &lock, &why)
	                 : fault_set(&why, "the server offers a lock that this version cannot read");
	bool ok = true;
	if (!good) {
		f->refuse(f->context, why.text);
		f->refused_locks++;
	} else {
		size_t old = archive_lock(a, lock.id);
		bool same = old < a->lock_count && a->locks[old].text_len == lock.text_len &&
		            memcmp(a->locks[old].text, lock.text, lock.text_len) == 0;
		ok = same || archive_add_lock(a, &lock, fault);
		*place = archive_lock(a, lock.id);
	}
	if (read)
		lock_release(&lock);
	return ok;
}

static bool take_list(struct fetch *f, struct value list, struct fault *fault)
{
	size_t most = f->archive->lock_count + list.len;
	bool *listed = calloc(most + 1, sizeof *listed);
	bool ok = listed != NULL || fault_set(fault, "memory ran out");
	for (uint32_t i = 0; ok && i < list.len; i++) {
		size_t place;
		ok = take_lock(f, list.items[i], &place, fault);
		if (ok && place != SIZE_MAX && !listed[place]) {
			listed[place] = true;
			ok = fetch_lock(f, place, false, fault);
		}
	}
	for (size_t i = 0; ok && i < f->archive->lock_count; i++)
		if (!listed[i] && is_asked_for(f, &f->archive->locks[i]))
			ok = fetch_lock(f, i, true, fault);
	free(listed);
	return ok;
}

bool fetch_run(struct fetch *f, struct fault *fault)
{
	struct buf reply;
	struct arena arena;
	struct value list;
	long status;
	arena_init(&arena, 2 * LOCKS_MAX_BYTES);
	bool ok =
	        http_staff(f->client, f->key, "GET", "/api/staff/locks", NULL, LOCKS_MAX_BYTES, &reply, &status, fault);
	if (ok &&
	    (json_read(reply.data ? reply.data : "", reply.len, &LOCK_LIST_LIMITS, &arena, &list, NULL) != CORE_OK ||
	     list.kind != VALUE_ARRAY))
		ok = fault_set(fault,
		               "the server's list of locks cannot be read: is this the address of an Uzklausi server?");
	ok = ok && take_list(f, list, fault);
	arena_release(&arena);
	buf_release(&reply);
	return ok;
}
