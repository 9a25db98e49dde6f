/* The open connections, one slot a file descriptor: how far the reading of the present request is, and until when it
 * must be done. No slot knows an address: of its block there is a place in a table, chosen by a salted hash. */
#ifndef SERVER_CONN_H
#define SERVER_CONN_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "server/framing.h"
#include "server/gate.h"

struct conn {
	_Alignas(128) _Atomic int64_t deadline; /* monotonic ms; 0: none. No two threads write to one cache line */
	_Atomic int64_t hurry;                  /* the same while memory is scarce; 0: holds none of it */
	_Atomic bool open;
	_Atomic bool busy;     /* a request was begun, and its reply has not left */
	bool resting;          /* between two requests; only its own thread touches it */
	uint16_t block;        /* limits.h: where its neighbourhood is counted; likewise */
	_Atomic bool replying; /* past the deadline both directions are cut; before, only reading ends */
	struct gate gate;      /* only its own thread touches it */
};

struct limits;

struct conn_limits {
	unsigned head_seconds, body_seconds, reply_seconds, idle_seconds;
	size_t resting_max; /* with more connections resting after a reply, each ends after its own */
};

#define CONN_THREADS 16 /* counts are kept apart; threads beyond share them */
struct conn_count {
	_Alignas(128) _Atomic size_t resting;
};

struct conns {
	struct conn *slots; /* one a descriptor */
	size_t count;
	struct conn_count counts[CONN_THREADS];
	_Atomic size_t held;    /* bytes that requests and replies keep in memory: conns_hold */
	_Atomic bool stopping;  /* every reply is the last of its connection */
	_Atomic bool forwarded; /* some request carried a visitor's address */
	struct conn_limits limits;
	struct framing_rules rules;
	struct limits *neighbours; /* NULL: nobody counts them */
	/* Held while a descriptor closes and while the sweeper cuts: it never cuts another's. */
	pthread_mutex_t closing;
};

bool conns_init(struct conns *c, size_t descriptors, const struct conn_limits *limits,
                const struct framing_rules *rules);
void conns_release(struct conns *c);

/* NULL when the descriptor is not an open connection of ours. */
struct conn *conns_find(struct conns *c, int fd);

void conns_opened(struct conns *c, int fd, uint16_t block);
void conns_closed(struct conns *c, int fd); /* before the descriptor is closed */

/* The phases of a request; each has its absolute deadline. */
void conn_reads_head(struct conns *c, struct conn *conn);
void conn_reads_body(struct conns *c, struct conn *conn);
void conn_works(struct conns *c, struct conn *conn); /* the store's own bound holds */
void conn_replies(struct conns *c, struct conn *conn, uint64_t bytes);
void conn_rests(struct conns *c, struct conn *conn);

/* Marks the time from a request's head to its reply's end. */
void conn_busy(struct conn *conn, bool busy);
bool conns_any_busy(const struct conns *c);

/* True when this request's reply should be the connection's last. To be asked in the thread that serves it. */
bool conns_crowded(const struct conns *c);

/* What many senders of half a body, or readers of half a page, can take of this computer's memory together. */
#define CONNS_HELD_MAX ((size_t)64 << 20)
/* The last quarter is for small bodies. While it is being used, whoever takes longer than CONNS_HURRY_SECONDS to send a
 * body or to read a reply is cut off, so that a few hundred who dawdle on purpose cannot shut others out for long. */
#define CONNS_HELD_SCARCE (CONNS_HELD_MAX / 4 * 3)
#define CONNS_SMALL 32768
#define CONNS_HURRY_SECONDS 3
/* Notes that `more` bytes are to be kept by a request or reply that will then hold `all`. False when it is too much:
 * whoever asked is to be refused. */
bool conns_hold(struct conns *c, size_t more, size_t all);
void conns_let_go(struct conns *c, size_t bytes);

/* Cuts every connection that is past its deadline, or holds memory for too long while it is scarce. */
void conns_sweep(struct conns *c);

#endif
