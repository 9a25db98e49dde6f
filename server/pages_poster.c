/* The page of a poster's code. */
#include "kiosk/messages.h"
#include "kiosk/templates.h"
#include "server/pages_internal.h"

static void fill_wrong(const struct rendering *r, enum poster_standing standing, struct poster_view *view)
{
	static const struct {
		unsigned title, what;
	} words[] = {
	        [POSTER_MISTYPED] = {MESSAGE_POSTER_MISTYPED, MESSAGE_POSTER_MISTYPED_WHAT},
	        [POSTER_UNKNOWN] = {MESSAGE_POSTER_UNKNOWN, MESSAGE_POSTER_UNKNOWN_WHAT},
	        [POSTER_WITHDRAWN] = {MESSAGE_POSTER_WITHDRAWN, MESSAGE_POSTER_WITHDRAWN_WHAT},
	};
	if (standing == POSTER_GOOD)
		return;
	view->wrong = catalogue_text(r->words, words[standing].title);
	view->what = catalogue_text(r->words, words[standing].what);
}

static void fill_form(struct rendering *r, const struct poster *poster, const struct offer *offer,
                      struct poster_view *view)
{
	view->code = poster->code;
	view->place = poster->name;
	view->readers = text_there(r, &r->site->readers) ? text_in(&r->site->readers, r->lang) : NULL;
	view->offered = offer;
	if (!offer)
		return;
	view->form_address = (struct url){.kind = URL_FORM, .text = offer->form->id};
	view->kept = kept_view(r, offer->form->settings.keep_day, true);
}

bool pages_poster(struct buf *out, const struct site *site, enum poster_standing standing, const struct poster *poster,
                  const struct offer *offer, const char *lang)
{
	struct rendering r;
	rendering_init(&r, site, lang);
	r.here = (struct url){.kind = URL_POSTER, .text = poster->code};
	struct poster_view view = {.good = standing == POSTER_GOOD,
	                           .contact = text_in(&site->contact, r.lang),
	                           .numbers = phones_view(&r, false),
	                           .help_address = {.kind = URL_HELP, .lang = r.lang},
	                           .lang = r.lang};
	fill_wrong(&r, standing, &view);
	if (view.good)
		fill_form(&r, poster, offer, &view);
	struct page_view page = page_frame(&r);
	bool quiet = offer && offer->form->settings.neutral_title;
	page.title = quiet ? NULL : view.wrong ? view.wrong : catalogue_text(r.words, MESSAGE_POSTER_TITLE);
	page.leave = quiet;
	page.numbers = NULL;
	page.poster = &view;
	if (standing == POSTER_MISTYPED)
		page.languages_count = 0;
	return rendering_finish(&r, &page, out);
}
