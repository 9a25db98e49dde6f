/* uzklausi-qr: codes for screens. A table of subcommands. */
#include <stdio.h>
#include <string.h>

#include "qr/code.h"
#include "qr/terminal.h"

#define EXIT_MISTAKE 1
#define EXIT_USAGE 2

static int screen(int count, char **arguments)
{
	if (count != 1)
		return EXIT_USAGE;
	int status = EXIT_MISTAKE;
	struct qr_code code;
	struct buf drawn;
	buf_init(&drawn, 1 << 20);
	if (!qr_code_init(&code, arguments[0])) {
		fprintf(stderr,
		        "uzklausi-qr: this address is empty or too long for a code of level Q (at most 1663 bytes)\n");
		goto out;
	}
	qr_terminal(&drawn, &code);
	if (!drawn.failed && fwrite(drawn.data, 1, drawn.len, stdout) == drawn.len && fflush(stdout) == 0)
		status = 0;
out:
	qr_code_release(&code);
	buf_release(&drawn);
	return status;
}

static const struct command {
	const char *name;
	int (*run)(int count, char **arguments);
	const char *usage;
} commands[] = {
        {"screen", screen, "screen ADDRESS    draws the address as a QR code in the terminal"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static int usage(void)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stderr, "usage: uzklausi-qr %s\n", commands[i].usage);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		int status = commands[i].run(argc - 2, argv + 2);
		return status == EXIT_USAGE ? usage() : status;
	}
	return usage();
}
