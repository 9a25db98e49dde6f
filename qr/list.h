/* SITE/places.csv, held for one command: read, changed, put back whole. Two commands at once wait for each other. */
#ifndef QR_LIST_H
#define QR_LIST_H

#include "core/places.h"
#include "qr/fault.h"

struct qr_list {
	struct places places;
	struct arena arena;
	char *path;
	int lock; /* on the site's folder; -1 */
};

/* Reads the site's list; one that is not there is empty. Released by the caller either way. */
bool qr_list_open(struct qr_list *list, const char *site, struct qr_fault *fault);
/* Reads any list of the same format, without holding anything. */
bool qr_list_read(struct qr_list *list, const char *path, struct qr_fault *fault);
bool qr_list_save(struct qr_list *list, struct qr_fault *fault);
void qr_list_release(struct qr_list *list);

/* The one place of that name (capitals or not) or code; a fault when there are several, NULL without one when there is
 * none. */
struct place *qr_list_find(struct qr_list *list, const char *wanted, struct qr_fault *fault);

/* Gives the place a code that no other has, if it has none: drawn at random, beginning with a letter, so that no
 * spreadsheet takes it for a number. */
bool qr_list_draw_code(struct qr_list *list, struct place *place, struct qr_fault *fault);

/* place_set with the reason as a fault. */
bool qr_list_set(struct qr_list *list, struct place *place, enum place_column column, const char *text,
                 struct qr_fault *fault);

/* Today, or the day of --day; "2026-11-24". 0 with a fault when it is none. */
int qr_day(const char *option, char text[static 11], struct qr_fault *fault);

#endif
