/* The store: pigeonholes for records, one SQLite file a lock (docs/decisions/0002-pigeonholes.md). A contract with a conformance suite
 * (tests/unit/store_contract.h): every backend keeps it.
 *
 * Nothing here knows what a record says. Nothing that is kept tells the order or the time of arrival. */
#ifndef SERVER_STORE_H
#define SERVER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_ID_BYTES 16

enum store_err {
	STORE_OK = 0,
	STORE_NOMEM,
	STORE_FULL,    /* disk full */
	STORE_BUSY,    /* locked by another process for longer than the bounded wait */
	STORE_DAMAGED, /* the file is not what we wrote: it is not written to again */
	STORE_IO,      /* any other failure of the file system */
	STORE_NOT_FOUND,
};
const char *store_err_text(enum store_err err);

enum store_outcome {
	STORE_PENDING = 0,
	STORE_TAKEN,   /* durably stored now */
	STORE_KNOWN,   /* this id was stored before with the same bytes: counts once */
	STORE_CLASH,   /* this id was stored before with other bytes: refused */
};

struct store_item {
	const unsigned char *id;     /* STORE_ID_BYTES */
	const unsigned char *record; /* record_size bytes */
	enum store_outcome outcome;  /* set by store_put when it answers STORE_OK */
};

struct store;

/* Opens or makes the file DIR/LOCKID.db for records of record_size bytes. backend: "sqlite" or "memory". */
enum store_err store_open(const char *backend, const char *dir, const unsigned char lock_id[static 16], size_t record_size,
                          struct store **out);
void store_close(struct store *s);

/* Puts all items in one commit, in random order within it; durable when it answers STORE_OK. One thread at a time.
 * On any error nothing of the batch is stored. */
enum store_err store_put(struct store *s, struct store_item *items, size_t count);

/* Calls each for every id held, in the order of the holes. For the staff's listing; safe beside store_put from another thread. */
enum store_err store_ids(struct store *s, bool (*each)(void *context, const unsigned char *id), void *context);
/* Copies the record of id to record; STORE_NOT_FOUND. Safe beside store_put from another thread. */
enum store_err store_get(struct store *s, const unsigned char id[static STORE_ID_BYTES], unsigned char *record);
uint64_t store_count(struct store *s);

/* True when a commit would succeed now, as far as can be told without leaving a trace: for /healthz. */
enum store_err store_ready(struct store *s);

#endif
