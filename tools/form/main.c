/* uzklausi-form: for people who write forms. */
#include "tools/form/commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
} COMMANDS[] = {
        {"lint", command_lint, "lint FILE..."},
        {"eval", command_eval, "eval FORM ANSWERS [--lang L] [--now ISO]"},
        {"eval", command_eval, "eval --batch CASES.jsonl [--lang L] [--now ISO] [--intake]"},
        {"expr", command_expr, "expr --batch CASES.jsonl [--now ISO]"},
        {"expr", command_expr, "expr --trees CASES.jsonl"},
        {"device", command_device, "device FORM..."},
        {"device", command_device, "device --batch FORMS.jsonl"},
};

static int usage(FILE *out)
{
	fputs("usage:\n", out);
	for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++)
		fprintf(out, "  uzklausi-form %s\n", COMMANDS[i].usage);
	return out == stdout ? 0 : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout);
	for (size_t i = 0; argc > 1 && i < sizeof COMMANDS / sizeof COMMANDS[0]; i++)
		if (strcmp(COMMANDS[i].name, argv[1]) == 0)
			return COMMANDS[i].run(argc - 1, argv + 1);
	return usage(stderr);
}
