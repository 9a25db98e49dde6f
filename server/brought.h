/* What a person brings along beside their answers: a slip's code, and the poster by which they came. The page of a form
 * carries both from request to request; the server keeps neither. */
#ifndef SERVER_BROUGHT_H
#define SERVER_BROUGHT_H

#include "server/fields.h"
#include "server/posters.h"
#include "server/slipbox.h"

struct brought {
	bool needs_slip;  /* the form asks for one */
	const char *slip; /* as it was typed, "" when nothing was; lives in the request */
	enum slip_standing standing;
	unsigned char hash[ID_BYTES]; /* of a code */

	bool has_poster; /* a good one */
	bool keep;       /* its place may go into the sheet: the box is ticked */
	struct poster poster;
};

/* Looks up what was typed into the page (fields _slip, _poster, _keep) or came another way; NULL for what did not come.
 */
void brought_read(struct brought *b, struct slipbox *slips, struct posters *posters, const char *form, bool needs_slip,
                  const char *slip, const char *poster, bool keep);

/* The message that says what is wrong with the slip, or NULL. */
const char *brought_fault(const struct brought *b);

#endif
