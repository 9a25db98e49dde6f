/* uzklausi-qr posters: a poster of each place of a list, and a register to inspect them by. All of them appear, or
 * none. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qr/commands.h"
#include "qr/list.h"
#include "qr/make.h"
#include "qr/options.h"
#include "qr/register.h"

enum { OUT, PLACES, DAY, OPTIONS };

struct run {
	struct qr_option options[OPTIONS];
	struct qr_site site;
	struct qr_list list, asked;
	struct place **chosen; /* of the site's list; heap */
	size_t count;
	char *folder; /* the draft of the folder; heap */
	char day[11];
	struct qr_fault *fault;
};

/* The line of the site's list that a line of another list means; a new one when there is none. */
static struct place *take_over(struct run *r, const struct place *asked)
{
	struct place *own = asked->code[0] ? places_find(&r->list.places, asked->code)
	                                   : qr_list_find(&r->list, asked->cells[PLACE_NAME], r->fault);
	if (own || r->fault->text[0] != '\0')
		return own;
	if (asked->code[0]) {
		qr_fail(r->fault, "the code %s of \"%s\" is not in %s: leave it empty, and it is drawn", asked->code,
		        asked->cells[PLACE_NAME], r->list.path);
		return NULL;
	}
	own = places_add(&r->list.places);
	if (!own)
		qr_fail(r->fault, "%s is full: it has 5000 places", r->list.path);
	for (unsigned c = PLACE_NAME; own && c < PLACE_COLUMNS; c++)
		if (!qr_list_set(&r->list, own, c, asked->cells[c], r->fault))
			return NULL;
	return own;
}

static bool choose(struct run *r)
{
	const char *path = r->options[PLACES].value;
	if (path && !qr_list_read(&r->asked, path, r->fault))
		return false;
	const struct places *asked = path ? &r->asked.places : &r->list.places;
	size_t count = asked->count;
	r->chosen = calloc(count + 1, sizeof(struct place *));
	if (!r->chosen)
		return qr_fail(r->fault, "memory ran out");
	for (size_t i = 0; i < count; i++) {
		struct place *own = path ? take_over(r, &asked->items[i]) : &r->list.places.items[i];
		if (!own)
			return false;
		bool again = false;
		for (size_t j = 0; j < r->count; j++)
			again = again || r->chosen[j] == own;
		if (again)
			return qr_fail(r->fault, "%s:%u: \"%s\" is there twice", path, asked->items[i].line,
			               own->cells[PLACE_NAME]);
		if (!own->withdrawn)
			r->chosen[r->count++] = own;
	}
	return r->count > 0 || qr_fail(r->fault, "there is no place to make a poster for");
}

static bool draw_one(struct run *r, struct place *place)
{
	struct qr_draft draft = {NULL, NULL};
	struct poster poster;
	char name[32];
	snprintf(name, sizeof name, "%s.pdf", place->code);
	char *path = qr_path(r->folder, name);
	bool good = path && make_poster(&poster, &r->site, place, r->day, r->fault) &&
	            make_draft(&draft, path, &poster, PAPER_PDF, r->fault) && qr_draft_finish(&draft, 0666, r->fault);
	qr_draft_drop(&draft);
	free(path);
	return good || qr_fail(r->fault, "memory ran out");
}

static bool draw_all(struct run *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!qr_list_draw_code(&r->list, r->chosen[i], r->fault) || !draw_one(r, r->chosen[i]))
			return false;
	return register_write(r->folder, &r->site, r->chosen, r->count, r->day, r->fault);
}

/* --- the folder ------------------------------------------------------------------------------------------- */

static bool begin_folder(struct run *r, char *place)
{
	size_t len = strlen(place);
	while (len > 1 && place[len - 1] == '/')
		place[--len] = '\0';
	struct stat info;
	if (lstat(place, &info) == 0)
		return qr_fail(r->fault,
		               "%s is there already: give a folder that is not, so that old and new posters do not mix",
		               place);
	r->folder = malloc(len + sizeof ".XXXXXX");
	if (!r->folder)
		return qr_fail(r->fault, "memory ran out");
	snprintf(r->folder, len + sizeof ".XXXXXX", "%s.XXXXXX", place);
	if (mkdtemp(r->folder))
		return true;
	qr_fail(r->fault, "%s cannot be made: %s", place, strerror(errno));
	free(r->folder);
	r->folder = NULL;
	return false;
}

static bool finish_folder(struct run *r, const char *place)
{
	mode_t mask = umask(0);
	umask(mask);
	if (chmod(r->folder, 0777 & ~mask) != 0 || rename(r->folder, place) != 0)
		return qr_fail(r->fault, "%s cannot be made: %s", place, strerror(errno));
	free(r->folder);
	r->folder = NULL;
	return true;
}

/* What was not finished goes, with the files in it. */
static void drop_folder(struct run *r)
{
	DIR *folder = r->folder ? opendir(r->folder) : NULL;
	for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	if (r->folder)
		rmdir(r->folder);
	free(r->folder);
	r->folder = NULL;
}

static bool make(struct run *r, struct buf *report)
{
	char *place = strdup(r->options[OUT].value);
	bool good = place && begin_folder(r, place) && draw_all(r) && qr_list_save(&r->list, r->fault) &&
	            finish_folder(r, place);
	if (good)
		buf_printf(report, "%s: %zu posters, register.csv and register.pdf\n", place, r->count);
	drop_folder(r);
	free(place);
	return good;
}

int qr_cmd_posters(int count, char **arguments, struct buf *report, struct qr_fault *fault)
{
	struct run r = {.options = {[OUT] = {"--out", true, NULL},
	                            [PLACES] = {"--places", false, NULL},
	                            [DAY] = {"--day", false, NULL}},
	                .list = {.lock = -1},
	                .asked = {.lock = -1},
	                .fault = fault};
	const char *folder;
	if (!qr_options_read(count, arguments, &folder, r.options, OPTIONS, fault))
		return EXIT_USAGE;
	bool good = qr_day(r.options[DAY].value, r.day, fault) && qr_site_read(&r.site, folder, fault) &&
	            qr_list_open(&r.list, folder, fault) && choose(&r) && make(&r, report);
	free(r.chosen);
	qr_list_release(&r.asked);
	qr_list_release(&r.list);
	qr_site_release(&r.site);
	return good ? 0 : EXIT_MISTAKE;
}
