/* Whether the texts of site.json are there in every language that the site speaks. */
#ifndef SERVER_SITE_WORDS_H
#define SERVER_SITE_WORDS_H

#include "server/site_kiosks.h"

/* whole: site.json, once it has been read into the site. A text that is given by language and lacks one of the site's
 * becomes a problem with its line: a page would leave its place empty, or be in two languages. One plain text does for
 * all. */
void site_words_complete(const struct site *site, const struct settings_source *source, struct value whole);

#endif
