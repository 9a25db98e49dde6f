#include "server/site_words.h"

#include <string.h>

#include "core/json.h"

/* As text_in finds it, but for its last resort: "lv-LV" may be said in "lv", and "default" is for all. */
static bool said_in(struct value text, const char *lang)
{
	size_t root = strcspn(lang, "-");
	for (size_t i = 0; i < text.len; i++) {
		const struct member *m = &text.members[i];
		bool same = m->name_len == strlen(lang) && memcmp(m->name, lang, m->name_len) == 0;
		if (same || (m->name_len == root && memcmp(m->name, lang, root) == 0) ||
		    (m->name_len == 7 && memcmp(m->name, "default", 7) == 0))
			return true;
	}
	return false;
}

static void look_at(const struct site *site, const struct settings_source *source, struct value within,
                    const char *name)
{
	struct value text = value_get(within, name);
	if (text.kind != VALUE_OBJECT || text.len == 0)
		return;
	for (size_t i = 0; i < site->language_count; i++)
		if (!said_in(text, site->languages[i]))
			problems_add(source->problems, source->file, json_line(source->text, source->len, text.offset),
			             NULL, NULL, "\"%s\": has no text in \"%s\", one of the site's \"languages\"", name,
			             site->languages[i]);
}

void site_words_complete(const struct site *site, const struct settings_source *source, struct value whole)
{
	struct value phones = value_get(whole, "phones");
	look_at(site, source, whole, "name");
	look_at(site, source, whole, "contact");
	look_at(site, source, whole, "readers");
	for (size_t i = 0; phones.kind == VALUE_ARRAY && i < phones.len; i++) {
		look_at(site, source, phones.items[i], "name");
		look_at(site, source, phones.items[i], "note");
	}
}
