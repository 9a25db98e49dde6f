/* The frame that all pages share, and the pages without questions. */
#include "server/pages.h"

#include <stdio.h>
#include <string.h>

#include "kiosk/messages.h"
#include "kiosk/templates.h"
#include "server/pages_internal.h"

#define VIEW_MEMORY_MAX (8u << 20)

void pages_csp(const struct site *site, char policy[static PAGES_CSP_MAX])
{
	bool own = site->style;
	snprintf(policy, PAGES_CSP_MAX,
	         "default-src 'none'; script-src 'self' '" EMBEDDED_START_JS_HASH "' '" EMBEDDED_LEAVE_JS_HASH
	         "'; connect-src 'self'; style-src '" EMBEDDED_STYLE_CSS_HASH
	         "'%s%s%s; img-src data:; form-action 'self'; "
	         "base-uri 'none'; frame-ancestors 'none'",
	         own ? " 'sha256-" : "", own ? site->style_hash : "", own ? "'" : "");
}

const struct catalogue *words_in(const char *lang)
{
	for (size_t i = 0; i < catalogue_count; i++)
		if (strcmp(catalogues[i].lang, lang) == 0)
			return &catalogues[i];
	return NULL;
}

void rendering_init(struct rendering *r, const struct site *site, const char *lang)
{
	*r = (struct rendering){.site = site, .words = words_in(lang)};
	for (size_t i = 0; !r->words && i < site->language_count; i++)
		r->words = words_in(site->languages[i]);
	if (!r->words)
		r->words = &catalogues[0];
	r->lang = r->words->lang;
	arena_init(&r->arena, VIEW_MEMORY_MAX);
}

bool rendering_finish(struct rendering *r, const struct page_view *view, struct buf *out)
{
	if (!r->failed)
		template_page(out, r->words, view);
	arena_wipe(&r->arena);
	arena_release(&r->arena);
	return !r->failed && !out->failed;
}

void *rendering_array(struct rendering *r, size_t count, size_t size)
{
	void *memory = arena_array(&r->arena, count ? count : 1, size);
	if (!memory)
		r->failed = true;
	return memory;
}

struct piped piped_in(const struct rendering *r, const struct text *text, const char *fallback)
{
	return (struct piped){
	        .answers = r->answers, .text = text, .fallback = fallback, .lang = r->lang, .marked = r->marked};
}

/* The language of a text of the site's own, when it is another than the page's. */
static const char *other_language(const struct rendering *r, const struct text *text)
{
	return text_other_language(text, r->lang, r->site->languages[0]);
}

bool text_there(const struct rendering *r, const struct text *text)
{
	const char *wording = text_in(text, r->lang);
	return wording && wording[0];
}

struct said message_said(const struct rendering *r, unsigned key, size_t number)
{
	return (struct said){.words = r->words, .key = key, .value.number = number};
}

const struct phones_view *phones_view(struct rendering *r, bool urgent_only)
{
	const struct site *site = r->site;
	struct phones_view *view = rendering_array(r, 1, sizeof *view);
	struct phone_view *phones = rendering_array(r, site->phone_count, sizeof *phones);
	if (!view || !phones)
		return NULL;
	view->phones = phones;
	view->to_read = r->kiosk;
	for (size_t i = 0; i < site->phone_count; i++) {
		const struct phone *phone = &site->phones[i];
		if (urgent_only && !phone->urgent)
			continue;
		phones[view->phones_count++] = (struct phone_view){
		        .address = {.kind = URL_PHONE, .text = phone->number},
		        .number = phone->number,
		        .name = text_in(&phone->name, r->lang),
		        .name_lang = other_language(r, &phone->name),
		        .note_lang = other_language(r, &phone->note),
		        .note = text_there(r, &phone->note) ? text_in(&phone->note, r->lang) : NULL,
		};
	}
	return view;
}

const struct kept_view *kept_view(struct rendering *r, bool day, bool words)
{
	struct kept_view *view = rendering_array(r, 1, sizeof *view);
	if (view)
		*view = (struct kept_view){.day = day, .words = words, .kiosk = r->kiosk};
	return view;
}

struct url url_here(const struct rendering *r, const char *form, const char *lang)
{
	return (struct url){.kind = form ? URL_FORM : URL_HOME,
	                    .text = form,
	                    .lang = lang,
	                    .kiosk = r->kiosk ? r->kiosk->name : NULL};
}

static bool form_speaks(const struct form *form, const char *lang)
{
	for (size_t i = 0; i < form->language_count; i++)
		if (strcmp(form->languages[i], lang) == 0)
			return true;
	return false;
}

