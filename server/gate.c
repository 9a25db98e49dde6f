#include "server/gate.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "server/conn.h"
#include "server/limits.h"

#define HELD_STEP 1024
#define PIECE 8192 /* read at once where a head may be */

void gate_init(struct gate *in)
{
	*in = (struct gate){.state = GATE_HEAD, .begun = true};
}

size_t gate_release(struct gate *in)
{
	size_t held = in->held_cap;
	if (in->held)
		sodium_memzero(in->held, in->held_cap);
	free(in->held);
	free(in->ready);
	*in = (struct gate){.state = GATE_OVER};
	return held;
}

/* One call of gate_read. */
struct passing {
	struct conns *conns;
	struct conn *conn;
	struct gate *in;
	const struct source *source;
	char *out;
	size_t len, done;
	bool drained;
	ssize_t last; /* the source's last answer */
	int error;    /* errno of a failed read */
};

static bool hold_room(struct passing *p, size_t more)
{
	struct gate *in = p->in;
	if (in->held_cap - in->held_len >= more)
		return true;
	size_t cap = (in->held_len + more + HELD_STEP - 1) / HELD_STEP * HELD_STEP;
	if (!conns_hold(p->conns, cap - in->held_cap, cap))
		return false;
	char *grown = malloc(cap);
	if (!grown) {
		conns_let_go(p->conns, cap - in->held_cap);
		return false;
	}
	if (in->held) {
		memcpy(grown, in->held, in->held_len);
		sodium_memzero(in->held, in->held_cap);
		free(in->held);
	}
	in->held = grown;
	in->held_cap = cap;
	return true;
}

static bool hold(struct passing *p, const char *bytes, size_t len)
{
	struct gate *in = p->in;
	if (len == 0)
		return true;
	if (!hold_room(p, len))
		return false;
	memcpy(in->held + in->held_len, bytes, len);
	in->held_len += len;
	return true;
}

static void let_go(struct passing *p, size_t len)
{
	struct gate *in = p->in;
	if (len == 0)
		return;
	in->held_len -= len;
	memmove(in->held, in->held + len, in->held_len);
	sodium_memzero(in->held + in->held_len, len);
	if (in->held_len > 0)
		return;
	conns_let_go(p->conns, in->held_cap);
	free(in->held);
	in->held = NULL;
	in->held_cap = 0;
}

static ssize_t take(struct passing *p, char *to, size_t len)
{
	p->last = p->source->read(p->source->handle, to, len);
	if (p->last < 0)
		p->error = errno;
	if (p->last <= 0)
		p->drained = true;
	return p->last;
}

/* Ends the connection in an orderly way: libmicrohttpd gets an event, asks for more and hears that there is none. */
static void end(struct passing *p)
{
	p->in->state = GATE_OVER;
	p->last = 0;
}

/* Behind a proxy the connection's own address is the proxy's. */
static void note_visitor(struct passing *p, struct framing_head *head)
{
	if (head->visitor[0] && p->conns->neighbours)
		p->conn->block = limits_block_of_text(p->conns->neighbours, head->visitor);
	sodium_memzero(head->visitor, sizeof head->visitor);
}

/* After a head was passed on. */
static void after_head(struct passing *p, const struct framing_head *head)
{
	struct gate *in = p->in;
	in->begun = false;
	in->scanned = 0;
	in->left = head->body;
	if (head->status)
		in->state = GATE_OVER;
	else if (head->chunked)
		in->state = GATE_REST;
	else
		in->state = head->body ? GATE_BODY : GATE_HEAD;
	if (head->forwarded)
		atomic_store_explicit(&p->conns->forwarded, true, memory_order_relaxed);
	if (!head->status && (head->chunked || head->body))
		conn_reads_body(p->conns, p->conn);
	else
		conn_works(p->conns, p->conn);
}

