/* The writer: one thread that commits all waiting records together, so that durability does not cost speed. Knows
 * nothing of HTTP: who submits is told, from a thread of the writer's, when the record is durable.
 *
 * A moment after the last commit it tidies the stores, and every minute it touches their files and erases what is due
 * (server/store.h); after a STORE_MARK at once. */
#ifndef SERVER_WRITER_H
#define SERVER_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include "server/store.h"

/* One record on its way. The caller owns it and what it points to, and leaves both alone from writer_submit to done. */
struct write {
	struct store *store;
	const unsigned char *id;     /* STORE_ID_BYTES */
	const unsigned char *record; /* the store's record size */
	const unsigned char *slip;   /* STORE_ID_BYTES: what the record costs (server/store.h), or NULL */
	enum store_act act;          /* with count and due as in struct store_item */
	size_t count;
	uint16_t due;
	/* Called once, in a thread of the writer's, when err and outcome stand. It must not block; it may free this
	 * struct. */
	void (*done)(struct write *w);
	void *context; /* the caller's */

	enum store_err err; /* STORE_OK: durably stored, see outcome. Anything else: not stored */
	enum store_outcome outcome;
	/* The writer's: */
	struct write *next;
	struct store_item item;
};

struct writer;

/* Starts the threads. stores are all that will be written to; the list is copied, the stores must outlive the writer.
 * At most capacity records wait. NULL when memory or threads ran out. */
struct writer *writer_new(struct store *const *stores, size_t count, size_t capacity);

/* Takes w on its way from any thread. False when capacity is reached or the writer is stopping: w was not taken and
 * done will not be called; the sender is to be told to come again (503). */
bool writer_submit(struct writer *writer, struct write *w);

/* The same, and waits until it is settled; the answer is w->err, STORE_BUSY when it was not taken. For the few that can
 * wait: a thread stands still meanwhile. done and context need not be set. */
enum store_err writer_wait(struct writer *writer, struct write *w);

/* Finishes what was taken, tells everybody, tidies, and ends the threads. Accepts NULL. */
void writer_free(struct writer *writer);

#endif
