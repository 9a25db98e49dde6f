/* The socket that is listened on, opened before the process confines itself. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

int http_listen(const char *address, uint16_t *port)
{
	union endpoint at;
	socklen_t len;
	const int on = 1;
	if (!read_endpoint(address, &at, &len)) {
		errno = EINVAL;
		return -1;
	}
	int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* a restart may bind while old connections linger; a second server may not */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && bind(fd, &at.any, len) == 0 &&
	    listen(fd, BACKLOG) == 0 && getsockname(fd, &at.any, &len) == 0) {
		*port = ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
		return fd;
	}
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}
