/* uzklausi-qr poster: one poster of one place. */
#include <string.h>
#include <unistd.h>
#include <stdlib.h>

#include "qr/commands.h"
#include "qr/list.h"
#include "qr/make.h"
#include "qr/options.h"

enum { PLACE, OUT, SIZE, LANG, THEME, FORM, ART, KIND, DAY, OPTIONS };

/* What one run needs. */
struct run {
	struct qr_option options[OPTIONS];
	struct qr_site site;
	struct qr_list list;
	struct art art;
	struct place *place;
	bool added;
	char day[11];
	struct qr_fault *fault;
};

/* The place of that name, or a new line for it. */
static bool find_place(struct run *r)
{
	const char *wanted = r->options[PLACE].value;
	r->place = qr_list_find(&r->list, wanted, r->fault);
	if (r->place || r->fault->text[0] != '\0')
		return r->place != NULL;
	r->place = places_add(&r->list.places);
	r->added = true;
	if (!r->place)
		return qr_fail(r->fault, "%s is full: it has 5000 places", r->list.path);
	return qr_list_set(&r->list, r->place, PLACE_NAME, wanted, r->fault);
}

static bool has_form(struct run *r, const char *form)
{
	char name[64], *path = NULL;
	bool there = strlen(form) <= 40 && !strchr(form, '/');
	if (there) {
		snprintf(name, sizeof name, "forms/%s.json", form);
		path = qr_path(r->site.path, name);
		there = path && access(path, R_OK) == 0;
	}
	free(path);
	return there || qr_fail(r->fault, "the site has no form %s: forms/%s.json is not there", form, form);
}

/* What the options say of the place goes into its line. */
static bool apply_options(struct run *r)
{
	static const struct {
		unsigned option;
		enum place_column column;
	} pairs[] = {{SIZE, PLACE_SIZE}, {THEME, PLACE_THEME}, {FORM, PLACE_FORM}, {KIND, PLACE_KIND}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *value = r->options[pairs[i].option].value;
		if (value && !qr_list_set(&r->list, r->place, pairs[i].column, value, r->fault))
			return false;
	}
	if (r->options[FORM].value && !has_form(r, r->options[FORM].value))
		return false;
	if (!r->options[LANG].value)
		return true;
	char list[64];
	snprintf(list, sizeof list, "%s", r->options[LANG].value);
	for (char *c = list; *c; c++)
		*c = *c == ',' ? ' ' : *c;
	return qr_list_set(&r->list, r->place, PLACE_LANG, list, r->fault);
}

static bool make(struct run *r, struct buf *report)
{
	const char *path = r->options[OUT].value;
	enum paper_format format;
	struct poster poster;
	struct qr_draft draft = {NULL, NULL};
	if (r->place->withdrawn)
		return qr_fail(r->fault,
		               "the poster %s was withdrawn on %s: give the place a new line and so a new code",
		               r->place->code, r->place->cells[PLACE_WITHDRAWN]);
	bool good = make_format(path, &format, r->fault) && qr_list_draw_code(&r->list, r->place, r->fault) &&
	            make_poster(&poster, &r->site, r->place, r->day, r->fault);
	if (good && r->options[ART].value) {
		good = art_open(&r->art, r->options[ART].value, r->fault);
		poster.art = &r->art;
	}
	good = good && make_draft(&draft, path, &poster, format, r->fault) && qr_list_save(&r->list, r->fault) &&
	       qr_draft_finish(&draft, 0666, r->fault);
	qr_draft_drop(&draft);
	if (good)
		buf_printf(report, "%s: poster %s of \"%s\"%s\n", path, r->place->code, r->place->cells[PLACE_NAME],
		           r->added ? ", a new line in places.csv" : "");
	return good;
}

int qr_cmd_poster(int count, char **arguments, struct buf *report, struct qr_fault *fault)
{
	struct run r = {.options = {[PLACE] = {"--place", true, NULL},
	                            [OUT] = {"--out", true, NULL},
	                            [SIZE] = {"--size", false, NULL},
	                            [LANG] = {"--lang", false, NULL},
	                            [THEME] = {"--theme", false, NULL},
	                            [FORM] = {"--form", false, NULL},
	                            [ART] = {"--art", false, NULL},
	                            [KIND] = {"--kind", false, NULL},
	                            [DAY] = {"--day", false, NULL}},
	                .list = {.lock = -1},
	                .fault = fault};
	const char *folder;
	if (!qr_options_read(count, arguments, &folder, r.options, OPTIONS, fault))
		return EXIT_USAGE;
	bool good = qr_day(r.options[DAY].value, r.day, fault) && qr_site_read(&r.site, folder, fault) &&
	            qr_list_open(&r.list, folder, fault) && find_place(&r) && apply_options(&r) && make(&r, report);
	art_release(&r.art);
	qr_list_release(&r.list);
	qr_site_release(&r.site);
	return good ? 0 : EXIT_MISTAKE;
}
