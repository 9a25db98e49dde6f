#include "qr/list.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "core/utf8.h"
#include "qr/files.h"

static bool read_list(struct qr_list *list, bool may_lack, struct qr_fault *fault)
{
	struct problems problems;
	struct buf text;
	problems_init(&problems);
	arena_init(&list->arena, PLACES_ARENA);
	bool good = qr_file_read(&text, list->path, PLACES_BYTES, may_lack, fault);
	if (good) {
		enum core_err err = places_read(text.data ? text.data : "", text.len, list->path, &list->arena,
		                                &list->places, &problems);
		const struct problem *p = problems.items;
		if (err && problems.count == 0)
			good = qr_fail(fault, "%s: %s", list->path, core_err_text(err));
		else if (err && p->element[0])
			good = qr_fail(fault, "%s:%u: %s: %s", list->path, p->line, p->element, p->reason);
		else if (err)
			good = qr_fail(fault, "%s:%u: %s", list->path, p->line, p->reason);
	}
	buf_release(&text);
	problems_release(&problems);
	return good;
}

bool qr_list_open(struct qr_list *list, const char *site, struct qr_fault *fault)
{
	*list = (struct qr_list){.lock = open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	arena_init(&list->arena, PLACES_ARENA);
	if (list->lock < 0 || flock(list->lock, LOCK_EX) != 0)
		return qr_fail(fault, "%s is not a site's folder: %s", site, strerror(errno));
	list->path = qr_path(site, "places.csv");
	return list->path ? read_list(list, true, fault) : qr_fail(fault, "memory ran out");
}

bool qr_list_read(struct qr_list *list, const char *path, struct qr_fault *fault)
{
	*list = (struct qr_list){.lock = -1, .path = strdup(path)};
	arena_init(&list->arena, PLACES_ARENA);
	return list->path ? read_list(list, false, fault) : qr_fail(fault, "memory ran out");
}

bool qr_list_save(struct qr_list *list, struct qr_fault *fault)
{
	struct buf text;
	buf_init(&text, PLACES_BYTES);
	places_write(&text, &list->places);
	bool good = text.failed ? qr_fail(fault, "%s would be larger than 1 MiB", list->path)
	                        : qr_file_write(list->path, 0644, text.data, text.len, fault);
	buf_release(&text);
	return good;
}

void qr_list_release(struct qr_list *list)
{
	arena_release(&list->arena);
	free(list->path);
	if (list->lock >= 0)
		close(list->lock);
	*list = (struct qr_list){.lock = -1};
}

struct place *qr_list_find(struct qr_list *list, const char *wanted, struct qr_fault *fault)
{
	char code[CODE_MAX + 1];
	struct place *found = NULL;
	if (code_read(code, CODE_POSTER, wanted, strlen(wanted)) == CODE_GOOD) {
		found = places_find(&list->places, code);
		if (found)
			return found;
	}
	for (size_t i = 0; i < list->places.count; i++) {
		struct place *place = &list->places.items[i];
		const char *name = place->cells[PLACE_NAME];
		if (!utf8_valid(wanted, strlen(wanted)) ||
		    !utf8_lower_equal(name, strlen(name), wanted, strlen(wanted)))
			continue;
		if (found) {
			qr_fail(fault, "there are several places named \"%s\" in %s: give the code of one", wanted,
			        list->path);
			return NULL;
		}
		found = place;
	}
	return found;
}

bool qr_list_set(struct qr_list *list, struct place *place, enum place_column column, const char *text,
                 struct qr_fault *fault)
{
	const char *wrong = place_set(&list->places, place, column, text, strlen(text));
	return !wrong || qr_fail(fault, "%s: \"%s\" %s", place_column_name(column), text, wrong);
}

bool qr_list_draw_code(struct qr_list *list, struct place *place, struct qr_fault *fault)
{
	char code[CODE_MAX + 1];
	unsigned char random[CODE_POSTER - 1];
	if (place->code[0] != '\0')
		return true;
	do
		randombytes_buf(random, sizeof random);
	while (!code_make(code, CODE_POSTER, random) || code[0] <= '9' || places_find(&list->places, code));
	return qr_list_set(list, place, PLACE_CODE, code, fault);
}

int qr_day(const char *option, char text[static 11], struct qr_fault *fault)
{
	int day;
	if (option) {
		day = place_day(option, strlen(option));
	} else {
		struct tm local;
		time_t now = time(NULL);
		char today[32];
		localtime_r(&now, &local);
		day = strftime(today, sizeof today, "%Y-%m-%d", &local) == 10 ? place_day(today, 10) : 0;
	}
	if (day == 0)
		qr_fail(fault, "--day must be a day: 2026-11-24");
	else
		place_day_text(text, day);
	return day;
}
