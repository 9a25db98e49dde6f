/* uzklausi-server: a table of subcommands. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/run.h"
#include "server/salvage.h"
#include "server/site.h"

enum { EXIT_WELL = 0, EXIT_MISTAKE = 1, EXIT_USAGE = 2 };

static int init(int count, char **arguments)
{
	struct problems problems;
	if (count != 1)
		return EXIT_USAGE;
	problems_init(&problems);
	enum core_err err = site_init(arguments[0], &problems);
	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "uzklausi-server: %s: %s\n", problems.items[i].file, problems.items[i].reason);
	problems_release(&problems);
	if (err)
		return EXIT_MISTAKE;
	printf("%s is made. Read its site.json, then put forms into forms/, locks into locks/ and cards into staff/.\n",
	       arguments[0]);
	return EXIT_WELL;
}

/* Whole seconds, or false. */
static bool read_seconds(const char *text, unsigned *out)
{
	char *end;
	errno = 0;
	unsigned long seconds = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || seconds > RELAY_WAIT_MAX)
		return false;
	*out = (unsigned)seconds;
	return true;
}

static int run(int count, char **arguments)
{
	const char *wait = NULL;
	struct run_options options = {.relay = {.wait_seconds = RELAY_WAIT_SECONDS}};
	const struct {
		const char *name, **value;
	} named[] = {{"--listen", &options.listen},
	             {"--relay", &options.relay.url},
	             {"--relay-ca", &options.relay.ca},
	             {"--relay-wait", &wait}};
	for (int i = 0; i < count; i++) {
		const char **value = arguments[i][0] != '-' ? &options.site : NULL;
		for (size_t k = 0; k < sizeof named / sizeof *named; k++)
			if (strcmp(arguments[i], named[k].name) == 0 && i + 1 < count)
				value = named[k].value;
		if (!value || *value)
			return EXIT_USAGE;
		*value = arguments[arguments[i][0] == '-' ? ++i : i];
	}
	if (!options.site || (!options.relay.url && (options.relay.ca || wait)) ||
	    (wait && !read_seconds(wait, &options.relay.wait_seconds)))
		return EXIT_USAGE;
	return run_site(&options, stdout, stderr);
}

static int salvage(int count, char **arguments)
{
	return count == 2 ? salvage_site(arguments[0], arguments[1], stdout, stderr) : EXIT_USAGE;
}

static const struct {
	const char *name, *arguments;
	int (*run)(int count, char **arguments);
} commands[] = {
        {"init", "SITE", init},
        {"run", "SITE [--listen ADDR:PORT] [--relay URL [--relay-ca FILE] [--relay-wait SECONDS]]", run},
        {"salvage", "SITE FOLDER", salvage},
};
#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static int usage(FILE *to, int code)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(to, "%s uzklausi-server %s %s\n", i ? "      " : "usage:", commands[i].name,
		        commands[i].arguments);
	return code;
}

int main(int argc, char **argv)
{
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout, EXIT_WELL);
	for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		int code = commands[i].run(argc - 2, argv + 2);
		return code == EXIT_USAGE ? usage(stderr, code) : code;
	}
	return usage(stderr, EXIT_USAGE);
}
