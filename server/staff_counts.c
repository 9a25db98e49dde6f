/* Counts for the staff that are in no record: scans of posters, and how many slips of each group are spent. */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "server/handlers.h"
#include "server/moment.h"
#include "server/reply.h"
#include "server/slip_counts.h"
#include "server/staff.h"

#define COUNTS_MAX ((size_t)32 << 20)

/* GET /api/staff/posters: places and scans, for any member of the staff. */
enum MHD_Result handle_staff_posters(struct exchange *ex)
{
	unsigned status;
	struct buf json;
	if (!staff_caller(ex, &status))
		return reply_error(ex, status);
	buf_init(&json, COUNTS_MAX);
	posters_json(ex->service->posters, &json);
	enum MHD_Result result = json.failed ? reply_error(ex, 500) : reply_json(ex, 200, json.data, json.len);
	buf_release(&json);
	return result;
}

/* GET /api/staff/slips/LOCKID */
enum MHD_Result handle_staff_slips(struct exchange *ex)
{
	unsigned status;
	struct buf json;
	const struct card *card = staff_caller(ex, &status);
	if (!card)
		return reply_error(ex, status);
	const struct desk *desk = staff_desk(ex, card);
	if (!desk || !desk->offer || !desk->offer->form->settings.slip)
		return reply_error(ex, 404);
	buf_init(&json, COUNTS_MAX);
	bool ok = slip_counts_json(ex->service->slip_counts, ex->service->slips, desk, &json);
	enum MHD_Result result = ok ? reply_json(ex, 200, json.data, json.len) : reply_error(ex, 503);
	buf_release(&json);
	return result;
}
