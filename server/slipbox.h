/* The slips of a site: what SITE/slips holds (docs/SLIPS.md), read at start and again when something there has changed.
 * It knows which slips were issued; which are spent is the store's business. */
#ifndef SERVER_SLIPBOX_H
#define SERVER_SLIPBOX_H

#include "core/err.h"
#include "seal/slips.h"

enum slip_standing {
	SLIP_GOOD = 0, /* issued */
	SLIP_MISSING,  /* nothing was typed */
	SLIP_MISTYPED, /* no code: too long, too short, or the check character does not fit */
	SLIP_UNKNOWN,  /* a code, but none that was issued for this form, or one that was withdrawn */
};

/* One group's slips, all its batches together. */
struct slip_group {
	char name[SLIPS_GROUP_MAX + 1];
	unsigned char (*hashes)[ID_BYTES]; /* heap */
	size_t count;
};

struct slipbox;

/* path is the site's. NULL when memory ran out. What is wrong with a file is in notes; the others count. */
struct slipbox *slipbox_new(const char *path, struct problems *notes);
void slipbox_free(struct slipbox *box); /* accepts NULL */

/* Reads the folder again if something in it has changed. */
void slipbox_refresh(struct slipbox *box, struct problems *notes);

/* What a person typed, or "" for nothing. hash is set when it is a code. Any thread. */
enum slip_standing slipbox_look(struct slipbox *box, const char *form, const char *typed, size_t len,
                                unsigned char hash[static ID_BYTES]);

/* How many slips of a form were issued. Any thread. */
size_t slipbox_issued(struct slipbox *box, const char *form);

/* Copies of a form's groups, by name, in *groups; free with slip_groups_free. False when memory ran out. Any thread. */
bool slipbox_groups(struct slipbox *box, const char *form, struct slip_group **groups, size_t *count);
void slip_groups_free(struct slip_group *groups, size_t count);

#endif
