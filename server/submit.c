/* The way of a sheet through the server. From a device without script: read, check, seal, put, answer; from one that
 * seals by itself: put, answer. What was typed is wiped when the request ends (exchange_free, workspaces_give). */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/record.h"
#include "server/flow.h"
#include "server/handlers.h"
#include "server/moment.h"
#include "server/pages.h"
#include "server/reply.h"
#include "server/submit.h"
#include "server/workspace.h"

#define PAGE_MAX ((size_t)4 << 20)

/* --- read and check --- */

struct sheet_work {
	struct workspace *space;
	struct flow_request request;
	struct flow_turn turn;
	struct moment now;
};

static unsigned status_of(enum core_err err)
{
	return err == CORE_NOMEM ? 500 : err == CORE_LIMIT ? 413 : err ? 400 : 0;
}

/* The answers that ex->fields hold, checked. 0, or the status to refuse with. */
static unsigned check(struct exchange *ex, struct sheet_work *work)
{
	bool changed;
	if (!flow_read(&work->request, ex->desk->offer->form, &ex->fields))
		return 400;
	if (work->request.lang)
		ex->lang = pages_language(ex->service->site, work->request.lang, NULL);
	work->now = moment_now();
	enum core_err err = flow_answers(work->space->answers, &work->request, &ex->fields, &changed);
	if (!err)
		err = answers_evaluate_open(work->space->answers, &work->now, ex->lang);
	if (err)
		return status_of(err);
	work->turn = flow_decide(&work->request, work->space->answers, changed);
	return 0;
}

static unsigned read_body(struct exchange *ex)
{
	switch (fields_read(&ex->fields, ex->body, ex->body_len)) {
	case FIELDS_OK:
		return 0;
	case FIELDS_NOMEM:
		return 500;
	case FIELDS_MANY:
		return 413;
	case FIELDS_SYNTAX:
	case FIELDS_TEXT:
		break;
	}
	return 400;
}

/* --- answer --- */

enum MHD_Result submit_show(struct exchange *ex, const struct form_page *page, unsigned status)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_form(&html, ex->service->site, page);
	enum MHD_Result result = ok ? reply_page(ex, status, &html) : reply_error(ex, 500);
	buf_wipe(&html);
	buf_release(&html);
	return result;
}

static enum MHD_Result show_turn(struct exchange *ex, const struct sheet_work *work)
{
	struct form_page page = {.offer = ex->desk->offer,
	                         .kiosk = ex->kiosk,
	                         .answers = work->space->answers,
	                         .lang = ex->lang,
	                         .page = work->turn.page,
	                         .show_faults = work->turn.show_faults,
	                         .whole = work->turn.whole,
	                         .notice = work->turn.notice,
	                         .id = ex->id};
	return submit_show(ex, &page, work->turn.status);
}

static const char *notice_of(enum store_err err)
{
	return err == STORE_FULL ? "store-full" : err == STORE_BUSY ? "store-busy" : "store-failed";
}

static enum MHD_Result show_again(struct exchange *ex, const char *notice)
{
	struct sheet_work work = {.space = workspaces_take(ex->desk->workspaces)};
	unsigned status = work.space ? check(ex, &work) : 500;
	work.turn.status = 503;
	work.turn.notice = notice;
	enum MHD_Result result = status ? reply_error(ex, status) : show_turn(ex, &work);
	workspaces_give(ex->desk->workspaces, work.space);
	return result;
}

/* Words of thanks that depend on the answers: they are read once more, and the page is this answer. Sent again, it
 * counts once. */
static enum MHD_Result thank(struct exchange *ex)
{
	struct sheet_work work = {.space = workspaces_take(ex->desk->workspaces)};
	unsigned status = work.space ? check(ex, &work) : 500;
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = !status && answers_complete(work.space->answers) == CORE_OK &&
	          pages_thanks(&html, ex->service->site, ex->desk->offer, work.space->answers, ex->lang);
	enum MHD_Result result = ok ? reply_page(ex, 200, &html) : reply_error(ex, status ? status : 500);
	buf_wipe(&html);
	buf_release(&html);
	workspaces_give(ex->desk->workspaces, work.space);
	return result;
}

