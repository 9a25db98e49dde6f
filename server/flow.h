/* Turning the pages of a form without script: what was posted, and which page comes next. No HTTP. */
#ifndef SERVER_FLOW_H
#define SERVER_FLOW_H

#include "core/answers.h"
#include "server/fields.h"

enum flow_act { FLOW_STAY, FLOW_OPEN, FLOW_NEXT, FLOW_BACK, FLOW_SEND };

/* The fields of ours among those posted (docs/API.md). */
struct flow_request {
	enum flow_act act;
	bool whole;  /* no _page: a whole sheet was posted at once */
	size_t page; /* where the person was; 0 when whole */
	bool has_id;
	unsigned char id[16];
	const char *lang;          /* NULL when none was posted */
	const char *receipt;       /* NULL when none was posted */
	const char *slip, *poster; /* as they came, for brought_read; NULL when they did not */
	bool keep;                 /* the box that names the poster's place is ticked */
	const char *seen;          /* the questions that were asked so far; NULL when the page does not say */
};

/* What follows. */
struct flow_turn {
	bool send;       /* all is well: take the sheet */
	unsigned status; /* of the page that is shown otherwise: 200, or 422 with faults */
	size_t page;
	bool show_faults, whole;
	const char *notice; /* as in struct form_page */
};

/* False when the fields of ours are not what a page of this form posts. */
bool flow_read(struct flow_request *out, const struct form *form, const struct fields *fields);

/* Adds the other fields to the answers. *changed: some name is no question of the form, which must have been another
 * when the page was made. */
enum core_err flow_answers(struct answers *answers, const struct flow_request *request, const struct fields *fields,
                           bool *changed);

/* answers: evaluated, not completed. changed: as flow_answers found; the sheet is then shown once more before it is
 * taken. */
struct flow_turn flow_decide(const struct flow_request *request, const struct answers *answers, bool changed);

#endif
