/* uzklausi-qr check: notes what an inspection found, and says which posters are overdue, missing or withdrawn. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "qr/commands.h"
#include "qr/list.h"
#include "qr/options.h"
#include "qr/site.h"

enum { SCAN, MISSING, WITHDRAW, CSV, EVERY, DAY, OPTIONS };
#define EVERY_DAYS 90

struct run {
	struct qr_option options[OPTIONS];
	struct qr_site site;
	struct qr_list list;
	int day;
	char day_text[11];
	unsigned every;
	bool changed;
	struct buf *report;
	struct qr_fault *fault;
};

/* A code, or the address that a scanner gave: it must be this site's. */
static struct place *place_of(struct run *r, const char *scanned)
{
	static const char *const reasons[] = {[CODE_LENGTH] = "a poster's code has six characters",
	                                      [CODE_CHARACTER] = "a code has digits and letters without U only",
	                                      [CODE_CHECK] = "it is mistyped: its check character does not fit"};
	char code[CODE_MAX + 1];
	const char *typed = scanned;
	if (strchr(scanned, '/')) {
		size_t own = strlen(r->site.address);
		if (strncasecmp(scanned, r->site.address, own) != 0 || strncasecmp(scanned + own, "/p/", 3) != 0) {
			qr_fail(r->fault,
			        "this code leads to %s and not to %s: someone has stuck another code over the poster. "
			        "Take it down and "
			        "tell the police",
			        scanned, r->site.address);
			return NULL;
		}
		typed = scanned + own + 3;
	}
	enum code_reading reading = code_read(code, CODE_POSTER, typed, strlen(typed));
	if (reading != CODE_GOOD) {
		qr_fail(r->fault, "\"%s\" is no poster's code: %s", typed, reasons[reading]);
		return NULL;
	}
	struct place *place = places_find(&r->list.places, code);
	if (!place)
		qr_fail(r->fault, "no poster of this site has the code %s: it is not one of ours", code);
	return place;
}

static bool set_day(struct run *r, struct place *place, enum place_column column, int day)
{
	const char *wrong = place_set_day(&r->list.places, place, column, day);
	r->changed = true;
	return !wrong || qr_fail(r->fault, "%s", wrong);
}

/* The poster was seen, in order, on that day. */
static bool note_seen(struct run *r, struct place *place, int day)
{
	if (place->withdrawn)
		return qr_fail(r->fault, "the poster %s of \"%s\" was withdrawn on %s and still hangs: take it down",
		               place->code, place->cells[PLACE_NAME], place->cells[PLACE_WITHDRAWN]);
	bool good = place->hung || set_day(r, place, PLACE_HUNG, day);
	if (day > place->inspected)
		good = good && set_day(r, place, PLACE_INSPECTED, day);
	if (place->missing && day >= place->missing)
		good = good && set_day(r, place, PLACE_MISSING, 0);
	return good;
}

static bool note_option(struct run *r, unsigned option)
{
	if (!r->options[option].value)
		return true;
	struct place *place = place_of(r, r->options[option].value);
	if (!place)
		return false;
	if (option == SCAN)
		return note_seen(r, place, r->day);
	return set_day(r, place, option == MISSING ? PLACE_MISSING : PLACE_WITHDRAWN, r->day);
}

/* A row of a register that came back from an inspection. */
static bool note_row(struct run *r, const struct place *row)
{
	if (row->code[0] == '\0')
		return true;
	struct place *place = places_find(&r->list.places, row->code);
	if (!place)
		return qr_fail(r->fault, "no poster of this site has the code %s: it is not one of ours", row->code);
	if (row->inspected > r->day || row->missing > r->day || row->hung > r->day)
		return qr_fail(r->fault, "%s has a day that is still to come", row->code);
	bool good = place->hung || !row->hung || set_day(r, place, PLACE_HUNG, row->hung);
	if (row->inspected > place->inspected)
		good = good && note_seen(r, place, row->inspected);
	if (row->missing > place->missing && row->missing > place->inspected)
		good = good && set_day(r, place, PLACE_MISSING, row->missing);
	if (row->withdrawn && !place->withdrawn)
		good = good && set_day(r, place, PLACE_WITHDRAWN, row->withdrawn);
	return good;
}

