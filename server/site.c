/* The site: site.json by site_settings.c, then the cards, locks and forms that lie in its folders. */
#include "server/site.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/sheet.h"
#include "server/site_folder.h"
#include "server/site_kiosks.h"
#include "server/site_pages.h"
#include "server/site_settings.h"

#define SETTINGS_MAX ((size_t)1 << 20)
#define FORM_MAX ((size_t)1 << 20)
#define FILES_MAX 1000

/* A growing list of things of one size. */
struct pile {
	void *items;
	size_t count, cap;
};

struct site_internal {
	struct arena arena;
	struct buf settings; /* the text of site.json: settings point into it */
	char path[PATH_MAX];
};

struct reading {
	struct site *site;
	struct problems *notes;
	struct pile cards, forms, current, earlier; /* struct card, struct form *, struct lock */
	bool past;                                  /* the locks being read are of earlier waves */
	bool nomem;
};

static void *pile_add(struct pile *pile, size_t size)
{
	if (pile->count == pile->cap) {
		size_t cap = pile->cap ? pile->cap * 2 : 8;
		void *grown = cap > FILES_MAX * 2 ? NULL : reallocarray(pile->items, cap, size);
		if (!grown)
			return NULL;
		pile->items = grown;
		pile->cap = cap;
	}
	return (char *)pile->items + pile->count++ * size;
}

static void note(struct reading *r, const char *file, const char *reason)
{
	problems_add(r->notes, file, 0, NULL, NULL, "%s", reason);
}

/* --- cards and locks --- */

static bool read_card(void *context, const char *path, const char *file)
{
	struct reading *r = context;
	struct buf text;
	struct card card;
	buf_init(&text, CARD_MAX_BYTES);
	enum seal_err err = folder_read_file(&text, path) ? card_read(text.data, text.len, &card) : SEAL_IO;
	if (err) {
		note(r, file, seal_err_text(err));
	} else {
		struct card *kept = pile_add(&r->cards, sizeof card);
		if (kept)
			*kept = card;
		else
			r->nomem = true;
	}
	buf_release(&text);
	return !r->nomem;
}

static const struct card *signer_of(const struct reading *r, const struct lock *lock)
{
	const struct card *cards = r->cards.items;
	for (size_t i = 0; i < r->cards.count; i++)
		if (id_equal(cards[i].id, lock->signer))
			return &cards[i];
	return NULL;
}

static const char *lock_fault(const struct reading *r, const struct lock *lock)
{
	const struct card *signer = signer_of(r, lock);
	if (!signer)
		return "is signed by somebody whose card is not in staff/: not used";
	if (lock_verify(lock, signer) != SEAL_OK)
		return "has a signature that does not hold: not used";
	return NULL;
}

/* The same lock may lie there twice, before and after a colleague was added: the longer list of grants holds. */
static bool merged(struct pile *pile, struct lock *lock)
{
	struct lock *locks = pile->items;
	for (size_t i = 0; i < pile->count; i++) {
		if (!id_equal(locks[i].id, lock->id))
			continue;
		struct lock other = locks[i].grant_count < lock->grant_count ? locks[i] : *lock;
		if (locks[i].grant_count < lock->grant_count)
			locks[i] = *lock;
		lock_release(&other);
		return true;
	}
	return false;
}

static bool read_lock(void *context, const char *path, const char *file)
{
	struct reading *r = context;
	struct pile *pile = r->past ? &r->earlier : &r->current;
	struct buf text;
	struct lock lock;
	buf_init(&text, LOCK_MAX_BYTES);
	enum seal_err err = folder_read_file(&text, path) ? lock_read(text.data, text.len, &lock) : SEAL_IO;
	buf_release(&text);
	if (err) {
		note(r, file, seal_err_text(err));
		return err != SEAL_NOMEM;
	}
	const char *fault = lock_fault(r, &lock);
	if (fault) {
		note(r, file, fault);
		lock_release(&lock);
		return true;
	}
	if (merged(pile, &lock))
		return true;
	struct lock *kept = pile_add(pile, sizeof lock);
	if (kept) {
		*kept = lock;
		return true;
	}
	lock_release(&lock);
	r->nomem = true;
	return false;
}