/* After the commit, or instead of it: a sheet that could not be stored goes back to its sender with all that was typed.
 */
static enum MHD_Result sheet_written(struct exchange *ex)
{
	char thanks[192];
	if (ex->write.err != STORE_OK)
		return show_again(ex, notice_of(ex->write.err));
	if (ex->desk->thanks_differ && !ex->kiosk)
		return thank(ex);
	snprintf(thanks, sizeof thanks, "%s%s/f/%s/done?lang=%s", ex->kiosk ? "/kiosk/" : "",
	         ex->kiosk ? ex->kiosk->name : "", ex->desk->offer->form->id, ex->lang);
	return reply_see_other(ex, thanks);
}

/* --- seal --- */

static bool seal(struct exchange *ex, struct sheet_work *work)
{
	const struct offer *offer = ex->desk->offer;
	struct workspace *space = work->space;
	char day[11] = "";
	if (offer->form->settings.keep_day)
		moment_day(day, &work->now);
	struct sheet_head head = {.form = offer->form->id,
	                          .version = offer->version,
	                          .wave = offer->lock.wave,
	                          .lang = ex->lang,
	                          .day = day};
	memcpy(head.id, ex->id, sizeof head.id);
	if (answers_complete(space->answers) != CORE_OK || !answers_write_json(space->answers, &space->json))
		return false;
	sheet_write(&space->sheet, &head, space->json.data, space->json.len);
	ex->record = malloc(offer->lock.record_size);
	return ex->record && !space->sheet.failed &&
	       record_seal(ex->record, offer->lock.record_size, &offer->lock, space->sheet.data, space->sheet.len) ==
	               SEAL_OK;
}

/* --- the whole way --- */

/* POST /f/FORM */
enum MHD_Result handle_posted_form(struct exchange *ex)
{
	struct sheet_work work = {0};
	ex->desk = service_desk(ex->service, ex->part[0], ex->part_len[0]);
	if (!ex->desk)
		return reply_error(ex, 404);
	unsigned status = read_body(ex);
	if (!status)
		work.space = workspaces_take(ex->desk->workspaces);
	if (!status)
		status = work.space ? check(ex, &work) : 500;
	if (!status && work.request.has_id)
		memcpy(ex->id, work.request.id, sizeof ex->id);
	else
		randombytes_buf(ex->id, sizeof ex->id);
	bool send = !status && work.turn.send;
	if (send && !seal(ex, &work)) {
		send = false;
		work.turn.status = 503;
		work.turn.notice = "seal-failed";
	}

	enum MHD_Result result = MHD_YES;
	if (status)
		result = reply_error(ex, status);
	else if (!send)
		result = show_turn(ex, &work);
	workspaces_give(ex->desk->workspaces, work.space);
	return send ? exchange_put(ex, ex->desk->store, ex->record, sheet_written) : result;
}

static enum MHD_Result record_written(struct exchange *ex)
{
	static const char taken[] = "{\"taken\":true}\n";
	return ex->write.err == STORE_OK ? reply_json(ex, 200, taken, strlen(taken)) : reply_error(ex, 503);
}

/* For a record under another lock: which one is in use now. */
static enum MHD_Result reply_current_lock(struct exchange *ex)
{
	char hex[33], text[64];
	id_hex(hex, ex->desk->lock->id);
	int n = snprintf(text, sizeof text, "{\"lock\":\"%s\"}\n", hex);
	return reply_json(ex, 409, text, (size_t)n);
}

/* PUT /api/records/FORM/ID */
enum MHD_Result handle_record(struct exchange *ex)
{
	ex->desk = service_desk(ex->service, ex->part[0], ex->part_len[0]);
	if (!ex->desk)
		return reply_error(ex, 404);
	if (!id_from_hex(ex->id, ex->part[1], ex->part_len[1]))
		return reply_error(ex, 400);
	switch (record_check((const unsigned char *)ex->body, ex->body_len, ex->desk->lock)) {
	case SEAL_OK:
		return exchange_put(ex, ex->desk->store, (const unsigned char *)ex->body, record_written);
	case SEAL_STRANGER:
		return reply_current_lock(ex);
	default:
		return reply_error(ex, 400);
	}
}
