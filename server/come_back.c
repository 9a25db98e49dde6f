/* Coming back with a receipt. With script the device derives, asks and opens by itself (POST /api/mailbox); without,
 * the page is posted here and the mailbox is opened in memory for this one answer (server/receipt.h). What was typed is
 * wiped when the request ends. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "kiosk/asset.h"
#include "kiosk/assets.h"
#include "seal/followup.h"
#include "seal/record.h"
#include "server/handlers.h"
#include "server/limits.h"
#include "server/mailboxes.h"
#include "server/moment.h"
#include "server/pages.h"
#include "server/reply.h"

#define PAGE_MAX ((size_t)1 << 20)
#define ARENA_MAX ((size_t)1 << 16)
#define ABOUT_MAX ((size_t)1 << 16)
#define FOLLOWUP_MAX ((size_t)1 << 17)

/* --- what a device asks for --- */

static void add_hex(struct buf *out, const char *name, const unsigned char *bytes, size_t len)
{
	char hex[65];
	buf_printf(out, ",\"%s\":\"%s\"", name, sodium_bin2hex(hex, sizeof hex, bytes, len));
}

static void add_form(struct buf *out, const struct offer *offer)
{
	const struct form_settings *settings = &offer->form->settings;
	buf_printf(out, "%s{\"receipt\":%u,\"form\":\"%s\",\"wave\":\"%s\",\"size\":%zu",
	           out->data[out->len - 1] == '[' ? "" : ",", settings->receipt, offer->form->id, offer->lock.wave,
	           offer->lock.record_size);
	add_hex(out, "lock", offer->lock.id, sizeof offer->lock.id);
	add_hex(out, "key", offer->lock.public_key, sizeof offer->lock.public_key);
	buf_printf(out, ",\"most\":%zu", followup_message_max(offer->lock.record_size));
	if (settings->work)
		buf_printf(out, ",\"work\":\"/a/%s\"", assets[ASSET_WORK_JS].name);
	buf_addc(out, '}');
}

/* GET /api/mailbox: the salt of the site's receipts, and what to seal to for each digit that they begin with. */
enum MHD_Result handle_mailbox_about(struct exchange *ex)
{
	const struct site *site = ex->service->site;
	struct buf json;
	if (!ex->service->mailboxes)
		return reply_error(ex, 404);
	buf_init(&json, ABOUT_MAX);
	buf_printf(&json, "{\"derive\":\"/a/%s\"", assets[ASSET_RECEIPT_JS].name);
	add_hex(&json, "salt", mailboxes_salt(ex->service->mailboxes), MAILBOX_SALT_BYTES);
	buf_adds(&json, ",\"forms\":[");
	for (size_t i = 0; i < site->offer_count && !json.failed; i++)
		if (site->offers[i].form->settings.receipt > 0)
			add_form(&json, &site->offers[i]);
	buf_adds(&json, "]}\n");
	enum MHD_Result result = json.failed ? reply_error(ex, 500) : reply_json(ex, 200, json.data, json.len);
	buf_release(&json);
	return result;
}

/* POST /api/mailbox: the eight cells of any mailbox. */
enum MHD_Result handle_mailbox(struct exchange *ex)
{
	if (!ex->service->mailboxes)
		return reply_error(ex, 404);
	if (ex->body_len != MAILBOX_ID_BYTES)
		return reply_error(ex, 400);
	if (!limits_ask(ex->service->limits, ex->conn->block, moment_ticks()))
		return reply_error(ex, 429);
	unsigned char *cells = malloc(MAILBOX_ALL_BYTES);
	if (!cells)
		return reply_error(ex, 500);
	if (mailboxes_ask(ex->service->mailboxes, (const unsigned char *)ex->body, cells) == STORE_OK)
		return reply_bytes(ex, cells, MAILBOX_ALL_BYTES);
	free(cells);
	return reply_error(ex, 503);
}

/* --- the page --- */

static enum MHD_Result show(struct exchange *ex, unsigned status, const struct come_back_page *page)
{
	struct buf html;
	buf_init(&html, PAGE_MAX);
	bool ok = pages_come_back(&html, ex->service->site, page, ex->lang);
	enum MHD_Result result = ok ? reply_page(ex, status, &html) : reply_error(ex, 500);
	buf_wipe(&html);
	buf_release(&html);
	return result;
}

/* GET /r */
enum MHD_Result handle_come_back(struct exchange *ex)
{
	struct come_back_page page = {.receipt = ""};
	return ex->service->mailboxes ? show(ex, 200, &page) : reply_error(ex, 404);
}

/* What a mailbox says, opened. All of it is wiped by opened_release. */
struct opened {
	struct arena arena;
	unsigned char cells[MAILBOX_ALL_BYTES];
	unsigned char padded[MAILBOX_CELLS][MAILBOX_PADDED_BYTES];
	struct mailbox_message messages[MAILBOX_CELLS];
	size_t count;
};

static void opened_release(struct opened *o)
{
	if (!o)
		return;
	arena_wipe(&o->arena);
	arena_release(&o->arena);
	sodium_memzero(o, sizeof *o);
	free(o);
}

/* By day; what says when all is erased comes last. */
static int compare(const void *a, const void *b)
{
	const struct mailbox_message *x = a, *y = b;
	int last = (x->kind == MAILBOX_EXPIRES) - (y->kind == MAILBOX_EXPIRES);
	return last != 0 ? last : strcmp(x->day, y->day);
}

