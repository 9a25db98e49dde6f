/* Signing events: what needs a private key. seal/event.h has the format and the reading. */
#ifndef TALLY_EVENT_SIGN_H
#define TALLY_EVENT_SIGN_H

#include "core/buf.h"
#include "tally/key.h"

/* Signs an event object as it stands and writes the whole around it, the key's own card in it. out->failed when memory
 * ran out. */
void event_sign(struct buf *out, const char *object, size_t len, const struct key *key);

#endif
