#include "tally/expiry.h"

#include <stdio.h>
#include <string.h>
#include "core/json.h"

#define IDS_MAX 990 /* a request; docs/MAILBOX.md lets 1,000 */
#define REPLY_MAX 4096

bool expiry_is_due(const struct letter *l, const char *today)
{
	const struct step *expires = l->story.expires;

	return expires != NULL && strcmp(expires->event->detail, today) <= 0;
}

static void add_id(struct buf *out, const unsigned char id[static ID_BYTES], size_t *count)
{
	char hex[ID_HEX + 1];

	id_hex(hex, id);
	buf_printf(out, "%s\"%s\"", (*count)++ > 0 ? "," : "", hex);
}

static bool read_day(const struct buf *reply, char day[static 11])
{
	static const struct json_limits limits = {.max_bytes = REPLY_MAX, .max_depth = 2, .max_values = 8};
	struct arena arena;
	struct value answer;

	arena_init(&arena, 1 << 16);
	bool ok = json_read(reply->data != NULL ? reply->data : "", reply->len, &limits, &arena, &answer, NULL) ==
	          CORE_OK;
	struct value found = ok ? value_get(answer, "day") : VALUE_NONE;
	ok = found.kind == VALUE_STRING && scan_is_day(found.string, found.len);
	if (ok) {
		memcpy(day, found.string, SCAN_DAY_BYTES);
		day[SCAN_DAY_BYTES] = '\0';
	}
	arena_release(&arena);
	return ok;
}

/* body is begun with the day and holds the ids; the mailbox is put behind them. */
static bool ask(struct inbox *b, const struct letter *l, struct buf *body, bool mailbox, char *day, struct fault *fault)
{
	char hex[ID_HEX + 1], path[80];
	struct buf reply = {0};
	size_t none = 0;
	long status;

	buf_adds(body, "],\"mailboxes\":[");
	if (mailbox && l->has_mailbox)
		add_id(body, l->mailbox.id, &none);
	buf_adds(body, "]}");
	id_hex(hex, inbox_lock(b, l)->id);
	snprintf(path, sizeof path, "/api/staff/expiry/%s", hex);
	struct http_message message = {
	        .method = "POST", .path = path, .type = "application/json", .body = body, .max = REPLY_MAX};
	bool ok = !body->failed || fault_set(fault, "memory ran out");
	ok = ok && http_send(&b->client, &b->key, &message, &reply, &status, fault);
	if (ok && day != NULL)
		ok = read_day(&reply, day) || fault_set(fault, "the server did not say when it erases");
	buf_release(&reply);
	buf_release(body);
	return ok;
}

static void begin(struct buf *body, const char *day)
{
	buf_init(body, 65536);
	if (day != NULL)
		buf_printf(body, "{\"day\":\"%s\",\"ids\":[", day);
	else
		buf_adds(body, "{\"day\":null,\"ids\":[");
}

/* Everything of the letter that goes with it. */
static bool ask_for_all(struct inbox *b, const struct letter *l, const char *wanted, char *day, struct fault *fault)
{
	size_t count = 0, i = 0;
	bool ok = true;
	struct buf body;

	do {
		size_t in_this = 0;

		begin(&body, wanted);
		if (count == 0)
			add_id(&body, l->id, &in_this);
		for (; i < l->story.step_count && in_this < IDS_MAX; i++) {
			const struct step *s = &l->story.steps[i];

			if (s->event == NULL || event_has_words(s->event))
				add_id(&body, s->id, &in_this);
		}
		count += in_this;
		ok = ask(b, l, &body, true, day, fault);
	} while (ok && i < l->story.step_count);
	return ok;
}

bool expiry_set(struct inbox *b, const struct letter *l, char day[static 11], struct fault *fault)
{
	char today[11];

	day_today(today);
	return ask_for_all(b, l, today, day, fault);
}

bool expiry_take_back(struct inbox *b, const struct letter *l, struct fault *fault)
{
	return ask_for_all(b, l, NULL, NULL, fault);
}

bool expiry_add(struct inbox *b, const struct letter *l, const struct step *event, struct fault *fault)
{
	const struct step *expires = l->story.expires;
	size_t count = 0;
	struct buf body;

	begin(&body, expires->event->detail);
	if (event_has_words(event->event))
		add_id(&body, event->id, &count);
	for (size_t i = 0; i < l->story.step_count && count < IDS_MAX; i++) {
		const struct step *s = &l->story.steps[i];

		if (s->followup != NULL && strncmp(s->at, expires->at, SCAN_DAY_BYTES) >= 0)
			add_id(&body, s->id, &count);
	}
	if (count > 0)
		return ask(b, l, &body, false, NULL, fault);
	buf_release(&body);
	return true;
}