static bool open_all(struct exchange *ex, struct opened *o)
{
	arena_init(&o->arena, ARENA_MAX);
	if (mailboxes_ask(ex->service->mailboxes, ex->derive.keys->mailbox.id, o->cells) != STORE_OK)
		return false;
	for (size_t i = 0; i < MAILBOX_CELLS; i++) {
		size_t len;
		if (receipt_open(ex->derive.keys, o->cells + i * MAILBOX_CELL_BYTES, o->padded[i], &len) == SEAL_OK &&
		    mailbox_message_read(&o->messages[o->count], (const char *)o->padded[i], len, &o->arena) == SEAL_OK)
			o->count++;
	}
	qsort(o->messages, o->count, sizeof *o->messages, compare);
	return true;
}

/* The page with what the mailbox says, and what was typed if it was not sent. */
static enum MHD_Result show_opened(struct exchange *ex, unsigned status, const char *notice, bool keep_text)
{
	const struct posted *text = keep_text ? fields_find(&ex->fields, "text") : NULL;
	unsigned char next[ID_BYTES];
	struct opened *opened = calloc(1, sizeof *opened);
	if (!opened || !open_all(ex, opened)) {
		opened_release(opened);
		return reply_error(ex, 503);
	}
	randombytes_buf(next, sizeof next);
	struct come_back_page page = {.receipt = ex->receipt,
	                              .opened = true,
	                              .messages = opened->messages,
	                              .message_count = opened->count,
	                              .id = keep_text ? ex->id : next,
	                              .text = text ? text->value : NULL,
	                              .text_len = text ? text->value_len : 0,
	                              .most = followup_message_max(ex->desk ? ex->desk->lock->record_size : 4000),
	                              .notice = notice};
	enum MHD_Result result = show(ex, status, &page);
	opened_release(opened);
	return result;
}

/* --- writing more --- */

static enum MHD_Result more_written(struct exchange *ex)
{
	if (ex->write.err != STORE_OK)
		return show_opened(ex, 503, "back-failed", true);
	return show_opened(ex, 200, "back-sent", false);
}

static bool seal_more(struct exchange *ex, const struct posted *text)
{
	const struct lock *lock = ex->desk->lock;
	struct moment now = moment_now();
	struct buf json;
	char day[11];
	moment_day(day, &now);
	struct followup f = {.mailbox = ex->derive.keys->mailbox,
	                     .form = {lock->form, strlen(lock->form)},
	                     .wave = {lock->wave, strlen(lock->wave)},
	                     .lang = {ex->lang, strlen(ex->lang)},
	                     .day = {day, strlen(day)},
	                     .message = {text->value, text->value_len}};
	memcpy(f.id, ex->id, sizeof f.id);
	buf_init(&json, FOLLOWUP_MAX);
	followup_write(&json, &f);
	ex->record = malloc(lock->record_size);
	bool ok = ex->record && !json.failed &&
	          record_seal(ex->record, lock->record_size, lock, json.data, json.len) == SEAL_OK;
	buf_wipe(&json);
	buf_release(&json);
	return ok;
}

/* As any other sheet without script: in the slower lane. */
static enum MHD_Result write_more(struct exchange *ex)
{
	const struct posted *text = fields_find(&ex->fields, "text");
	if (!text || !ex->desk || !followup_fits(text->value, text->value_len, ex->desk->lock->record_size))
		return show_opened(ex, 422, "back-empty", true);
	if (!limits_slow_lane(ex->service->limits, ex->conn->block, moment_ticks()))
		return show_opened(ex, 429, "slow-lane", true);
	if (!seal_more(ex, text))
		return show_opened(ex, 503, "back-failed", true);
	return exchange_put(ex, ex->desk->store, ex->record, NULL, more_written);
}

/* --- the receipt --- */

static const struct desk *desk_of_receipt(const struct exchange *ex)
{
	for (size_t i = 0; i < ex->service->desk_count; i++) {
		const struct desk *desk = &ex->service->desks[i];
		if (desk->offer && desk->offer->form->settings.receipt == receipt_form_digit(ex->receipt))
			return desk;
	}
	return NULL;
}

static enum MHD_Result derived(struct exchange *ex)
{
	const struct posted *act = fields_find(&ex->fields, "_do"), *id = fields_find(&ex->fields, "_id");
	struct come_back_page again = {.receipt = ex->receipt, .notice = "back-busy"};
	if (ex->derive.err)
		return show(ex, 503, &again);
	ex->desk = desk_of_receipt(ex);
	if (!id || !id_from_hex(ex->id, id->value, id->value_len))
		randombytes_buf(ex->id, sizeof ex->id);
	if (act && strcmp(act->value, "write") == 0)
		return write_more(ex);
	return show_opened(ex, 200, NULL, false);
}

/* POST /r */
enum MHD_Result handle_receipt(struct exchange *ex)
{
	if (!ex->service->mailboxes)
		return reply_error(ex, 404);
	if (fields_read(&ex->fields, ex->body, ex->body_len) != FIELDS_OK)
		return reply_error(ex, 400);
	const struct posted *typed = fields_find(&ex->fields, "receipt");
	struct come_back_page page = {.receipt = typed ? typed->value : "", .reading = RECEIPT_LENGTH};
	if (typed)
		page.reading = receipt_read(ex->receipt, typed->value, typed->value_len);
	if (page.reading)
		return show(ex, 422, &page);
	if (!limits_ask(ex->service->limits, ex->conn->block, moment_ticks())) {
		page.notice = "back-busy";
		return show(ex, 429, &page);
	}
	return exchange_derive(ex, derived);
}
