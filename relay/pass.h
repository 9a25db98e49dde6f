/* Passing a record on: PUT /api/records/FORM/ID to the town's server (docs/API.md), which takes an id once however
 * often it is sent. */
#ifndef RELAY_PASS_H
#define RELAY_PASS_H

#include "client/address.h"
#include "relay/frame.h"

struct pass {
	const struct client_address *town;
	void *curl;
};

/* town and ca (or NULL) must outlive it. False when libcurl cannot be used. pass_close may be called in every case. */
bool pass_open(struct pass *p, const struct client_address *town, const char *ca);
void pass_close(struct pass *p);

/* record is request->size bytes; a request without one asks for /healthz. */
void pass_record(struct pass *p, const struct frame_request *request, const void *record, struct frame_answer *answer);

/* What a reply means. Nothing but the town's own words make a record count as taken: not another 200, which is what
 * the page of a hotel's network comes with. */
void pass_judge(struct frame_answer *answer, bool probe, long status, const char *body, size_t len);

#endif
