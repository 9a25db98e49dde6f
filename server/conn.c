#include "server/conn.h"

#include <sys/mman.h>
#include <sys/socket.h>

#include "server/moment.h"

/* A reply may take its seconds and as long again as a slow line needs for its length. */
#define REPLY_BYTES_A_SECOND 16384

bool conns_init(struct conns *c, size_t descriptors, const struct conn_limits *limits,
                const struct framing_rules *rules)
{
	*c = (struct conns){.count = descriptors, .limits = *limits, .rules = *rules};
	/* mapped, so that slots which are never used take no memory */
	void *slots =
	        mmap(NULL, descriptors * sizeof *c->slots, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (slots == MAP_FAILED)
		return false;
	c->slots = slots;
	return pthread_mutex_init(&c->closing, NULL) == 0;
}

void conns_release(struct conns *c)
{
	if (!c->slots)
		return;
	munmap(c->slots, c->count * sizeof *c->slots);
	pthread_mutex_destroy(&c->closing);
	c->slots = NULL;
}

struct conn *conns_find(struct conns *c, int fd)
{
	if (fd < 0 || (size_t)fd >= c->count || !atomic_load_explicit(&c->slots[fd].open, memory_order_acquire))
		return NULL;
	return &c->slots[fd];
}

static void set_deadline(struct conn *conn, uint64_t seconds, uint64_t hurry_seconds, bool replying)
{
	int64_t now = moment_ticks();
	atomic_store_explicit(&conn->replying, replying, memory_order_relaxed);
	atomic_store_explicit(&conn->hurry, hurry_seconds ? now + (int64_t)hurry_seconds * 1000 : 0,
	                      memory_order_relaxed);
	atomic_store_explicit(&conn->deadline, now + (int64_t)seconds * 1000, memory_order_release);
}

/* A connection is served by one thread from its beginning to its end, so each counts its own. */
static size_t count_of_thread(void)
{
	return (size_t)((uintptr_t)pthread_self() >> 12) * 2654435761u >> 8 & (CONN_THREADS - 1);
}

static void set_resting(struct conns *c, struct conn *conn, bool resting)
{
	if (conn->resting == resting)
		return;
	conn->resting = resting;
	_Atomic size_t *count = &c->counts[count_of_thread()].resting;
	if (resting)
		atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
	else
		atomic_fetch_sub_explicit(count, 1, memory_order_relaxed);
}

void conns_opened(struct conns *c, int fd, uint16_t block)
{
	if (fd < 0 || (size_t)fd >= c->count)
		return;
	struct conn *conn = &c->slots[fd];
	if (atomic_load_explicit(&conn->open,
	                         memory_order_acquire)) /* what was written before the last close is seen */
		return;
	gate_init(&conn->gate);
	conn->block = block;
	set_deadline(conn, c->limits.head_seconds, 0, false);
	atomic_store_explicit(&conn->open, true, memory_order_release);
}

void conns_closed(struct conns *c, int fd)
{
	struct conn *conn = conns_find(c, fd);
	if (!conn)
		return;
	conns_let_go(c, gate_release(&conn->gate));
	set_resting(c, conn, false);
	conn->block = 0;
	pthread_mutex_lock(&c->closing);
	atomic_store(&conn->deadline, 0);
	atomic_store(&conn->open, false);
	pthread_mutex_unlock(&c->closing);
}

void conn_reads_head(struct conns *c, struct conn *conn)
{
	set_resting(c, conn, false);
	set_deadline(conn, c->limits.head_seconds, 0, false);
}

void conn_reads_body(struct conns *c, struct conn *conn)
{
	set_resting(c, conn, false);
	set_deadline(conn, c->limits.body_seconds, CONNS_HURRY_SECONDS, false);
}

void conn_works(struct conns *c, struct conn *conn)
{
	set_resting(c, conn, false);
	atomic_store_explicit(&conn->hurry, 0, memory_order_relaxed);
	atomic_store_explicit(&conn->deadline, 0, memory_order_release);
}

void conn_replies(struct conns *c, struct conn *conn, uint64_t bytes)
{
	uint64_t slow = bytes / REPLY_BYTES_A_SECOND;
	set_deadline(conn, c->limits.reply_seconds + slow, CONNS_HURRY_SECONDS + slow, true);
}

void conn_rests(struct conns *c, struct conn *conn)
{
	set_resting(c, conn, true);
	set_deadline(conn, c->limits.idle_seconds, 0, true);
}

void conn_busy(struct conn *conn, bool busy)
{
	atomic_store(&conn->busy, busy);
}

bool conns_any_busy(const struct conns *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (atomic_load(&c->slots[i].busy))
			return true;
	return false;
}

/* The others' counts are only looked at when this thread has more than its share. */
bool conns_crowded(const struct conns *c)
{
	if (atomic_load_explicit(&c->stopping, memory_order_relaxed))
		return true;
	if (atomic_load_explicit(&c->counts[count_of_thread()].resting, memory_order_relaxed) <=
	    c->limits.resting_max / CONN_THREADS)
		return false;
	size_t all = 0;
	for (size_t i = 0; i < CONN_THREADS; i++)
		all += atomic_load_explicit(&c->counts[i].resting, memory_order_relaxed);
	return all > c->limits.resting_max;
}

bool conns_hold(struct conns *c, size_t more, size_t all)
{
	size_t max = all > CONNS_SMALL ? CONNS_HELD_SCARCE : CONNS_HELD_MAX;
	if (more <= max && atomic_fetch_add(&c->held, more) <= max - more)
		return true;
	if (more <= max)
		conns_let_go(c, more);
	return false;
}

void conns_let_go(struct conns *c, size_t bytes)
{
	atomic_fetch_sub(&c->held, bytes);
}

/* Reading is ended in an orderly way first, so that a half-sent head still gets its 408; a connection that is still
 * there a second later, or does not read its reply, is cut. */
static void cut(struct conn *conn, int fd, int64_t now)
{
	if (atomic_load(&conn->replying)) {
		shutdown(fd, SHUT_RDWR);
		atomic_store(&conn->deadline, 0);
		atomic_store(&conn->hurry, 0);
		return;
	}
	atomic_store(&conn->replying, true);
	atomic_store(&conn->deadline, now + 1000);
	atomic_store(&conn->hurry, 0);
	shutdown(fd, SHUT_RD);
}

void conns_sweep(struct conns *c)
{
	int64_t now = moment_ticks();
	bool scarce = atomic_load(&c->held) > CONNS_HELD_SCARCE / 8 * 7; /* large bodies are close to being refused */
	pthread_mutex_lock(&c->closing);
	for (size_t i = 0; i < c->count; i++) {
		struct conn *conn = &c->slots[i];
		if (!atomic_load_explicit(&conn->open, memory_order_acquire))
			continue;
		int64_t deadline = atomic_load_explicit(&conn->deadline, memory_order_acquire);
		int64_t hurry = atomic_load_explicit(&conn->hurry, memory_order_acquire);
		if ((deadline && deadline <= now) || (scarce && hurry && hurry <= now))
			cut(conn, (int)i, now);
	}
	pthread_mutex_unlock(&c->closing);
}
