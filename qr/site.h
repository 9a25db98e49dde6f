/* What of site.json goes on paper: the address, the name, the phone numbers, the languages. The server checks the whole
 * file (docs/OPERATING.md); here only these members are looked at, and refused when they are not what the server would
 * take. */
#ifndef QR_SITE_H
#define QR_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include "core/arena.h"
#include "core/text.h"
#include "qr/fault.h"

#define QR_PHONES_MAX 20

struct qr_phone {
	const char *number;
	struct text name, note;
	bool urgent;
};

struct qr_site {
	const char *path;    /* the folder; the caller's */
	const char *address; /* "https://uzklausi.example.lv" */
	const char *host;    /* the same without its scheme */
	struct text name;
	const char *language; /* the site's first */
	struct qr_phone phones[QR_PHONES_MAX];
	size_t phone_count;
	struct arena arena; /* holds all of it */
};

/* Released by the caller either way. */
bool qr_site_read(struct qr_site *site, const char *folder, struct qr_fault *fault);
void qr_site_release(struct qr_site *site);

#endif
