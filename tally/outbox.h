/* The outbox: what was written and has not reached the server yet. An archive of its own beside the inbox's, so it is
 * sealed and survives a crash; it is gone when everything was sent. Sending twice does no harm: the server knows
 * records and messages by their ids. */
#ifndef TALLY_OUTBOX_H
#define TALLY_OUTBOX_H

#include "tally/inbox.h"

/* What a member of staff does about a letter. */
struct deed {
	enum event_kind kind;
	const char *detail;
	const char *text;
	size_t text_len;
};

/* Writes a deed down as an event, signed and sealed, in the outbox, durably. id gets the event's. SEAL_SIZE as a fault:
 * the text is too long. The letter's story is not changed: inbox_load tells it anew. */
bool outbox_write(struct inbox *b, const struct letter *l, const struct deed *deed, unsigned char id[static ID_BYTES],
                  struct fault *fault);

/* What became of it all on its way. */
struct sent {
	size_t events;   /* reached the server */
	size_t replaced; /* messages for which an older one in the same mailbox had to go */
};

/* Sends what the outbox holds: messages to the mailboxes of reporters, then the events; tells the server what to erase
 * when. What it holds must have been loaded. False with fault filled when the server refused or could not be reached:
 * all stays in the outbox. */
bool outbox_send(struct inbox *b, struct sent *sent, struct fault *fault);

/* Opens the outbox when there is one. */
bool outbox_open(struct inbox *b, struct fault *fault);

#endif
