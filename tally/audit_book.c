#include "tally/audit_book.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include "tally/cards.h"
#include "tally/open.h"

#define BOOK_MAX ((size_t)1 << 30)

static bool keep(struct audit_book *b, const struct audit *entry)
{
	if (b->count == b->room) {
		size_t room = b->room > 0 ? 2 * b->room : 256;
		struct audit *entries = reallocarray(b->entries, room, sizeof *entries);

		if (entries == NULL)
			return false;
		b->entries = entries;
		b->room = room;
	}
	b->entries[b->count++] = *entry;
	return true;
}

/* False when memory ran out. */
static bool take(struct audit_book *b, const struct opener *opener, const unsigned char *id,
                 const unsigned char *record, unsigned char *padded)
{
	const struct lock *lock = opener->lock;
	struct audit entry;
	const char *opened;
	size_t len;

	if (record_open(opener, record, lock->record_size, padded, &opened, &len) != SEAL_OK) {
		b->unread++;
		return true;
	}
	const char *text = arena_copy(&b->arena, opened, len);
	sodium_memzero(padded, len);
	if (text == NULL)
		return false;
	switch (audit_read(text, len, &b->arena, &entry)) {
	case SEAL_OK:
		break;
	case SEAL_NOMEM:
		return false;
	case SEAL_SIGNATURE:
		b->forged++;
		return true;
	default:
		b->unread++;
		return true;
	}
	if (!id_equal(entry.id, id) || strcmp(entry.wave, lock->wave) != 0) {
		b->unread++;
		return true;
	}
	return keep(b, &entry);
}

static bool take_lock(struct audit_book *b, const struct archive *a, size_t lock, const struct opener *opener,
                      struct fault *fault)
{
	unsigned char *record = malloc(RECORD_MAX_BYTES),
	              *padded = sodium_malloc(record_padded_bytes(RECORD_MAX_BYTES));
	unsigned char id[ID_BYTES];
	bool ok = (record != NULL && padded != NULL) || fault_set(fault, "memory ran out");

	for (size_t i = 0; ok && i < a->block_count; i++) {
		const struct archive_block *block = &a->blocks[i];

		for (uint32_t k = 0; ok && !block->gone && block->lock == lock && k < block->whole; k++) {
			ok = (archive_read_ids(a, block, k, 1, id) && archive_read_records(a, block, k, 1, record)) ||
			     fault_set(fault, "the archive cannot be read");
			ok = ok && (take(b, opener, id, record, padded) || fault_set(fault, "memory ran out"));
		}
	}
	free(record);
	sodium_free(padded);
	return ok;
}

static int by_time(const void *a, const void *b)
{
	const struct audit *x = a, *y = b;
	int order = (x->created > y->created) - (x->created < y->created);

	return order != 0 ? order : strcmp(x->signature, y->signature);
}

/* One request has one signature: a server that writes it down twice says nothing more. */
static void put_in_order(struct audit_book *b)
{
	size_t kept = 0;

	if (b->count == 0)
		return;
	qsort(b->entries, b->count, sizeof *b->entries, by_time);
	for (size_t i = 0; i < b->count; i++) {
		if (kept > 0 && strcmp(b->entries[kept - 1].signature, b->entries[i].signature) == 0)
			b->doubled++;
		else
			b->entries[kept++] = b->entries[i];
	}
	b->count = kept;
}

bool audit_book_open(struct audit_book *b, const struct archive *a, const struct key *key, const struct card *trusted,
                     size_t trusted_count, struct fault *fault)
{
	bool ok = true;

	*b = (struct audit_book){0};
	arena_init(&b->arena, BOOK_MAX);
	for (size_t i = 0; ok && i < a->lock_count; i++) {
		const struct lock *lock = &a->locks[i];
		struct fault why = {0};
		struct opener opener;

		if (strcmp(lock->form, AUDIT_FORM) != 0 ||
		    !lock_trusted(lock, &key->card, trusted, trusted_count, &why) ||
		    opener_init(&opener, lock, key) != SEAL_OK)
			continue;
		b->locks++;
		ok = take_lock(b, a, i, &opener, fault);
		opener_release(&opener);
	}
	put_in_order(b);
	return ok;
}

void audit_book_release(struct audit_book *b)
{
	arena_wipe(&b->arena);
	arena_release(&b->arena);
	free(b->entries);
	*b = (struct audit_book){0};
}

const char *audit_doing(const struct audit *a)
{
	static const struct {
		const char *method, *path, *doing;
	} doings[] = {{"POST", "/api/staff/records/", "fetched"},
	              {"PUT", "/api/staff/records/", "wrote"},
	              {"PUT", "/api/staff/mailboxes/", "messaged"},
	              {"POST", "/api/staff/expiry/", "erasing"}};

	for (size_t i = 0; i < sizeof doings / sizeof *doings; i++)
		if (strcmp(a->method, doings[i].method) == 0 &&
		    strncmp(a->path, doings[i].path, strlen(doings[i].path)) == 0)
			return doings[i].doing;
	return "asked";
}
