/* The staff's side: a tally program asks for locks, ids and records. Every request is signed by a card in staff/
 * (seal/request.h), and who holds no grant for a lock is told what a stranger would be told: there is no such thing. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/json.h"
#include "seal/request.h"
#include "server/audit.h"
#include "server/handlers.h"
#include "server/replay.h"
#include "server/reply.h"
#include "server/staff.h"

#define LOCKS_MAX ((size_t)16 << 20)
#define RECORDS_AT_ONCE 1000

/* --- who asks --- */

static const struct card *find_card(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	const struct site *site = context;
	for (size_t i = 0; i < site->staff_count; i++)
		if (id_equal(site->staff[i].id, card_id))
			return &site->staff[i];
	return NULL;
}

/* Lower case, without the scheme's own port. False when it does not fit. */
static bool authority_of(const struct exchange *ex, char *out, size_t size)
{
	const char *host = exchange_header(ex, "Host");
	const char *own_port = ex->service->site->certificate ? ":443" : ":80";
	size_t len = host ? strlen(host) : 0, port = strlen(own_port);
	if (len > port && strcmp(host + len - port, own_port) == 0)
		len -= port;
	if (len == 0 || len >= size)
		return false;
	for (size_t i = 0; i < len; i++)
		out[i] = host[i] >= 'A' && host[i] <= 'Z' ? (char)(host[i] - 'A' + 'a') : host[i];
	out[len] = '\0';
	return true;
}

/* The card that signed this request, or NULL with the status to refuse it with. */
const struct card *staff_caller(struct exchange *ex, unsigned *status)
{
	char authority[300];
	struct request_claim claim;
	/* no staff request has a query; one that was put on the way stands outside the signature */
	*status = 400;
	if (exchange_has_query(ex))
		return NULL;
	*status = 403;
	if (!authority_of(ex, authority, sizeof authority))
		return NULL;
	struct request request = {.method = ex->method,
	                          .authority = authority,
	                          .path = ex->path,
	                          .query = "",
	                          .body = ex->body,
	                          .body_len = ex->body_len};
	struct request_headers headers = {exchange_header(ex, "Content-Digest"), exchange_header(ex, "Signature-Input"),
	                                  exchange_header(ex, "Signature")};
	int64_t now = (int64_t)time(NULL);
	enum seal_err err =
	        request_verify(&request, &headers, find_card, (void *)(uintptr_t)ex->service->site, now, &claim);
	if (err) {
		*status = err == SEAL_NOMEM ? 500 : err == SEAL_FORMAT ? 400 : 403;
		return NULL;
	}
	switch (replay_take(ex->service->replay, &claim, now)) {
	case REPLAY_FRESH:
		*status = 503;
		return audit_note(ex, claim.card, authority) ? claim.card : NULL;
	case REPLAY_FULL:
		*status = 429;
		break;
	case REPLAY_NOMEM:
		*status = 500;
		break;
	case REPLAY_SEEN:
	case REPLAY_OLD:
		break;
	}
	return NULL;
}

/* The desk of the lock that the path names, if the card has a grant for it. */
const struct desk *staff_desk(const struct exchange *ex, const struct card *card)
{
	unsigned char id[LOCK_ID_BYTES];
	if (!id_from_hex(id, ex->part[0], ex->part_len[0]))
		return NULL;
	const struct desk *desk = service_desk_of_lock(ex->service, id);
	return desk && lock_grant(desk->lock, card->id) ? desk : NULL;
}

/* --- what they ask for --- */

/* GET /api/staff/locks: the texts of the locks that the caller can open, as a JSON array. */
enum MHD_Result handle_staff_locks(struct exchange *ex)
{
	unsigned status;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	struct buf json;
	buf_init(&json, LOCKS_MAX);
	buf_addc(&json, '[');
	for (size_t i = 0; i < ex->service->desk_count; i++) {
		const struct lock *lock = ex->service->desks[i].lock;
		if (!lock_grant(lock, card->id))
			continue;
		if (json.len > 1)
			buf_addc(&json, ',');
		json_write_string(&json, lock->text, lock->text_len);
	}
	buf_adds(&json, "]\n");
	enum MHD_Result result = json.failed ? reply_error(ex, 500) : reply_json(ex, 200, json.data, json.len);
	buf_release(&json);
	return result;
}

static bool add_id(void *context, const unsigned char *id)
{
	struct buf *ids = context;
	buf_add(ids, id, STORE_ID_BYTES);
	return !ids->failed;
}

static unsigned status_of(enum store_err err)
{
	return err == STORE_NOMEM ? 500 : 503;
}

/* GET /api/staff/ids/LOCKID: the ids of all records, 16 bytes each, in the order of the holes. */
enum MHD_Result handle_staff_ids(struct exchange *ex)
{
	unsigned status;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	const struct desk *desk = staff_desk(ex, card);
	if (!desk)
		return reply_error(ex, 404);
	struct buf ids;
	buf_init(&ids, (store_count(desk->store) + 65536) * STORE_ID_BYTES);
	enum store_err err = store_ids(desk->store, add_id, &ids);
	/* of a damaged store what is intact: the tally reports what it misses */
	if ((!err || err == STORE_DAMAGED) && !ids.failed)
		return reply_bytes(ex, ids.data, ids.len);
	buf_release(&ids);
	return reply_error(ex, ids.failed ? 500 : status_of(err));
}

/* Those of the asked-for records that exist, as id(16) | record. 0 or the status to refuse with. */
static unsigned collect(const struct desk *desk, const char *ids, size_t count, struct buf *out)
{
	unsigned char *record = malloc(desk->lock->record_size);
	unsigned status = record ? 0 : 500;
	for (size_t i = 0; !status && i < count; i++) {
		const unsigned char *id = (const unsigned char *)ids + i * STORE_ID_BYTES;
		enum store_err err = store_get(desk->store, id, record);
		if (err == STORE_NOT_FOUND || err == STORE_DAMAGED)
			continue;
		if (err)
			status = status_of(err);
		buf_add(out, id, STORE_ID_BYTES);
		buf_add(out, record, desk->lock->record_size);
	}
	free(record);
	return status ? status : out->failed ? 500 : 0;
}

/* POST /api/staff/records/LOCKID with up to 1,000 ids. */
enum MHD_Result handle_staff_records(struct exchange *ex)
{
	unsigned status;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	const struct desk *desk = staff_desk(ex, card);
	if (!desk)
		return reply_error(ex, 404);
	size_t count = ex->body_len / STORE_ID_BYTES;
	if (ex->body_len % STORE_ID_BYTES != 0 || count > RECORDS_AT_ONCE)
		return reply_error(ex, 400);
	struct buf frames;
	buf_init(&frames, count * (STORE_ID_BYTES + desk->lock->record_size) + 1);
	status = collect(desk, ex->body, count, &frames);
	if (!status)
		return reply_bytes(ex, frames.data, frames.len);
	buf_release(&frames);
	return reply_error(ex, status);
}
