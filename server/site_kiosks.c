#include "server/site_kiosks.h"

#include <math.h>
#include <string.h>

#include "core/json.h"

#define KIOSKS_MAX 20
#define KIOSK_FORMS_MAX 12
#define NAME_MAX_BYTES 32
#define PLACE_MAX_BYTES 200
#define IDLE_SECONDS 90
#define WARNING_SECONDS 30

struct reading {
	struct site *site;
	struct arena *arena;
	const struct settings_source *source;
	struct kiosk *kiosk; /* the one being read */
	bool nomem;
};

static unsigned line_at(const struct settings_source *source, uint32_t offset)
{
	return json_line(source->text, source->len, offset);
}

static void wrong(const struct reading *r, struct value v, const char *setting, const char *reason)
{
	problems_add(r->source->problems, r->source->file, line_at(r->source, v.offset), NULL, NULL,
	             "\"kiosks\": \"%s\" %s", setting, reason);
}

static bool same(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

/* --- kinds of values ------------------------------------------------------------------------------------- */

/* Kiosks and forms are named in addresses. */
static bool name_good(struct value v, size_t max)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	if (v.kind != VALUE_STRING || v.len == 0 || v.len > max)
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!memchr(plain, v.string[i], sizeof plain - 1))
			return false;
	return true;
}

static const char *copy(struct reading *r, struct value v)
{
	const char *text = arena_copy(r->arena, v.string, v.len);
	r->nomem |= !text;
	return text;
}

static void *array(struct reading *r, size_t count, size_t size)
{
	void *memory = arena_array(r->arena, count ? count : 1, size);
	r->nomem |= !memory;
	return memory;
}

static const char *read_seconds(struct value v, unsigned least, unsigned most, unsigned *out)
{
	if (v.kind != VALUE_NUMBER || v.number != floor(v.number) || v.number < least || v.number > most)
		return least == KIOSK_WARNING_LEAST ? "must be a whole number from 20 to 120: people are warned at "
		                                      "least 20 seconds before their answers are wiped"
		                                    : "must be a whole number from 15 to 900";
	*out = (unsigned)v.number;
	return NULL;
}

static struct kiosk_form *form_of(const struct kiosk *kiosk, const char *id, size_t len)
{
	for (size_t i = 0; i < kiosk->form_count; i++)
		if (same(kiosk->forms[i].id, id, len))
			return &kiosk->forms[i];
	return NULL;
}

/* --- the settings of a kiosk: each reader answers NULL or what is wrong ------------------------------------ */

static const char *read_name(struct reading *r, struct value v)
{
	if (!name_good(v, NAME_MAX_BYTES))
		return "must have 1 to 32 small letters, digits and dashes: it stands in the kiosk's address";
	if (site_kiosk(r->site, v.string, v.len))
		return "is the name of another kiosk too";
	r->kiosk->name = copy(r, v);
	return NULL;
}

static const char *read_place(struct reading *r, struct value v)
{
	if (v.kind != VALUE_STRING || v.len > PLACE_MAX_BYTES)
		return "must be a text of at most 200 bytes, for the staff who set the kiosk up";
	r->kiosk->place = copy(r, v);
	return NULL;
}

static const char *read_forms(struct reading *r, struct value v)
{
	if (v.kind != VALUE_ARRAY || v.len == 0 || v.len > KIOSK_FORMS_MAX)
		return "must name one to twelve forms";
	r->kiosk->forms = array(r, v.len, sizeof *r->kiosk->forms);
	for (size_t i = 0; !r->nomem && i < v.len; i++) {
		if (!name_good(v.items[i], 40))
			return "must hold the names of forms, as their files in forms/ are named, without .json";
		if (form_of(r->kiosk, v.items[i].string, v.items[i].len))
			return "names a form twice";
		const char *id = copy(r, v.items[i]);
		if (id)
			r->kiosk->forms[r->kiosk->form_count++].id = id;
	}
	return NULL;
}

static const char *read_not_for_crowds(struct reading *r, struct value v)
{
	if (v.kind != VALUE_ARRAY)
		return "must be a list of the kiosk's forms";
	for (size_t i = 0; i < v.len; i++) {
		struct kiosk_form *form =
		        v.items[i].kind == VALUE_STRING ? form_of(r->kiosk, v.items[i].string, v.items[i].len) : NULL;
		if (!form)
			return "must hold names that \"forms\", before it, has too";
		form->take_along = true;
	}
	return NULL;
}

static const char *read_languages(struct reading *r, struct value v)
{
	if (v.kind != VALUE_ARRAY || v.len == 0 || v.len > 8)
		return "must name one to eight of the site's languages";
	r->kiosk->languages = array(r, v.len, sizeof *r->kiosk->languages);
	for (size_t i = 0; !r->nomem && i < v.len; i++) {
		if (v.items[i].kind != VALUE_STRING)
			return "must name one to eight of the site's languages";
		const char *lang = copy(r, v.items[i]);
		if (lang)
			r->kiosk->languages[r->kiosk->language_count++] = lang;
	}
	return NULL;
}

static const char *read_idle(struct reading *r, struct value v)
{
	return read_seconds(v, KIOSK_IDLE_LEAST, 900, &r->kiosk->idle_seconds);
}

static const char *read_warning(struct reading *r, struct value v)
{
	return read_seconds(v, KIOSK_WARNING_LEAST, 120, &r->kiosk->warning_seconds);
}

