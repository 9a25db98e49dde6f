/* The way of a record from a device that seals by itself: check its size and lock, put, answer. Nothing of it can be
 * read here. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seal/record.h"
#include "server/handlers.h"
#include "server/limits.h"
#include "server/moment.h"
#include "server/reply.h"
#include "server/submit.h"

/* --- shared with submit.c --- */

void submit_read_brought(struct exchange *ex, const char *slip, const char *poster, bool keep)
{
	const struct form *form = ex->desk->offer->form;
	brought_read(&ex->brought, ex->service->slips, ex->service->posters, form->id, form->settings.slip, slip,
	             poster, keep);
}

const unsigned char *submit_cost(const struct exchange *ex)
{
	return ex->brought.needs_slip ? ex->brought.hash : NULL;
}

bool submit_known(const struct exchange *ex)
{
	unsigned char *record = malloc(ex->desk->lock->record_size);
	bool known = record && store_get(ex->desk->store, ex->id, record) == STORE_OK;
	free(record);
	return known;
}

void submit_taken(const struct exchange *ex)
{
	if (ex->write.outcome == STORE_TAKEN && ex->desk->offer->form->settings.work)
		limits_took(ex->service->limits, ex->conn->block, moment_ticks());
}

/* --- the record --- */

/* {"member":value} */
static enum MHD_Result reply_word(struct exchange *ex, unsigned status, const char *member, const char *value)
{
	char text[80];
	int n = snprintf(text, sizeof text, "{\"%s\":%s}\n", member, value);
	return reply_json(ex, status, text, (size_t)n);
}

static enum MHD_Result record_written(struct exchange *ex)
{
	if (ex->write.err != STORE_OK)
		return reply_error(ex, 503);
	submit_taken(ex);
	if (ex->write.outcome == STORE_SPENT)
		return reply_word(ex, 409, "slip", "\"spent\"");
	return reply_cached(ex, page_cache_taken(ex->service->cache));
}

static unsigned bits_now(struct exchange *ex, int64_t now)
{
	return limits_bits(ex->service->limits, ex->conn->block, now);
}

/* What to reckon with now, after {"work":WORD when word is given. */
static enum MHD_Result reply_challenge(struct exchange *ex, unsigned status, const char *word)
{
	unsigned char challenge[WORK_CHALLENGE_BYTES];
	char hex[2 * WORK_CHALLENGE_BYTES + 1], text[160];
	int64_t now = moment_ticks();
	unsigned bits = bits_now(ex, now);
	work_challenge(&ex->service->work, (uint32_t)(now / 1000), bits, challenge);
	sodium_bin2hex(hex, sizeof hex, challenge, sizeof challenge);
	int n = snprintf(text, sizeof text, "{%s%s%s\"challenge\":\"%s\",\"bits\":%u,\"counters\":%u}\n",
	                 word ? "\"work\":\"" : "", word ? word : "", word ? "\"," : "", hex, bits, WORK_COUNTERS);
	return reply_json(ex, status, text, (size_t)n);
}

/* GET /api/work */
enum MHD_Result handle_work(struct exchange *ex)
{
	return reply_challenge(ex, 200, NULL);
}

static enum work_standing work_standing(struct exchange *ex)
{
	const char *text = exchange_header(ex, "Work");
	struct work_proof proof;
	int64_t now = moment_ticks();
	if (!ex->desk->offer->form->settings.work)
		return WORK_GOOD;
	enum work_standing read = work_read(&proof, text, text ? strlen(text) : 0);
	return read ? read
	            : work_check(&ex->service->work, &proof, ex->desk->lock->id, ex->id, (uint32_t)(now / 1000),
	                         bits_now(ex, now));
}

/* Takes the record if the work was done and the slip that it costs is good. What was not worked for costs no look into
 * the store: who sends again after a lost answer reckons once more. */
static enum MHD_Result put(struct exchange *ex)
{
	enum work_standing work = work_standing(ex);
	if (work)
		return reply_challenge(ex, 403, work_standing_word(work));
	static const char *const words[] = {
	        [SLIP_MISSING] = "\"missing\"", [SLIP_MISTYPED] = "\"mistyped\"", [SLIP_UNKNOWN] = "\"unknown\""};
	submit_read_brought(ex, exchange_header(ex, "Slip"), NULL, false);
	if (!brought_fault(&ex->brought))
		return exchange_put(ex, ex->desk->store, (const unsigned char *)ex->body, submit_cost(ex),
		                    record_written);
	if (submit_known(ex))
		return reply_cached(ex, page_cache_taken(ex->service->cache));
	return reply_word(ex, 403, "slip", words[ex->brought.standing]);
}

/* For a record under another lock: which one is in use now. */
static enum MHD_Result reply_current_lock(struct exchange *ex)
{
	char hex[33], quoted[36];
	id_hex(hex, ex->desk->lock->id);
	snprintf(quoted, sizeof quoted, "\"%s\"", hex);
	return reply_word(ex, 409, "lock", quoted);
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
		return put(ex);
	case SEAL_STRANGER:
		return reply_current_lock(ex);
	default:
		return reply_error(ex, 400);
	}
}
