/* GET /p/CODE: what a poster's code opens. */
#include <string.h>

#include "server/handlers.h"
#include "server/pages.h"
#include "server/reply.h"

#define PAGE_MAX ((size_t)1 << 20)

/* A scan is the first look at the page: not that of a browser which only fetches ahead, not HEAD, and not the same page
 * in another language. */
static bool is_scan(const struct exchange *ex)
{
	const char *purpose = exchange_header(ex, "Sec-Purpose");
	return strcmp(ex->method, "GET") == 0 && !exchange_has_query(ex) && !(purpose && strstr(purpose, "prefetch"));
}

enum MHD_Result handle_poster(struct exchange *ex)
{
	static const unsigned statuses[] = {
	        [POSTER_GOOD] = 200, [POSTER_MISTYPED] = 404, [POSTER_UNKNOWN] = 404, [POSTER_WITHDRAWN] = 410};
	const struct site *site = ex->service->site;
	struct poster poster;
	struct buf html;
	enum poster_standing standing = posters_look(ex->service->posters, ex->part[0], ex->part_len[0], &poster);
	if (standing == POSTER_GOOD && is_scan(ex))
		posters_scanned(ex->service->posters, poster.code);
	buf_init(&html, PAGE_MAX);
	const struct offer *offer = site_offer(site, poster.form, strlen(poster.form));
	bool ok = pages_poster(&html, site, standing, &poster, offer, ex->lang);
	enum MHD_Result result = ok ? reply_page_packed(ex, statuses[standing], &html) : reply_error(ex, 500);
	buf_release(&html);
	return result;
}