static const struct setting {
	const char *name;
	const char *(*read)(struct reading *r, struct value v);
} settings[] = {
        {"name", read_name},
        {"place", read_place},
        {"forms", read_forms},
        {"not-for-crowds", read_not_for_crowds},
        {"languages", read_languages},
        {"idle-seconds", read_idle},
        {"warning-seconds", read_warning},
};

/* --- the whole ------------------------------------------------------------------------------------------- */

static void read_member(struct reading *r, const struct member *m)
{
	char name[40];
	size_t len = m->name_len < sizeof name ? m->name_len : sizeof name - 1;
	memcpy(name, m->name, len);
	name[len] = '\0';
	if (strncmp(name, "about", 5) == 0)
		return;
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		if (!same(settings[i].name, m->name, m->name_len))
			continue;
		const char *reason = settings[i].read(r, m->value);
		if (reason)
			wrong(r, m->value, name, reason);
		return;
	}
	wrong(r, m->value, name, "is no setting of a kiosk");
}

static void read_kiosk(struct reading *r, struct value v)
{
	size_t before = r->source->problems->total;
	*r->kiosk = (struct kiosk){.place = "",
	                           .idle_seconds = IDLE_SECONDS,
	                           .warning_seconds = WARNING_SECONDS,
	                           .line = line_at(r->source, v.offset)};
	if (v.kind != VALUE_OBJECT) {
		wrong(r, v, "kiosks", "must hold an object for each kiosk: {\"name\": ..., \"forms\": [...]}");
		return;
	}
	for (size_t i = 0; i < v.len; i++)
		read_member(r, &v.members[i]);
	if (r->source->problems->total > before || r->nomem)
		return;
	if (!r->kiosk->name || !r->kiosk->forms)
		wrong(r, v, r->kiosk->name ? "forms" : "name", "is missing");
	else
		r->site->kiosk_count++;
}

bool site_kiosks_read(struct site *site, struct arena *arena, const struct settings_source *source, struct value v)
{
	struct reading r = {.site = site, .arena = arena, .source = source};
	if (v.kind != VALUE_ARRAY || v.len > KIOSKS_MAX) {
		wrong(&r, v, "kiosks", "must be a list of at most twenty kiosks");
		return true;
	}
	site->kiosks = array(&r, v.len, sizeof *site->kiosks);
	for (size_t i = 0; !r.nomem && i < v.len; i++) {
		r.kiosk = &site->kiosks[site->kiosk_count];
		read_kiosk(&r, v.items[i]);
	}
	return !r.nomem;
}

static bool site_speaks(const struct site *site, const char *lang)
{
	for (size_t i = 0; i < site->language_count; i++)
		if (strcmp(site->languages[i], lang) == 0)
			return true;
	return false;
}

void site_kiosks_complete(struct site *site, const struct settings_source *source)
{
	for (size_t i = 0; i < site->kiosk_count; i++) {
		struct kiosk *kiosk = &site->kiosks[i];
		for (size_t k = 0; k < kiosk->language_count; k++)
			if (!site_speaks(site, kiosk->languages[k]))
				problems_add(source->problems, source->file, kiosk->line, NULL, NULL,
				             "\"kiosks\": %s: \"%s\" is not among the site's \"languages\"",
				             kiosk->name, kiosk->languages[k]);
		if (kiosk->language_count > 0)
			continue;
		kiosk->languages = site->languages;
		kiosk->language_count = site->language_count;
	}
}

/* What a kiosk keeps is sent later, and whether a slip is good is known to the server alone: a sheet that was thanked
 * for could turn out to cost a slip that somebody has spent. */
static void look_at_form(const struct kiosk *kiosk, struct kiosk_form *wanted, const struct offer *offer,
                         struct problems *notes)
{
	if (!offer) {
		problems_add(notes, "site.json", kiosk->line, NULL, NULL,
		             "kiosk %s: the form %s is not offered, so the kiosk does not show it", kiosk->name,
		             wanted->id);
	} else if (offer->form->settings.slip && !wanted->take_along) {
		wanted->take_along = true;
		problems_add(
		        notes, "site.json", kiosk->line, NULL, NULL,
		        "kiosk %s: the form %s asks for slips, which the server looks at at once: the kiosk shows its "
		        "QR code to take along",
		        kiosk->name, wanted->id);
	}
}

void site_kiosks_look(struct site *site, struct problems *notes)
{
	for (size_t i = 0; i < site->kiosk_count; i++) {
		struct kiosk *kiosk = &site->kiosks[i];
		for (size_t k = 0; k < kiosk->form_count; k++) {
			struct kiosk_form *form = &kiosk->forms[k];
			look_at_form(kiosk, form, site_offer(site, form->id, strlen(form->id)), notes);
		}
	}
}

const struct kiosk *site_kiosk(const struct site *site, const char *name, size_t len)
{
	for (size_t i = 0; i < site->kiosk_count; i++)
		if (same(site->kiosks[i].name, name, len))
			return &site->kiosks[i];
	return NULL;
}

const struct kiosk_form *site_kiosk_form(const struct site *site, const struct kiosk *kiosk, const char *form,
                                         size_t len)
{
	return site_offer(site, form, len) ? form_of(kiosk, form, len) : NULL;
}
