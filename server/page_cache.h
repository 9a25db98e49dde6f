/* Pages that depend on nothing but form, language and status: rendered and compressed once, at start, and then sent as
 * they are. */
#ifndef SERVER_PAGE_CACHE_H
#define SERVER_PAGE_CACHE_H

#include <microhttpd.h>
#include "core/buf.h"
#include "server/site.h"

enum coding { CODING_NONE, CODING_GZIP, CODING_BROTLI, CODING_COUNT };

struct cached_page {
	unsigned status;
	struct MHD_Response *coded[CODING_COUNT]; /* a coding that did not make it smaller is NULL */
	size_t size[CODING_COUNT];
	char *html; /* heap: what the responses send from */
	size_t html_len;
};

/* Takes html, which is empty then, and compresses it. kiosk: the headers are those of a kiosk's pages. False when
 * memory ran out. */
bool cached_page_fill(struct cached_page *page, const struct site *site, const struct kiosk *kiosk, const char *lang,
                      unsigned status, struct buf *html);
/* Renders the first page of a form, as it is for whoever comes; kiosk or NULL. False when memory ran out. */
bool first_page_render(struct buf *html, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                       const char *lang);
void cached_page_release(struct cached_page *page);

struct page_cache;

/* NULL when memory ran out. */
struct page_cache *page_cache_new(const struct site *site);
void page_cache_free(struct page_cache *cache);

/* lang is one of the site's. NULL when there is no such page. */
const struct cached_page *page_cache_home(const struct page_cache *cache, const char *lang);
const struct cached_page *page_cache_help(const struct page_cache *cache, const char *lang);
const struct cached_page *page_cache_accessibility(const struct page_cache *cache, const char *lang);
const struct cached_page *page_cache_form(const struct page_cache *cache, const struct offer *offer, const char *lang);
const struct cached_page *page_cache_thanks(const struct page_cache *cache, const struct offer *offer,
                                            const char *lang);
/* name is what stands behind /a/. */
const struct cached_page *page_cache_asset(const struct page_cache *cache, const char *name, size_t len);
/* The answer to a record that was taken. */
const struct cached_page *page_cache_taken(const struct page_cache *cache);
/* Also for a status that has no page of its own: the one for 500 or 400. */
const struct cached_page *page_cache_error(const struct page_cache *cache, unsigned status, const char *lang);

/* What Accept-Encoding (RFC 9110, 12.5.3; NULL when not there) prefers of what the page has. */
/* Whether Accept-Encoding takes a coding. */
bool coding_accepted(const char *accept, enum coding coding);
enum coding coding_chosen(const struct cached_page *page, const char *accept);

#endif
