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
static void emit_function(const struct source_message *m, FILE *out)
{
	fprintf(out, "static inline void message_");
	key_in_c(out, m->key, false);
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, "__%s", m->places[i]);
	fprintf(out, "(struct buf *out, const struct catalogue *words");
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, ", struct message_value %s", m->places[i]);
	fprintf(out, ")\n{\n\tcatalogue_write(out, words, MESSAGE_");
	key_in_c(out, m->key, true);
	fprintf(out, m->place_count ? ", (const struct message_value[]){" : ", NULL");
	for (size_t i = 0; i < m->place_count; i++)
		fprintf(out, "%s%s", i ? ", " : "", m->places[i]);
	fprintf(out, m->place_count ? "});\n}\n" : ");\n}\n");
}

void catalogue_emit_header(const struct source_catalogue *model, FILE *out)
{
	fprintf(out, "/* Made from kiosk/languages by tools/build: do not edit. */\n#ifndef KIOSK_MESSAGES_H\n#define "
	             "KIOSK_MESSAGES_H\n\n");
	fprintf(out, "#include \"core/catalogue.h\"\n\nenum message {\n");
	for (size_t i = 0; i < model->count; i++) {
		fprintf(out, "\tMESSAGE_");
		key_in_c(out, model->messages[i].key, true);
		fprintf(out, ",\n");
	}
	fprintf(out, "\tMESSAGES\n};\n\n");
	fprintf(out, "extern const char *const message_names[MESSAGES];\n");
	fprintf(out, "extern const struct catalogue catalogues[];\nextern const size_t catalogue_count;\n\n");
	for (size_t i = 0; i < model->count; i++)
		emit_function(&model->messages[i], out);
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
	fprintf(out, "static const struct message_text texts_%s[MESSAGES] = {\n", c->lang);
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

void catalogue_emit_source(const struct source_catalogue *catalogues, size_t count, FILE *out)
{
	const struct source_catalogue *model = &catalogues[0];
	fprintf(out, "/* Made from kiosk/languages by tools/build: do not edit. */\n#include \"kiosk/messages.h\"\n\n");
	fprintf(out, "const char *const message_names[MESSAGES] = {\n");
	for (size_t i = 0; i < model->count; i++)
		fprintf(out, "\t\"%s\",\n", model->messages[i].key);
	fprintf(out, "};\n\n");
	for (size_t i = 0; i < count; i++)
		emit_texts(model, &catalogues[i], out);
	fprintf(out, "const struct catalogue catalogues[] = {\n");
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "\t{\"%s\", ", catalogues[i].lang);
		const struct source_message *name = find(&catalogues[i], "language");
		emit_text(name, name->forms[PLURAL_OTHER], out);
		fprintf(out, ", texts_%s, MESSAGES, plural_%s},\n", catalogues[i].lang, catalogues[i].lang);
	}
	fprintf(out, "};\nconst size_t catalogue_count = %zu;\n", count);
}
