#include "qr/make.h"

#include <string.h>

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);
	return a > b && strcmp(text + a - b, end) == 0;
}

bool make_format(const char *path, enum paper_format *format, struct qr_fault *fault)
{
	if (ends_with(path, ".pdf"))
		*format = PAPER_PDF;
	else if (ends_with(path, ".svg"))
		*format = PAPER_SVG;
	else if (ends_with(path, ".png"))
		*format = PAPER_PNG;
	else
		return qr_fail(fault, "%s: the file's name must end in .pdf, .svg or .png", path);
	return true;
}

bool make_languages(struct poster *out, const char *list, struct qr_fault *fault)
{
	out->language_count = 0;
	while (*list) {
		size_t len = strcspn(list, ", ");
		const struct catalogue *words = qr_words(list, len);
		if (!words)
			return qr_fail(
			        fault,
			        "there are no words for a poster in the language \"%.*s\": lv, en, ru and uk have them",
			        (int)len, list);
		for (size_t i = 0; i < out->language_count; i++)
			if (out->languages[i] == words)
				return qr_fail(fault, "the language %s is there twice", words->lang);
		out->languages[out->language_count++] = words;
		list += len;
		list += strspn(list, ", ");
	}
	return out->language_count > 0 || qr_fail(fault, "no language is given");
}

bool make_poster(struct poster *out, const struct qr_site *site, const struct place *place, const char *day,
                 struct qr_fault *fault)
{
	const char *size = place->cells[PLACE_SIZE], *theme = place->cells[PLACE_THEME],
	           *lang = place->cells[PLACE_LANG];
	*out = (struct poster){.site = site, .code = place->code, .place = place->cells[PLACE_NAME], .day = day};
	out->size = poster_size_named(*size ? size : "A4");
	out->theme = theme_named(*theme ? theme : "adults");
	if (!out->size || !out->theme)
		return qr_fail(fault, "%s: there is no such %s", place->cells[PLACE_NAME],
		               out->size ? "theme" : "size");
	return make_languages(out, *lang ? lang : site->language, fault);
}

bool make_draft(struct qr_draft *draft, const char *path, const struct poster *poster, enum paper_format format,
                struct qr_fault *fault)
{
	static const size_t most[] = {4, 2, 1};
	struct paper paper;
	double shorter = poster->size->width < poster->size->height ? poster->size->width : poster->size->height;
	size_t room = most[shorter > 120 ? 0 : poster->size->width < poster->size->height ? 1 : 2];
	if (poster->language_count > room)
		return qr_fail(fault, "the size %s has room for %zu language%s, not %zu: an A5 has room for four",
		               poster->size->name, room, room > 1 ? "s" : "", poster->language_count);
	if (poster->art && shorter < 120)
		return qr_fail(fault, "the size %s has no room for artwork: A5, A4 and A3 have", poster->size->name);
	return qr_draft_begin(draft, path, fault) && poster_draw(poster, format, draft->path, &paper, fault);
}
