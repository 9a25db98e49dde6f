#include "server/page_cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/answers.h"
#include "kiosk/asset.h"
#include "server/compress.h"
#include "server/moment.h"
#include "server/pages.h"
#include "server/reply.h"

#define PAGE_MAX ((size_t)4 << 20)

static const unsigned error_statuses[] = {400, 403, 404, 405, 408, 411, 413, 415, 421, 422, 429, 431, 500, 503, 505};
#define ERROR_COUNT (sizeof error_statuses / sizeof *error_statuses)

/* All pages of one language. */
struct shelf {
	struct cached_page home, help, accessibility, errors[ERROR_COUNT];
	struct cached_page *forms, *thanks; /* as many as there are offers */
};

struct page_cache {
	const struct site *site;
	struct shelf *shelves; /* one a language */
	struct cached_page *assets, taken;
};

void cached_page_release(struct cached_page *page)
{
	for (int i = 0; i < CODING_COUNT; i++)
		if (page->coded[i])
			MHD_destroy_response(page->coded[i]);
	free(page->html);
}

/* What the responses of one page have in common. */
struct kind {
	const struct site *site;
	const struct kiosk *kiosk; /* or NULL */
	const char *type, *lang;   /* lang is NULL for what is in no language */
	bool lasting;
};

static bool response_headers(struct MHD_Response *response, const struct kind *kind)
{
	bool ok = kind->lasting ? reply_headers_lasting(response, kind->site, kind->type)
	                        : reply_headers(response, kind->site, kind->kiosk, kind->type);
	return ok && (!kind->lang || MHD_add_response_header(response, "Content-Language", kind->lang) == MHD_YES);
}

static struct MHD_Response *response_of(const struct kind *kind, struct buf *body, enum coding coding)
{
	static const char *const names[] = {[CODING_GZIP] = "gzip", [CODING_BROTLI] = "br"};
	enum MHD_ResponseMemoryMode mode = coding == CODING_NONE ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE;
	struct MHD_Response *response = MHD_create_response_from_buffer(body->len, body->data, mode);
	if (!response)
		return NULL;
	bool ok = response_headers(response, kind);
	if (ok && coding != CODING_NONE)
		ok = MHD_add_response_header(response, "Content-Encoding", names[coding]) == MHD_YES;
	if (ok)
		return response;
	MHD_destroy_response(response);
	return NULL;
}

/* Takes body. */
static bool content_fill(struct cached_page *page, const struct kind *kind, unsigned status, struct buf *body)
{
	page->status = status;
	page->html = body->data;
	page->html_len = body->len;
	struct buf plain = *body;
	buf_init(body, body->max);
	page->coded[CODING_NONE] = response_of(kind, &plain, CODING_NONE);
	page->size[CODING_NONE] = plain.len;
	for (enum coding c = CODING_GZIP; c < CODING_COUNT; c++) {
		struct buf small;
		buf_init(&small, plain.len);
		bool smaller = c == CODING_GZIP ? compress_gzip(&small, plain.data, plain.len)
		                                : compress_brotli(&small, plain.data, plain.len);
		if (smaller)
			page->coded[c] = response_of(kind, &small, c);
		page->size[c] = small.len;
		if (!page->coded[c])
			buf_release(&small);
	}
	return page->coded[CODING_NONE];
}

bool cached_page_fill(struct cached_page *page, const struct site *site, const struct kiosk *kiosk, const char *lang,
                      unsigned status, struct buf *html)
{
	struct kind kind = {.site = site, .kiosk = kiosk, .type = "text/html; charset=utf-8", .lang = lang};
	return content_fill(page, &kind, status, html);
}

static bool asset_fill(struct cached_page *page, const struct site *site, const struct asset *asset)
{
	struct buf body;
	buf_init(&body, PAGE_MAX);
	buf_add(&body, asset->bytes, asset->size);
	struct kind kind = {.site = site, .type = "text/javascript; charset=utf-8", .lasting = true};
	bool ok = !body.failed && content_fill(page, &kind, 200, &body);
	buf_release(&body);
	return ok;
}

