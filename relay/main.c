/* uzklausi-relay: started by `uzklausi-server run SITE --relay URL`, and by nobody else. The server takes sheets and
 * can open no connection; this one opens connections and can read no file of the site's. It is handed one sealed record
 * at a time on its standard input, a socket, and says there what became of it. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "client/address.h"
#include "relay/frame.h"
#include "relay/pass.h"

enum { EXIT_WELL = 0, EXIT_MISTAKE = 1, EXIT_USAGE = 2 };

static bool usable(const struct client_address *town, const char *url, bool read)
{
	if (!read) {
		fprintf(stderr, "--relay %s: no address of a server: it should read like https://uzklausi.example.lv\n",
		        url);
		return false;
	}
	if (town->way == CLIENT_FAR) {
		fprintf(stderr,
		        "--relay %s: only https will do: over http, anybody on the way could answer for the town's "
		        "server, "
		        "and what it never got would be erased here\n",
		        url);
		return false;
	}
	if (town->way == CLIENT_NEAR)
		fprintf(stderr,
		        "note: --relay %s: without https, whoever is in that network can answer for the town's "
		        "server\n",
		        url);
	return true;
}

static bool fits(const struct frame_request *request)
{
	return request->size <= FRAME_RECORD_MAX && memchr(request->form, '\0', sizeof request->form) &&
	       memchr(request->id, '\0', sizeof request->id);
}

/* Until the server ends. */
static int serve(struct pass *pass, int fd)
{
	static unsigned char record[FRAME_RECORD_MAX];
	struct frame_answer answer = {.kind = FRAME_READY, .status = FRAME_VERSION};
	struct frame_request request;
	while (frame_send(fd, &answer, sizeof answer) && frame_receive(fd, &request, sizeof request)) {
		if (!fits(&request) || !frame_receive(fd, record, request.size))
			return EXIT_MISTAKE;
		pass_record(pass, &request, record, &answer);
	}
	return errno == 0 ? EXIT_WELL : EXIT_MISTAKE;
}

int main(int argc, char **argv)
{
	struct client_address town;
	struct pass pass = {0};
	int code = EXIT_MISTAKE;
	if (argc != 2 && !(argc == 4 && strcmp(argv[2], "--ca") == 0)) {
		fprintf(stderr, "usage: uzklausi-relay URL [--ca FILE], by uzklausi-server run SITE --relay URL\n");
		return EXIT_USAGE;
	}
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* Ctrl-C and systemd tell both; the server finishes what it has begun, and its end is ours */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	if (!usable(&town, argv[1], client_address_read(&town, argv[1])))
		code = EXIT_USAGE;
	else if (sodium_init() < 0 || !pass_open(&pass, &town, argc == 4 ? argv[3] : NULL))
		fprintf(stderr, "--relay %s: libcurl or libsodium cannot be used here\n", argv[1]);
	else
		code = serve(&pass, STDIN_FILENO);
	pass_close(&pass);
	client_address_release(&town);
	return code;
}