/* libmicrohttpd asks again only when its buffer was filled, so a head is cut where the buffer ends. */
static void pass_head(struct passing *p, const struct framing_head *head)
{
	size_t room = p->len - p->done;
	size_t now = head->passed_len < room ? head->passed_len : room;
	memcpy(p->out + p->done, head->passed, now);
	p->done += now;
	after_head(p, head);
	if (now == head->passed_len)
		return;
	p->in->ready_len = head->passed_len - now;
	p->in->ready = malloc(p->in->ready_len);
	if (p->in->ready)
		memcpy(p->in->ready, head->passed + now, p->in->ready_len);
	else
		end(p);
}

static void pass_ready(struct passing *p)
{
	struct gate *in = p->in;
	size_t room = p->len - p->done;
	size_t now = in->ready_len < room ? in->ready_len : room;
	memcpy(p->out + p->done, in->ready, now);
	p->done += now;
	in->ready_len -= now;
	memmove(in->ready, in->ready + now, in->ready_len);
	if (in->ready_len > 0)
		return;
	free(in->ready);
	in->ready = NULL;
}

static void refuse(struct passing *p, unsigned status)
{
	struct framing_head head;
	framing_refuse(&head, status, NULL, 0);
	pass_head(p, &head);
}

/* Passes one head on, if it is whole. Answers its length, 0 when more is to come. */
static size_t take_head(struct passing *p, const char *bytes, size_t len)
{
	bool broken = false;
	struct framing_head head;
	size_t whole = framing_head_length(bytes, len, &p->in->scanned, &broken);
	if (whole) {
		framing_read(bytes, whole, &p->conns->rules, conns_crowded(p->conns), &head);
		note_visitor(p, &head);
		pass_head(p, &head);
		return whole;
	}
	if (!broken && len < FRAMING_HEAD_MAX)
		return 0;
	refuse(p, broken ? 400 : 431);
	return len;
}

static size_t take_body(struct passing *p, const char *bytes, size_t len)
{
	size_t room = p->len - p->done;
	size_t n = len < room ? len : room;
	if (p->in->state == GATE_BODY && n > p->in->left)
		n = (size_t)p->in->left;
	memcpy(p->out + p->done, bytes, n);
	p->done += n;
	return n;
}

static void count_body(struct gate *in, size_t n)
{
	if (in->state != GATE_BODY)
		return;
	in->left -= n;
	if (in->left == 0)
		in->state = GATE_HEAD;
}

/* Passes on as much of bytes as can be. Answers how much was used. */
static size_t pass_on(struct passing *p, const char *bytes, size_t len)
{
	size_t used = 0;
	while (used < len && p->done < p->len) {
		size_t n = 0;
		switch (p->in->state) {
		case GATE_HEAD:
			n = take_head(p, bytes + used, len - used);
			break;
		case GATE_BODY:
		case GATE_REST:
			n = take_body(p, bytes + used, len - used);
			count_body(p->in, n);
			break;
		case GATE_OVER:
			return len;
		}
		if (n == 0)
			break;
		used += n;
	}
	return used;
}

/* Reads where a head may be. What comes is looked at here first: a head that is not whole is held back and takes none
 * of the connection's own memory. */
static bool read_piece(struct passing *p)
{
	char piece[PIECE];
	struct gate *in = p->in;
	bool held = in->held_len > 0;
	ssize_t n = take(p, piece, sizeof piece);
	if (n <= 0)
		return false;
	in->scanned = held ? in->scanned : 0;
	size_t used = held ? 0 : pass_on(p, piece, (size_t)n);
	if (!hold(p, piece + used, (size_t)n - used))
		end(p);
	sodium_memzero(piece, (size_t)n);
	return true;
}

/* A body goes straight to its place; what came behind it is held back. */
static bool read_body(struct passing *p)
{
	struct gate *in = p->in;
	char *at = p->out + p->done;
	if (take(p, at, p->len - p->done) <= 0)
		return false;
	size_t n = (size_t)p->last;
	size_t body = in->state == GATE_BODY && n > in->left ? (size_t)in->left : n;
	if (!hold(p, at + body, n - body))
		end(p);
	sodium_memzero(at + body, n - body);
	p->done += body;
	count_body(in, body);
	return true;
}

