/* What the staff's tally sends: events and other records, messages for mailboxes, and what is to be erased when. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "seal/record.h"
#include "server/expiry.h"
#include "server/handlers.h"
#include "server/mailboxes.h"
#include "server/reply.h"
#include "server/staff.h"

#define SECONDS_OF_DAY 86400

/* --- records --- */

static enum MHD_Result record_written(struct exchange *ex)
{
	static const char taken[] = "{\"taken\":true}\n";
	return ex->write.err == STORE_OK ? reply_json(ex, 200, taken, sizeof taken - 1) : reply_error(ex, 503);
}

/* PUT /api/staff/records/LOCKID/ID: as anybody's record, but that a signature pays for it. */
enum MHD_Result handle_staff_record(struct exchange *ex)
{
	unsigned status;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	ex->desk = staff_desk(ex, card);
	if (!ex->desk)
		return reply_error(ex, 404);
	const unsigned char *record = (const unsigned char *)ex->body;
	if (!id_from_hex(ex->id, ex->part[1], ex->part_len[1]) ||
	    record_check(record, ex->body_len, ex->desk->lock) != SEAL_OK)
		return reply_error(ex, 400);
	return exchange_put(ex, ex->desk->store, record, NULL, record_written);
}

/* --- mailboxes --- */

/* The server does not know whose mailbox it is: who names its id has opened a report that says it. */
static bool has_grant(const struct service *s, const struct card *card)
{
	for (size_t i = 0; i < s->desk_count; i++)
		if (lock_grant(s->desks[i].lock, card->id))
			return true;
	return false;
}

/* PUT /api/staff/mailboxes/MAILBOXID/CELLID */
enum MHD_Result handle_staff_mailbox(struct exchange *ex)
{
	unsigned char mailbox[MAILBOX_ID_BYTES], cell[ID_BYTES];
	char text[48];
	bool replaced;
	unsigned status;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	if (!ex->service->mailboxes || !has_grant(ex->service, card))
		return reply_error(ex, 404);
	if (!id_from_hex(mailbox, ex->part[0], ex->part_len[0]) || !id_from_hex(cell, ex->part[1], ex->part_len[1]) ||
	    mailbox_check((const unsigned char *)ex->body, ex->body_len) != SEAL_OK)
		return reply_error(ex, 400);
	if (mailboxes_put(ex->service->mailboxes, mailbox, cell, (const unsigned char *)ex->body, &replaced) !=
	    STORE_OK)
		return reply_error(ex, 503);
	int n = snprintf(text, sizeof text, "{\"taken\":true,\"replaced\":%s}\n", replaced ? "true" : "false");
	return reply_json(ex, 200, text, (size_t)n);
}

/* --- erasing --- */

static unsigned mark(struct exchange *ex, const struct desk *desk, const struct expiry *e, uint16_t due)
{
	struct write write = {.store = desk->store, .act = STORE_MARK, .id = e->ids, .count = e->id_count, .due = due};
	if (e->id_count > 0 && writer_wait(ex->service->writer, &write) != STORE_OK)
		return 503;
	if (e->mailbox_count == 0 || !ex->service->mailboxes)
		return 200;
	return mailboxes_mark(ex->service->mailboxes, e->mailboxes, e->mailbox_count, due) == STORE_OK ? 200 : 503;
}

static enum MHD_Result reply_day(struct exchange *ex, uint16_t due)
{
	char day[11], text[40];
	expiry_day_text(day, due);
	int n = due == STORE_KEEP ? snprintf(text, sizeof text, "{\"day\":null}\n")
	                          : snprintf(text, sizeof text, "{\"day\":\"%s\"}\n", day);
	return reply_json(ex, 200, text, (size_t)n);
}

/* POST /api/staff/expiry/LOCKID */
enum MHD_Result handle_staff_expiry(struct exchange *ex)
{
	unsigned status;
	struct arena arena;
	struct expiry expiry;
	uint16_t due = STORE_KEEP;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	const struct desk *desk = staff_desk(ex, card);
	if (!desk)
		return reply_error(ex, 404);
	arena_init(&arena, EXPIRY_ARENA_MAX);
	enum core_err err = expiry_read(&expiry, ex->body ? ex->body : "", ex->body_len, &arena);
	status = err == CORE_NOMEM ? 500 : 400;
	if (!err) {
		due = expiry_day(&expiry, (uint16_t)(time(NULL) / SECONDS_OF_DAY), ex->service->site->erase_after_days);
		status = mark(ex, desk, &expiry, due);
	}
	arena_release(&arena);
	return status == 200 ? reply_day(ex, due) : reply_error(ex, status);
}
