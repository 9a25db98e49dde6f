#include "server/intake.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "server/conn.h"

#define HELD_STEP 1024

void intake_init(struct intake *in)
{
	*in = (struct intake){.state = INTAKE_HEAD, .begun = true};
}

void intake_release(struct intake *in)
{
	if (in->held)
		sodium_memzero(in->held, in->held_cap);
	free(in->held);
	free(in->ready);
	*in = (struct intake){.state = INTAKE_OVER};
}

/* One call of intake_read. */
struct passing {
	struct conns *conns;
	struct conn *conn;
	struct intake *in;
	const struct source *source;
	char *out;
	size_t len, done;
	bool drained;
	ssize_t last; /* the source's last answer */
	int error;    /* errno of a failed read */
};

static bool hold_room(struct intake *in, size_t more)
{
	if (in->held_cap - in->held_len >= more)
		return true;
	size_t cap = (in->held_len + more + HELD_STEP - 1) / HELD_STEP * HELD_STEP;
	char *grown = malloc(cap);
	if (!grown)
		return false;
	if (in->held) {
		memcpy(grown, in->held, in->held_len);
		sodium_memzero(in->held, in->held_cap);
		free(in->held);
	}
	in->held = grown;
	in->held_cap = cap;
	return true;
}

static bool hold(struct intake *in, const char *bytes, size_t len)
{
	if (len == 0)
		return true;
	if (!hold_room(in, len))
		return false;
	memcpy(in->held + in->held_len, bytes, len);
	in->held_len += len;
	return true;
}

static void let_go(struct intake *in, size_t len)
{
	in->held_len -= len;
	memmove(in->held, in->held + len, in->held_len);
	sodium_memzero(in->held + in->held_len, len);
	in->scanned = 0;
	if (in->held_len > 0)
		return;
	free(in->held);
	in->held = NULL;
	in->held_cap = 0;
}

static ssize_t take(struct passing *p, char *to, size_t len)
{
	p->last = p->source->read(p->source->handle, to, len);
	if (p->last < 0)
		p->error = errno;
	if (p->last <= 0 || (p->source->short_is_all && (size_t)p->last < len))
		p->drained = true;
	return p->last;
}

/* Ends the connection in an orderly way: libmicrohttpd gets an event, asks for more and hears that there is none. */
static void end(struct passing *p)
{
	p->in->state = INTAKE_OVER;
	p->last = 0;
}

/* After a head was passed on. */
static void after_head(struct passing *p, const struct framing_head *head)
{
	struct intake *in = p->in;
	in->begun = false;
	in->left = head->body;
	if (head->status)
		in->state = INTAKE_OVER;
	else if (head->chunked)
		in->state = INTAKE_REST;
	else
		in->state = head->body ? INTAKE_BODY : INTAKE_HEAD;
	if (head->forwarded)
		atomic_store_explicit(&p->conns->forwarded, true, memory_order_relaxed);
	if (!head->status && (head->chunked || head->body))
		conn_reads_body(p->conns, p->conn);
	else
		conn_works(p->conn);
}

/* The usual case: the whole head came at once, with some of its body behind it, and becomes no longer. What lies behind the head moves up,
 * and the place it leaves is wiped. */
static bool pass_in_place(struct passing *p, char *head_at, size_t head_len, size_t came)
{
	struct framing_head head;
	framing_read(head_at, head_len, &p->conns->rules, conns_crowded(p->conns), &head);
	if (head.passed_len > head_len)
		return false;
	size_t behind = came - head_len;
	size_t body = head.chunked || head.body > behind ? behind : (size_t)head.body;
	if (head.status)
		body = behind = 0;
	if (!hold(p->in, head_at + head_len + body, behind - body)) {
		end(p);
		return true;
	}
	memcpy(head_at, head.passed, head.passed_len);
	memmove(head_at + head.passed_len, head_at + head_len, body);
	sodium_memzero(head_at + head.passed_len + body, came - head.passed_len - body);
	p->done += head.passed_len + body;
	after_head(p, &head);
	if (p->in->state == INTAKE_BODY) {
		p->in->left -= body;
		if (p->in->left == 0)
			p->in->state = INTAKE_HEAD;
	}
	return true;
}

/* libmicrohttpd asks again only when its buffer was filled, so a head is cut where the buffer ends. */
static bool pass_passed(struct passing *p, const struct framing_head *head)
{
	size_t room = p->len - p->done;
	size_t now = head->passed_len < room ? head->passed_len : room;
	if (now < head->passed_len) {
		p->in->ready_len = head->passed_len - now;
		p->in->ready = malloc(p->in->ready_len);
		if (!p->in->ready)
			return false;
		memcpy(p->in->ready, head->passed + now, p->in->ready_len);
	}
	memcpy(p->out + p->done, head->passed, now);
	p->done += now;
	return true;
}

