/* The socket that is listened on, opened before the process confines itself. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http.h"

#define BACKLOG 4096

union endpoint {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* "127.0.0.1:8080", "[::1]:8080"; names are not looked up. */
static bool read_endpoint(const char *text, union endpoint *out, socklen_t *len)
{
	char host[INET6_ADDRSTRLEN];
	const char *colon = strrchr(text, ':');
	if (!colon || colon[1] < '0' || colon[1] > '9')
		return false;
	char *end;
	unsigned long port = strtoul(colon + 1, &end, 10);
	bool bracketed = text[0] == '[' && colon > text && colon[-1] == ']';
	const char *from = bracketed ? text + 1 : text;
	size_t n = (size_t)(colon - from) - (bracketed ? 1 : 0);
	if (*end || port > 65535 || n >= sizeof host)
		return false;
	memcpy(host, from, n);
	host[n] = '\0';
	memset(out, 0, sizeof *out);
	if (bracketed) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons((uint16_t)port);
		*len = sizeof out->v6;
		return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1;
	}
	out->v4.sin_family = AF_INET;
	out->v4.sin_port = htons((uint16_t)port);
	*len = sizeof out->v4;
	return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

static bool describe(struct listening *out, int fd)
{
	union endpoint at = {0};
	socklen_t len = sizeof at;
	if (getsockname(fd, &at.any, &len) != 0)
		return false;
	out->fd = fd;
	if (at.any.sa_family == AF_INET) {
		out->port = ntohs(at.v4.sin_port);
		return inet_ntop(AF_INET, &at.v4.sin_addr, out->host, sizeof out->host);
	}
	char bare[INET6_ADDRSTRLEN];
	out->port = ntohs(at.v6.sin6_port);
	if (at.any.sa_family != AF_INET6 || !inet_ntop(AF_INET6, &at.v6.sin6_addr, bare, sizeof bare))
		return false;
	snprintf(out->host, sizeof out->host, "[%s]", bare);
	return true;
}

bool http_listen(struct listening *out, const char *address)
{
	union endpoint at;
	socklen_t len;
	const int on = 1;
	if (!read_endpoint(address, &at, &len)) {
		errno = EINVAL;
		return false;
	}
	int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	/* a restart may bind while old connections linger; a second server may not */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && bind(fd, &at.any, len) == 0 &&
	    listen(fd, BACKLOG) == 0 && describe(out, fd))
		return true;
	int error = errno;
	close(fd);
	errno = error;
	return false;
}

#define FIRST_PASSED 3 /* SD_LISTEN_FDS_START */

bool http_inherit(struct listening *out)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	int listening = 0;
	socklen_t len = sizeof listening;
	if (!pid || !count || strtol(pid, NULL, 10) != (long)getpid() || strcmp(count, "1") != 0)
		return false;
	return getsockopt(FIRST_PASSED, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening &&
	       fcntl(FIRST_PASSED, F_SETFD, FD_CLOEXEC) == 0 && fcntl(FIRST_PASSED, F_SETFL, O_NONBLOCK) == 0 &&
	       describe(out, FIRST_PASSED);
}
