/* The pages of a kiosk, rendered once, and its service worker, which names them all: a device that has the same version
 * has the same pages. */
#ifndef SERVER_KIOSK_CACHE_H
#define SERVER_KIOSK_CACHE_H

#include "server/page_cache.h"

struct kiosk_cache;

/* NULL when memory ran out. */
struct kiosk_cache *kiosk_cache_new(const struct site *site);
void kiosk_cache_free(struct kiosk_cache *cache);

/* kiosk is one of the site's, lang one of the kiosk's, form one of the kiosk's that is offered. */
const struct cached_page *kiosk_cache_start(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                            const char *lang);
const struct cached_page *kiosk_cache_staff(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                            const char *lang);
const struct cached_page *kiosk_cache_help(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                           const char *lang);
const struct cached_page *kiosk_cache_accessibility(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                                    const char *lang);
/* The form's first page, or the one to take along. */
const struct cached_page *kiosk_cache_form(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                           const struct kiosk_form *form, const char *lang);
/* The end of a sheet. */
const struct cached_page *kiosk_cache_done(const struct kiosk_cache *cache, const struct kiosk *kiosk,
                                           const struct kiosk_form *form, const char *lang);
const struct buf *kiosk_cache_worker(const struct kiosk_cache *cache, const struct kiosk *kiosk);
const struct buf *kiosk_cache_manifest(const struct kiosk_cache *cache, const struct kiosk *kiosk);
/* The same for all. */
const struct buf *kiosk_cache_icon(const struct kiosk_cache *cache);

#endif
