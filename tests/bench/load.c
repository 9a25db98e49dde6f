/* Sends as many requests as a server takes, over connections that are kept open, and tells how many were answered as
 * expected.
 *
 *   load put  --to ADDR:PORT --connections N --seconds S --form FORM --lock FILE.lock
 *   load post --to ADDR:PORT --connections N --seconds S --form FORM --bodies FILE
 *
 * put sends records under the lock, each under an id of its own: what is inside no server can see, so it is drawn at
 * random. post sends the lines of a file in turn, each the body of a whole sheet. Prints "REQUESTS/S answered, OTHERS
 * otherwise, LOST lost". */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "seal/lock.h"
#include "tests/bench/bench.h"

#define REPLY_MAX 16384
#define REQUEST_MAX 140000
#define EVENTS 256

struct line {
	const char *text;
	size_t len;
};

struct load {
	bool put;
	const char *to, *form;
	size_t connections, next, line_count;
	double seconds;
	struct lock lock;
	char *bodies;
	struct line *lines;
	unsigned char *record;
	size_t answered, others, lost;
};

struct sender {
	int fd;
	char *request;
	size_t request_len, sent;
	char reply[REPLY_MAX];
	size_t reply_len;
};

static void fail(const char *what)
{
	fprintf(stderr, "load: %s\n", what);
	exit(2);
}

static char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0)
		fail(path);
	*len = (size_t)ftell(file);
	rewind(file);
	char *text = malloc(*len + 1);
	if (!text || fread(text, 1, *len, file) != *len)
		fail(path);
	text[*len] = '\0';
	fclose(file);
	return text;
}

static void read_bodies(struct load *l, const char *path)
{
	size_t len;
	l->bodies = read_file(path, &len);
	for (char *at = l->bodies; *at;) {
		size_t n = strcspn(at, "\n");
		l->lines = reallocarray(l->lines, l->line_count + 1, sizeof *l->lines);
		if (!l->lines)
			fail("memory ran out");
		l->lines[l->line_count++] = (struct line){at, n};
		at += n + (at[n] == '\n');
	}
	if (l->line_count == 0)
		fail("no bodies");
}

static void read_lock(struct load *l, const char *path)
{
	size_t len;
	char *text = read_file(path, &len);
	if (lock_read(text, len, &l->lock) != SEAL_OK)
		fail("not a lock");
	free(text);
	l->record = malloc(l->lock.record_size);
	if (!l->record)
		fail("memory ran out");
	randombytes_buf(l->record, l->lock.record_size);
	l->record[0] = 1;
	memcpy(l->record + 1, l->lock.id, LOCK_ID_BYTES);
}

/* The next request, each with another id. */
static void prepare(struct load *l, struct sender *s)
{
	unsigned char id[16];
	char hex[33];
	const char *body = (const char *)l->record;
	size_t len = l->put ? l->lock.record_size : l->lines[l->next % l->line_count].len;
	int head;
	randombytes_buf(id, sizeof id);
	id_hex(hex, id);
	if (l->put) {
		memcpy(l->record + 17, id, sizeof id);
		head = snprintf(
		        s->request, 600,
		        "PUT /api/records/%s/%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/octet-stream\r\n"
		        "Content-Length: %zu\r\n\r\n",
		        l->form, hex, l->to, len);
	} else {
		body = l->lines[l->next % l->line_count].text;
		head = snprintf(s->request, 600,
		                "POST /f/%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
		                "Content-Length: %zu\r\n\r\n",
		                l->form, l->to, len);
	}
	l->next++;
	if (len > REQUEST_MAX - 600)
		fail("too long a body");
	memcpy(s->request + head, body, len);
	s->request_len = (size_t)head + len;
	s->sent = s->reply_len = 0;
}

