/* An event: what a member of staff did about a report, written down for the colleagues who have a grant. It is a record
 * like any other under the form's lock; docs/EVENTS.md has the format.
 *
 *   {"event":{"form":..,"wave":..,"id":..,"about":..,"parents":[..],"at":..,"kind":..,"detail":..,"text":..},
 *    "card":BASE64 of the author's card,"signature":BASE64}
 *
 * The signature (Ed25519) is over the bytes of the event object. The author's card comes along and is believed because
 * its id, a hash of its keys, has a grant in the lock. Signing lives in tally/, where keys are. */
#ifndef SEAL_EVENT_H
#define SEAL_EVENT_H

#include "core/arena.h"
#include "core/buf.h"
#include "seal/card.h"
#include "seal/lock.h"
#include "seal/scan.h"

#define EVENT_PARENTS_MAX 16
#define EVENT_DETAIL_MAX 24
#define EVENT_TIME_BYTES 20 /* 2026-03-02T08:15:07Z */
#define EVENT_SIGNATURE_BYTES 64

enum event_kind {
	EVENT_READ = 0, /* detail "first" when it had not been read, else "again"; text: the report's day, or "" */
	EVENT_NOTE,     /* text: for the colleagues */
	EVENT_REPLY,    /* detail: the language; text: what was sent to the mailbox */
	EVENT_TRIAGE,   /* detail: "urgent" or "standard" */
	EVENT_HANDED,   /* detail: to whom, one of event_offices */
	EVENT_CLOSED,   /* detail: as what, one of event_endings */
	EVENT_EXPIRES,  /* detail: the day on which the server erases report and mailbox, or "never": opened again */
	EVENT_KINDS
};
/* "read", "note", "reply", "triage", "handed", "closed", "expires" */
extern const char *const event_kind_names[EVENT_KINDS];
/* The words that a detail may be. */
#define EVENT_OFFICES 6
#define EVENT_ENDINGS 6
extern const char *const event_offices[EVENT_OFFICES];
extern const char *const event_endings[EVENT_ENDINGS];

struct event {
	enum event_kind kind;
	struct sheet_text form, wave;
	unsigned char id[ID_BYTES];    /* the record's own */
	unsigned char about[ID_BYTES]; /* the report's */
	/* What the author knew of this report that nothing else known builds on: events and follow-ups. */
	unsigned char parents[EVENT_PARENTS_MAX][ID_BYTES];
	size_t parent_count;
	char at[EVENT_TIME_BYTES + 1]; /* UTC, by the author's clock: shown, and never what decides */
	char detail[EVENT_DETAIL_MAX + 1];
	struct sheet_text text; /* decoded */
};

/* True when an opened record's text begins as an event does, and as no sheet or follow-up does. */
bool event_begins(const char *text, size_t len);

/* Whether kind, detail and text go together, and every member is what it may be. */
bool event_fits(const struct event *e);

/* True for kinds whose text somebody chose: they go when their report goes; the others stay and are counted. */
bool event_has_words(const struct event *e);

/* Writes the event object: what is signed. Then the whole around it. out->failed when memory ran out, or the event does
 * not fit. */
void event_write(struct buf *out, const struct event *e);
void event_wrap(struct buf *out, const char *object, size_t len, const char *card, size_t card_len,
                const unsigned char signature[static EVENT_SIGNATURE_BYTES]);

/* Takes an event apart; the texts lie in text or in the arena. card is its author's. SEAL_FORMAT; SEAL_STRANGER: the
 * author has no grant in this lock; SEAL_SIGNATURE; SEAL_NOMEM. */
enum seal_err event_read(const char *text, size_t len, const struct lock *lock, struct arena *arena, struct event *out,
                         struct card *card);

/* Whether it belongs where it was found: under this lock, stored under this id. */
bool event_belongs(const struct event *e, const struct lock *lock, const unsigned char id[static ID_BYTES]);

#endif
