/* The C that the catalogue compiler writes. */
#include <ctype.h>
#include <string.h>

#include "tools/build/catalogue.h"

static void key_in_c(FILE *out, const char *key, bool upper)
{
	for (; *key; key++)
		putc(*key == '-' ? '_' : upper ? toupper((unsigned char)*key) : *key, out);
}

/* A message is a function named for its key and its places, so that a wrong one does not compile. */
static void emit_function(const struct catalogue_room *room, const struct source_message *m, FILE *out)
{
	fprintf(out, "static inline void %smessage_", room->prefix);
	key_in_c(out, m->key, false);
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, "__%s", m->places[i]);
	fprintf(out, "(struct buf *out, const struct catalogue *words");
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, ", struct message_value %s", m->places[i]);
	fprintf(out, ")\n{\n\tcatalogue_write(out, words, ");
	key_in_c(out, room->prefix, true);
	fprintf(out, "MESSAGE_");
	key_in_c(out, m->key, true);
	fprintf(out, m->place_count ? ", (const struct message_value[]){" : ", NULL");
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, "%s%s", i ? ", " : "", m->places[i]);
	fprintf(out, m->place_count ? "});\n}\n" : ");\n}\n");
}

static void emit_keys(const struct catalogue_room *room, const struct source_catalogue *model, FILE *out)
{
	fprintf(out, "enum %smessage {\n", room->prefix);
	for (size_t i = 0; i <= model->count; i++) {
		putc('\t', out);
		key_in_c(out, room->prefix, true);
		fprintf(out, i < model->count ? "MESSAGE_" : "MESSAGES\n};\n\n");
		if (i < model->count) {
			key_in_c(out, model->messages[i].key, true);
			fprintf(out, ",\n");
		}
	}
}

void catalogue_emit_header(const struct catalogue_room *room, const struct source_catalogue *model, FILE *out)
{
	const char *prefix = room->prefix;
	fprintf(out, "/* Made from %s/languages by tools/build: do not edit. */\n#ifndef ", room->name);
	key_in_c(out, room->name, true);
	fprintf(out, "_MESSAGES_H\n#define ");
	key_in_c(out, room->name, true);
	fprintf(out, "_MESSAGES_H\n\n#include \"core/catalogue.h\"\n\n");
	emit_keys(room, model, out);
	fprintf(out, "extern const char *const %smessage_names[%zu];\n", prefix, model->count);
	fprintf(out, "extern const struct catalogue %scatalogues[];\nextern const size_t %scatalogue_count;\n\n",
	        prefix, prefix);
	for (size_t i = 0; i < model->count; i++)
		emit_function(room, &model->messages[i], out);
	fprintf(out, "\n#endif\n");
}

static unsigned place_number(const struct source_message *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->place_count; i++)
		if (strlen(m->places[i]) == len && memcmp(m->places[i], name, len) == 0)
			return (unsigned)i + 1;
	return 0;
}

static void emit_text(const struct source_message *m, struct value form, FILE *out)
{
	putc('"', out);
	for (size_t i = 0; i < form.len; i++) {
		unsigned char c = (unsigned char)form.string[i];
		if (c == '{') {
			const char *name = form.string + i + 1;
			size_t len = (size_t)((const char *)memchr(name, '}', form.len - i) - name);
			fprintf(out, "\\%03o", place_number(m, name, len));
			i += len + 1;
		} else if (c == '"' || c == '\\' || c == '?' || c > 0x7e) {
			fprintf(out, "\\%03o", c);
		} else {
			putc(c, out);
		}
	}
	putc('"', out);
}

static const struct source_message *find(const struct source_catalogue *c, const char *key)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->messages[i].key, key) == 0)
			return &c->messages[i];
	return NULL;
}

static void emit_texts(const struct source_catalogue *model, const struct source_catalogue *c, FILE *out)
{
	fprintf(out, "static const struct message_text texts_%s[%zu] = {\n", c->lang, model->count);
	for (size_t i = 0; i < model->count; i++) {
		const struct source_message *m = find(c, model->messages[i].key);
		fprintf(out, "\t{{");
		for (size_t form = 0; form < PLURALS; form++) {
			if (m->forms[form].kind == VALUE_STRING)
				emit_text(m, m->forms[form], out);
			else
				fprintf(out, "0");
			fprintf(out, form + 1 < PLURALS ? ", " : "}, ");
		}
		fprintf(out, "%u},\n", m->plural ? place_number(m, "count", 5) : 0);
	}
	fprintf(out, "};\n\n");
}

void catalogue_emit_source(const struct catalogue_room *room, const struct source_catalogue *catalogues, size_t count,
                           FILE *out)
{
	const struct source_catalogue *model = &catalogues[0];
	fprintf(out, "/* Made from %s/languages by tools/build: do not edit. */\n#include \"%s/messages.h\"\n\n",
	        room->name, room->name);
	fprintf(out, "const char *const %smessage_names[%zu] = {\n", room->prefix, model->count);
	for (size_t i = 0; i < model->count; i++)
		fprintf(out, "\t\"%s\",\n", model->messages[i].key);
	fprintf(out, "};\n\n");
	for (size_t i = 0; i < count; i++)
		emit_texts(model, &catalogues[i], out);
	fprintf(out, "const struct catalogue %scatalogues[] = {\n", room->prefix);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "\t{\"%s\", ", catalogues[i].lang);
		const struct source_message *name = find(&catalogues[i], "language");
		emit_text(name, name->forms[PLURAL_OTHER], out);
		fprintf(out, ", texts_%s, %zu, plural_%s},\n", catalogues[i].lang, model->count, catalogues[i].lang);
	}
	fprintf(out, "};\nconst size_t %scatalogue_count = %zu;\n", room->prefix, count);
}
