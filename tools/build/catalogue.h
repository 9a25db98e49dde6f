/* The catalogue compiler: kiosk/languages/LANG.json becomes C. The first file is the model: the others have to have its
 * keys, all of them and no more, with the same placeholders.
 *
 * A file is one flat object. A value is a text with places like {name}, or, where a number chooses the wording, an
 * object with a text for each of CLDR's plural categories of the language; the place {count} is then the number. The
 * key "language" names the language. */
#ifndef TOOLS_BUILD_CATALOGUE_H
#define TOOLS_BUILD_CATALOGUE_H

#include <stdio.h>

#include "core/catalogue.h"
#include "core/err.h"
#include "core/json.h"

#define CATALOGUE_PLACES_MAX 8

struct source_message {
	const char *key;
	size_t key_len;
	unsigned line;
	struct value forms[PLURALS]; /* strings; undefined where there is none */
	bool plural;
	char places[CATALOGUE_PLACES_MAX][24]; /* sorted */
	size_t place_count;
};

struct source_catalogue {
	const char *file;
	char lang[8];
	const char *text;
	size_t len;
	struct source_message *messages;
	size_t count;
};

/* Reads one language's text. False when problems were added. What it points to lives in arena and in text. */
bool catalogue_read(const char *file, const char *text, size_t len, struct arena *arena, struct source_catalogue *out,
                    struct problems *problems);
/* Holds a language against the model. */
bool catalogue_compare(const struct source_catalogue *model, const struct source_catalogue *other,
                       struct problems *problems);
/* Whose catalogues they are: ROOM/messages.h and ROOM/messages.c, and what goes before every name in them (capitals
 * where names have capitals), so that two rooms can be linked together. */
struct catalogue_room {
	const char *name, *prefix;
};
void catalogue_emit_header(const struct catalogue_room *room, const struct source_catalogue *model, FILE *out);
void catalogue_emit_source(const struct catalogue_room *room, const struct source_catalogue *catalogues, size_t count,
                           FILE *out);

#endif
