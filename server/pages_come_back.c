/* The page where a receipt is looked at. */
#include <sodium.h>
#include <string.h>

#include "kiosk/asset.h"
#include "kiosk/assets.h"
#include "kiosk/messages.h"
#include "server/pages_internal.h"

/* 2026-03-02 as 02.03.2026 */
static const char *day_for_people(struct rendering *r, const char *day)
{
	char *out = rendering_array(r, 11, 1);
	if (!out)
		return "";
	memcpy(out, day + 8, 2);
	memcpy(out + 3, day + 5, 2);
	memcpy(out + 6, day, 4);
	out[2] = out[5] = '.';
	return out;
}

static const struct message_view *messages_of(struct rendering *r, const struct come_back_page *page)
{
	static const unsigned titles[MAILBOX_KINDS] = {[MAILBOX_READ] = MESSAGE_BACK_READ,
	                                               [MAILBOX_REPLY] = MESSAGE_BACK_REPLY,
	                                               [MAILBOX_CLOSED] = MESSAGE_BACK_CLOSED,
	                                               [MAILBOX_EXPIRES] = MESSAGE_BACK_ERASED};
	struct message_view *views = rendering_array(r, page->message_count, sizeof *views);
	for (size_t i = 0; views && i < page->message_count; i++) {
		const struct mailbox_message *m = &page->messages[i];
		views[i] = (struct message_view){.title = catalogue_text(r->words, titles[m->kind]),
		                                 .day = day_for_people(r, m->day),
		                                 .date = m->day,
		                                 .lang = m->lang,
		                                 .says = m->text_len > 0,
		                                 .text = {m->text, m->text_len}};
	}
	return views;
}

static const char *fault_of(const struct rendering *r, enum receipt_reading reading)
{
	static const unsigned keys[] = {[RECEIPT_LENGTH] = MESSAGE_BACK_LENGTH,
	                                [RECEIPT_CHARACTER] = MESSAGE_BACK_CHARACTER,
	                                [RECEIPT_CHECK] = MESSAGE_BACK_CHECK};
	return reading == RECEIPT_GOOD ? NULL : catalogue_text(r->words, keys[reading]);
}

static void fill(struct rendering *r, const struct come_back_page *page, struct come_back_view *view, char *id)
{
	const char *notice = page->notice ? notice_text(r, page->notice) : NULL;
	bool sent = page->notice && strcmp(page->notice, "back-sent") == 0;
	*view = (struct come_back_view){
	        .here = {.kind = URL_COME_BACK, .lang = r->lang},
	        .lang = r->lang,
	        .fault = fault_of(r, page->reading),
	        .notice = sent ? NULL : notice,
	        .sent = sent ? notice : NULL,
	        .receipt = page->receipt,
	        .opened = page->opened,
	        .messages = messages_of(r, page),
	        .messages_count = page->message_count,
	        .id = page->id ? sodium_bin2hex(id, 33, page->id, 16) : "",
	        .text = {page->text ? page->text : "", page->text ? page->text_len : 0},
	        .most = page->most,
	        .script = {.kind = URL_ASSET, .text = assets[ASSET_BACK_JS].name},
	        .integrity = assets[ASSET_BACK_JS].integrity,
	};
}

bool pages_come_back(struct buf *out, const struct site *site, const struct come_back_page *page, const char *lang)
{
	struct rendering r;
	struct come_back_view come_back;
	char id[33];
	rendering_init(&r, site, lang);
	r.here = (struct url){.kind = URL_COME_BACK};
	fill(&r, page, &come_back, id);
	struct page_view view = page_frame(&r);
	view.leave = true;
	view.come_back = &come_back;
	if (page->opened || page->reading)
		view.languages_count = 0;
	return rendering_finish(&r, &view, out);
}
