/* uzklausi-tally: what runs on the coordinator's own computer. A table of subcommands; each lives in its cmd_NAME.c. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/guard.h"
#include "tally/terminal.h"

static const struct command *const commands[] = {&cmd_keygen, &cmd_lock,   &cmd_grant,  &cmd_fetch, &cmd_analyse,
                                                 &cmd_count,  &cmd_sheets, &cmd_export, &cmd_slips, &cmd_posters,
                                                 &cmd_inbox,  &cmd_case,   &cmd_audit};
static const size_t command_count = sizeof commands / sizeof commands[0];

static void usage_one(FILE *out, const struct command *command)
{
	fprintf(out, "  uzklausi-tally %s %s\n", command->name, command->usage);
}

static void usage_all(FILE *out)
{
	fprintf(out, "usage:\n");
	for (size_t i = 0; i < command_count; i++)
		usage_one(out, commands[i]);
	fprintf(out, "Commands that use a key take --passphrase-file FILE; without it they ask on the terminal.\n");
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < command_count; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static enum command_end run(const struct command *command, int argc, char **argv)
{
	struct fault fault = {0};
	enum command_end end = command->run(argc, argv, &fault);

	if (fflush(stdout) != 0 && end == COMMAND_DONE) {
		fault_say(&fault, "the result could not be written: %s", strerror(errno));
		end = COMMAND_MISTAKE;
	}
	if (fault.text[0] != '\0') {
		fprintf(stderr, "uzklausi-tally %s: ", command->name);
		terminal_write(stderr, fault.text);
		fputc('\n', stderr);
	}
	if (end == COMMAND_USAGE) {
		fprintf(stderr, "usage:\n");
		usage_one(stderr, command);
	}
	return end;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? find(argv[1]) : NULL;

	if (!guard_process() || sodium_init() < 0) {
		fprintf(stderr, "uzklausi-tally: this system offers no safe place for keys\n");
		return COMMAND_MISTAKE;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		usage_all(stdout);
		return COMMAND_DONE;
	}
	if (command == NULL) {
		usage_all(stderr);
		return COMMAND_USAGE;
	}
	return (int)run(command, argc - 2, argv + 2);
}
