/* What the staff's handlers have in common: who asks, and for which lock. */
#ifndef SERVER_STAFF_H
#define SERVER_STAFF_H

#include "server/exchange.h"

/* The card that signed this request, or NULL with the status to refuse it with. */
const struct card *staff_caller(struct exchange *ex, unsigned *status);
/* The desk of the lock that the path names, if the card has a grant for it; else NULL. */
const struct desk *staff_desk(const struct exchange *ex, const struct card *card);

#endif
