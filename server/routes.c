#include "server/routes.h"

#include <stdio.h>
#include <string.h>

#include "seal/mailbox.h"
#include "server/handlers.h"

#define FORM_BODY_MAX 131072 /* all answers of a long form with every field escaped; docs/API.md */
#define STAFF_IDS_MAX 16000  /* 1,000 ids */
#define EXPIRY_BODY_MAX 65536
#define RECEIPT_BODY_MAX 65536 /* the longest message, each byte of it escaped */

static const char urlencoded[] = "application/x-www-form-urlencoded";
static const char json[] = "application/json";
static const char octets[] = "application/octet-stream";

static const struct route routes[] = {
        {"GET", "/", 0, NULL, handle_home},
        {"GET", "/help", 0, NULL, handle_help},
        {"GET", "/accessibility", 0, NULL, handle_accessibility},
        {"GET", "/p/{}", 0, NULL, handle_poster},
        {"GET", "/P/{}", 0, NULL, handle_poster}, /* capitals make a smaller QR code: docs/PLACES.md */
        {"GET", "/f/{}", 0, NULL, handle_form},
        {"POST", "/f/{}", FORM_BODY_MAX, urlencoded, handle_posted_form},
        {"GET", "/f/{}/done", 0, NULL, handle_thanks},
        {"GET", "/a/{}", 0, NULL, handle_asset},
        {"PUT", "/api/records/{}/{}", STORE_RECORD_MAX, octets, handle_record},
        {"GET", "/kiosk/{}", 0, NULL, handle_kiosk},
        {"GET", "/kiosk/{}/staff", 0, NULL, handle_kiosk_staff},
        {"GET", "/kiosk/{}/help", 0, NULL, handle_kiosk_help},
        {"GET", "/kiosk/{}/accessibility", 0, NULL, handle_kiosk_accessibility},
        {"GET", "/kiosk/{}/worker.js", 0, NULL, handle_kiosk_worker},
        {"GET", "/kiosk/{}/manifest.json", 0, NULL, handle_kiosk_manifest},
        {"GET", "/kiosk/{}/icon.svg", 0, NULL, handle_kiosk_icon},
        {"GET", "/kiosk/{}/f/{}", 0, NULL, handle_kiosk_form},
        {"POST", "/kiosk/{}/f/{}", FORM_BODY_MAX, urlencoded, handle_kiosk_posted},
        {"GET", "/kiosk/{}/f/{}/done", 0, NULL, handle_kiosk_done},
        {"GET", "/api/work", 0, NULL, handle_work},
        {"PUT", "/kiosk/{}/test/{}", STORE_RECORD_MAX, octets, handle_kiosk_test},
        {"GET", "/r", 0, NULL, handle_come_back},
        {"POST", "/r", RECEIPT_BODY_MAX, urlencoded, handle_receipt},
        {"GET", "/api/mailbox", 0, NULL, handle_mailbox_about},
        {"POST", "/api/mailbox", MAILBOX_ID_BYTES, octets, handle_mailbox},
        {"GET", "/healthz", 0, NULL, handle_health},
        {"GET", "/api/staff/locks", 0, NULL, handle_staff_locks},
        {"GET", "/api/staff/posters", 0, NULL, handle_staff_posters},
        {"GET", "/api/staff/slips/{}", 0, NULL, handle_staff_slips},
        {"GET", "/api/staff/ids/{}", 0, NULL, handle_staff_ids},
        {"POST", "/api/staff/records/{}", STAFF_IDS_MAX, octets, handle_staff_records},
        {"PUT", "/api/staff/records/{}/{}", STORE_RECORD_MAX, octets, handle_staff_record},
        {"PUT", "/api/staff/mailboxes/{}/{}", MAILBOX_CELL_BYTES, octets, handle_staff_mailbox},
        {"POST", "/api/staff/expiry/{}", EXPIRY_BODY_MAX, json, handle_staff_expiry},
};

static bool matches(const char *pattern, const char *path, struct exchange *ex)
{
	size_t parts = 0;
	while (*pattern) {
		if (pattern[0] == '{') {
			size_t len = strcspn(path, "/");
			if (len == 0)
				return false;
			ex->part[parts] = path;
			ex->part_len[parts++] = len;
			path += len;
			pattern += 2;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0';
}

const struct route *routes_find(struct exchange *ex, char allow[static 32])
{
	bool head = strcmp(ex->method, "HEAD") == 0;
	allow[0] = '\0';
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		const struct route *route = &routes[i];
		if (!matches(route->path, ex->path, ex))
			continue;
		bool get = strcmp(route->method, "GET") == 0;
		if (strcmp(route->method, ex->method) == 0 || (head && get))
			return route;
		size_t at = strlen(allow);
		snprintf(allow + at, 32 - at, "%s%s", at ? ", " : "", get ? "GET, HEAD" : route->method);
	}
	return NULL;
}
