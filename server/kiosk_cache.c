#include "server/kiosk_cache.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/asset.h"
#include "server/kiosk_manifest.h"
#include "server/pages.h"
#include "server/site_kiosks.h"

#define PAGE_MAX ((size_t)4 << 20)
#define WORKER_MAX ((size_t)1 << 20)
#define VERSION_BYTES 16

/* kiosk/script/worker.js, embedded by the Makefile. */
extern const unsigned char worker_js[];
extern const size_t worker_js_size;

/* All pages of one kiosk in one language. */
struct shelf {
	struct cached_page start, staff, help, accessibility;
	struct cached_page *forms, *done; /* as many as the kiosk has forms; those not offered stay empty */
};

struct stand {
	struct shelf *shelves; /* one a language */
	struct buf worker, manifest;
};

struct kiosk_cache {
	const struct site *site;
	struct stand *stands; /* one a kiosk */
	struct buf icon;
};

/* What is rendered now. */
struct work {
	const struct site *site;
	const struct kiosk *kiosk;
	const char *lang;
	crypto_generichash_state version;
	struct buf kept; /* the addresses, as items of a JavaScript list */
};

/* --- pages ----------------------------------------------------------------------------------------------- */

/* Adds a page to what the worker keeps. path follows /kiosk/NAME. Takes html. */
static bool keep(struct work *w, struct cached_page *page, bool rendered, struct buf *html, const char *path,
                 const char *form, const char *end)
{
	buf_printf(&w->kept, "\n\t'/kiosk/%s%s%s%s?lang=%s',", w->kiosk->name, path, form, end, w->lang);
	if (rendered)
		crypto_generichash_update(&w->version, (const unsigned char *)html->data, html->len);
	bool ok = rendered && cached_page_fill(page, w->site, w->kiosk, w->lang, 200, html);
	buf_release(html);
	return ok && !w->kept.failed;
}

static bool keep_form(struct work *w, struct shelf *shelf, size_t at)
{
	const struct kiosk_form *form = &w->kiosk->forms[at];
	const struct offer *offer = site_offer(w->site, form->id, strlen(form->id));
	struct buf html;
	if (!offer)
		return true;
	buf_init(&html, PAGE_MAX);
	if (form->take_along)
		return keep(w, &shelf->forms[at], pages_kiosk_take(&html, w->site, w->kiosk, offer, w->lang), &html,
		            "/f/", form->id, "");
	if (!keep(w, &shelf->forms[at], first_page_render(&html, w->site, w->kiosk, offer, w->lang), &html, "/f/",
	          form->id, ""))
		return false;
	buf_init(&html, PAGE_MAX);
	return keep(w, &shelf->done[at], pages_kiosk_done(&html, w->site, w->kiosk, offer, w->lang), &html, "/f/",
	            form->id, "/done");
}

static bool shelf_fill(struct work *w, struct shelf *shelf)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = keep(w, &shelf->start, pages_kiosk_start(&html, w->site, w->kiosk, w->lang), &html, "", "", "");
	buf_init(&html, PAGE_MAX);
	ok = ok &&
	     keep(w, &shelf->staff, pages_kiosk_staff(&html, w->site, w->kiosk, w->lang), &html, "/staff", "", "");
	buf_init(&html, PAGE_MAX);
	ok = ok && keep(w, &shelf->help, pages_kiosk_help(&html, w->site, w->kiosk, w->lang), &html, "/help", "", "");
	buf_init(&html, PAGE_MAX);
	ok = ok && keep(w, &shelf->accessibility, pages_kiosk_accessibility(&html, w->site, w->kiosk, w->lang), &html,
	                "/accessibility", "", "");
	shelf->forms = calloc(w->kiosk->form_count, sizeof *shelf->forms);
	shelf->done = calloc(w->kiosk->form_count, sizeof *shelf->done);
	ok = ok && shelf->forms && shelf->done;
	for (size_t i = 0; ok && i < w->kiosk->form_count; i++)
		ok = keep_form(w, shelf, i);
	return ok;
}

/* --- the worker ------------------------------------------------------------------------------------------ */

static void write_worker(struct work *w, struct buf *out)
{
	unsigned char hash[VERSION_BYTES];
	char version[VERSION_BYTES * 2 + 1];
	crypto_generichash_final(&w->version, hash, sizeof hash);
	sodium_bin2hex(version, sizeof version, hash, sizeof hash);
	buf_printf(out, "const KIOSK = '/kiosk/%s';\nconst VERSION = '%s';\nconst LANGUAGES = [", w->kiosk->name,
	           version);
	for (size_t i = 0; i < w->kiosk->language_count; i++)
		buf_printf(out, "%s'%s'", i ? ", " : "", w->kiosk->languages[i]);
	buf_adds(out, "];\nconst KEPT = [");
	for (size_t i = 0; i < asset_count; i++)
		buf_printf(out, "\n\t'/a/%s',", assets[i].name);
	buf_add(out, w->kept.data, w->kept.len);
	buf_adds(out, "\n];\n");
	buf_add(out, worker_js, worker_js_size);
}

