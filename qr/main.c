/* uzklausi-qr: posters, places and slips on paper, codes on screens. A table of subcommands. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "qr/commands.h"

static const struct command {
	const char *name;
	int (*run)(int count, char **arguments, struct buf *report, struct qr_fault *fault);
	const char *usage;
} commands[] = {
        {"poster", qr_cmd_poster,
         "poster SITE --place NAME|CODE --out FILE.pdf|.svg|.png [--size A3|A4|A5|sticker|card] [--lang lv,en,ru,uk]\n"
         "           [--theme adults|youth|easy] [--form FORM] [--art FILE] [--kind KIND] [--day DAY]"},
        {"posters", qr_cmd_posters, "posters SITE --out DIR [--places FILE.csv] [--day DAY]"},
        {"slips", qr_cmd_slips,
         "slips SITE --form FORM --group GROUP --count N --out FILE.pdf [--lang LANG]\n"
         "       uzklausi-qr slips SITE --form FORM --group GROUP --withdraw BATCH"},
        {"screen", qr_cmd_screen,
         "screen SITE --form FORM [--out FILE.png] [--lang LANG]\n       uzklausi-qr screen ADDRESS"},
        {"check", qr_cmd_check,
         "check SITE [--scan CODE] [--missing CODE] [--withdraw CODE] [--csv FILE] [--every DAYS] [--day DAY]"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static int usage(const struct command *one)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!one || one == &commands[i])
			fprintf(stderr, "usage: uzklausi-qr %s\n", commands[i].usage);
	return EXIT_USAGE;
}

static int run(const struct command *command, int count, char **arguments)
{
	struct qr_fault fault = {""};
	struct buf report;
	buf_init(&report, 4 << 20);
	int status = command->run(count, arguments, &report, &fault);
	if (report.len > 0 && (fwrite(report.data, 1, report.len, stdout) != report.len || fflush(stdout) != 0))
		status = EXIT_MISTAKE;
	if (status != 0 && fault.text[0] != '\0')
		fprintf(stderr, "uzklausi-qr: %s\n", fault.text);
	buf_release(&report);
	return status == EXIT_USAGE ? usage(command) : status;
}

int main(int argc, char **argv)
{
	if (sodium_init() < 0)
		return EXIT_MISTAKE;
	for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return run(&commands[i], argc - 2, argv + 2);
	return usage(NULL);
}
