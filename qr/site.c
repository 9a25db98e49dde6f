#include "qr/site.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "qr/files.h"

static const struct json_limits limits = {.max_bytes = 262144, .max_depth = 6, .max_values = 10000};

struct reading {
	struct qr_site *site;
	const char *file;
	struct qr_fault *fault;
};

static bool refuse(struct reading *r, const char *member, const char *reason)
{
	return qr_fail(r->fault, "%s: \"%s\" %s", r->file, member, reason);
}

static const char *copy(struct reading *r, struct value v)
{
	const char *text = arena_copy(&r->site->arena, v.string, v.len);
	if (!text)
		qr_fail(r->fault, "memory ran out");
	return text;
}

/* One text, or one a language. */
static bool read_text(struct reading *r, const char *member, struct value v, struct text *out)
{
	size_t count = v.kind == VALUE_OBJECT ? v.len : 1;
	struct wording *all = arena_array(&r->site->arena, count, sizeof *all);
	if (v.kind != VALUE_OBJECT && v.kind != VALUE_STRING)
		return refuse(r, member, "must be a text, or a text for each language");
	if (!all && count > 0)
		return qr_fail(r->fault, "memory ran out");
	for (size_t i = 0; i < count; i++) {
		struct value one = v.kind == VALUE_OBJECT ? v.members[i].value : v;
		if (one.kind != VALUE_STRING || one.len == 0)
			return refuse(r, member, "has a text that is empty or none");
		all[i].text = copy(r, one);
		all[i].lang = v.kind == VALUE_OBJECT
		                      ? arena_copy(&r->site->arena, v.members[i].name, v.members[i].name_len)
		                      : "default";
		if (!all[i].text || !all[i].lang)
			return qr_fail(r->fault, "memory ran out");
	}
	*out = (struct text){all, count};
	return count > 0 || refuse(r, member, "must not be empty");
}

static bool read_address(struct reading *r, struct value v)
{
	static const char host_chars[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	const char *text = v.kind == VALUE_STRING ? copy(r, v) : NULL;
	if (!text)
		return refuse(r, "address", "is missing");
	size_t skip = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;
	if (skip == 0 || text[skip] == '\0' || strspn(text + skip, host_chars) != strlen(text + skip))
		return refuse(r, "address",
		              "must be the public address without a path: \"https://uzklausi.example.lv\"");
	r->site->address = text;
	r->site->host = text + skip;
	return true;
}

static bool read_phone(struct reading *r, struct value v, struct qr_phone *out)
{
	struct value number = value_get(v, "number"), note = value_get(v, "note"), urgent = value_get(v, "urgent");
	if (number.kind != VALUE_STRING || number.len < 3 || number.len > 24)
		return refuse(r, "phones", "has a phone without a number of 3 to 24 characters");
	out->number = copy(r, number);
	out->urgent = urgent.kind == VALUE_BOOL && urgent.boolean;
	if (!out->number || !read_text(r, "name", value_get(v, "name"), &out->name))
		return false;
	return note.kind == VALUE_UNDEFINED || value_empty(note) || read_text(r, "note", note, &out->note);
}

static bool read_phones(struct reading *r, struct value v)
{
	if (v.kind != VALUE_ARRAY || v.len == 0 || v.len > QR_PHONES_MAX)
		return refuse(r, "phones", "must be a list of one to twenty numbers to call");
	for (size_t i = 0; i < v.len; i++)
		if (!read_phone(r, v.items[i], &r->site->phones[r->site->phone_count++]))
			return false;
	return true;
}

static bool read_languages(struct reading *r, struct value v)
{
	if (v.kind != VALUE_ARRAY || v.len == 0 || v.items[0].kind != VALUE_STRING)
		return refuse(r, "languages", "must name one to eight languages");
	r->site->language = copy(r, v.items[0]);
	return r->site->language != NULL;
}

static bool read_members(struct reading *r, struct value whole)
{
	if (whole.kind != VALUE_OBJECT)
		return qr_fail(r->fault, "%s must be one object: { ... }", r->file);
	return read_address(r, value_get(whole, "address")) &&
	       read_text(r, "name", value_get(whole, "name"), &r->site->name) &&
	       read_phones(r, value_get(whole, "phones")) && read_languages(r, value_get(whole, "languages"));
}

bool qr_site_read(struct qr_site *site, const char *folder, struct qr_fault *fault)
{
	struct json_fault wrong = {0};
	struct value whole;
	struct buf text;
	*site = (struct qr_site){.path = folder};
	arena_init(&site->arena, 8 << 20);
	char *file = qr_path(folder, "site.json");
	struct reading r = {site, file, fault};
	bool good = file && qr_file_read(&text, file, limits.max_bytes, false, fault);
	if (!file) {
		qr_fail(fault, "memory ran out");
		return false;
	}
	if (good) {
		enum core_err err =
		        json_read(text.data ? text.data : "", text.len, &limits, &site->arena, &whole, &wrong);
		good = err == CORE_OK ? read_members(&r, whole)
		                      : qr_fail(fault, "%s:%u: %s", file, wrong.line,
		                                wrong.reason ? wrong.reason : core_err_text(err));
	}
	buf_release(&text);
	free(file);
	return good;
}

void qr_site_release(struct qr_site *site)
{
	arena_release(&site->arena);
	*site = (struct qr_site){0};
}
