/* The site: the one folder a server needs (site.json, pages/, forms/, locks/, staff/, data/), read and checked once at
 * start.
 */
#ifndef SERVER_SITE_H
#define SERVER_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include "core/form.h"
#include "core/text.h"
#include "seal/card.h"
#include "seal/lock.h"

struct phone {
	const char *number; /* "116111", as it is dialled and shown */
	struct text name;   /* "Bērnu un pusaudžu uzticības tālrunis" */
	struct text note;   /* "bez maksas, visu diennakti", or empty */
	bool urgent;        /* shown first when someone is in danger now */
};

/* A form that is offered: it has a lock signed by a card in staff/. */
struct offer {
	struct form *form;
	struct lock lock;
	char version[33];
};

/* A form on a kiosk. */
struct kiosk_form {
	const char *id;
	bool take_along; /* not for crowds: a QR code to take along is shown and not the form */
};

/* A device that a town sets up for everyone, in a tent, a library or a school: docs/OPERATING.md. */
#define KIOSK_WARNING_LEAST 20 /* seconds: WCAG 2.2, 2.2.1 */
#define KIOSK_IDLE_LEAST 15
struct kiosk {
	const char *name;  /* in its address: /kiosk/NAME */
	const char *place; /* for the staff's corner; it goes nowhere else, least of all into a sheet */
	struct kiosk_form *forms;
	size_t form_count;
	const char **languages; /* of the site's, the first is the default */
	size_t language_count;
	unsigned idle_seconds;    /* without a touch, till it warns */
	unsigned warning_seconds; /* of warning, till everything is wiped */
	unsigned line;            /* in site.json */
};

struct site {
	const char *path;
	struct text name;          /* the town's name */
	struct text contact;       /* who answers for this site */
	struct text readers;       /* who reads reports and how often, or empty */
	struct text help;          /* the help page in HTML, safe as it is */
	struct text accessibility; /* the accessibility statement, likewise */
	const char *leave;         /* where the way out of a report leads */
	const char *style;         /* "<style>...</style>" with the town's colour, or NULL */
	size_t style_len;
	const char *colour;  /* the town's by day, "#0d5b50", or NULL */
	char style_hash[48]; /* SHA-256 in base64, for the policy */
	const char *address; /* public address without a trailing slash, "https://uzklausi.example.lv" */
	const char **hosts;  /* Host values that are answered, lower case, with port when not the scheme's own */
	size_t host_count;
	const char *listen;                    /* "127.0.0.1:8080" */
	const char *certificate, *private_key; /* PEM files, or NULL for plain http */
	const char *address_header;            /* in which our own proxy hands visitors' addresses on, or NULL */
	const char **languages;                /* of the pages, first is the default */
	size_t language_count;
	struct phone *phones;
	size_t phone_count;
	unsigned threads;          /* that serve; 0: one a processor */
	unsigned expected_sheets;  /* room laid out beforehand for each form; 0: as it comes */
	unsigned erase_after_days; /* how long closed reports and their mailboxes are kept at least */
	unsigned header_seconds, body_seconds, reply_seconds; /* absolute deadlines */
	struct kiosk *kiosks;
	size_t kiosk_count;
	struct offer *offers;
	size_t offer_count;
	struct lock *
	        earlier; /* locks/earlier/: of past waves; staff may fetch their records, nothing is taken under them */
	size_t earlier_count;
	struct card *staff;
	size_t staff_count;
	struct site_internal *internal;
};

/* Reads SITE; problems get file, line and reason of what site.json lacks: CORE_REFUSED. A form that is wrong, or has no
 * lock signed by a card in staff/, or has two of them, is not offered: notes say so. */
enum core_err site_read(const char *path, struct site **out, struct problems *problems, struct problems *notes);
void site_free(struct site *site);
/* For a relay: forms that cost a slip are not offered any more, and none gives receipts; notes say so. Slips can be
 * spent and mailboxes looked into in one place only, and that is the town's server. */
void site_become_relay(struct site *site, struct problems *notes);
/* Makes a new site folder; answers CORE_REFUSED when something stands there already. */
enum core_err site_init(const char *path, struct problems *problems);

const struct offer *site_offer(const struct site *site, const char *form_id, size_t len);

#endif
