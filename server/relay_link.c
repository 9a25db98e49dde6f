#include "server/relay_link.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/confine.h"

#define PROGRAM "uzklausi-relay"
#define CANNOT_RUN 127 /* as a shell says it */
#define PROXIES 6

/* The program beside our own. */
static bool find_program(char *path, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);
	if (len <= 0 || (size_t)len >= size - 1)
		return false;
	path[len] = '\0';
	char *name = strrchr(path, '/');
	if (!name || (size_t)(name + 1 - path) + sizeof PROGRAM > size)
		return false;
	memcpy(name + 1, PROGRAM, sizeof PROGRAM);
	return true;
}

/* Of our environment only what says by which proxy one gets out of here. */
static void keep_proxies(char *out[static PROXIES + 1])
{
	static const char *const kept[PROXIES] = {
	        "https_proxy=", "HTTPS_PROXY=", "all_proxy=", "ALL_PROXY=", "no_proxy=", "NO_PROXY="};
	size_t count = 0;
	for (char **at = environ; *at && count < PROXIES; at++)
		for (size_t i = 0; i < PROXIES; i++)
			if (strncmp(*at, kept[i], strlen(kept[i])) == 0 && count < PROXIES)
				out[count++] = *at;
	out[count] = NULL;
}

/* In the child: nothing of ours but the socket, and an end with the server's. */
static void become(const char *program, const char *url, const char *ca, int fd, pid_t server)
{
	char name[] = PROGRAM, ca_option[] = "--ca";
	char *const words[] = {name, (char *)(uintptr_t)url, ca ? ca_option : NULL, (char *)(uintptr_t)ca, NULL};
	char *proxies[PROXIES + 1];
	keep_proxies(proxies);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != server)
		return;
	if (dup2(fd, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 || close_range(3, ~0U, 0) != 0)
		return;
	if (confine_relay(program, ca))
		execve(program, words, proxies);
}

static bool ready(int fd)
{
	struct frame_answer hello;
	return frame_receive(fd, &hello, sizeof hello) && hello.kind == FRAME_READY && hello.status == FRAME_VERSION;
}

bool relay_link_open(struct relay_link *link, const char *url, const char *ca, FILE *log)
{
	char program[PATH_MAX];
	int pair[2];
	pid_t server = getpid(), child = -1;
	link->fd = -1;
	if (ca && access(ca, R_OK) != 0) {
		fprintf(log, "--relay-ca %s: %s\n", ca, strerror(errno));
		return false;
	}
	if (!find_program(program, sizeof program)) {
		fprintf(log, "%s: cannot be found: %s\n", PROGRAM, strerror(errno));
		return false;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		fflush(log);
		child = fork();
		if (child == 0) {
			become(program, url, ca, pair[1], server);
			fprintf(stderr, "%s: could not be started: %s\n", program, strerror(errno));
			_exit(CANNOT_RUN);
		}
		close(pair[1]);
		link->fd = pair[0];
	}
	if (child < 0)
		fprintf(log, "%s: could not be started: %s\n", program, strerror(errno));
	if (child < 0 || !ready(link->fd)) {
		relay_link_close(link);
		return false;
	}
	return true;
}

void relay_link_close(struct relay_link *link)
{
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
}

enum relay_asked relay_link_ask(const struct relay_link *link, int wake, const struct frame_request *request,
                                const void *record, struct frame_answer *answer)
{
	struct pollfd either[] = {{.fd = link->fd, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
	if (!frame_send(link->fd, request, sizeof *request) || !frame_send(link->fd, record, request->size))
		return RELAY_GONE;
	while (poll(either, 2, -1) < 0)
		if (errno != EINTR)
			return RELAY_GONE;
	if (either[1].revents)
		return RELAY_STOPPED;
	if (!frame_receive(link->fd, answer, sizeof *answer))
		return RELAY_GONE;
	answer->text[sizeof answer->text - 1] = '\0';
	return RELAY_ANSWERED;
}
