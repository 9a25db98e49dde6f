/* The audit of the staff's own doings: whatever changes something or brings records home is written down before it is
 * done, sealed to whoever holds the audit's lock (docs/AUDIT.md). The server cannot read what it wrote down, and no
 * address is in it. */
#ifndef SERVER_AUDIT_H
#define SERVER_AUDIT_H

#include <stdbool.h>
#include "server/exchange.h"

/* Writes down what the holder of this card asks for; ex is a request whose signature held, with this
 * authority in it. True when it is durable, when
 * the request only looks at lists, and where the site has no lock for the audit. False: nothing may be done. */
bool audit_note(struct exchange *ex, const struct card *card, const char *authority);

#endif
