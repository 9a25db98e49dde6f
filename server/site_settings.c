#include "server/site_settings.h"

#include <math.h>
#include <string.h>

#include "core/json.h"
#include "server/site_kiosks.h"
#include "server/site_words.h"
#include "server/site_looks.h"
#include "server/site_proxy.h"

#define LEAVE_BY_DEFAULT "https://videscentrs.lvgmc.lv/" /* the weather */

static const struct json_limits limits = {.max_bytes = 262144, .max_depth = 6, .max_values = 10000};

struct settings {
	struct site *site;
	struct arena *arena;
	const char *file, *text;
	size_t len;
	struct problems *problems;
	bool nomem;
};

/* A setting's reader says what is wrong with the value, or NULL. */
struct setting {
	const char *name;
	bool required;
	const char *(*read)(struct settings *s, struct value v);
};

static unsigned line_of(const struct settings *s, uint32_t offset)
{
	return json_line(s->text, s->len, offset);
}

static bool starts_with(const char *text, size_t len, const char *start)
{
	size_t n = strlen(start);
	return len >= n && memcmp(text, start, n) == 0;
}

static const char *copy(struct settings *s, struct value v)
{
	const char *text = arena_copy(s->arena, v.string, v.len);
	if (!text)
		s->nomem = true;
	return text;
}

/* --- kinds of values --- */

static const char *read_text(struct settings *s, struct value v, struct text *out)
{
	if (v.kind == VALUE_STRING) {
		struct wording *one = arena_alloc(s->arena, sizeof *one);
		if (one)
			*one = (struct wording){"default", copy(s, v)};
		else
			s->nomem = true;
		*out = (struct text){one, one ? 1 : 0};
		return NULL;
	}
	if (v.kind != VALUE_OBJECT)
		return "must be a text, or an object with a text a language: {\"lv\": \"...\", \"en\": \"...\"}";
	struct wording *all = arena_array(s->arena, v.len, sizeof *all);
	if (!all && v.len > 0)
		s->nomem = true;
	for (size_t i = 0; all && i < v.len; i++) {
		if (v.members[i].value.kind != VALUE_STRING)
			return "must hold a text for each language";
		all[i].lang = arena_copy(s->arena, v.members[i].name, v.members[i].name_len);
		all[i].text = copy(s, v.members[i].value);
		if (!all[i].lang)
			s->nomem = true;
	}
	*out = (struct text){all, all ? v.len : 0};
	return NULL;
}

static const char *read_filled_text(struct settings *s, struct value v, struct text *out)
{
	const char *wrong = read_text(s, v, out);
	if (wrong)
		return wrong;
	return out->count == 0 || value_empty(v) ? "must not be empty" : NULL;
}

static const char *read_number(struct value v, unsigned least, unsigned most, unsigned *out)
{
	if (v.kind != VALUE_NUMBER || v.number != floor(v.number) || v.number < least || v.number > most)
		return "must be a whole number within its bounds (docs/OPERATING.md)";
	*out = (unsigned)v.number;
	return NULL;
}

/* A name or address as browsers send it in Host: lower case, the port only when it is not the scheme's own. */
static bool host_good(const char *text, size_t len)
{
	if (len == 0 || len > 255)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
		      c == '[' || c == ']'))
			return false;
	}
	return true;
}

static const char *read_list(struct settings *s, struct value v, bool (*good)(const char *, size_t), const char *wrong,
                             const char ***out, size_t *count)
{
	if (v.kind != VALUE_ARRAY)
		return "must be a list";
	const char **all = arena_array(s->arena, v.len + 1, sizeof *all);
	if (!all) {
		s->nomem = true;
		return NULL;
	}
	for (size_t i = 0; i < v.len; i++) {
		if (v.items[i].kind != VALUE_STRING || !good(v.items[i].string, v.items[i].len))
			return wrong;
		all[i] = copy(s, v.items[i]);
	}
	*out = all;
	*count = v.len;
	return NULL;
}

/* --- the settings --- */

static const char *read_name(struct settings *s, struct value v)
{
	return read_filled_text(s, v, &s->site->name);
}

static const char *read_contact(struct settings *s, struct value v)
{
	return read_text(s, v, &s->site->contact);
}

static const char *read_address(struct settings *s, struct value v)
{
	static const char wrong[] = "must be the public address without a path: \"https://uzklausi.example.lv\"";
	if (v.kind != VALUE_STRING)
		return wrong;
	size_t skip = starts_with(v.string, v.len, "https://") ? 8 : starts_with(v.string, v.len, "http://") ? 7 : 0;
	if (!skip || !host_good(v.string + skip, v.len - skip))
		return wrong;
	s->site->address = copy(s, v);
	return NULL;
}

