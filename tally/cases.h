/* The case register: cases of a form with "register", each with all its versions (docs/CASES.md). A version is a sheet
 * of the form under the register's lock, put there by a signed request; it names its case and the versions it was
 * written upon. The newest are those that nothing was written upon: two when two members of staff wrote at once. */
#ifndef TALLY_CASES_H
#define TALLY_CASES_H

#include "core/answers.h"
#include "core/arena.h"
#include "tally/archive.h"
#include "tally/http_client.h"
#include "tally/open.h"

#define CASES_TRUST_MAX 16
#define CASE_HEADS_MAX 8

struct cases_order {
	const char *server, *key, *ca, *passphrase_file;
	const char *archive; /* NULL: nothing stays on this computer */
	const char *form;    /* NULL: the one that is built in */
	const char *wave;    /* that is written to; NULL: the only one */
	const char *trust[CASES_TRUST_MAX];
	size_t trust_count;
};

struct case_version {
	unsigned char id[ID_BYTES];
	struct value answers; /* an object, in the arena; the chain's members are there and well-formed */
	struct value name;    /* the case's, 32 hexadecimal digits */
	bool superseded;      /* another version was written upon it */
};

struct cases {
	const struct cases_order *order;
	struct form *form;
	struct key key;
	struct card trusted[CASES_TRUST_MAX];
	struct http_client client;
	char folder[64]; /* holds the archive while we run, if none was named */
	char *path;      /* of the archive */
	struct archive archive;
	struct opener *openers;        /* one a lock of the archive; without a lock where it is none of ours */
	struct arena arena;            /* wiped */
	struct case_version *versions; /* heap; by case, oldest first */
	size_t count, room;
	uint64_t refused;  /* records that are no version of a case */
	uint64_t vanished; /* from the server since the last time */
	struct fault refusal;
};

/* Fetches and opens the register. False with fault filled; cases_close may be called in every case. */
bool cases_open(struct cases *c, const struct cases_order *order, struct fault *fault);
void cases_close(struct cases *c); /* wipes */

/* The first version of the case whose number begins with these hexadecimal digits (6 at least), or NULL with fault
 * filled; *count gets how many versions follow one another there. */
const struct case_version *cases_find(const struct cases *c, const char *digits, size_t *count, struct fault *fault);

/* How many versions the case has whose first is versions[at]. */
size_t cases_versions(const struct cases *c, size_t at);
/* The newest version; *heads gets how many there are. Of several, one that keeps the case open comes before one that
 * closes it, and one that closes it before one that takes it back as a mistake: nothing drops out of sight or out of the
 * counts because somebody did not know of a colleague's doing. Among equals the last written. */
const struct case_version *case_newest(const struct case_version *first, size_t count, size_t *heads);

/* Writes a new version: answers as staff gave them, not evaluated. first and count: the versions before, or NULL and 0
 * for a new case. name gets the case's number. What the form does not accept is said in fault. */
bool case_write(struct cases *c, struct answers *answers, const struct case_version *first, size_t count,
                char name[static ID_HEX + 1], struct fault *fault);

/* Of the questions that the program answers itself. */
bool case_own_question(const char *name, size_t len);

#endif
