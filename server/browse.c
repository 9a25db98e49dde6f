/* What is only looked at: home, help, accessibility, first pages, thanks, health. */
#include <stdio.h>
#include <string.h>

#include "server/handlers.h"
#include "server/relay.h"
#include "server/reply.h"
#include "server/submit.h"

enum MHD_Result handle_home(struct exchange *ex)
{
	return reply_cached(ex, page_cache_home(ex->service->cache, ex->lang));
}

enum MHD_Result handle_accessibility(struct exchange *ex)
{
	return reply_cached(ex, page_cache_accessibility(ex->service->cache, ex->lang));
}

enum MHD_Result handle_help(struct exchange *ex)
{
	return reply_cached(ex, page_cache_help(ex->service->cache, ex->lang));
}

enum MHD_Result handle_form(struct exchange *ex)
{
	const struct offer *offer = site_offer(ex->service->site, ex->part[0], ex->part_len[0]);
	if (!offer)
		return reply_error(ex, 404);
	const char *slip = offer->form->settings.slip ? exchange_query(ex, "slip") : NULL;
	return slip ? submit_open(ex, slip) : reply_cached(ex, page_cache_form(ex->service->cache, offer, ex->lang));
}

enum MHD_Result handle_thanks(struct exchange *ex)
{
	const struct offer *offer = site_offer(ex->service->site, ex->part[0], ex->part_len[0]);
	return offer ? reply_cached(ex, page_cache_thanks(ex->service->cache, offer, ex->lang)) : reply_error(ex, 404);
}

enum MHD_Result handle_asset(struct exchange *ex)
{
	const struct cached_page *page = page_cache_asset(ex->service->cache, ex->part[0], ex->part_len[0]);
	return page ? reply_cached(ex, page) : reply_error(ex, 404);
}

/* Up, and able to commit: every store whose form is offered says so. A relay adds how it stands with the town's server.
 */
enum MHD_Result handle_health(struct exchange *ex)
{
	static const char well[] = "{\"ready\":true}\n", unwell[] = "{\"ready\":false}\n";
	char relay[64];
	for (size_t i = 0; i < ex->service->desk_count; i++) {
		const struct desk *desk = &ex->service->desks[i];
		if (desk->offer && store_ready(desk->store) != STORE_OK)
			return reply_json(ex, 503, unwell, strlen(unwell));
	}
	if (!ex->service->relay)
		return reply_json(ex, 200, well, strlen(well));
	int len = snprintf(relay, sizeof relay, "{\"ready\":true,\"relay\":\"%s\"}\n", relay_word(ex->service->relay));
	return reply_json(ex, 200, relay, (size_t)len);
}