static const char *read_hosts(struct settings *s, struct value v)
{
	return read_list(s, v, host_good,
	                 "each must be a host as browsers send it: \"uzklausi.example.lv\" or \"10.0.0.5:8080\", in "
	                 "small letters",
	                 &s->site->hosts, &s->site->host_count);
}

static const char *read_listen(struct settings *s, struct value v)
{
	static const char wrong[] = "must be an address and a port: \"127.0.0.1:8080\" or \"[::1]:8080\"";
	const char *colon = v.kind == VALUE_STRING ? memrchr(v.string, ':', v.len) : NULL;
	if (!colon || colon == v.string || colon + 1 == v.string + v.len)
		return wrong;
	for (const char *c = colon + 1; c < v.string + v.len; c++)
		if (*c < '0' || *c > '9')
			return wrong;
	s->site->listen = copy(s, v);
	return NULL;
}

static const char *read_file_name(struct settings *s, struct value v, const char **out)
{
	if (v.kind != VALUE_STRING || v.len == 0)
		return "must name a PEM file as \"certificate\" and one as \"key\"";
	if (v.string[0] == '/') {
		*out = copy(s, v);
		return NULL;
	}
	size_t path_len = strlen(s->site->path);
	char *whole = arena_alloc(s->arena, path_len + 1 + v.len + 1);
	if (whole) {
		memcpy(whole, s->site->path, path_len);
		whole[path_len] = '/';
		memcpy(whole + path_len + 1, v.string, v.len);
	} else {
		s->nomem = true;
	}
	*out = whole;
	return NULL;
}

static const char *read_tls(struct settings *s, struct value v)
{
	if (v.kind == VALUE_NULL)
		return NULL;
	if (v.kind != VALUE_OBJECT || v.len != 2)
		return "must be null, or {\"certificate\": FILE, \"key\": FILE}";
	const char *wrong = read_file_name(s, value_get(v, "certificate"), &s->site->certificate);
	return wrong ? wrong : read_file_name(s, value_get(v, "key"), &s->site->private_key);
}

static bool language_good(const char *text, size_t len)
{
	if (len < 2 || len > 3)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] < 'a' || text[i] > 'z')
			return false;
	return true;
}

static const char *read_languages(struct settings *s, struct value v)
{
	if (v.kind == VALUE_ARRAY && (v.len == 0 || v.len > 8))
		return "must name one to eight languages";
	return read_list(s, v, language_good, "each must be a language in two or three small letters: \"lv\"",
	                 &s->site->languages, &s->site->language_count);
}

static const char *read_phone(struct settings *s, struct value v, struct phone *out)
{
	struct value number = value_get(v, "number"), urgent = value_get(v, "urgent"), note = value_get(v, "note");
	if (v.kind != VALUE_OBJECT)
		return "each must be an object with \"number\", \"name\", \"note\" and \"urgent\"";
	if (number.kind != VALUE_STRING || number.len < 3 || number.len > 24)
		return "each needs a \"number\" of 3 to 24 characters";
	for (size_t i = 0; i < number.len; i++)
		if (!strchr("0123456789+ ", number.string[i]))
			return "a \"number\" has digits, blanks and + only";
	if (urgent.kind != VALUE_UNDEFINED && urgent.kind != VALUE_BOOL)
		return "\"urgent\" must be true or false";
	out->number = copy(s, number);
	out->urgent = urgent.kind == VALUE_BOOL && urgent.boolean;
	const char *wrong = note.kind == VALUE_UNDEFINED ? NULL : read_text(s, note, &out->note);
	return wrong ? wrong : read_filled_text(s, value_get(v, "name"), &out->name);
}

static const char *read_phones(struct settings *s, struct value v)
{
	if (v.kind != VALUE_ARRAY || v.len == 0 || v.len > 20)
		return "must be a list of one to twenty numbers to call";
	struct phone *all = arena_array(s->arena, v.len, sizeof *all);
	if (!all)
		s->nomem = true;
	for (size_t i = 0; all && i < v.len; i++) {
		const char *wrong = read_phone(s, v.items[i], &all[i]);
		if (wrong)
			return wrong;
	}
	s->site->phones = all;
	s->site->phone_count = v.len;
	return NULL;
}

static const char *read_readers(struct settings *s, struct value v)
{
	return read_text(s, v, &s->site->readers);
}

static const char *read_leave(struct settings *s, struct value v)
{
	return site_leave_read(s->site, s->arena, v, &s->nomem);
}

static const char *read_colour(struct settings *s, struct value v)
{
	return site_colour_read(s->site, s->arena, v, &s->nomem);
}

static const char *read_address_header(struct settings *s, struct value v)
{
	return site_address_header_read(s->site, v);
}