static bool note_register(struct run *r)
{
	struct qr_list seen;
	if (!r->options[CSV].value)
		return true;
	bool good = qr_list_read(&seen, r->options[CSV].value, r->fault);
	for (size_t i = 0; good && i < seen.places.count; i++) {
		good = note_row(r, &seen.places.items[i]);
		if (!good) {
			struct qr_fault reason = *r->fault;
			r->fault->text[0] = '\0';
			qr_fail(r->fault, "%s:%u: %.600s", r->options[CSV].value, seen.places.items[i].line,
			        reason.text);
		}
	}
	qr_list_release(&seen);
	return good;
}

/* --- the report ------------------------------------------------------------------------------------------- */

enum state { OVERDUE, GONE, NOT_HUNG, WITHDRAWN, IN_ORDER, STATES };

static enum state state_of(const struct run *r, const struct place *place)
{
	int seen = place->inspected > place->hung ? place->inspected : place->hung;
	if (place->withdrawn)
		return WITHDRAWN;
	if (place->missing)
		return GONE;
	if (seen == 0)
		return NOT_HUNG;
	return r->day - seen > (int)r->every ? OVERDUE : IN_ORDER;
}

static void say(struct run *r, const struct place *place, enum state state)
{
	static const char *const names[] = {"overdue", "missing", "not hung", "withdrawn", "in order"};
	static const enum place_column columns[] = {PLACE_INSPECTED, PLACE_MISSING, PLACE_HUNG, PLACE_WITHDRAWN,
	                                            PLACE_INSPECTED};
	const char *day = place->cells[columns[state]];
	if (state == OVERDUE && !*day)
		day = place->cells[PLACE_HUNG];
	buf_printf(r->report, "%-10s %s  %-10s  %s (%s)\n", names[state], place->code, *day ? day : "-",
	           place->cells[PLACE_NAME], place_kind_name(place->kind));
}

static void report(struct run *r)
{
	size_t counts[STATES] = {0};
	for (enum state state = OVERDUE; state < STATES; state++) {
		for (size_t i = 0; i < r->list.places.count; i++) {
			const struct place *place = &r->list.places.items[i];
			if (place->code[0] == '\0' || state_of(r, place) != state)
				continue;
			counts[state]++;
			if (state != IN_ORDER)
				say(r, place, state);
		}
	}
	buf_printf(r->report,
	           "%zu in order, %zu overdue (not seen for %u days), %zu missing, %zu not hung yet, %zu withdrawn\n",
	           counts[IN_ORDER], counts[OVERDUE], r->every, counts[GONE], counts[NOT_HUNG], counts[WITHDRAWN]);
}

int qr_cmd_check(int count, char **arguments, struct buf *out, struct qr_fault *fault)
{
	struct run r = {.options = {[SCAN] = {"--scan", false, NULL},
	                            [MISSING] = {"--missing", false, NULL},
	                            [WITHDRAW] = {"--withdraw", false, NULL},
	                            [CSV] = {"--csv", false, NULL},
	                            [EVERY] = {"--every", false, NULL},
	                            [DAY] = {"--day", false, NULL}},
	                .list = {.lock = -1},
	                .every = EVERY_DAYS,
	                .report = out,
	                .fault = fault};
	const char *folder;
	if (!qr_options_read(count, arguments, &folder, r.options, OPTIONS, fault))
		return EXIT_USAGE;
	r.day = qr_day(r.options[DAY].value, r.day_text, fault);
	bool good = r.day > 0 &&
	            (!r.options[EVERY].value || qr_option_number(&r.options[EVERY], 1, 3650, &r.every, fault)) &&
	            qr_site_read(&r.site, folder, fault) && qr_list_open(&r.list, folder, fault) &&
	            note_option(&r, SCAN) && note_option(&r, MISSING) && note_option(&r, WITHDRAW) && note_register(&r);
	if (good && r.changed)
		good = qr_list_save(&r.list, fault);
	if (good)
		report(&r);
	qr_list_release(&r.list);
	qr_site_release(&r.site);
	return good ? 0 : EXIT_MISTAKE;
}
