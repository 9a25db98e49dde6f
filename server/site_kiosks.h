/* The setting "kiosks" of site.json: tablets in tents, libraries and schools, each with its forms. */
#ifndef SERVER_SITE_KIOSKS_H
#define SERVER_SITE_KIOSKS_H

#include "core/arena.h"
#include "core/err.h"
#include "core/value.h"
#include "server/site.h"

/* Where the settings stand, for problems to name the line. */
struct settings_source {
	const char *file, *text;
	size_t len;
	struct problems *problems;
};

/* Puts the kiosks into the site. What is wrong becomes a problem with its line. False when memory ran out. */
bool site_kiosks_read(struct site *site, struct arena *arena, const struct settings_source *source, struct value v);
/* Once all settings are there: a kiosk's languages are among the site's, and one that names none has them all. */
void site_kiosks_complete(struct site *site, const struct settings_source *source);
/* Once the forms are there: notes name forms of a kiosk that are not offered. One that costs a slip is to be taken
 * along, since a slip can only be spent with the server at hand; notes say so. */
void site_kiosks_look(struct site *site, struct problems *notes);

/* The kiosk of that name, or NULL. */
const struct kiosk *site_kiosk(const struct site *site, const char *name, size_t len);
/* What a kiosk does with a form that it names and that is offered, or NULL. */
const struct kiosk_form *site_kiosk_form(const struct site *site, const struct kiosk *kiosk, const char *form,
                                         size_t len);

#endif
