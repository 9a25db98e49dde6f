/* A follow-up: what the holder of a receipt writes after the report. It is a record like any other under the form's
 * lock (docs/RECORD.md, docs/MAILBOX.md); only who opens it finds, instead of a sheet,
 *
 *   {"form":..,"mailbox":{"id":..,"key":..},"wave":..,"id":..,"lang":..,"day":..,"message":".."}
 *
 * Its mailbox is the one that the report names, key and all: the server, which learns a mailbox's id and never its key,
 * can make no follow-up that fits. */
#ifndef SEAL_FOLLOWUP_H
#define SEAL_FOLLOWUP_H

#include "core/arena.h"
#include "core/buf.h"
#include "seal/lock.h"
#include "seal/mailbox.h"
#include "seal/scan.h"

/* The longest message in a record of this size, in UTF-16 units: so that the worst text still fits. */
size_t followup_message_max(size_t record_size);

struct followup {
	struct mailbox mailbox;
	unsigned char id[ID_BYTES];
	struct sheet_text form, wave, lang, day, message; /* message: decoded, 1 byte at least */
};

/* True when an opened record's text begins as a follow-up does and a sheet does not. */
bool followup_begins(const char *text, size_t len);

/* Writes the JSON. out->failed when memory ran out or a member is not what it may be. Control characters of the message
 * but tabs and line feeds, and what is longer than the record takes, are the caller's to refuse: followup_fits. */
void followup_write(struct buf *out, const struct followup *f);

/* Whether a text can be a message: UTF-8, more than white space, not too long, without control characters but tab, line
 * feed and carriage return. */
bool followup_fits(const char *text, size_t len, size_t record_size);

/* Takes a follow-up apart; the texts lie in text or in the arena. SEAL_FORMAT, SEAL_NOMEM. */
enum seal_err followup_read(const char *text, size_t len, struct arena *arena, struct followup *out);

/* Whether it belongs where it was found: under this lock, stored under this id. */
bool followup_belongs(const struct followup *f, const struct lock *lock, const unsigned char id[static ID_BYTES]);

#endif
