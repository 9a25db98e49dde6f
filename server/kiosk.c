/* A kiosk's addresses: its own pages, its forms under its own name so that nothing leads away, its service worker, and
 * where its test sheets end. */
#include <stdio.h>
#include <string.h>

#include "seal/record.h"
#include "server/handlers.h"
#include "server/kiosk_cache.h"
#include "server/reply.h"
#include "server/site_kiosks.h"

/* A device stands where it stands: its browser's wishes say nothing about who comes by. */
static const char *language_of(const struct exchange *ex, const struct kiosk *kiosk)
{
	const char *wanted = exchange_query(ex, "lang");
	for (size_t i = 0; wanted && i < kiosk->language_count; i++)
		if (strcmp(kiosk->languages[i], wanted) == 0)
			return kiosk->languages[i];
	return kiosk->languages[0];
}

void kiosk_enter(struct exchange *ex)
{
	static const char root[] = "/kiosk/";
	if (strncmp(ex->path, root, sizeof root - 1) != 0)
		return;
	const char *name = ex->path + sizeof root - 1;
	ex->kiosk = site_kiosk(ex->service->site, name, strcspn(name, "/"));
	if (ex->kiosk)
		ex->lang = language_of(ex, ex->kiosk);
}

/* The form that the address names, if it is one of the kiosk's; NULL: reply with 404. */
static const struct kiosk_form *form_of(const struct exchange *ex)
{
	if (!ex->kiosk)
		return NULL;
	return site_kiosk_form(ex->service->site, ex->kiosk, ex->part[1], ex->part_len[1]);
}

/* GET /kiosk/NAME */
enum MHD_Result handle_kiosk(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_cached(ex, kiosk_cache_start(ex->service->kiosks, ex->kiosk, ex->lang));
}

/* GET /kiosk/NAME/staff */
enum MHD_Result handle_kiosk_staff(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_cached(ex, kiosk_cache_staff(ex->service->kiosks, ex->kiosk, ex->lang));
}

/* GET /kiosk/NAME/help */
enum MHD_Result handle_kiosk_help(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_cached(ex, kiosk_cache_help(ex->service->kiosks, ex->kiosk, ex->lang));
}

/* GET /kiosk/NAME/accessibility */
enum MHD_Result handle_kiosk_accessibility(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_cached(ex, kiosk_cache_accessibility(ex->service->kiosks, ex->kiosk, ex->lang));
}

/* GET /kiosk/NAME/f/FORM */
enum MHD_Result handle_kiosk_form(struct exchange *ex)
{
	const struct kiosk_form *form = form_of(ex);
	return form ? reply_cached(ex, kiosk_cache_form(ex->service->kiosks, ex->kiosk, form, ex->lang))
	            : reply_error(ex, 404);
}

/* GET /kiosk/NAME/f/FORM/done */
enum MHD_Result handle_kiosk_done(struct exchange *ex)
{
	const struct kiosk_form *form = form_of(ex);
	return form && !form->take_along
	               ? reply_cached(ex, kiosk_cache_done(ex->service->kiosks, ex->kiosk, form, ex->lang))
	               : reply_error(ex, 404);
}

/* POST /kiosk/NAME/f/FORM */
enum MHD_Result handle_kiosk_posted(struct exchange *ex)
{
	const struct kiosk_form *form = form_of(ex);
	if (!form || form->take_along)
		return reply_error(ex, 404);
	ex->part[0] = ex->part[1];
	ex->part_len[0] = ex->part_len[1];
	return handle_posted_form(ex);
}

/* GET /kiosk/NAME/worker.js */
enum MHD_Result handle_kiosk_worker(struct exchange *ex)
{
	char scope[64];
	if (!ex->kiosk)
		return reply_error(ex, 404);
	snprintf(scope, sizeof scope, "/kiosk/%s", ex->kiosk->name);
	return reply_worker(ex, kiosk_cache_worker(ex->service->kiosks, ex->kiosk), scope);
}

/* GET /kiosk/NAME/manifest.json */
enum MHD_Result handle_kiosk_manifest(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_file(ex, kiosk_cache_manifest(ex->service->kiosks, ex->kiosk), "application/manifest+json");
}

/* GET /kiosk/NAME/icon.svg */
enum MHD_Result handle_kiosk_icon(struct exchange *ex)
{
	if (!ex->kiosk)
		return reply_error(ex, 404);
	return reply_file(ex, kiosk_cache_icon(ex->service->kiosks), "image/svg+xml");
}

/* PUT /kiosk/NAME/test/FORM: a record is looked at as any other, and thrown away. */
enum MHD_Result handle_kiosk_test(struct exchange *ex)
{
	static const char taken[] = "{\"taken\":true,\"test\":true}\n";
	const struct desk *desk = form_of(ex) ? service_desk(ex->service, ex->part[1], ex->part_len[1]) : NULL;
	if (!desk)
		return reply_error(ex, 404);
	if (record_check((const unsigned char *)ex->body, ex->body_len, desk->lock) != SEAL_OK)
		return reply_error(ex, 400);
	if (store_ready(desk->store) != STORE_OK)
		return reply_error(ex, 503);
	return reply_json(ex, 200, taken, strlen(taken));
}
