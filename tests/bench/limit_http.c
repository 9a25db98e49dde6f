/* The limit that form pages are held against: bare libmicrohttpd serving the same bytes with the same threads.
 *
 *   limit_http --port P --threads N --reply FILE
 *
 * FILE is a whole reply as it was received (`curl -s -i`): its headers and body are sent again to every request. Runs
 * until killed. */
#include <microhttpd.h>
#include <signal.h>
#include <strings.h>

#include "tests/bench/bench.h"

#define REPLY_MAX ((size_t)4 << 20)

static enum MHD_Result serve(void *closure, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_len, void **context)
{
	static int seen;
	(void)url, (void)method, (void)version, (void)upload, (void)upload_len;
	if (!*context) {
		*context = &seen;
		return MHD_YES;
	}
	return MHD_queue_response(connection, 200, closure);
}

static bool is_own(const char *line)
{
	return strncasecmp(line, "HTTP/", 5) == 0 || strncasecmp(line, "Date:", 5) == 0 ||
	       strncasecmp(line, "Connection:", 11) == 0 || strncasecmp(line, "Content-Length:", 15) == 0;
}

static struct MHD_Response *read_reply(const char *path)
{
	static char text[REPLY_MAX];
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(text, 1, sizeof text - 1, file) : 0;
	char *body = strstr(text, "\r\n\r\n");
	if (file)
		fclose(file);
	if (!body)
		return NULL;
	*body = '\0';
	body += 4;
	struct MHD_Response *response =
	        MHD_create_response_from_buffer(len - (size_t)(body - text), body, MHD_RESPMEM_PERSISTENT);
	for (char *line = text; response && line;) {
		char *end = strstr(line, "\r\n"), *colon = strchr(line, ':');
		if (end)
			*end = '\0';
		if (colon && !is_own(line)) {
			*colon = '\0';
			MHD_add_response_header(response, line, colon + 2);
		}
		line = end ? end + 2 : NULL;
	}
	return response;
}

int main(int argc, char **argv)
{
	size_t port = 0, threads = 1;
	const char *reply = NULL;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--port") == 0)
			port = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--threads") == 0)
			threads = bench_number(argv[i + 1]);
		else if (strcmp(argv[i], "--reply") == 0)
			reply = argv[i + 1];
	}
	struct MHD_Response *response = reply ? read_reply(reply) : NULL;
	struct MHD_Daemon *daemon = response && port > 0 && port < 65536
	                                    ? MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL,
	                                                       NULL, serve, response, MHD_OPTION_THREAD_POOL_SIZE,
	                                                       threads > 1 ? (unsigned)threads : 0u, MHD_OPTION_END)
	                                    : NULL;
	if (!daemon) {
		fprintf(stderr, "usage: limit_http --port P --threads N --reply FILE\n");
		return 2;
	}
	sigset_t ends;
	int which;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	printf("listening on http://127.0.0.1:%zu\n", port);
	fflush(stdout);
	sigwait(&ends, &which);
	MHD_stop_daemon(daemon);
	MHD_destroy_response(response);
	return 0;
}
