/* What libmicrohttpd reads: the bytes of a connection, every head of a request checked and written anew by framing.c.
 * The linker puts gate.c between libmicrohttpd and recv (or gnutls_record_recv): see
 * docs/decisions/0005-strict-framing.md and --wrap in the Makefile. */
#ifndef SERVER_GATE_H
#define SERVER_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum gate_state {
	GATE_HEAD, /* a request's head is next */
	GATE_BODY, /* `left` bytes of a body are next */
	GATE_REST, /* a chunked body, and nothing after it */
	GATE_OVER, /* a refused request: nothing that follows is read */
};

struct gate {
	enum gate_state state;
	bool ended; /* the sender has closed its side while there was still something to pass on */
	bool begun; /* the deadline of this head is already running */
	uint64_t left;
	char *held; /* heap: bytes that came but are not passed on yet: part of a head, or what follows a request */
	size_t held_len, held_cap, scanned;
	char *ready; /* heap: the end of a head written anew that did not fit libmicrohttpd's buffer */
	size_t ready_len;
};

void gate_init(struct gate *in);
size_t gate_release(struct gate *in); /* wipes; answers how much it held, for conns_let_go */

/* Where bytes come from. */
struct source {
	void *handle;
	ssize_t (*read)(void *handle, void *buf, size_t len); /* as recv, or gnutls_record_recv */
	ssize_t again;                                        /* what read answers when there is nothing now */
};

struct conns;
struct conn;
/* Reads at most len bytes for libmicrohttpd. Answers as source->read does. */
ssize_t gate_read(struct conns *conns, struct conn *conn, const struct source *source, char *out, size_t len);

/* From now on the connections of these slots are read through gate_read. There is one server in a process: recv has
 * no other way to find it. NULL ends it. */
void gate_serve(struct conns *conns, bool tls);

#endif