static void pass_ready(struct passing *p)
{
	struct intake *in = p->in;
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

/* A head that came in pieces, behind another request, or is to become longer. False: nothing more can be done in this call. */
static bool pass_held(struct passing *p)
{
	struct intake *in = p->in;
	bool broken = false;
	struct framing_head head;
	size_t len = framing_head_length(in->held, in->held_len, &in->scanned, &broken);
	if (len)
		framing_read(in->held, len, &p->conns->rules, conns_crowded(p->conns), &head);
	else if (broken || in->held_len >= FRAMING_HEAD_MAX)
		framing_refuse(&head, broken ? 400 : 431, NULL, 0);
	else if (p->drained && p->last != 0)
		return false; /* the rest is still to come */
	else if (p->drained)
		framing_refuse(&head, 408, NULL, 0);
	else {
		size_t room = FRAMING_HEAD_MAX - in->held_len < HELD_STEP ? FRAMING_HEAD_MAX - in->held_len : HELD_STEP;
		if (!hold_room(in, room)) {
			end(p);
			return false;
		}
		ssize_t n = take(p, in->held + in->held_len, room);
		if (n > 0)
			in->held_len += (size_t)n;
		return true;
	}
	if (!pass_passed(p, &head)) {
		end(p);
		return false;
	}
	let_go(in, head.status ? in->held_len : len);
	after_head(p, &head);
	return true;
}

static bool pass_head(struct passing *p)
{
	struct intake *in = p->in;
	if (in->held_len == 0) {
		if (p->drained)
			return false;
		char *at = p->out + p->done;
		ssize_t n = take(p, at, p->len - p->done);
		if (n <= 0)
			return false;
		bool broken = false;
		size_t scanned = 0;
		size_t len = framing_head_length(at, (size_t)n, &scanned, &broken);
		if (len && pass_in_place(p, at, len, (size_t)n))
			return true;
		bool kept = hold(in, at, (size_t)n);
		sodium_memzero(at, (size_t)n);
		if (!kept) {
			end(p);
			return false;
		}
		in->scanned = 0;
	}
	if (!in->begun) {
		in->begun = true;
		conn_reads_head(p->conns, p->conn);
	}
	return pass_held(p);
}

static bool pass_body(struct passing *p)
{
	struct intake *in = p->in;
	char *at = p->out + p->done;
	size_t room = p->len - p->done;
	size_t n = 0;
	if (in->held_len > 0) {
		n = in->held_len < room ? in->held_len : room;
		if (in->state == INTAKE_BODY && n > in->left)
			n = (size_t)in->left;
		memcpy(at, in->held, n);
		let_go(in, n);
	} else {
		if (p->drained || take(p, at, room) <= 0)
			return false;
		n = (size_t)p->last;
		if (in->state == INTAKE_BODY && n > in->left) {
			if (!hold(in, at + in->left, n - (size_t)in->left))
				end(p);
			sodium_memzero(at + in->left, n - (size_t)in->left);
			n = (size_t)in->left;
		}
	}
	p->done += n;
	if (in->state != INTAKE_BODY)
		return in->state == INTAKE_REST;
	in->left -= n;
	if (in->left == 0)
		in->state = INTAKE_HEAD;
	return true;
}

ssize_t intake_read(struct conns *conns, struct conn *conn, const struct source *source, char *out, size_t len)
{
	struct passing p = {.conns = conns, .conn = conn, .in = &conn->intake, .source = source, .out = out, .len = len,
		.last = source->again, .error = EAGAIN};
	bool more = true;
	if (p.in->ready)
		pass_ready(&p);
	while (more && p.done < p.len) {
		switch (p.in->state) {
		case INTAKE_HEAD:
			more = pass_head(&p);
			break;
		case INTAKE_BODY:
		case INTAKE_REST:
			more = pass_body(&p);
			break;
		case INTAKE_OVER:
			p.last = 0;
			more = false;
			break;
		}
	}
	if (p.done > 0)
		return (ssize_t)p.done;
	errno = p.error;
	return p.last > 0 ? source->again : p.last;
}

/* --- between libmicrohttpd and the socket ---------------------------------------------------------------------------------------------- */

static struct conns *served;
static bool served_tls;

void intake_serve(struct conns *conns, bool tls)
{
	served = conns;
	served_tls = tls;
}

/* The names are the linker's: --wrap=NAME sends libmicrohttpd's calls of NAME to __wrap_NAME; __real_NAME is the library's own. */
ssize_t __real_recv(int fd, void *buf, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags);
ssize_t __real_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len);
ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len);

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
	struct conn *conn = served && !served_tls ? conns_find(served, fd) : NULL;
	if (!conn)
		return __real_recv(fd, buf, len, flags);
	struct source source = {&fd, read_socket, -1, true};
	return intake_read(served, conn, &source, buf, len);
}

ssize_t __wrap_gnutls_record_recv(gnutls_session_t session, void *buf, size_t len)
{
	struct conn *conn = served ? conns_find(served, gnutls_transport_get_int(session)) : NULL;
	if (!conn)
		return __real_gnutls_record_recv(session, buf, len);
	struct source source = {session, read_tls, GNUTLS_E_AGAIN, false};
	return intake_read(served, conn, &source, buf, len);
}
