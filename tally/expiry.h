/* Telling the server what to erase, and when (docs/MAILBOX.md): the report, its follow-ups, what staff noted and
 * answered, and its mailbox. What is left are the events that hold no word about it: who read, handed over, closed it,
 * and as what, so that false and test reports are still counted. */
#ifndef TALLY_EXPIRY_H
#define TALLY_EXPIRY_H

#include "tally/inbox.h"

/* After closing: asks for erasure as soon as the server's rule lets it, and answers the day that the server says. After
 * opening again: takes it back. */
bool expiry_set(struct inbox *b, const struct letter *l, char day[static 11], struct fault *fault);
bool expiry_take_back(struct inbox *b, const struct letter *l, struct fault *fault);
/* For what was written about a letter that has its day: the event, and follow-ups of that time. */
bool expiry_add(struct inbox *b, const struct letter *l, const struct step *event, struct fault *fault);

/* True when the letter's day has come. */
bool expiry_is_due(const struct letter *l, const char *today);

#endif
