/* Replies: the headers that every one carries, and the ways to send one. */
#ifndef SERVER_REPLY_H
#define SERVER_REPLY_H

#include <microhttpd.h>
#include "core/buf.h"
#include "server/exchange.h"
#include "server/page_cache.h"

/* Adds what every reply says: nothing is to be kept, framed, embedded or told to others. kiosk (or NULL): its pages may
 * run the kiosk's scripts. type may be NULL. */
bool reply_headers(struct MHD_Response *response, const struct site *site, const struct kiosk *kiosk, const char *type);
/* The same for what never changes under its address, and may be kept. */
bool reply_headers_lasting(struct MHD_Response *response, const struct site *site, const char *type);

/* Each queues a reply; MHD_NO makes libmicrohttpd close the connection. */
enum MHD_Result reply_cached(struct exchange *ex, const struct cached_page *page);
enum MHD_Result reply_error(struct exchange *ex, unsigned status);
/* Takes the content out of page, which is empty then, and wipes it when it has been sent. */
enum MHD_Result reply_page(struct exchange *ex, unsigned status, struct buf *page);
/* The same for a page that holds nothing of the visitor's: compressed, if the visitor takes that. Not wiped. */
enum MHD_Result reply_page_packed(struct exchange *ex, unsigned status, const struct buf *page);
enum MHD_Result reply_see_other(struct exchange *ex, const char *location);
enum MHD_Result reply_json(struct exchange *ex, unsigned status, const char *text, size_t len);
/* Takes bytes, which were allocated with malloc. */
enum MHD_Result reply_bytes(struct exchange *ex, void *bytes, size_t len);
/* A text that is no page and outlives the reply. */
enum MHD_Result reply_file(struct exchange *ex, const struct buf *text, const char *type);
/* A service worker's script, likewise. */
enum MHD_Result reply_worker(struct exchange *ex, const struct buf *script, const char *scope);
/* 405 with Allow. */
enum MHD_Result reply_not_this_way(struct exchange *ex, const char *allow);

#endif
