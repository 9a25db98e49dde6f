#include "server/reply.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/compress.h"
#include "server/pages.h"

#define PAGE_MAX ((size_t)4 << 20)

static const struct {
	const char *name, *value;
} always[] = {
        {"Referrer-Policy", "no-referrer"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Embedder-Policy", "require-corp"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
        {"Vary", "Accept-Encoding, Accept-Language"},
};

static bool headers(struct MHD_Response *response, const struct site *site, const struct kiosk *kiosk, const char *type,
                    const char *cache)
{
	bool ok = MHD_add_response_header(response, "Cache-Control", cache) == MHD_YES;
	char policy[PAGES_CSP_MAX];
	if (kiosk)
		pages_kiosk_csp(site, policy);
	else
		pages_csp(site, policy);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		ok &= MHD_add_response_header(response, always[i].name, always[i].value) == MHD_YES;
	ok &= MHD_add_response_header(response, "Content-Security-Policy", policy) == MHD_YES;
	if (type)
		ok &= MHD_add_response_header(response, "Content-Type", type) == MHD_YES;
	if (site->certificate)
		ok &= MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000") == MHD_YES;
	return ok;
}

bool reply_headers(struct MHD_Response *response, const struct site *site, const struct kiosk *kiosk, const char *type)
{
	return headers(response, site, kiosk, type, "no-store");
}

bool reply_headers_lasting(struct MHD_Response *response, const struct site *site, const char *type)
{
	return headers(response, site, NULL, type, "public, max-age=31536000, immutable");
}

/* Takes the response over. */
static enum MHD_Result send_once(struct exchange *ex, unsigned status, struct MHD_Response *response, size_t len,
                                 const char *type)
{
	if (!response)
		return MHD_NO;
	enum MHD_Result queued = MHD_NO;
	if (reply_headers(response, ex->service->site, ex->kiosk, type)) {
		conn_replies(&ex->service->conns, ex->conn, len);
		queued = MHD_queue_response(ex->connection, status, response);
	}
	MHD_destroy_response(response);
	return queued;
}

enum MHD_Result reply_cached(struct exchange *ex, const struct cached_page *page)
{
	enum coding coding = coding_chosen(page, exchange_header(ex, "Accept-Encoding"));
	conn_replies(&ex->service->conns, ex->conn, page->size[coding]);
	return MHD_queue_response(ex->connection, page->status, page->coded[coding]);
}

/* A rendered page holds what somebody typed. Its length stands before its bytes, so that all of it can be wiped. */
struct kept {
	struct conns *conns;
	size_t len;
	char *data;
};

static void wipe_page(void *closure)
{
	struct kept *page = closure;
	sodium_memzero(page->data, page->len);
	conns_let_go(page->conns, page->len);
	free(page->data);
	free(page);
}

/* Takes the content out of page. 0 when it was queued, else the status that says why it was not. */
static unsigned send_page(struct exchange *ex, unsigned status, struct buf *page, enum MHD_Result *queued)
{
	if (page->failed || !page->data)
		return 500;
	struct conns *conns = &ex->service->conns;
	if (!conns_hold(conns, page->len, page->len))
		return 503;
	struct kept *kept = malloc(sizeof *kept);
	if (!kept) {
		conns_let_go(conns, page->len);
		return 500;
	}
	*kept = (struct kept){conns, page->len, page->data};
	*page = (struct buf){.max = page->max};
	struct MHD_Response *response =
	        MHD_create_response_from_buffer_with_free_callback_cls(kept->len, kept->data, wipe_page, kept);
	if (!response) {
		wipe_page(kept);
		return 500;
	}
	*queued = send_once(ex, status, response, kept->len, "text/html; charset=utf-8");
	return 0;
}

enum MHD_Result reply_page(struct exchange *ex, unsigned status, struct buf *page)
{
	enum MHD_Result queued = MHD_NO;
	unsigned why = send_page(ex, status, page, &queued);
	return why ? reply_error(ex, why) : queued;
}

enum MHD_Result reply_page_packed(struct exchange *ex, unsigned status, const struct buf *page)
{
	struct buf small;
	buf_init(&small, page->len);
	bool packed = coding_accepted(exchange_header(ex, "Accept-Encoding"), CODING_GZIP) &&
	              compress_gzip(&small, page->data, page->len);
	const struct buf *sent = packed ? &small : page;
	struct MHD_Response *response = MHD_create_response_from_buffer(sent->len, sent->data, MHD_RESPMEM_MUST_COPY);
	if (response && packed)
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	enum MHD_Result queued = send_once(ex, status, response, sent->len, "text/html; charset=utf-8");
	buf_release(&small);
	return queued;
}

/* Errors on a kiosk are rare, and lead back to its start: they are written when they occur. */
static enum MHD_Result reply_kiosk_error(struct exchange *ex, unsigned status)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	enum MHD_Result queued = MHD_NO;
	if (pages_kiosk_error(&html, ex->service->site, ex->kiosk, status, ex->lang))
		send_page(ex, status, &html, &queued);
	buf_release(&html);
	return queued;
}

enum MHD_Result reply_error(struct exchange *ex, unsigned status)
{
	if (ex->kiosk)
		return reply_kiosk_error(ex, status);
	const struct cached_page *page = page_cache_error(ex->service->cache, status, ex->lang);
	return page ? reply_cached(ex, page) : MHD_NO;
}

enum MHD_Result reply_see_other(struct exchange *ex, const char *location)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (response && MHD_add_response_header(response, "Location", location) != MHD_YES) {
		MHD_destroy_response(response);
		return MHD_NO;
	}
	return send_once(ex, 303, response, 0, NULL);
}

enum MHD_Result reply_json(struct exchange *ex, unsigned status, const char *text, size_t len)
{
	struct MHD_Response *response =
	        MHD_create_response_from_buffer(len, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	return send_once(ex, status, response, len, "application/json");
}

enum MHD_Result reply_bytes(struct exchange *ex, void *bytes, size_t len)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);
	if (!response)
		free(bytes);
	return send_once(ex, 200, response, len, "application/octet-stream");
}

static struct MHD_Response *response_lent(const struct buf *text)
{
	return MHD_create_response_from_buffer(text->len, text->data, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result reply_file(struct exchange *ex, const struct buf *text, const char *type)
{
	return send_once(ex, 200, response_lent(text), text->len, type);
}

enum MHD_Result reply_worker(struct exchange *ex, const struct buf *script, const char *scope)
{
	struct MHD_Response *response = response_lent(script);
	if (response && MHD_add_response_header(response, "Service-Worker-Allowed", scope) != MHD_YES) {
		MHD_destroy_response(response);
		return MHD_NO;
	}
	return send_once(ex, 200, response, script->len, "text/javascript; charset=utf-8");
}

enum MHD_Result reply_not_this_way(struct exchange *ex, const char *allow)
{
	const struct cached_page *page = page_cache_error(ex->service->cache, 405, ex->lang);
	if (!page)
		return MHD_NO;
	struct MHD_Response *response =
	        MHD_create_response_from_buffer(page->html_len, page->html, MHD_RESPMEM_PERSISTENT);
	if (response && MHD_add_response_header(response, "Allow", allow) != MHD_YES) {
		MHD_destroy_response(response);
		return MHD_NO;
	}
	return send_once(ex, 405, response, page->html_len, "text/html; charset=utf-8");
}
