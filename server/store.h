/* The store: pigeonholes for records, one database a lock (docs/decisions/0002-pigeonholes.md). A contract with a
 * conformance suite (tests/unit/store_contract.h): every backend keeps it.
 *
 * A record may cost a slip. That it is spent lies in a pigeonhole of its own, taken in the same commit as the record's:
 * both are there or neither is, and nothing says which mark came with which record (docs/decisions/0040-slips.md).
 *
 * Nothing here knows what a record says. Nothing that is kept tells the order or the time of arrival. */
#ifndef SERVER_STORE_H
#define SERVER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_ID_BYTES 16
#define STORE_RECORD_MAX 65000 /* bytes of the largest record that a store takes */
#define STORE_PATH_MAX 4096

enum store_err {
	STORE_OK = 0,
	STORE_NOMEM,
	STORE_FULL,    /* the disk is full */
	STORE_BUSY,    /* locked by another process for longer than the bounded wait */
	STORE_DAMAGED, /* the file is not what we wrote: it is not written to again */
	STORE_IO,      /* any other failure of the file system, also one that is mounted read-only */
	STORE_NOT_FOUND,
};
/* A short English text for logs; never NULL. Static storage. */
const char *store_err_text(enum store_err err);

enum store_outcome {
	STORE_PENDING = 0,
	STORE_TAKEN,  /* durably stored now */
	STORE_KNOWN,  /* this id is stored already: it counts once, and what came first is kept. The bytes are not
	               * compared, because a server that seals for a device without script makes other bytes at each
	               * retry. The sender is to be answered as for STORE_TAKEN, so that nobody learns whether an id is
	               * there. Its slip is not looked at: who sends again after a lost answer gets the same answer. */
	STORE_SPENT,  /* another record has spent this slip: nothing is stored */
	STORE_ERASED, /* nothing is there under this id any more */
};

/* What a batch can do. */
enum store_act {
	STORE_ADD = 0, /* put a record under its id, mark a slip as spent, or both */
	STORE_REPLACE, /* put `count` records under their ids, in place of those that are there */
	STORE_ERASE,   /* take the record of this id out: its cell is overwritten with random bytes, as those of empty
	                * ones are, and as of the next store_tidy the log holds nothing of it */
	STORE_MARK,    /* say of `count` ids when their records are to be erased; what is not there is passed over */
};

#define STORE_KEEP 0 /* no day: the record is kept */

struct store_item {
	enum store_act act;
	size_t count; /* not with STORE_ADD: so many ids, and records, one after another */
	uint16_t due; /* the day (since 1970-01-01, UTC) on which to erase it, or STORE_KEEP. A record that is
	               * replaced keeps the day it has */
	const unsigned char *id;     /* STORE_ID_BYTES */
	const unsigned char *record; /* record_size bytes; NULL: only the slip is marked, id is not looked at */
	const unsigned char *slip;   /* STORE_ID_BYTES: the keyed hash of the slip that the record costs; NULL: none */
	enum store_outcome outcome;  /* set by store_put when it answers STORE_OK */
	bool prepared;               /* by store_prepare; false at first */
	uint64_t check;              /* the store's */
};

struct store;

/* The file that store_open uses, for messages: DIR/LOCKID.db with the id in lower-case hex. Cut when it does not fit.
 */
void store_path(char *out, size_t size, const char *dir, const unsigned char lock_id[static 16]);

/* Opens or makes the store of a lock for records of record_size bytes (1 to STORE_RECORD_MAX). backend: "sqlite" or
 * "memory". A file is checked whole, every cell of it. STORE_DAMAGED still gives a store, from which the records that
 * are intact can be read and which refuses to be written to (store_salvage helps); with any other error *out is NULL.
 */
enum store_err store_open(const char *backend, const char *dir, const unsigned char lock_id[static 16],
                          size_t record_size, struct store **out);
/* Accepts NULL. Leaves one file and no log behind. */
void store_close(struct store *s);

/* Does what can be done for an item beforehand, from any thread, so that the one thread that puts has less to do.
 * Optional. */
void store_prepare(const struct store *s, struct store_item *item);

/* Puts all items in one commit, in random order within it; durable when it answers STORE_OK. One thread at a time.
 * On any error nothing of the batch is stored. */
enum store_err store_put(struct store *s, struct store_item *items, size_t count);

/* Erases the records whose day has come: each is overwritten in its place, in one commit. Costs nothing as long as no
 * day has come. *erased is how many there were. Same thread as store_put; what was erased is in the log until
 * store_tidy. */
enum store_err store_expire(struct store *s, uint16_t today, uint64_t *erased);

/* Makes room for count records beforehand, so that the table need not be laid out anew on the way. Same thread as
 * store_put. */
enum store_err store_reserve(struct store *s, uint64_t count);

/* Wipes the log of recent commits, which tells their order. To be called by the thread that puts, soon after it has
 * put; costs nothing when there is nothing to wipe. STORE_BUSY: somebody is reading, try again. */
enum store_err store_tidy(struct store *s);

/* Sets the times of the files to now. Called at regular intervals, whether anything came or not, it makes them tell
 * that the server was running and not when the last record came. Same thread as store_put. */
void store_touch(struct store *s);

/* Calls each for every id held, in the order of the holes, until it answers false. each must not block: a growing table
 * waits for it. Safe beside store_put from another thread; what is put meanwhile may or may not be among them. */
enum store_err store_ids(struct store *s, bool (*each)(void *context, const unsigned char *id), void *context);
/* Copies the record of id to record; STORE_NOT_FOUND, which takes as long (one cell is read) and leaves something else
 * in record. Safe beside store_put from another thread. */
enum store_err store_get(struct store *s, const unsigned char id[static STORE_ID_BYTES], unsigned char *record);
/* Records held; slips are not among them. */
uint64_t store_count(struct store *s);

/* Whether a slip is spent. Safe beside store_put from another thread. */
enum store_err store_spent(struct store *s, const unsigned char slip[static STORE_ID_BYTES], bool *spent);

/* Copies every record and every spent slip that is intact, in a damaged file or in its log, into a new store of the
 * same name in to_dir, and only reads the damaged ones. *saved is how many records there are then. STORE_BUSY also when
 * a file of that name stands in to_dir. */
enum store_err store_salvage(const char *dir, const unsigned char lock_id[static 16], size_t record_size,
                             const char *to_dir, uint64_t *saved);

/* STORE_OK when a commit would succeed now, as far as can be told without leaving a trace: for /healthz, from any
 * thread. Looks at the disk at most every few seconds, so that asking often costs nothing. */
enum store_err store_ready(struct store *s);

#endif
