/* What can be done in the inbox: each is one word after `uzklausi-tally inbox`. Results go to standard output. */
#ifndef TALLY_INBOX_VERBS_H
#define TALLY_INBOX_VERBS_H

#include "tally/inbox.h"

/* What was asked for beside the inbox itself; NULL where it was not said. */
struct inbox_wish {
	const char *report, *lang;
	const char *text, *text_file, *ready, *ready_file; /* reply, note */
	const char *as, *to;                               /* mark, hand-over */
	bool watch, all;                                   /* list */
	const char *every, *mail;                          /* list --watch */
	const char *format;
};

typedef bool inbox_verb(struct inbox *b, const struct inbox_wish *wish, struct fault *fault);

inbox_verb inbox_list;
inbox_verb inbox_show;
inbox_verb inbox_reply;
inbox_verb inbox_note;
inbox_verb inbox_mark;
inbox_verb inbox_hand_over;
inbox_verb inbox_export;

/* What to know before anything else, on standard error: no connection, something missing, something erased. */
void inbox_warn(const struct inbox *b);

/* Waits for reports that nobody has read, and announces them, until it is stopped by a signal. */
bool inbox_watch(struct inbox *b, const struct inbox_wish *wish, struct fault *fault);

#endif