/* What a site speaks and its form does not is said in that language, so that nobody looks for it. */
static const char *away_in(const struct rendering *r, const struct catalogue *words)
{
	return r->form && !form_speaks(r->form, words->lang) ? catalogue_text(words, MESSAGE_LANGUAGE_AWAY) : NULL;
}

static void frame_languages(struct rendering *r, struct page_view *view)
{
	const char **all = r->kiosk ? r->kiosk->languages : r->site->languages;
	size_t count = r->kiosk ? r->kiosk->language_count : r->site->language_count;
	struct language_view *languages = rendering_array(r, count, sizeof *languages);
	for (size_t i = 0; languages && i < count; i++) {
		const struct catalogue *words = words_in(all[i]);
		if (!words)
			continue;
		languages[view->languages_count++] = (struct language_view){
		        .lang = words->lang,
		        .name = words->name,
		        .current = words == r->words,
		        .away = away_in(r, words),
		        .address = {.kind = r->here.kind,
		                    .text = r->here.text,
		                    .lang = words->lang,
		                    .kiosk = r->kiosk ? r->kiosk->name : NULL},
		};
	}
	view->languages = languages;
	if (view->languages_count < 2)
		view->languages_count = 0;
}

struct page_view page_frame(struct rendering *r)
{
	const char *kiosk = r->kiosk ? r->kiosk->name : NULL;
	struct page_view view = {
	        .lang = r->lang,
	        .site = text_in(&r->site->name, r->lang),
	        .contact = text_in(&r->site->contact, r->lang),
	        .site_lang = other_language(r, &r->site->name),
	        .contact_lang = other_language(r, &r->site->contact),
	        .home_address = url_here(r, NULL, r->lang),
	        .links_out = true,
	        .help_address = {.kind = URL_HELP, .lang = r->lang, .kiosk = kiosk},
	        .accessibility_address = {.kind = URL_ACCESSIBILITY, .lang = r->lang, .kiosk = kiosk},
	        .leave_address = {.kind = URL_LEAVE, .text = r->site->leave},
	        .coloured = r->site->style,
	        .town_style = {.data = r->site->style, .len = r->site->style_len},
	        .numbers = phones_view(r, false),
	};
	frame_languages(r, &view);
	return view;
}

const char *spoken_by(const struct site *site, const struct form *form, const char *lang)
{
	const char *first = NULL;
	for (size_t i = 0; i < site->language_count; i++)
		for (size_t k = 0; k < form->language_count; k++) {
			if (strcmp(site->languages[i], form->languages[k]) != 0 || !words_in(form->languages[k]))
				continue;
			if (strcmp(form->languages[k], lang) == 0)
				return lang;
			first = first ? first : form->languages[k];
		}
	return first ? first : lang;
}

static struct link_view link_to(const struct rendering *r, const struct form *form)
{
	const char *lang = spoken_by(r->site, form, r->lang), *title = text_in(&form->title, lang);
	return (struct link_view){
	        .address = {.kind = URL_FORM, .text = form->id, .lang = r->lang},
	        .lang = strcmp(lang, r->lang) == 0 ? NULL : lang,
	        .title = title ? title : form->id,
	        .description = text_there(r, &form->description) ? text_in(&form->description, lang) : NULL,
	};
}

/* An easy-language version stands next to its form, wherever its own file stands. */
static const struct links_view *links_to(struct rendering *r, bool staff)
{
	struct links_view *view = rendering_array(r, 1, sizeof *view);
	struct link_view *links = rendering_array(r, r->site->offer_count, sizeof *links);
	if (!view || !links)
		return NULL;
	view->links = links;
	for (size_t i = 0; i < r->site->offer_count; i++) {
		const struct form *form = r->site->offers[i].form, *easy = easy_version(r->site, form);
		if (form->settings.staff_only != staff || full_version(r->site, form))
			continue;
		links[view->links_count++] = link_to(r, form);
		if (easy)
			links[view->links_count++] = link_to(r, easy);
	}
	return view->links_count ? view : NULL;
}

bool pages_home(struct buf *out, const struct site *site, const char *lang)
{
	struct rendering r;
	rendering_init(&r, site, lang);
	struct home_view home = {
	        .everyone = links_to(&r, false),
	        .staff = links_to(&r, true),
	        .empty = site->offer_count == 0,
	        .come_back = {.kind = URL_COME_BACK, .lang = r.lang},
	        .kept = kept_view(&r, false, false),
	};
	for (size_t i = 0; i < site->offer_count; i++)
		home.receipts = home.receipts || site->offers[i].form->settings.receipt > 0;
	struct page_view view = page_frame(&r);
	view.title = catalogue_text(r.words, MESSAGE_HOME_TITLE);
	view.home = &home;
	return rendering_finish(&r, &view, out);
}

