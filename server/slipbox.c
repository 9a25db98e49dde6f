#include "server/slipbox.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/file_watch.h"
#include "server/site_folder.h"

#define BATCHES_MAX 2000

/* What was read at one time. */
struct slip_batches {
	struct slips items[BATCHES_MAX];
	size_t count;
	bool keyed;
	unsigned char key[SLIPS_KEY_BYTES];
};

struct slipbox {
	char site[PATH_MAX];
	struct file_watch watch;
	pthread_rwlock_t lock;        /* of batches */
	struct slip_batches *batches; /* heap */
};

/* --- reading --- */

struct slip_reading {
	struct slip_batches *batches;
	struct problems *notes;
};

static void note(struct problems *notes, const char *file, const char *reason)
{
	problems_add(notes, file, 0, NULL, NULL, "%s", reason);
}

static void batches_free(struct slip_batches *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->count; i++)
		slips_release(&b->items[i]);
	sodium_memzero(b->key, sizeof b->key);
	free(b);
}

static bool read_batch(void *context, const char *path, const char *file)
{
	struct slip_reading *r = context;
	struct buf text;
	if (r->batches->count == BATCHES_MAX) {
		note(r->notes, file, "is one too many: it and those after it do not count");
		return false;
	}
	buf_init(&text, SLIPS_FILE_BYTES);
	enum seal_err err = folder_read_file(&text, path) ? slips_read(text.data ? text.data : "", text.len,
	                                                               &r->batches->items[r->batches->count])
	                                                  : SEAL_IO;
	if (err)
		note(r->notes, file, err == SEAL_IO ? strerror(errno) : seal_err_text(err));
	else
		r->batches->count++;
	buf_release(&text);
	return true;
}

static void read_key(struct slipbox *box, struct slip_batches *b, struct problems *notes)
{
	char path[PATH_MAX + 16];
	struct buf text;
	snprintf(path, sizeof path, "%s/slips/key", box->site);
	buf_init(&text, SLIPS_KEY_FILE_BYTES);
	enum seal_err err =
	        folder_read_file(&text, path) ? slips_key_read(text.data ? text.data : "", text.len, b->key) : SEAL_IO;
	b->keyed = err == SEAL_OK;
	if (err && b->count > 0)
		note(notes, "slips/key", "cannot be read: no slip is taken till then");
	buf_wipe(&text);
	buf_release(&text);
}

static struct slip_batches *read_all(struct slipbox *box, struct problems *notes)
{
	struct slip_batches *b = calloc(1, sizeof *b);
	struct slip_reading r = {b, notes};
	if (!b)
		return NULL;
	folder_each(box->site, "slips", ".slips", read_batch, &r);
	read_key(box, b, notes);
	return b;
}

void slipbox_refresh(struct slipbox *box, struct problems *notes)
{
	char folder[PATH_MAX + 16];
	snprintf(folder, sizeof folder, "%s/slips", box->site);
	if (!file_watch_changed(&box->watch, folder))
		return;
	struct slip_batches *fresh = read_all(box, notes), *old = box->batches;
	if (!fresh) {
		box->watch = (struct file_watch){0}; /* tried again at the next look */
		return;
	}
	pthread_rwlock_wrlock(&box->lock);
	box->batches = fresh;
	pthread_rwlock_unlock(&box->lock);
	batches_free(old);
}

struct slipbox *slipbox_new(const char *path, struct problems *notes)
{
	struct slipbox *box = calloc(1, sizeof *box);
	if (!box)
		return NULL;
	pthread_rwlock_init(&box->lock, NULL);
	snprintf(box->site, sizeof box->site, "%s", path);
	slipbox_refresh(box, notes);
	if (box->batches)
		return box;
	slipbox_free(box);
	return NULL;
}

void slipbox_free(struct slipbox *box)
{
	if (!box)
		return;
	batches_free(box->batches);
	pthread_rwlock_destroy(&box->lock);
	free(box);
}

/* --- asking --- */

static bool is_of(const struct slips *batch, const char *form)
{
	return strcmp(batch->form, form) == 0;
}

enum slip_standing slipbox_look(struct slipbox *box, const char *form, const char *typed, size_t len,
                                unsigned char hash[static ID_BYTES])
{
	char code[CODE_MAX + 1];
	bool issued = false;
	if (strspn(typed, " -") == len)
		return SLIP_MISSING;
	if (code_read(code, CODE_SLIP, typed, len) != CODE_GOOD)
		return SLIP_MISTYPED;
	pthread_rwlock_rdlock(&box->lock);
	const struct slip_batches *b = box->batches;
	slip_hash(hash, b->key, form, code);
	for (size_t i = 0; i < b->count; i++)
		issued |= is_of(&b->items[i], form) && slips_have(&b->items[i], hash);
	issued &= b->keyed;
	pthread_rwlock_unlock(&box->lock);
	sodium_memzero(code, sizeof code);
	return issued ? SLIP_GOOD : SLIP_UNKNOWN;
}

size_t slipbox_issued(struct slipbox *box, const char *form)
{
	size_t count = 0;
	pthread_rwlock_rdlock(&box->lock);
	for (size_t i = 0; i < box->batches->count; i++)
		count += is_of(&box->batches->items[i], form) ? box->batches->items[i].count : 0;
	pthread_rwlock_unlock(&box->lock);
	return count;
}

static struct slip_group *group_of(struct slip_group *groups, size_t *count, const char *name)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	struct slip_group *fresh = &groups[(*count)++];
	*fresh = (struct slip_group){0};
	memcpy(fresh->name, name, strlen(name) + 1);
	return fresh;
}

static bool group_add(struct slip_group *group, const struct slips *batch)
{
	void *wider = reallocarray(group->hashes, group->count + batch->count, ID_BYTES);
	if (!wider)
		return false;
	group->hashes = wider;
	memcpy(group->hashes + group->count, batch->hashes, batch->count * ID_BYTES);
	group->count += batch->count;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct slip_group *)a)->name, ((const struct slip_group *)b)->name);
}

bool slipbox_groups(struct slipbox *box, const char *form, struct slip_group **groups, size_t *count)
{
	pthread_rwlock_rdlock(&box->lock);
	const struct slip_batches *b = box->batches;
	*count = 0;
	*groups = calloc(b->count + 1, sizeof **groups);
	bool ok = *groups;
	for (size_t i = 0; ok && i < b->count; i++)
		if (is_of(&b->items[i], form))
			ok = group_add(group_of(*groups, count, b->items[i].group), &b->items[i]);
	pthread_rwlock_unlock(&box->lock);
	if (ok)
		qsort(*groups, *count, sizeof **groups, by_name);
	else
		slip_groups_free(*groups, *count);
	return ok;
}

void slip_groups_free(struct slip_group *groups, size_t count)
{
	for (size_t i = 0; groups && i < count; i++)
		free(groups[i].hashes);
	free(groups);
}
