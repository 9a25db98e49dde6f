#include "tools/build/catalogue.h"

#include <ctype.h>
#include <string.h>

static const char *const PLURAL_NAMES[PLURALS] = {"zero", "one", "few", "many", "other"};

/* The categories each language needs (CLDR 46). */
static const struct language_plurals {
	const char *lang;
	bool needed[PLURALS];
} LANGUAGES[] = {
        {"lv", {[PLURAL_ZERO] = true, [PLURAL_ONE] = true, [PLURAL_OTHER] = true}},
        {"en", {[PLURAL_ONE] = true, [PLURAL_OTHER] = true}},
        {"ru", {[PLURAL_ONE] = true, [PLURAL_FEW] = true, [PLURAL_MANY] = true, [PLURAL_OTHER] = true}},
        {"uk", {[PLURAL_ONE] = true, [PLURAL_FEW] = true, [PLURAL_MANY] = true, [PLURAL_OTHER] = true}},
};

static const struct language_plurals *language_plurals(const char *lang)
{
	for (size_t i = 0; i < sizeof LANGUAGES / sizeof *LANGUAGES; i++)
		if (strcmp(LANGUAGES[i].lang, lang) == 0)
			return &LANGUAGES[i];
	return NULL;
}

struct reading {
	struct source_catalogue *catalogue;
	struct source_message *message;
	struct problems *problems;
	size_t found;
};

static void complain(struct reading *r, const char *reason, const char *detail)
{
	problems_add(r->problems, r->catalogue->file, r->message ? r->message->line : 1, NULL,
	             r->message ? r->message->key : NULL, "%s%s", reason, detail);
	r->found++;
}

static void add_place(struct reading *r, const char *name, size_t len)
{
	struct source_message *m = r->message;
	char place[24];
	if (len == 0 || len >= sizeof place || strspn(name, "abcdefghijklmnopqrstuvwxyz") < len) {
		complain(r, "a place is written as {name}, in small letters", "");
		return;
	}
	memcpy(place, name, len);
	place[len] = '\0';
	size_t at = 0;
	while (at < m->place_count && strcmp(m->places[at], place) < 0)
		at++;
	if (at < m->place_count && strcmp(m->places[at], place) == 0)
		return;
	if (m->place_count == CATALOGUE_PLACES_MAX) {
		complain(r, "too many places", "");
		return;
	}
	memmove(m->places[at + 1], m->places[at], (m->place_count - at) * sizeof *m->places);
	memcpy(m->places[at], place, sizeof place);
	m->place_count++;
}

static void read_form(struct reading *r, enum plural plural, struct value form)
{
	if (form.kind != VALUE_STRING || form.len == 0) {
		complain(r, "a message is a text that is not empty", "");
		return;
	}
	r->message->forms[plural] = form;
	for (size_t i = 0; i < form.len; i++) {
		if ((unsigned char)form.string[i] < 0x20 || form.string[i] == '}') {
			complain(r, "a control character or a } without its {", "");
			return;
		}
		if (form.string[i] != '{')
			continue;
		const char *begin = form.string + i + 1;
		const char *end = memchr(begin, '}', form.len - i - 1);
		if (!end) {
			complain(r, "a { without its }", "");
			return;
		}
		add_place(r, begin, (size_t)(end - begin));
		i += (size_t)(end - begin) + 1;
	}
}

static void read_plural(struct reading *r, struct value forms, const struct language_plurals *rules)
{
	r->message->plural = true;
	for (size_t i = 0; i < PLURALS; i++) {
		struct value form = value_get(forms, PLURAL_NAMES[i]);
		if (rules->needed[i] != (form.kind != VALUE_UNDEFINED))
			complain(r,
			         rules->needed[i] ? "a plural form is missing: " : "this language has no plural form ",
			         PLURAL_NAMES[i]);
		else if (rules->needed[i])
			read_form(r, (enum plural)i, form);
	}
	bool counts = false;
	for (size_t i = 0; i < r->message->place_count; i++)
		counts = counts || strcmp(r->message->places[i], "count") == 0;
	if (!counts)
		complain(r, "a message with plural forms has a place {count}", "");
}

