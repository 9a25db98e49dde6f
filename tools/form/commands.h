/* The subcommands of uzklausi-form, one file each. Each takes its own arguments (argv[0] is its name), writes to
 * standard output, says on standard error what is wrong, and answers the exit code: 0, 1 for a person's mistake, 2 for
 * wrong usage. */
#ifndef TOOLS_FORM_COMMANDS_H
#define TOOLS_FORM_COMMANDS_H

#define EXIT_USAGE 2

int command_eval(int argc, char **argv);
int command_expr(int argc, char **argv);
int command_device(int argc, char **argv);
int command_lint(int argc, char **argv);

#endif
