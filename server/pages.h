/* From forms and answers to HTML: fills the view structs of kiosk/ and lets its templates write. No HTTP here. Every function
 * answers false when memory ran out; the buffer is then not to be used. */
#ifndef SERVER_PAGES_H
#define SERVER_PAGES_H

#include "core/answers.h"
#include "core/buf.h"
#include "server/site.h"

/* A form's page as it is shown to one person: answers hold what was given so far (evaluated), earlier pages' answers are carried
 * in hidden fields. answers evaluated with no answer at all gives the page that is rendered once. */
struct form_page {
	const struct offer *offer;
	struct answers *answers;
	const char *lang;
	size_t page;       /* index in form->pages; a visible one */
	bool show_faults;  /* the person pressed Next or Send: faults of this page (or, with whole, of all pages) are shown */
	bool whole;        /* all pages on one page: what answers a whole sheet with faults */
	const char *notice; /* a message key of kiosk/languages ("store-full"), or NULL: why it was not taken; the answers stay */
	const unsigned char *id; /* 16 bytes: this sheet's random id, carried in the page so that sending twice counts once; NULL
	                            on the first page (the server draws it when the first page is posted) */
};
bool pages_form(struct buf *out, const struct site *site, const struct form_page *page);

bool pages_home(struct buf *out, const struct site *site, const char *lang);
bool pages_thanks(struct buf *out, const struct site *site, const struct offer *offer, const char *lang);

/* A page for an HTTP error: 400, 403, 404, 405, 408, 411, 413, 415, 421, 422, 429, 431, 500, 503, 505. What happened and what to do next. */
bool pages_error(struct buf *out, const struct site *site, unsigned status, const char *lang);

/* The language to answer in: ?lang= if the site has it, then Accept-Language, then the site's first. */
const char *pages_language(const struct site *site, const char *wanted, const char *accept_language);

/* The Content-Security-Policy of every page: a constant with the hash of the embedded style. */
const char *pages_csp(void);

#endif