static bool taken_fill(struct cached_page *page, const struct site *site)
{
	static const char text[] = "{\"taken\":true}\n";
	page->status = 200;
	page->size[CODING_NONE] = sizeof text - 1;
	page->coded[CODING_NONE] =
	        MHD_create_response_from_buffer(sizeof text - 1, (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
	return page->coded[CODING_NONE] && reply_headers(page->coded[CODING_NONE], site, NULL, "application/json");
}

static bool assets_fill(struct page_cache *cache)
{
	bool ok = true;
	cache->assets = calloc(asset_count, sizeof *cache->assets);
	for (size_t i = 0; ok && cache->assets && i < asset_count; i++)
		ok = asset_fill(&cache->assets[i], cache->site, &assets[i]);
	return ok && cache->assets;
}

bool first_page_render(struct buf *html, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                       const char *lang)
{
	struct moment now = moment_now();
	struct answers *none = answers_new(offer->form);
	bool ok = none && answers_evaluate_open(none, &now, lang) == CORE_OK;
	struct form_page first = {.offer = offer, .kiosk = kiosk, .answers = none, .lang = lang, .script = true};
	while (ok && first.page + 1 < offer->form->page_count && !answers_page_visible(none, first.page))
		first.page++;
	ok = ok && pages_form(html, site, &first);
	answers_free(none);
	return ok;
}

static bool render_form(struct cached_page *page, const struct site *site, const struct offer *offer, const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = first_page_render(&html, site, NULL, offer, lang) &&
	          cached_page_fill(page, site, NULL, lang, 200, &html);
	buf_release(&html);
	return ok;
}

static bool render_thanks(struct cached_page *page, const struct site *site, const struct offer *offer,
                          const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_thanks(&html, site, offer, NULL, NULL, lang) &&
	          cached_page_fill(page, site, NULL, lang, 200, &html);
	buf_release(&html);
	return ok;
}

static bool render_home(struct cached_page *page, const struct site *site, const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_home(&html, site, lang) && cached_page_fill(page, site, NULL, lang, 200, &html);
	buf_release(&html);
	return ok;
}

static bool render_help(struct cached_page *page, const struct site *site, const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_help(&html, site, lang) && cached_page_fill(page, site, NULL, lang, 200, &html);
	buf_release(&html);
	return ok;
}

static bool render_accessibility(struct cached_page *page, const struct site *site, const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_accessibility(&html, site, lang) && cached_page_fill(page, site, NULL, lang, 200, &html);
	buf_release(&html);
	return ok;
}

static bool render_error(struct cached_page *page, const struct site *site, unsigned status, const char *lang)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_error(&html, site, status, lang) && cached_page_fill(page, site, NULL, lang, status, &html);
	buf_release(&html);
	return ok;
}

static bool shelf_fill(struct shelf *shelf, const struct site *site, const char *lang)
{
	bool ok = render_home(&shelf->home, site, lang) && render_help(&shelf->help, site, lang) &&
	          render_accessibility(&shelf->accessibility, site, lang);
	for (size_t i = 0; ok && i < ERROR_COUNT; i++)
		ok = render_error(&shelf->errors[i], site, error_statuses[i], lang);
	shelf->forms = calloc(site->offer_count + 1, sizeof *shelf->forms);
	shelf->thanks = calloc(site->offer_count + 1, sizeof *shelf->thanks);
	ok = ok && shelf->forms && shelf->thanks;
	for (size_t i = 0; ok && i < site->offer_count; i++)
		ok = render_form(&shelf->forms[i], site, &site->offers[i], lang) &&
		     render_thanks(&shelf->thanks[i], site, &site->offers[i], lang);
	return ok;
}

struct page_cache *page_cache_new(const struct site *site)
{
	struct page_cache *cache = calloc(1, sizeof *cache);
	if (!cache)
		return NULL;
	cache->site = site;
	cache->shelves = calloc(site->language_count, sizeof *cache->shelves);
	bool ok = cache->shelves && assets_fill(cache) && taken_fill(&cache->taken, site);
	for (size_t i = 0; ok && i < site->language_count; i++)
		ok = shelf_fill(&cache->shelves[i], site, site->languages[i]);
	if (ok)
		return cache;
	page_cache_free(cache);
	return NULL;
}

void page_cache_free(struct page_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; cache->shelves && i < cache->site->language_count; i++) {
		struct shelf *shelf = &cache->shelves[i];
		cached_page_release(&shelf->home);
		cached_page_release(&shelf->help);
		cached_page_release(&shelf->accessibility);
		for (size_t j = 0; j < ERROR_COUNT; j++)
			cached_page_release(&shelf->errors[j]);
		for (size_t j = 0; j < cache->site->offer_count; j++) {
			if (shelf->forms)
				cached_page_release(&shelf->forms[j]);
			if (shelf->thanks)
				cached_page_release(&shelf->thanks[j]);
		}
		free(shelf->forms);
		free(shelf->thanks);
	}
	for (size_t i = 0; cache->assets && i < asset_count; i++)
		cached_page_release(&cache->assets[i]);
	free(cache->assets);
	cached_page_release(&cache->taken);
	free(cache->shelves);
	free(cache);
}

const struct cached_page *page_cache_asset(const struct page_cache *cache, const char *name, size_t len)
{
	const struct asset *asset = asset_find(name, len);
	return asset ? &cache->assets[asset - assets] : NULL;
}

static const struct shelf *shelf_of(const struct page_cache *cache, const char *lang)
{
	for (size_t i = 0; i < cache->site->language_count; i++)
		if (strcmp(cache->site->languages[i], lang) == 0)
			return &cache->shelves[i];
	return &cache->shelves[0];
}

const struct cached_page *page_cache_home(const struct page_cache *cache, const char *lang)
{
	return &shelf_of(cache, lang)->home;
}

const struct cached_page *page_cache_help(const struct page_cache *cache, const char *lang)
{
	return &shelf_of(cache, lang)->help;
}

const struct cached_page *page_cache_accessibility(const struct page_cache *cache, const char *lang)
{
	return &shelf_of(cache, lang)->accessibility;
}

const struct cached_page *page_cache_form(const struct page_cache *cache, const struct offer *offer, const char *lang)
{
	return &shelf_of(cache, lang)->forms[offer - cache->site->offers];
}

const struct cached_page *page_cache_thanks(const struct page_cache *cache, const struct offer *offer, const char *lang)
{
	return &shelf_of(cache, lang)->thanks[offer - cache->site->offers];
}

const struct cached_page *page_cache_taken(const struct page_cache *cache)
{
	return &cache->taken;
}

const struct cached_page *page_cache_error(const struct page_cache *cache, unsigned status, const char *lang)
{
	const struct shelf *shelf = shelf_of(cache, lang);
	for (size_t i = 0; i < ERROR_COUNT; i++)
		if (error_statuses[i] == status)
			return &shelf->errors[i];
	return page_cache_error(cache, status < 500 ? 400 : 500, lang);
}