static void read_message(struct reading *r, const struct member *member, const struct language_plurals *rules)
{
	bool named = member->name_len > 0 && islower((unsigned char)member->name[0]);
	for (size_t i = 0; i < member->name_len; i++)
		named = named && (islower((unsigned char)member->name[i]) || isdigit((unsigned char)member->name[i]) ||
		                  member->name[i] == '-');
	if (!named)
		complain(r, "a key is written in small letters, digits and -", "");
	if (member->value.kind == VALUE_OBJECT)
		read_plural(r, member->value, rules);
	else
		read_form(r, PLURAL_OTHER, member->value);
}

static bool take_lang(struct source_catalogue *out)
{
	const char *base = strrchr(out->file, '/') ? strrchr(out->file, '/') + 1 : out->file;
	size_t len = strcspn(base, ".");
	if (len >= sizeof out->lang)
		return false;
	memcpy(out->lang, base, len);
	out->lang[len] = '\0';
	return language_plurals(out->lang) != NULL;
}

bool catalogue_read(const char *file, const char *text, size_t len, struct arena *arena, struct source_catalogue *out,
                    struct problems *problems)
{
	struct json_fault fault;
	struct value root;
	*out = (struct source_catalogue){.file = file, .text = text, .len = len};
	struct reading r = {.catalogue = out, .problems = problems};
	enum core_err err = json_read(text, len, &JSON_FORM_LIMITS, arena, &root, &fault);
	if (err != CORE_OK) {
		problems_add(problems, file, fault.line, NULL, NULL, "%s",
		             fault.reason ? fault.reason : core_err_text(err));
		return false;
	}
	if (!take_lang(out))
		complain(&r, "the file's name is no language whose plural forms are known", "");
	out->messages = arena_array(arena, root.kind == VALUE_OBJECT ? root.len : 0, sizeof *out->messages);
	if (root.kind != VALUE_OBJECT || root.len == 0 || !out->messages)
		complain(&r, "the file is one object of messages", "");
	if (r.found)
		return false;
	for (; out->count < root.len; out->count++) {
		const struct member *member = &root.members[out->count];
		r.message = &out->messages[out->count];
		r.message->key = arena_copy(arena, member->name, member->name_len);
		r.message->key_len = member->name_len;
		r.message->line = json_line(text, len, member->offset);
		if (r.message->key)
			read_message(&r, member, language_plurals(out->lang));
		else
			complain(&r, core_err_text(CORE_NOMEM), "");
	}
	return r.found == 0;
}

static const struct source_message *find(const struct source_catalogue *c, const char *key)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->messages[i].key, key) == 0)
			return &c->messages[i];
	return NULL;
}

static bool same_places(const struct source_message *a, const struct source_message *b)
{
	if (a->place_count != b->place_count)
		return false;
	for (size_t i = 0; i < a->place_count; i++)
		if (strcmp(a->places[i], b->places[i]) != 0)
			return false;
	return true;
}

bool catalogue_compare(const struct source_catalogue *model, const struct source_catalogue *other,
                       struct problems *problems)
{
	size_t before = problems->total;
	for (size_t i = 0; i < model->count; i++) {
		const struct source_message *m = &model->messages[i], *o = find(other, m->key);
		if (!o)
			problems_add(problems, other->file, 1, NULL, m->key, "is missing; %s has it", model->file);
		else if (!same_places(m, o))
			problems_add(problems, other->file, o->line, NULL, m->key, "has other places than in %s",
			             model->file);
		else if (m->plural != o->plural)
			problems_add(problems, other->file, o->line, NULL, m->key,
			             "has plural forms in one language only");
	}
	for (size_t i = 0; i < other->count; i++)
		if (!find(model, other->messages[i].key))
			problems_add(problems, other->file, other->messages[i].line, NULL, other->messages[i].key,
			             "is not in %s", model->file);
	return problems->total == before;
}
