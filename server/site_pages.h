/* The pages that a site words itself: pages/help.LANG.md and pages/accessibility.LANG.md, and ours where the site has
 * none. */
#ifndef SERVER_SITE_PAGES_H
#define SERVER_SITE_PAGES_H

#include "core/arena.h"
#include "core/err.h"
#include "server/site.h"

/* The pages as they come with the program, in Markdown. */
struct own_page {
	const char *name; /* "help" */
	const char *lang;
	const unsigned char *text;
	const size_t *size;
};
extern const struct own_page own_pages[];
extern const size_t own_page_count;

/* Fills site->help and site->accessibility with HTML for each of the site's languages; its settings have been read.
 * CORE_REFUSED when a page is not taken, with problems. A language without a page of the site's or ours is noted. */
enum core_err site_pages_read(struct site *site, struct arena *arena, struct problems *problems,
                              struct problems *notes);

#endif