const struct help_view *worded_view(struct rendering *r, enum url_kind here, const struct text *html)
{
	struct help_view *help = rendering_array(r, 1, sizeof *help);
	r->here.kind = here;
	if (help)
		help->parts = html_parts(r, html, &help->parts_count);
	return help;
}

static bool worded_page(struct buf *out, const struct site *site, const char *lang, enum url_kind here,
                        const struct text *html, unsigned title)
{
	struct rendering r;
	rendering_init(&r, site, lang);
	const struct help_view *help = worded_view(&r, here, html);
	struct page_view view = page_frame(&r);
	view.title = catalogue_text(r.words, title);
	view.numbers = NULL;
	view.help = help;
	return rendering_finish(&r, &view, out);
}

bool pages_help(struct buf *out, const struct site *site, const char *lang)
{
	return worded_page(out, site, lang, URL_HELP, &site->help, MESSAGE_HELP_LINK);
}

bool pages_accessibility(struct buf *out, const struct site *site, const char *lang)
{
	return worded_page(out, site, lang, URL_ACCESSIBILITY, &site->accessibility, MESSAGE_ACCESSIBILITY_LINK);
}

const struct thanks_view *thanks_of(struct rendering *r, const struct offer *offer, const char *receipt, bool scripted,
                                    const char **title)
{
	struct thanks_view *thanks = rendering_array(r, 1, sizeof *thanks);
	if (!thanks)
		return NULL;
	thanks->report = offer->form->settings.keep_day;
	thanks->home_address = url_here(r, NULL, r->lang);
	thanks->receipt = receipt != NULL;
	thanks->scripted = scripted;
	thanks->code = receipt && *receipt ? receipt : NULL;
	thanks->come_back = (struct url){.kind = URL_COME_BACK, .lang = r->lang};
	thanks->parts = html_parts(r, r->answers ? answers_completed_text(r->answers) : &offer->form->completed_html,
	                           &thanks->parts_count);
	*title = catalogue_text(r->words, thanks->report ? MESSAGE_THANKS_REPORT_TITLE : MESSAGE_THANKS_TITLE);
	return thanks;
}

bool pages_thanks(struct buf *out, const struct site *site, const struct offer *offer, const struct answers *answers,
                  const char *receipt, const char *lang)
{
	struct rendering r;
	const char *title = NULL;
	rendering_init(&r, site, spoken_by(site, offer->form, lang));
	r.answers = answers;
	r.form = offer->form;
	r.here = (struct url){.kind = URL_DONE, .text = offer->form->id};
	bool neutral = offer->form->settings.neutral_title;
	struct page_view view = page_frame(&r);
	view.thanks = thanks_of(&r, offer, receipt, false, &title);
	view.title = neutral ? NULL : title;
	view.leave = neutral;
	if (answers || receipt) /* what it says has no address */
		view.languages_count = 0;
	return rendering_finish(&r, &view, out);
}

static const struct error_words {
	unsigned status, title, what, next;
} ERRORS[] = {
#define WORDS(number) MESSAGE_ERROR_##number##_TITLE, MESSAGE_ERROR_##number##_WHAT, MESSAGE_ERROR_##number##_NEXT
        {500, WORDS(500)}, {400, WORDS(400)}, {403, WORDS(403)}, {404, WORDS(404)}, {405, WORDS(405)},
        {408, WORDS(408)}, {411, WORDS(411)}, {413, WORDS(413)}, {415, WORDS(415)}, {421, WORDS(421)},
        {422, WORDS(422)}, {429, WORDS(429)}, {431, WORDS(431)}, {503, WORDS(503)}, {505, WORDS(505)},
#undef WORDS
};

struct error_view error_words(struct rendering *r, unsigned status)
{
	const struct error_words *words = &ERRORS[0];
	for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++)
		if (ERRORS[i].status == status)
			words = &ERRORS[i];
	return (struct error_view){
	        .status = status,
	        .title = catalogue_text(r->words, words->title),
	        .what = catalogue_text(r->words, words->what),
	        .next = catalogue_text(r->words, words->next),
	        .home_address = url_here(r, NULL, r->lang),
	};
}

bool pages_error(struct buf *out, const struct site *site, unsigned status, const char *lang)
{
	struct rendering r;
	rendering_init(&r, site, lang);
	struct error_view error = error_words(&r, status);
	struct page_view view = page_frame(&r);
	view.title = error.title;
	if (status != 404) /* what was posted would be lost on the way to another language */
		view.languages_count = 0;
	view.error = &error;
	return rendering_finish(&r, &view, out);
}