/* --- forms --- */

static bool read_form(void *context, const char *path, const char *file)
{
	struct reading *r = context;
	struct buf text;
	struct form *form = NULL;
	buf_init(&text, FORM_MAX);
	enum core_err err = CORE_OK;
	if (!folder_read_file(&text, path))
		note(r, file, strerror(errno));
	else
		err = form_read(file, text.data, text.len, &form, r->notes);
	buf_release(&text);
	if (err == CORE_NOMEM)
		r->nomem = true;
	if (err || !form)
		return !r->nomem;
	struct form **kept = pile_add(&r->forms, sizeof form);
	if (kept) {
		*kept = form;
		return true;
	}
	form_free(form);
	r->nomem = true;
	return false;
}

/* The place in `current` of the one lock of a form, or -1 with a note. */
static long lock_of(struct reading *r, const struct form *form)
{
	const struct lock *locks = r->current.items;
	long found = -1;
	for (size_t i = 0; i < r->current.count; i++) {
		if (strcmp(locks[i].form, form->id) != 0)
			continue;
		if (found >= 0) {
			note(r, form->id,
			     "has two locks: move the one that is past from locks/ to locks/earlier/; not offered till "
			     "then");
			return -1;
		}
		found = (long)i;
	}
	if (found < 0)
		note(r, form->id, "has no lock in locks/ that a card in staff/ has signed: not offered");
	else if (locks[found].record_size != form->settings.record_size)
		note(r, form->id, "says another \"recordSize\" than its lock: make a new lock; not offered till then");
	else
		return found;
	return -1;
}

static bool offer(struct reading *r, struct form **form)
{
	struct lock *locks = r->current.items;
	struct offer *offers = r->site->offers;
	/* a register is written and read by staff alone: its lock stays with those that nothing is offered under */
	long at = (*form)->settings.is_register ? -1 : lock_of(r, *form);
	if (at < 0)
		return true;
	struct offer *made = &offers[r->site->offer_count];
	if (form_version(made->version, *form) != SEAL_OK)
		return false;
	made->form = *form;
	*form = NULL;
	made->lock = locks[at];
	locks[at] = (struct lock){0};
	r->site->offer_count++;
	return true;
}

/* Moves forms and locks to where they belong; locks that open nothing that is offered are kept for the staff. */
static bool arrange(struct reading *r)
{
	struct form **forms = r->forms.items;
	struct lock *current = r->current.items;
	r->site->offers = calloc(r->forms.count + 1, sizeof *r->site->offers);
	if (!r->site->offers)
		return false;
	for (size_t i = 0; i < r->forms.count; i++)
		if (!offer(r, &forms[i]))
			return false;
	for (size_t i = 0; i < r->current.count; i++) {
		if (!current[i].text)
			continue;
		struct lock *kept = pile_add(&r->earlier, sizeof *kept);
		if (!kept)
			return false;
		*kept = current[i];
		current[i] = (struct lock){0};
	}
	return true;
}

static void reading_finish(struct reading *r)
{
	struct form **forms = r->forms.items;
	struct lock *current = r->current.items;
	for (size_t i = 0; i < r->forms.count; i++)
		form_free(forms[i]);
	for (size_t i = 0; i < r->current.count; i++)
		if (current[i].text)
			lock_release(&current[i]);
	free(r->forms.items);
	free(r->current.items);
	r->site->staff = r->cards.items;
	r->site->staff_count = r->cards.count;
	r->site->earlier = r->earlier.items;
	r->site->earlier_count = r->earlier.count;
}

