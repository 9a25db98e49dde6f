/* What libmicrohttpd reads: the bytes of a connection, every head of a request checked and written anew by framing.c.
 * The linker puts intake.c between libmicrohttpd and recv (or gnutls_record_recv): see
 * docs/decisions/0005-strict-framing.md and --wrap in the Makefile. */
#ifndef SERVER_INTAKE_H
#define SERVER_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum intake_state {
	INTAKE_HEAD, /* a request's head is next */
	INTAKE_BODY, /* `left` bytes of a body are next */
	INTAKE_REST, /* a chunked body, and nothing after it */
	INTAKE_OVER, /* a refused request: nothing that follows is read */
};

struct intake {
	enum intake_state state;
	bool begun; /* the deadline of this head is already running */
	uint64_t left;
	char *held; /* heap: bytes that came but are not passed on yet: part of a head, or what follows a request */
	size_t held_len, held_cap, scanned;
	char *ready; /* heap: the end of a head written anew that did not fit libmicrohttpd's buffer */
	size_t ready_len;
};

void intake_init(struct intake *in);
size_t intake_release(struct intake *in); /* wipes; answers how much it held, for conns_let_go */

/* Where bytes come from. */
struct source {
	void *handle;
	ssize_t (*read)(void *handle, void *buf, size_t len); /* as recv, or gnutls_record_recv */
	ssize_t again;                                        /* what read answers when there is nothing now */
	bool short_is_all;                                    /* less than asked for means that nothing is left */
};

struct conns;
struct conn;
/* Reads at most len bytes for libmicrohttpd. Answers as source->read does. */
ssize_t intake_read(struct conns *conns, struct conn *conn, const struct source *source, char *out, size_t len);

/* From now on the connections of these slots are read through intake_read. There is one server in a process: recv has
 * no other way to find it. NULL ends it. */
void intake_serve(struct conns *conns, bool tls);

#endif
