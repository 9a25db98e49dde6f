#include "server/service.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/derive.h"
#include "server/kiosk_cache.h"
#include "server/mailboxes.h"
#include "server/limits.h"
#include "server/moment.h"
#include "server/page_cache.h"
#include "server/replay.h"
#include "server/slip_counts.h"
#include "server/workspace.h"

#define WAITING_MAX 4096 /* records that may wait for a commit; beyond it senders are told to come again */

/* A sheet that costs a slip takes two holes. */
static uint64_t holes_wanted(const struct service *s, const struct offer *offer)
{
	uint64_t sheets = s->site->expected_sheets;
	if (!offer->form->settings.slip)
		return sheets;
	uint64_t issued = slipbox_issued(s->slips, offer->form->id);
	return 2 * (sheets > issued ? sheets : issued);
}

static bool data_folder(const struct site *site, char out[static STORE_PATH_MAX])
{
	int len = snprintf(out, STORE_PATH_MAX, "%s/data", site->path);
	return len > 0 && len < STORE_PATH_MAX;
}

static bool desk_open(struct service *s, struct desk *desk, struct problems *problems)
{
	char dir[STORE_PATH_MAX], file[STORE_PATH_MAX];
	if (!data_folder(s->site, dir))
		return false;
	enum store_err err = store_open("sqlite", dir, desk->lock->id, desk->lock->record_size, &desk->store);
	if (!err && desk->offer)
		err = store_reserve(desk->store, holes_wanted(s, desk->offer));
	if (err) {
		store_path(file, sizeof file, dir, desk->lock->id);
		problems_add(problems, file, 0, NULL, NULL, "%s", store_err_text(err));
	}
	/* a damaged store is opened all the same: what is intact in it can still be fetched */
	return desk->store;
}

static bool desks_open(struct service *s, struct problems *problems)
{
	const struct site *site = s->site;
	s->desks = calloc(site->offer_count + site->earlier_count + 1, sizeof *s->desks);
	if (!s->desks)
		return false;
	for (size_t i = 0; i < site->offer_count + site->earlier_count; i++) {
		struct desk *desk = &s->desks[s->desk_count++];
		if (i < site->offer_count) {
			desk->offer = &site->offers[i];
			desk->lock = &desk->offer->lock;
			desk->thanks_differ = answers_change_thanks(desk->offer->form);
			desk->workspaces = workspaces_new(desk->offer->form);
			if (!desk->workspaces)
				return false;
		} else {
			desk->lock = &site->earlier[i - site->offer_count];
		}
		if (!desk_open(s, desk, problems))
			return false;
	}
	return true;
}

/* Which form a receipt belongs to is told by its first digit alone. */
static bool digits_differ(const struct site *site, struct problems *problems, bool *any)
{
	const char *of[10] = {NULL};
	bool differ = true;
	for (size_t i = 0; i < site->offer_count; i++) {
		const struct form *form = site->offers[i].form;
		unsigned digit = form->settings.receipt;
		if (digit > 0 && of[digit]) {
			problems_add(
			        problems, form->id, 0, NULL, NULL,
			        "its receipts begin with %u as those of %s do: give one of them another \"receipt\"",
			        digit, of[digit]);
			differ = false;
		}
		if (digit > 0)
			of[digit] = form->id;
		*any = *any || digit > 0;
	}
	return differ;
}

static bool mailboxes_ready(struct service *s, struct problems *problems)
{
	char dir[STORE_PATH_MAX], file[STORE_PATH_MAX];
	bool any = false;
	if (!digits_differ(s->site, problems, &any) || !data_folder(s->site, dir))
		return false;
	if (!any)
		return true;
	enum store_err err = mailboxes_open(dir, &s->mailboxes, file);
	if (err)
		problems_add(problems, file, 0, NULL, NULL, "%s", store_err_text(err));
	/* reports go on arriving without receipts when a file of mailboxes is damaged */
	return !err || err == STORE_DAMAGED;
}

bool service_open(struct service *s, const struct site *site, struct problems *problems)
{
	s->site = site;
	s->slips = slipbox_new(site->path, problems);
	s->posters = posters_new(site->path, problems);
	s->slip_counts = slip_counts_new();
	s->limits = limits_new(moment_ticks());
	work_init(&s->work);
	if (!s->limits || !s->slip_counts || !s->slips || !s->posters || !desks_open(s, problems) ||
	    !mailboxes_ready(s, problems))
		return false;
	s->replay = replay_new((int64_t)time(NULL));
	s->cache = page_cache_new(site);
	s->kiosks = kiosk_cache_new(site);
	malloc_trim(0); /* reading forms and compressing pages took far more than is kept */
	return s->cache && s->kiosks && s->replay;
}

bool service_start(struct service *s)
{
	struct store **stores = calloc(s->desk_count + 1, sizeof *stores);
	size_t count = s->desk_count;
	if (!stores)
		return false;
	for (size_t i = 0; i < s->desk_count; i++)
		stores[i] = s->desks[i].store;
	if (s->mailboxes)
		stores[count++] = mailboxes_store(s->mailboxes);
	s->writer = writer_new(stores, count, WAITING_MAX);
	free(stores);
	if (!s->writer || !s->mailboxes)
		return s->writer;
	mailboxes_use(s->mailboxes, s->writer);
	s->deriver = deriver_new(mailboxes_salt(s->mailboxes));
	return s->deriver;
}

void service_close(struct service *s)
{
	deriver_free(s->deriver);
	writer_free(s->writer);
	mailboxes_close(s->mailboxes);
	for (size_t i = 0; i < s->desk_count; i++) {
		store_close(s->desks[i].store);
		workspaces_free(s->desks[i].workspaces);
	}
	free(s->desks);
	page_cache_free(s->cache);
	kiosk_cache_free(s->kiosks);
	replay_free(s->replay);
	slip_counts_free(s->slip_counts);
	slipbox_free(s->slips);
	posters_free(s->posters);
	limits_free(s->limits);
	work_release(&s->work);
}

const struct desk *service_desk(const struct service *s, const char *form, size_t len)
{
	const struct offer *offer = site_offer(s->site, form, len);
	return offer ? &s->desks[offer - s->site->offers] : NULL;
}

const struct desk *service_desk_of_lock(const struct service *s, const unsigned char lock_id[static LOCK_ID_BYTES])
{
	for (size_t i = 0; i < s->desk_count; i++)
		if (id_equal(s->desks[i].lock->id, lock_id))
			return &s->desks[i];
	return NULL;
}
