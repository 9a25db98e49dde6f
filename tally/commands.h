/* The subcommands of uzklausi-tally. Each cmd_NAME.c is one: it reads its options, does its work and writes its result
 * to standard output. What went wrong it says in fault; main prints that, and the usage after COMMAND_USAGE. */
#ifndef TALLY_COMMANDS_H
#define TALLY_COMMANDS_H

#include "tally/fault.h"

enum command_end {
	COMMAND_DONE = 0,
	COMMAND_MISTAKE = 1, /* a person's mistake, or a failure of the machine: fault says which */
	COMMAND_USAGE = 2,   /* the command line is not understood */
};

struct command {
	const char *name;
	enum command_end (*run)(int argc, char **argv, struct fault *fault); /* argv begins after the command's name */
	const char *usage;                                                   /* what follows the name */
};

extern const struct command cmd_keygen;
extern const struct command cmd_lock;
extern const struct command cmd_grant;
extern const struct command cmd_fetch;
extern const struct command cmd_analyse;
extern const struct command cmd_count;
extern const struct command cmd_sheets;
extern const struct command cmd_export;
extern const struct command cmd_slips;
extern const struct command cmd_posters;
extern const struct command cmd_case;
extern const struct command cmd_inbox;
extern const struct command cmd_audit;

#endif
