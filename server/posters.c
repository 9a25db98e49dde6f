#include "server/posters.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "server/file_watch.h"
#include "server/moment.h"
#include "server/scans.h"
#include "server/site_folder.h"

/* One reading of the list. */
struct poster_list {
	struct arena arena;
	struct places places;
};

struct posters {
	char site[PATH_MAX];
	struct file_watch watch;
	pthread_mutex_t lock;     /* of the rest */
	struct poster_list *list; /* heap */
	struct scans scans;       /* of today */
};

/* --- the list --- */

static void list_free(struct poster_list *list)
{
	if (list)
		arena_release(&list->arena);
	free(list);
}

/* NULL when the file has a fault or memory ran out; a site without the file has a list without places. */
static struct poster_list *list_read(const char *path, struct problems *notes)
{
	struct poster_list *list = calloc(1, sizeof *list);
	struct buf text;
	if (!list)
		return NULL;
	buf_init(&text, PLACES_BYTES + 1);
	arena_init(&list->arena, PLACES_ARENA);
	enum core_err err = CORE_OK;
	if (!folder_read_file(&text, path) && errno != ENOENT) {
		problems_add(notes, path, 0, NULL, NULL, "%s", strerror(errno));
		err = CORE_REFUSED;
	}
	if (!err)
		err = places_read(text.data ? text.data : "", text.len, path, &list->arena, &list->places, notes);
	buf_release(&text);
	if (!err)
		return list;
	list_free(list);
	return NULL;
}

void posters_refresh(struct posters *p, struct problems *notes)
{
	char path[PATH_MAX + 16];
	snprintf(path, sizeof path, "%s/places.csv", p->site);
	if (!file_watch_changed(&p->watch, path))
		return;
	struct poster_list *fresh = list_read(path, notes);
	if (!fresh)
		return;
	pthread_mutex_lock(&p->lock);
	struct poster_list *old = p->list;
	p->list = fresh;
	pthread_mutex_unlock(&p->lock);
	list_free(old);
}

struct posters *posters_new(const char *path, struct problems *notes)
{
	struct posters *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	pthread_mutex_init(&p->lock, NULL);
	snprintf(p->site, sizeof p->site, "%s", path);
	posters_refresh(p, notes);
	scans_read(&p->scans, p->site);
	return p;
}

void posters_free(struct posters *p)
{
	if (!p)
		return;
	posters_save(p);
	list_free(p->list);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* --- asking --- */

static void copy_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

enum poster_standing posters_look(struct posters *p, const char *typed, size_t len, struct poster *out)
{
	enum poster_standing standing = POSTER_UNKNOWN;
	*out = (struct poster){0};
	if (code_read(out->code, CODE_POSTER, typed, len) != CODE_GOOD)
		return POSTER_MISTYPED;
	pthread_mutex_lock(&p->lock);
	const struct place *place = p->list ? places_find(&p->list->places, out->code) : NULL;
	if (place) {
		const char *form = place->cells[PLACE_FORM];
		copy_text(out->name, sizeof out->name, place->cells[PLACE_NAME]);
		copy_text(out->form, sizeof out->form, form[0] ? form : "concern");
		standing = place->withdrawn ? POSTER_WITHDRAWN : POSTER_GOOD;
	}
	pthread_mutex_unlock(&p->lock);
	return standing;
}

/* --- counting --- */

/* With the lock held. A day that is over is closed before the next is counted. */
static bool turn_day(struct posters *p)
{
	char today[11];
	struct moment now = moment_now();
	moment_day(today, &now);
	if (strcmp(today, p->scans.day) == 0)
		return true;
	bool saved = scans_write(&p->scans, p->site, p->list ? &p->list->places : NULL);
	scans_read(&p->scans, p->site);
	scans_forget(p->site);
	return saved;
}

void posters_scanned(struct posters *p, const char *code)
{
	pthread_mutex_lock(&p->lock);
	turn_day(p);
	scans_add(&p->scans, code);
	pthread_mutex_unlock(&p->lock);
}

bool posters_save(struct posters *p)
{
	pthread_mutex_lock(&p->lock);
	bool ok = turn_day(p);
	ok = scans_write(&p->scans, p->site, p->list ? &p->list->places : NULL) && ok;
	pthread_mutex_unlock(&p->lock);
	return ok;
}

/* --- for the staff --- */

static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	json_write_string(out, text, strlen(text));
}

static void add_places(struct buf *out, const struct places *places)
{
	for (size_t i = 0; i < places->coded; i++) {
		const struct place *place = places->by_code[i];
		buf_adds(out, i ? ",{" : "{");
		add_member(out, "code", place->code);
		buf_addc(out, ',');
		add_member(out, "name", place->cells[PLACE_NAME]);
		buf_addc(out, ',');
		add_member(out, "kind", place_kind_name(place->kind));
		buf_adds(out, place->withdrawn ? ",\"withdrawn\":true}" : ",\"withdrawn\":false}");
	}
}

void posters_json(struct posters *p, struct buf *out)
{
	pthread_mutex_lock(&p->lock);
	turn_day(p);
	buf_adds(out, "{\"places\":[");
	if (p->list)
		add_places(out, &p->list->places);
	buf_adds(out, "],\"days\":[");
	scans_json(&p->scans, p->site, out);
	buf_adds(out, "]}\n");
	pthread_mutex_unlock(&p->lock);
}
