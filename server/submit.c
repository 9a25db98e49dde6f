/* The way of a sheet from a device without script: read, check, seal, put, answer. (One that seals by itself:
 * submit_record.c.) What was typed is wiped when the request ends (exchange_free, workspaces_give). */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/record.h"
#include "server/flow.h"
#include "server/handlers.h"
#include "server/limits.h"
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
	bool known; /* the sheet is in the store already */
};

static unsigned status_of(enum core_err err)
{
	return err == CORE_NOMEM ? 500 : err == CORE_LIMIT ? 413 : err ? 400 : 0;
}

/* Nobody goes on without a slip where one is asked for. */
static void require_slip(struct exchange *ex, struct sheet_work *work)
{
	const struct flow_request *request = &work->request;
	const char *fault = brought_fault(&ex->brought);
	if (!fault || (request->act != FLOW_NEXT && request->act != FLOW_SEND))
		return;
	if (request->has_id)
		memcpy(ex->id, request->id, sizeof ex->id);
	work->known = work->turn.send && request->has_id && submit_known(ex);
	work->turn.send = false;
	work->turn.status = 422;
	work->turn.notice = fault;
	if (!request->whole)
		work->turn.page = request->page;
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
	submit_read_brought(ex, work->request.slip, work->request.poster, work->request.keep);
	require_slip(ex, work);
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

static enum MHD_Result show(struct exchange *ex, const struct form_page *page, unsigned status)
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
	                         .brought = &ex->brought,
	                         .id = work->request.act == FLOW_OPEN ? NULL : ex->id,
	                         .receipt = ex->receipt[0] ? ex->receipt : NULL,
	                         .script = work->request.act == FLOW_OPEN && !ex->kiosk};
	return show(ex, &page, work->turn.status);
}

static const char *notice_of(enum store_err err)
{
	return err == STORE_FULL ? "store-full" : err == STORE_BUSY ? "store-busy" : "store-failed";
}

static enum MHD_Result show_again(struct exchange *ex, unsigned because, const char *notice)
{
	struct sheet_work work = {.space = workspaces_take(ex->desk->workspaces)};
	unsigned status = work.space ? check(ex, &work) : 500;
	work.turn.status = because;
	work.turn.notice = notice;
	enum MHD_Result result = status ? reply_error(ex, status) : show_turn(ex, &work);
	workspaces_give(ex->desk->workspaces, work.space);
	return result;
}

/* A receipt, or words of thanks that depend on the answers, which are read once more: the page is this answer. Sent
 * again, it counts once. */
static enum MHD_Result thank(struct exchange *ex)
{
	struct sheet_work work = {.space = workspaces_take(ex->desk->workspaces)};
	unsigned status = work.space ? check(ex, &work) : 500;
	char receipt[RECEIPT_GROUPED];
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = !status && answers_complete(work.space->answers) == CORE_OK &&
	          pages_thanks(&html, ex->service->site, ex->desk->offer,
	                       ex->desk->thanks_differ ? work.space->answers : NULL, submit_receipt_words(ex, receipt),
	                       ex->lang);
	sodium_memzero(receipt, sizeof receipt);
	enum MHD_Result result = ok ? reply_page(ex, 200, &html) : reply_error(ex, status ? status : 500);
	buf_wipe(&html);
	buf_release(&html);
	workspaces_give(ex->desk->workspaces, work.space);
	return result;
}

static enum MHD_Result reply_thanks(struct exchange *ex)
{
	char thanks[192];
	if ((ex->desk->thanks_differ || ex->receipt[0]) && !ex->kiosk)
		return thank(ex);
	snprintf(thanks, sizeof thanks, "%s%s/f/%s/done?lang=%s", ex->kiosk ? "/kiosk/" : "",
	         ex->kiosk ? ex->kiosk->name : "", ex->desk->offer->form->id, ex->lang);
	return reply_see_other(ex, thanks);
}

/* After the commit, or instead of it: a sheet that could not be stored goes back to its sender with all that was typed.
 */
static enum MHD_Result sheet_written(struct exchange *ex)
{
	submit_taken(ex);
	if (ex->write.err != STORE_OK)
		return show_again(ex, 503, notice_of(ex->write.err));
	if (ex->write.outcome == STORE_SPENT)
		return show_again(ex, 409, "slip-spent");
	return reply_thanks(ex);
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
	                          .day = day,
	                          .poster = ex->brought.has_poster && ex->brought.keep ? ex->brought.poster.code : "",
	                          .mailbox = ex->derive.keys ? &ex->derive.keys->mailbox : NULL};
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

/* The first page, for a person who brought a slip's code in the address. */
enum MHD_Result submit_open(struct exchange *ex, const char *slip)
{
	struct sheet_work work = {.request = {.act = FLOW_OPEN}};
	ex->desk = service_desk(ex->service, ex->part[0], ex->part_len[0]);
	work.space = ex->desk ? workspaces_take(ex->desk->workspaces) : NULL;
	work.now = moment_now();
	bool ok = work.space && answers_evaluate_open(work.space->answers, &work.now, ex->lang) == CORE_OK;
	if (ok) {
		work.turn = flow_decide(&work.request, work.space->answers, false);
		submit_read_brought(ex, slip, NULL, false);
	}
	enum MHD_Result result = ok ? show_turn(ex, &work) : reply_error(ex, 500);
	if (ex->desk)
		workspaces_give(ex->desk->workspaces, work.space);
	return result;
}

/* Without script nobody can work for their turn: there is a slower lane, and a page that says so. */
static void await_turn(struct exchange *ex, struct sheet_work *work)
{
	const struct flow_request *request = &work->request;
	if (!ex->desk->offer->form->settings.work ||
	    limits_slow_lane(ex->service->limits, ex->conn->block, moment_ticks()))
		return;
	work->known = request->has_id && submit_known(ex);
	work->turn.send = false;
	work->turn.status = 429;
	work->turn.notice = "slow-lane";
	if (!request->whole)
		work->turn.page = request->page;
}

/* The receipt is derived: the answers are read once more, sealed with its mailbox, and put. */
static enum MHD_Result seal_with_receipt(struct exchange *ex)
{
	struct sheet_work work = {0};
	if (ex->derive.err)
		return show_again(ex, 503, "back-busy");
	work.space = workspaces_take(ex->desk->workspaces);
	bool sealed = work.space && check(ex, &work) == 0 && seal(ex, &work);
	workspaces_give(ex->desk->workspaces, work.space);
	exchange_forget_keys(ex);
	if (!sealed)
		return show_again(ex, 503, "seal-failed");
	return exchange_put(ex, ex->desk->store, ex->record, submit_cost(ex), sheet_written);
}

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
	if (!status)
		submit_draw_receipt(ex, work.request.receipt);
	if (!status && work.turn.send)
		await_turn(ex, &work);
	bool send = !status && work.turn.send, derive = send && ex->receipt[0];
	if (send && !derive && !seal(ex, &work)) {
		send = false;
		work.turn.status = 503;
		work.turn.notice = "seal-failed";
	}

	enum MHD_Result result = MHD_YES;
	if (status)
		result = reply_error(ex, status);
	else if (work.known)
		result = reply_thanks(ex);
	else if (!send)
		result = show_turn(ex, &work);
	workspaces_give(ex->desk->workspaces, work.space);
	if (derive)
		return exchange_derive(ex, seal_with_receipt);
	return send ? exchange_put(ex, ex->desk->store, ex->record, submit_cost(ex), sheet_written) : result;
}