/* One step. False when nothing more can be done in this call. */
static bool step(struct passing *p)
{
	struct gate *in = p->in;
	if (in->held_len > 0) {
		size_t used = pass_on(p, in->held, in->held_len);
		let_go(p, used);
		if (used > 0)
			return true;
		if (!in->begun) {
			in->begun = true;
			conn_reads_head(p->conns, p->conn);
		}
	}
	if (p->drained && p->last == 0 && in->held_len > 0) {
		refuse(p, 408); /* it ended in the middle */
		let_go(p, in->held_len);
		return false;
	}
	if (p->drained)
		return false;
	bool body = in->state == GATE_BODY || in->state == GATE_REST;
	return (body ? read_body(p) : read_piece(p)) || in->held_len > 0;
}

/* Whether the last answer says that nothing will come any more. */
static bool is_end(const struct passing *p)
{
	if (p->last >= 0)
		return p->last == 0;
	return p->last != p->source->again && p->last != GNUTLS_E_INTERRUPTED;
}

ssize_t gate_read(struct conns *conns, struct conn *conn, const struct source *source, char *out, size_t len)
{
	struct passing p = {.conns = conns,
	                    .conn = conn,
	                    .in = &conn->gate,
	                    .source = source,
	                    .out = out,
	                    .len = len,
	                    .last = source->again,
	                    .error = EAGAIN};
	bool more = true;
	if (p.in->ready)
		pass_ready(&p);
	while (more && p.done < p.len) {
		if (p.in->state == GATE_OVER) {
			p.last = 0;
			break;
		}
		more = step(&p);
	}
	if (p.done > 0) {
		p.in->ended = p.drained && is_end(&p);
		return (ssize_t)p.done;
	}
	errno = p.error;
	return p.last > 0 ? source->again : p.last;
}

/* --- between libmicrohttpd and the socket --- */

static struct conns *_Atomic served;
static _Atomic bool served_tls;

void gate_serve(struct conns *conns, bool tls)
{
	atomic_store(&served_tls, tls);
	atomic_store(&served, conns);
}

/* The names are the linker's: --wrap=NAME sends libmicrohttpd's calls of NAME to __wrap_NAME; __real_NAME is the
 * library's own. */
ssize_t __real_recv(int fd, void *buf, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags);
ssize_t __real_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len);
ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len);

/* The event that brought the last bytes also told of the end, and libmicrohttpd reads again only at another event:
 * shutting down what has ended makes one. */
static void tell_end(struct conn *conn, int fd)
{
	if (conn->gate.ended)
		shutdown(fd, SHUT_RD);
	conn->gate.ended = false;
}

static ssize_t read_socket(void *handle, void *buf, size_t len)
{
	return __real_recv(*(int *)handle, buf, len, 0);
}

static ssize_t read_tls(void *handle, void *buf, size_t len)
{
	return __real_gnutls_record_recv(handle, buf, len);
}

ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags)
{
	struct conns *conns = atomic_load_explicit(&served, memory_order_acquire);
	struct conn *conn = conns && !atomic_load(&served_tls) ? conns_find(conns, fd) : NULL;
	if (!conn)
		return __real_recv(fd, buf, len, flags);
	struct source source = {&fd, read_socket, -1};
	ssize_t n = gate_read(conns, conn, &source, buf, len);
	tell_end(conn, fd);
	return n;
}

ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len)
{
	struct conns *conns = atomic_load_explicit(&served, memory_order_acquire);
	int fd = gnutls_transport_get_int(session);
	struct conn *conn = conns ? conns_find(conns, fd) : NULL;
	if (!conn)
		return __real_gnutls_record_recv(session, buf, len);
	struct source source = {session, read_tls, GNUTLS_E_AGAIN};
	ssize_t n = gate_read(conns, conn, &source, buf, len);
	tell_end(conn, fd);
	return n;
}
