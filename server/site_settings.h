/* site.json: every setting has a reader of its own that checks it. A member whose name begins with "about" explains and
 * is not read. */
#ifndef SERVER_SITE_SETTINGS_H
#define SERVER_SITE_SETTINGS_H

#include "core/arena.h"
#include "core/err.h"
#include "server/site.h"

/* Fills the settings of site from the text of site.json, which arena outlives. CORE_REFUSED when problems were added.
 */
enum core_err site_settings_read(struct site *site, struct arena *arena, const char *file, const char *text, size_t len,
                                 struct problems *problems);

#endif
