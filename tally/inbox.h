/* The inbox: what the staff have of the reports that they hold a grant for. It lives in an archive on this computer
 * (docs/ARCHIVE.md), sealed as it came; what is written goes first into an outbox beside it and then to the server, so
 * that nothing is lost when the server cannot be reached, and colleagues see the same (docs/INBOX.md). */
#ifndef TALLY_INBOX_H
#define TALLY_INBOX_H

#include "core/arena.h"
#include "core/form.h"
#include "tally/archive.h"
#include "tally/http_client.h"
#include "tally/letter.h"
#include "tally/open.h"

#define INBOX_FORMS_MAX 8
#define INBOX_TRUST_MAX 16

struct inbox_order {
	const char *server; /* NULL: only what is on this computer */
	const char *key, *archive, *ca, *passphrase_file;
	const char *forms[INBOX_FORMS_MAX]; /* files; none: every form with a grant */
	size_t form_count;
	const char *trust[INBOX_TRUST_MAX];
	size_t trust_count;
	bool json;
};

/* Records that are no part of the inbox, by what they are. */
struct inbox_skipped {
	size_t closed;    /* do not open */
	size_t no_sheet;  /* hold nothing that is known */
	size_t misplaced; /* belong elsewhere, or under another id */
	size_t stranger;  /* events of somebody without a grant */
	size_t unsigned_; /* events whose signature does not hold */
	size_t orphans;   /* follow-ups to no report that is here */
	size_t surveys;   /* sheets without a day */
};

struct inbox {
	const struct inbox_order *order;
	struct key key;
	struct card trusted[INBOX_TRUST_MAX];
	struct form *forms[INBOX_FORMS_MAX];
	struct http_client client;
	bool online;          /* the server answered */
	struct fault offline; /* else why not; "" when no server was named */
	struct fault unsent;  /* why what waits in the outbox was not taken; "" when all was */
	char *archive_path, *outbox_path;
	struct archive archive, outbox; /* fd -1: not open */
	struct opener *openers; /* one a lock of the archive; without a lock where it is not wanted or not trusted */
	size_t opener_count;
	struct arena arena;     /* everything opened; wiped */
	struct letter *letters; /* heap; newest day first, then by id */
	size_t letter_count;
	size_t erased;        /* letters whose day had come, taken out of the archive now */
	size_t vanished;      /* records that the server had and has no more */
	size_t replaced;      /* messages that took the place of older ones in a full mailbox */
	size_t refused_locks; /* of the server's; refusal says why the last one */
	struct fault refusal;
	struct inbox_skipped skipped;
};

/* Opens key, archive and outbox; sends what waits in the outbox, fetches, opens everything, and erases what is due.
 * False with fault filled; inbox_close may be called in every case. A server that cannot be reached is no fault: then
 * online is false. */
bool inbox_open(struct inbox *b, const struct inbox_order *order, struct fault *fault);
void inbox_close(struct inbox *b);

/* Sends, fetches and opens again. */
bool inbox_refresh(struct inbox *b, struct fault *fault);

/* The letter whose id begins with these hex digits (6 at least), or NULL with fault filled. */
struct letter *inbox_find(struct inbox *b, const char *digits, struct fault *fault);

/* The form of a letter, when its file was named; else NULL. */
const struct form *inbox_form(const struct inbox *b, const struct letter *l);
const struct lock *inbox_lock(const struct inbox *b, const struct letter *l);

/* For inbox_load.c and outbox.c. */
bool inbox_load(struct inbox *b, struct fault *fault);
void inbox_unload(struct inbox *b);

#endif
