/* Opens many connections, says nothing over them, and holds them until its standard input ends.
 *
 *   hold ADDR:PORT CONNECTIONS
 *
 * Prints "holding N" when all are open; exits 1 when one could not be opened. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "tests/bench/bench.h"

static bool read_address(const char *text, struct sockaddr_in *out)
{
	char host[64];
	const char *colon = strrchr(text, ':');

	if (colon == NULL || (size_t)(colon - text) >= sizeof host)
		return false;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	*out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((in_port_t)bench_number(colon + 1))};
	return inet_pton(AF_INET, host, &out->sin_addr) == 1;
}

static bool open_one(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && connect(fd, (const struct sockaddr *)to, sizeof *to) == 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to;
	struct rlimit files;
	char end[64];

	if (argc != 3 || !read_address(argv[1], &to)) {
		fprintf(stderr, "usage: hold ADDR:PORT CONNECTIONS\n");
		return 2;
	}
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	size_t count = bench_number(argv[2]);
	for (size_t i = 0; i < count; i++) {
		if (!open_one(&to)) {
			fprintf(stderr, "hold: connection %zu: %s\n", i + 1, strerror(errno));
			return 1;
		}
	}
	printf("holding %zu\n", count);
	fflush(stdout);
	while (read(STDIN_FILENO, end, sizeof end) > 0)
		;
	return 0;
}