static enum core_err read_folders(struct site *site, struct problems *problems, struct problems *notes)
{
	struct reading r = {.site = site, .notes = notes};
	bool ok = folder_each(site->path, "staff", ".card", read_card, &r) &&
	          folder_each(site->path, "locks", ".lock", read_lock, &r);
	r.past = true;
	ok = ok && folder_each(site->path, "locks/earlier", ".lock", read_lock, &r) &&
	     folder_each(site->path, "forms", ".json", read_form, &r) && arrange(&r);
	int error = errno;
	reading_finish(&r);
	if (ok)
		return CORE_OK;
	if (r.nomem)
		return CORE_NOMEM;
	problems_add(problems, site->path, 0, NULL, NULL, "its folders could not be read: %s", strerror(error));
	return CORE_REFUSED;
}

/* --- the whole --- */

static enum core_err read_settings(struct site *site, struct problems *problems)
{
	struct site_internal *in = site->internal;
	char file[PATH_MAX + 16];
	snprintf(file, sizeof file, "%s/site.json", site->path);
	if (folder_read_file(&in->settings, file))
		return site_settings_read(site, &in->arena, file, in->settings.data ? in->settings.data : "",
		                          in->settings.len, problems);
	problems_add(problems, file, 0, NULL, NULL, "%s", strerror(errno));
	return CORE_REFUSED;
}

enum core_err site_read(const char *path, struct site **out, struct problems *problems, struct problems *notes)
{
	struct site *site = calloc(1, sizeof *site);
	struct site_internal *in = calloc(1, sizeof *in);
	if (!site || !in) {
		free(site);
		free(in);
		return CORE_NOMEM;
	}
	site->internal = in;
	arena_init(&in->arena, SETTINGS_MAX);
	buf_init(&in->settings, SETTINGS_MAX);
	site->path = in->path;
	enum core_err err = CORE_OK;
	if (snprintf(in->path, sizeof in->path, "%s", path) >= (int)sizeof in->path) {
		problems_add(problems, path, 0, NULL, NULL, "is too long a path");
		err = CORE_REFUSED;
	}
	if (!err)
		err = read_settings(site, problems);
	if (!err)
		err = site_pages_read(site, &in->arena, problems, notes);
	if (!err)
		err = read_folders(site, problems, notes);
	if (!err)
		site_kiosks_look(site, notes);
	if (err) {
		site_free(site);
		return err;
	}
	*out = site;
	return CORE_OK;
}

static void offer_release(struct offer *offer)
{
	form_free(offer->form);
	lock_release(&offer->lock);
}

void site_become_relay(struct site *site, struct problems *notes)
{
	size_t kept = 0;
	for (size_t i = 0; i < site->offer_count; i++) {
		struct form *form = site->offers[i].form;
		if (form->settings.slip) {
			problems_add(
			        notes, form->id, 0, NULL, NULL,
			        "asks for slips, which only the town's server can check: a relay does not offer it");
			offer_release(&site->offers[i]);
			continue;
		}
		if (form->settings.receipt)
			problems_add(notes, form->id, 0, NULL, NULL,
			             "gives no receipts here: they would fit the relay's mailboxes, not the town's");
		form->settings.receipt = 0;
		site->offers[kept++] = site->offers[i];
	}
	site->offer_count = kept;
}

void site_free(struct site *site)
{
	if (!site)
		return;
	for (size_t i = 0; i < site->offer_count; i++)
		offer_release(&site->offers[i]);
	for (size_t i = 0; i < site->earlier_count; i++)
		lock_release(&site->earlier[i]);
	free(site->offers);
	free(site->earlier);
	free(site->staff);
	arena_release(&site->internal->arena);
	buf_release(&site->internal->settings);
	free(site->internal);
	free(site);
}

const struct offer *site_offer(const struct site *site, const char *form_id, size_t len)
{
	for (size_t i = 0; i < site->offer_count; i++)
		if (strlen(site->offers[i].form->id) == len && memcmp(site->offers[i].form->id, form_id, len) == 0)
			return &site->offers[i];
	return NULL;
}
