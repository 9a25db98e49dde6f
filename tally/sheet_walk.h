/* Going through every fit sheet of a session in random order, without its id: how single people's answers leave an
 * archive. The order is drawn anew each time. */
#ifndef TALLY_SHEET_WALK_H
#define TALLY_SHEET_WALK_H

#include "tally/session.h"
#include "tally/take.h"

struct sheet_walk {
	const struct session *session;
	/* Called for each fit sheet; answers and day live until it returns. False, with fault filled, ends the walk. */
	bool (*visit)(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault);
	void *context;
	uint64_t visited, refused; /* out: sheets shown; records left out, those that cannot be read among them */
	uint64_t beside;           /* out: no sheets, and rightly so: later messages of reporters, notes of the staff */
};

/* False with fault filled when memory ran out, the archive cannot be read, or visit said so. */
bool sheet_walk(struct sheet_walk *walk, struct fault *fault);

/* Says on stderr how many records were left out, if any. command: "sheets". */
void sheet_walk_say_refused(const struct sheet_walk *walk, const char *command);

#endif
