/* From forms and answers to HTML: fills the view structs of kiosk/ and lets its templates write. No HTTP here. Every
 * function answers false when memory ran out; the buffer is then not to be used. */
#ifndef SERVER_PAGES_H
#define SERVER_PAGES_H

#include "core/answers.h"
#include "core/buf.h"
#include "seal/mailbox.h"
#include "seal/receipt.h"
#include "server/brought.h"
#include "server/site.h"

/* A form's page as it is shown to one person: answers hold what was given so far (evaluated), earlier pages' answers
 * are carried in hidden fields. answers evaluated with no answer at all gives the page that is rendered once. */
struct form_page {
	const struct offer *offer;
	const struct kiosk *kiosk; /* the kiosk that it is filled in on, or NULL */
	struct answers *answers;
	const char *lang;
	size_t page;        /* index in form->pages; a visible one */
	bool show_faults;   /* the person pressed Next or Send: faults of this page (or, with whole, of all pages) are
	                       shown */
	bool whole;         /* all pages on one page: what answers a whole sheet with faults */
	const char *notice; /* a message key of kiosk/languages ("store-full"), or NULL: why it was not taken; the
	                       answers stay */
	const struct brought *brought; /* slip and poster; NULL: nothing was brought */
	const unsigned char *id; /* 16 bytes: this sheet's random id, carried in the page so that sending twice counts
	                            once; NULL on the first page (the server draws it when the first page is posted) */
	const char *receipt; /* the code that the sender will get, carried likewise; NULL where the form gives none */
	bool script; /* the first page, for whoever comes: with what the device's script needs, if the form allows */
};

/* What such a page posts to /f/FORM, beside the answers as answers_add_field takes them:
 *   _do     next, back, send, or lang-XX: the same page once more in the language XX, nothing checked
 *   _lang   the language of the page;  _page  its name, absent when whole;  _id  in hex, absent before it was drawn
 *   _receipt  where the form gives receipts, with _id: sending twice gives the same one
 *   _seen   the places in form->elements of the questions that this person was asked so far, "3 4 7"
 *   _slip   a slip's code as it was typed, where the form asks for one
 *   _poster, _keep  the code of the poster by which the person came; "yes" when its place may go into the sheet
 * notice takes the names of messages: slip-missing, slip-mistyped, slip-unknown, slip-spent, more-questions,
 * store-full, store-busy, store-failed, seal-failed, form-changed.
 */
bool pages_form(struct buf *out, const struct site *site, const struct form_page *page);

bool pages_home(struct buf *out, const struct site *site, const char *lang);
bool pages_help(struct buf *out, const struct site *site, const char *lang);
bool pages_accessibility(struct buf *out, const struct site *site, const char *lang);
/* The page of a poster's code, good or not. offer: the form that it leads to, or NULL when that is not offered. */
bool pages_poster(struct buf *out, const struct site *site, enum poster_standing standing, const struct poster *poster,
                  const struct offer *offer, const char *lang);
/* answers: what was sent, evaluated and complete, or NULL. receipt: the code to come back with, in groups; "" when it
 * was lost; NULL when the form gives none. */
bool pages_thanks(struct buf *out, const struct site *site, const struct offer *offer, const struct answers *answers,
                  const char *receipt, const char *lang);

/* The page where a receipt is looked at. */
struct come_back_page {
	enum receipt_reading reading; /* of what was typed */
	const char *receipt;          /* as it was typed; "" on the first look */
	bool opened;                  /* then also: */
	const struct mailbox_message *messages;
	size_t message_count;
	const unsigned char *id; /* 16 bytes: the id of what may be written next */
	const char *text;        /* what was typed and not sent, or NULL */
	size_t text_len, most;   /* most: UTF-16 units of it */
	const char *notice;      /* the name of a message ("back-sent", "back-busy"), or NULL */
};
bool pages_come_back(struct buf *out, const struct site *site, const struct come_back_page *page, const char *lang);

/* A page for an HTTP error: 400, 403, 404, 405, 408, 411, 413, 415, 421, 422, 429, 431, 500, 503, 505. What happened
 * and what to do next. */
bool pages_error(struct buf *out, const struct site *site, unsigned status, const char *lang);

/* The pages of a kiosk that are its own. A form not for crowds has pages_kiosk_take instead of pages_form. */
bool pages_kiosk_start(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang);
bool pages_kiosk_take(struct buf *out, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                      const char *lang);
bool pages_kiosk_done(struct buf *out, const struct site *site, const struct kiosk *kiosk, const struct offer *offer,
                      const char *lang);
bool pages_kiosk_staff(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang);
/* What the site words itself, within the kiosk: links that lead away are words. */
bool pages_kiosk_help(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang);
bool pages_kiosk_accessibility(struct buf *out, const struct site *site, const struct kiosk *kiosk, const char *lang);
bool pages_kiosk_error(struct buf *out, const struct site *site, const struct kiosk *kiosk, unsigned status,
                       const char *lang);

/* The language to answer in: ?lang= if the site has it, then Accept-Language, then the site's first. */
const char *pages_language(const struct site *site, const char *wanted, const char *accept_language);

/* The Content-Security-Policy of every page of a site: with the hashes of the embedded style and of the town's own. */
#define PAGES_CSP_MAX 1200
void pages_csp(const struct site *site, char policy[static PAGES_CSP_MAX]);
/* On a kiosk also its scripts, its worker, and sending. */
void pages_kiosk_csp(const struct site *site, char policy[static PAGES_CSP_MAX]);

#endif