/* Says itself what is wrong, each fault with its own line. */
static const char *read_kiosks(struct settings *s, struct value v)
{
	const struct settings_source source = {s->file, s->text, s->len, s->problems};
	s->nomem |= !site_kiosks_read(s->site, s->arena, &source, v);
	return NULL;
}

static const char *read_threads(struct settings *s, struct value v)
{
	return read_number(v, 0, 64, &s->site->threads);
}

static const char *read_expected_sheets(struct settings *s, struct value v)
{
	return read_number(v, 0, 1000000, &s->site->expected_sheets);
}

static const char *read_erase_after_days(struct settings *s, struct value v)
{
	return read_number(v, 0, 3650, &s->site->erase_after_days);
}

static const char *read_head_seconds(struct settings *s, struct value v)
{
	return read_number(v, 1, 600, &s->site->header_seconds);
}

static const char *read_body_seconds(struct settings *s, struct value v)
{
	return read_number(v, 1, 600, &s->site->body_seconds);
}

static const char *read_reply_seconds(struct settings *s, struct value v)
{
	return read_number(v, 1, 600, &s->site->reply_seconds);
}

static const struct setting settings[] = {
        {"name", true, read_name},
        {"contact", false, read_contact},
        {"address", true, read_address},
        {"hosts", false, read_hosts},
        {"listen", true, read_listen},
        {"tls", false, read_tls},
        {"address-header", false, read_address_header},
        {"languages", true, read_languages},
        {"phones", true, read_phones},
        {"readers", false, read_readers},
        {"leave", false, read_leave},
        {"colour", false, read_colour},
        {"kiosks", false, read_kiosks},
        {"threads", false, read_threads},
        {"expected-sheets", false, read_expected_sheets},
        {"erase-after-days", false, read_erase_after_days},
        {"head-seconds", false, read_head_seconds},
        {"body-seconds", false, read_body_seconds},
        {"reply-seconds", false, read_reply_seconds},
};
#define SETTING_COUNT (sizeof settings / sizeof *settings)

static const struct setting *setting_of(const char *name, size_t len)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strlen(settings[i].name) == len && memcmp(settings[i].name, name, len) == 0)
			return &settings[i];
	return NULL;
}

static void read_members(struct settings *s, struct value whole)
{
	for (size_t i = 0; i < whole.len; i++) {
		const struct member *m = &whole.members[i];
		if (starts_with(m->name, m->name_len, "about"))
			continue;
		const struct setting *setting = setting_of(m->name, m->name_len);
		const char *wrong = setting ? setting->read(s, m->value) : "there is no such setting";
		if (wrong)
			problems_add(s->problems, s->file, line_of(s, m->offset), NULL, NULL, "\"%.*s\": %s",
			             (int)m->name_len, m->name, wrong);
	}
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (settings[i].required && value_get(whole, settings[i].name).kind == VALUE_UNDEFINED)
			problems_add(s->problems, s->file, 0, NULL, NULL, "\"%s\" is missing", settings[i].name);
}

/* Without "hosts", the public address is the one host. */
static void complete_hosts(struct settings *s)
{
	if (s->site->host_count > 0 || !s->site->address)
		return;
	const char **one = arena_array(s->arena, 1, sizeof *one);
	if (!one) {
		s->nomem = true;
		return;
	}
	one[0] = strstr(s->site->address, "://") + 3;
	s->site->hosts = one;
	s->site->host_count = 1;
}

enum core_err site_settings_read(struct site *site, struct arena *arena, const char *file, const char *text, size_t len,
                                 struct problems *problems)
{
	struct settings s = {site, arena, file, text, len, problems, false};
	struct value whole;
	struct json_fault fault;
	size_t before = problems->total;
	site->leave = LEAVE_BY_DEFAULT;
	site->erase_after_days = 90;
	site->header_seconds = 10;
	site->body_seconds = 30;
	site->reply_seconds = 60;
	enum core_err err = json_read(text, len, &limits, arena, &whole, &fault);
	if (err == CORE_NOMEM)
		return err;
	if (err)
		problems_add(problems, file, fault.line, NULL, NULL, "%s", fault.reason);
	else if (whole.kind != VALUE_OBJECT)
		problems_add(problems, file, 1, NULL, NULL, "site.json must be one object: { ... }");
	else
		read_members(&s, whole);
	complete_hosts(&s);
	const struct settings_source source = {file, text, len, problems};
	site_kiosks_complete(site, &source);
	if (!err && whole.kind == VALUE_OBJECT)
		site_words_complete(site, &source, whole);
	if (s.nomem)
		return CORE_NOMEM;
	return problems->total > before ? CORE_REFUSED : CORE_OK;
}