static bool push(struct sender *s)
{
	while (s->sent < s->request_len) {
		ssize_t n = send(s->fd, s->request + s->sent, s->request_len - s->sent, MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN;
		s->sent += (size_t)n;
	}
	return true;
}

static void open_sender(struct load *l, struct sender *s, int epoll)
{
	char host[64];
	struct sockaddr_in at = {.sin_family = AF_INET};
	const char *colon = strrchr(l->to, ':');
	const int on = 1;
	snprintf(host, sizeof host, "%.*s", (int)(colon - l->to), l->to);
	at.sin_port = htons((uint16_t)bench_number(colon + 1));
	if (inet_pton(AF_INET, host, &at.sin_addr) != 1)
		fail("--to wants ADDR:PORT");
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (s->fd < 0 || connect(s->fd, (struct sockaddr *)&at, sizeof at) != 0)
		fail("no connection");
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	fcntl(s->fd, F_SETFL, O_NONBLOCK);
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = s};
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event) != 0)
		fail("epoll");
	prepare(l, s);
	push(s);
}

/* True when a whole reply is there; *status is its status. */
static bool reply_whole(struct sender *s, unsigned *status)
{
	s->reply[s->reply_len] = '\0';
	const char *end = strstr(s->reply, "\r\n\r\n"), *length = strcasestr(s->reply, "\r\nContent-Length: ");
	if (!end || s->reply_len < 12)
		return false;
	size_t body = length && length < end ? strtoul(length + 18, NULL, 10) : 0;
	*status = (unsigned)strtoul(s->reply + 9, NULL, 10);
	return s->reply_len >= (size_t)(end + 4 - s->reply) + body;
}

static void pull(struct load *l, struct sender *s, int epoll)
{
	unsigned status;
	for (;;) {
		if (s->reply_len == sizeof s->reply - 1)
			fail("too long a reply");
		ssize_t n = recv(s->fd, s->reply + s->reply_len, sizeof s->reply - 1 - s->reply_len, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			l->lost++;
			close(s->fd);
			open_sender(l, s, epoll);
			return;
		}
		s->reply_len += (size_t)n;
		if (!reply_whole(s, &status))
			continue;
		if (status == 200 || status == 303)
			l->answered++;
		else
			l->others++;
		prepare(l, s);
		push(s);
	}
}

static double drive(struct load *l)
{
	struct epoll_event events[EVENTS];
	struct sender *senders = calloc(l->connections, sizeof *senders);
	int epoll = epoll_create1(0);
	if (!senders || epoll < 0)
		fail("memory ran out");
	for (size_t i = 0; i < l->connections; i++) {
		senders[i].request = malloc(REQUEST_MAX);
		if (!senders[i].request)
			fail("memory ran out");
		open_sender(l, &senders[i], epoll);
	}
	double began = bench_now();
	l->answered = l->others = 0;
	while (bench_now() - began < l->seconds) {
		int n = epoll_wait(epoll, events, EVENTS, 100);
		for (int i = 0; i < n; i++) {
			struct sender *s = events[i].data.ptr;
			if (!push(s))
				l->lost++;
			pull(l, s, epoll);
		}
	}
	double took = bench_now() - began;
	for (size_t i = 0; i < l->connections; i++) {
		close(senders[i].fd);
		free(senders[i].request);
	}
	free(senders);
	close(epoll);
	return took;
}

int main(int argc, char **argv)
{
	struct load l = {.connections = 64, .seconds = 5};
	if (sodium_init() < 0 || argc < 2)
		fail("usage: load put|post --to ADDR:PORT --connections N --seconds S --form FORM --lock FILE | "
		     "--bodies FILE");
	l.put = strcmp(argv[1], "put") == 0;
	for (int i = 2; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--to") == 0)
			l.to = argv[i + 1];
		else if (strcmp(argv[i], "--form") == 0)
			l.form = argv[i + 1];
		else if (strcmp(argv[i], "--connections") == 0)
			l.connections = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--seconds") == 0)
			l.seconds = (double)bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--lock") == 0)
			read_lock(&l, argv[i + 1]);
		else if (strcmp(argv[i], "--bodies") == 0)
			read_bodies(&l, argv[i + 1]);
		else
			fail(argv[i]);
	}
	if (!l.to || !strchr(l.to, ':') || !l.form || (l.put ? !l.record : !l.lines))
		fail("--to, --form and --lock or --bodies are needed");
	double took = drive(&l);
	printf("%.0f/s answered, %zu otherwise, %zu lost\n", (double)l.answered / took, l.others, l.lost);
	free(l.record);
	free(l.lines);
	free(l.bodies);
	lock_release(&l.lock);
	return l.others || l.lost ? 1 : 0;
}
