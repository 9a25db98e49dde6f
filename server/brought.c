#include "server/brought.h"

#include <string.h>

void brought_read(struct brought *b, struct slipbox *slips, struct posters *posters, const char *form, bool needs_slip,
                  const char *slip, const char *poster, bool keep)
{
	*b = (struct brought){.needs_slip = needs_slip, .slip = slip ? slip : "", .keep = keep};
	if (needs_slip)
		b->standing = slipbox_look(slips, form, b->slip, strlen(b->slip), b->hash);
	if (poster)
		b->has_poster = posters_look(posters, poster, strlen(poster), &b->poster) == POSTER_GOOD;
}

const char *brought_fault(const struct brought *b)
{
	static const char *const faults[] = {
	        [SLIP_MISSING] = "slip-missing",
	        [SLIP_MISTYPED] = "slip-mistyped",
	        [SLIP_UNKNOWN] = "slip-unknown",
	};
	return b->needs_slip ? faults[b->standing] : NULL;
}
