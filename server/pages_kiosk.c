/* The pages that a kiosk has of its own: start, a form to take along, the end, the staff's corner. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/asset.h"
#include "kiosk/assets.h"
#include "kiosk/messages.h"
#include "kiosk/templates.h"
#include "qr/code.h"
#include "server/pages_internal.h"
#include "server/site_kiosks.h"

static void rendering_init_kiosk(struct rendering *r, const struct site *site, const struct kiosk *kiosk,
                                 const char *lang)
{
	rendering_init(r, site, lang);
	r->kiosk = kiosk;
}

static struct url script_address(size_t asset)
{
	return (struct url){.kind = URL_ASSET, .text = assets[asset].name};
}

const struct kiosk_view *kiosk_frame(struct rendering *r, const char *kind, const char *form)
{
	struct kiosk_view *view = r->kiosk ? rendering_array(r, 1, sizeof *view) : NULL;
	if (view)
		*view = (struct kiosk_view){
		        .name = r->kiosk->name,
		        .kind = kind,
		        .form = form,
		        .idle_seconds = r->kiosk->idle_seconds,
		        .warning_seconds = r->kiosk->warning_seconds,
		        .staff = strcmp(kind, "staff") == 0,
		        .manifest = {.kind = URL_MANIFEST, .kiosk = r->kiosk->name},
		        .script = script_address(ASSET_KIOSK_JS),
		        .integrity = assets[ASSET_KIOSK_JS].integrity,
		        .corner = script_address(ASSET_CORNER_JS),
		        .corner_integrity = assets[ASSET_CORNER_JS].integrity,
		};
	return view;
}

static void fill_cards(struct rendering *r, struct kiosk_start_view *start)
{
	const struct kiosk *kiosk = r->kiosk;
	struct card_view *cards = rendering_array(r, kiosk->form_count, sizeof *cards);
	for (size_t i = 0; cards && i < kiosk->form_count; i++) {
		const struct offer *offer = site_offer(r->site, kiosk->forms[i].id, strlen(kiosk->forms[i].id));
		if (!offer)
			continue;
		const char *title = text_in(&offer->form->title, r->lang);
		const struct text *description = &offer->form->description;
		cards[start->cards_count++] = (struct card_view){
		        .address = url_here(r, offer->form->id, r->lang),
		        .title = title ? title : offer->form->id,
		        .description = text_there(r, description) ? text_in(description, r->lang) : NULL,
		        .take_along = kiosk->forms[i].take_along,
		};
	}
	start->cards = cards;
}

bool pages_kiosk_start(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	struct page_view view = page_frame(&r);
	struct kiosk_start_view start = {
	        .languages = view.languages,
	        .languages_count = view.languages_count,
	        .staff_address = {.kind = URL_STAFF, .kiosk = kiosk->name, .lang = r.lang},
	};
	fill_cards(&r, &start);
	view.languages_count = 0;
	view.kiosk = kiosk_frame(&r, "start", "");
	view.kiosk_start = &start;
	return rendering_finish(&r, &view, out);
}

/* The form's public address, for the camera of a phone. */
static bool fill_code(struct rendering *r, struct kiosk_take_view *take)
{
	size_t size = strlen(r->site->address) + strlen(r->form->id) + 32;
	char *address = rendering_array(r, size, 1);
	struct qr_code code;
	if (!address)
		return false;
	snprintf(address, size, "%s/f/%s?lang=%s", r->site->address, r->form->id, r->lang);
	if (!qr_code_init(&code, address))
		return false;
	unsigned char *modules = rendering_array(r, (size_t)code.width * code.width, 1);
	if (modules)
		memcpy(modules, code.modules, (size_t)code.width * code.width);
	take->code = (struct qr_view){code.width, modules};
	take->side = code.width + (size_t)2 * QR_QUIET_ZONE;
	take->address = strstr(address, "://") + 3;
	address[strlen(address) - strlen("?lang=") - strlen(r->lang)] = '\0';
	qr_code_release(&code);
	return modules;
}

bool pages_kiosk_take(struct buf *out, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                      const char *lang)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	r.form = offer->form;
	r.here = (struct url){.kind = URL_FORM, .text = r.form->id};
	const char *title = text_in(&r.form->title, r.lang);
	struct kiosk_take_view take = {.title = title ? title : r.form->id, .home_address = url_here(&r, NULL, r.lang)};
	if (!fill_code(&r, &take))
		r.failed = true;
	struct page_view view = page_frame(&r);
	view.kiosk = kiosk_frame(&r, "take", r.form->id);
	view.kiosk_take = &take;
	return rendering_finish(&r, &view, out);
}