static bool stand_fill(struct stand *stand, const struct site *site, const struct kiosk *kiosk)
{
	struct work w = {.site = site, .kiosk = kiosk};
	buf_init(&w.kept, WORKER_MAX);
	buf_init(&stand->worker, WORKER_MAX);
	buf_init(&stand->manifest, WORKER_MAX);
	kiosk_manifest_write(&stand->manifest, site, kiosk);
	crypto_generichash_init(&w.version, NULL, 0, VERSION_BYTES);
	stand->shelves = calloc(kiosk->language_count, sizeof *stand->shelves);
	bool ok = stand->shelves;
	for (size_t i = 0; ok && i < kiosk->language_count; i++) {
		w.lang = kiosk->languages[i];
		ok = shelf_fill(&w, &stand->shelves[i]);
	}
	if (ok)
		write_worker(&w, &stand->worker);
	buf_release(&w.kept);
	return ok && !stand->worker.failed && !stand->manifest.failed;
}

/* --- the whole ------------------------------------------------------------------------------------------- */

struct kiosk_cache *kiosk_cache_new(const struct site *site)
{
	struct kiosk_cache *cache = calloc(1, sizeof *cache);
	if (!cache)
		return NULL;
	cache->site = site;
	cache->stands = calloc(site->kiosk_count + 1, sizeof *cache->stands);
	buf_init(&cache->icon, WORKER_MAX);
	kiosk_icon_write(&cache->icon, site);
	bool ok = cache->stands && !cache->icon.failed;
	for (size_t i = 0; ok && i < site->kiosk_count; i++)
		ok = stand_fill(&cache->stands[i], site, &site->kiosks[i]);
	if (ok)
		return cache;
	kiosk_cache_free(cache);
	return NULL;
}

static void shelf_release(struct shelf *shelf, const struct kiosk *kiosk)
{
	cached_page_release(&shelf->start);
	cached_page_release(&shelf->staff);
	cached_page_release(&shelf->help);
	cached_page_release(&shelf->accessibility);
	for (size_t i = 0; i < kiosk->form_count; i++) {
		if (shelf->forms)
			cached_page_release(&shelf->forms[i]);
		if (shelf->done)
			cached_page_release(&shelf->done[i]);
	}
	free(shelf->forms);
	free(shelf->done);
}

void kiosk_cache_free(struct kiosk_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; cache->stands && i < cache->site->kiosk_count; i++) {
		struct stand *stand = &cache->stands[i];
		for (size_t k = 0; stand->shelves && k < cache->site->kiosks[i].language_count; k++)
			shelf_release(&stand->shelves[k], &cache->site->kiosks[i]);
		free(stand->shelves);
		buf_release(&stand->worker);
		buf_release(&stand->manifest);
	}
	free(cache->stands);
	buf_release(&cache->icon);
	free(cache);
}

static const struct shelf *shelf_of(const struct kiosk_cache *cache, const struct kiosk *kiosk, const char *lang)
{
	const struct shelf *shelves = cache->stands[kiosk - cache->site->kiosks].shelves;
	for (size_t i = 0; i < kiosk->language_count; i++)
		if (strcmp(kiosk->languages[i], lang) == 0)
			return &shelves[i];
	return &shelves[0];
}

const struct cached_page *kiosk_cache_start(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                            const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->start;
}

const struct cached_page *kiosk_cache_staff(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                            const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->staff;
}

const struct cached_page *kiosk_cache_help(const struct kiosk_cache *cache, const struct kiosk *kiosk, const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->help;
}

const struct cached_page *kiosk_cache_accessibility(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                                    const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->accessibility;
}

const struct cached_page *kiosk_cache_form(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                           const struct kiosk_form *form, const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->forms[form - kiosk->forms];
}

const struct cached_page *kiosk_cache_done(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                           const struct kiosk_form *form, const char *lang)
{
	return &shelf_of(cache, kiosk, lang)->done[form - kiosk->forms];
}

const struct buf *kiosk_cache_worker(const struct kiosk_cache *cache, const struct kiosk *kiosk)
{
	return &cache->stands[kiosk - cache->site->kiosks].worker;
}

const struct buf *kiosk_cache_manifest(const struct kiosk_cache *cache, const struct kiosk *kiosk)
{
	return &cache->stands[kiosk - cache->site->kiosks].manifest;
}

const struct buf *kiosk_cache_icon(const struct kiosk_cache *cache)
{
	return &cache->icon;
}