bool pages_kiosk_done(struct buf *out, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                      const char *lang)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	struct kiosk_done_view done = {.report = offer->form->settings.keep_day,
	                               .home_address = url_here(&r, NULL, NULL)};
	struct page_view view = page_frame(&r);
	view.languages_count = 0;
	view.kiosk = kiosk_frame(&r, "done", "");
	view.kiosk_done = &done;
	return rendering_finish(&r, &view, out);
}

static const char *hex_of(struct rendering *r, const unsigned char *bytes, size_t len)
{
	char *hex = rendering_array(r, 2 * len + 1, 1);
	return hex ? sodium_bin2hex(hex, 2 * len + 1, bytes, len) : NULL;
}

/* Test sheets are sealed to the first form that is filled in here. */
static void fill_test(struct rendering *r, struct kiosk_staff_view *staff)
{
	for (size_t i = 0; !staff->testable && i < r->kiosk->form_count; i++) {
		const struct kiosk_form *form = &r->kiosk->forms[i];
		const struct offer *offer = site_offer(r->site, form->id, strlen(form->id));
		if (!offer || form->take_along)
			continue;
		staff->testable = true;
		staff->form = form->id;
		staff->lock = hex_of(r, offer->lock.id, sizeof offer->lock.id);
		staff->key = hex_of(r, offer->lock.public_key, sizeof offer->lock.public_key);
		staff->size = offer->lock.record_size;
	}
}

bool pages_kiosk_staff(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	struct kiosk_staff_view staff = {.name = kiosk->name,
	                                 .place = kiosk->place[0] ? kiosk->place : NULL,
	                                 .home_address = url_here(&r, NULL, NULL)};
	fill_test(&r, &staff);
	struct page_view view = page_frame(&r);
	view.title = catalogue_text(r.words, MESSAGE_KIOSK_STAFF);
	view.languages_count = 0;
	view.kiosk = kiosk_frame(&r, "staff", "");
	view.kiosk_staff = &staff;
	return rendering_finish(&r, &view, out);
}

static bool kiosk_worded(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang,
                         enum url_kind here, const struct text *html, unsigned title)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	struct kiosk_worded_view worded = {.words = worded_view(&r, here, html),
	                                   .home_address = url_here(&r, NULL, r.lang)};
	struct page_view view = page_frame(&r);
	view.title = catalogue_text(r.words, title);
	view.numbers = NULL;
	view.kiosk = kiosk_frame(&r, "help", "");
	view.kiosk_worded = &worded;
	return rendering_finish(&r, &view, out);
}

bool pages_kiosk_help(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang)
{
	return kiosk_worded(out, site, kiosk, lang, URL_HELP, &site->help, MESSAGE_HELP_LINK);
}

bool pages_kiosk_accessibility(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang)
{
	return kiosk_worded(out, site, kiosk, lang, URL_ACCESSIBILITY, &site->accessibility,
	                    MESSAGE_ACCESSIBILITY_LINK);
}

bool pages_kiosk_error(struct buf *out, const struct site *site, const struct kiosk *kiosk, unsigned status,
                       const char *lang)
{
	struct rendering r;
	rendering_init_kiosk(&r, site, kiosk, lang);
	struct error_view error = error_words(&r, status);
	struct page_view view = page_frame(&r);
	view.title = error.title;
	view.languages_count = 0;
	view.error = &error;
	view.kiosk = kiosk_frame(&r, "error", "");
	return rendering_finish(&r, &view, out);
}

void pages_kiosk_csp(const struct site *site, char policy[static PAGES_CSP_MAX])
{
	bool own = site->style;
	snprintf(policy, PAGES_CSP_MAX,
	         "default-src 'none'; script-src 'self' '" EMBEDDED_START_JS_HASH
	         "'; connect-src 'self'; worker-src 'self'; "
	         "style-src '" EMBEDDED_STYLE_CSS_HASH "' '" EMBEDDED_KIOSK_CSS_HASH
	         "'%s%s%s; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
	         "frame-ancestors 'none'",
	         own ? " 'sha256-" : "", own ? site->style_hash : "", own ? "'" : "");
}
