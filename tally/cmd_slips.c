/* uzklausi-tally slips: how many slips of each group were issued and spent: the response rate, without opening
 * anything. */
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "seal/lock.h"
#include "tally/commands.h"
#include "tally/counts.h"
#include "tally/options.h"
#include "tally/terminal.h"

static bool show_groups(struct counts *c, struct value counts, const struct lock *lock, unsigned min,
                        struct fault *fault)
{
	struct value groups = value_get(counts, "groups"), day = value_get(counts, "day");
	if (groups.kind != VALUE_ARRAY || day.kind != VALUE_STRING)
		return fault_set(fault, "the server's counts of slips cannot be read");
	printf("%s, wave %s, as of ", lock->form, lock->wave);
	terminal_write(stdout, counts_string(c, day));
	putchar('\n');
	for (size_t i = 0; i < groups.len; i++) {
		struct value name = value_get(groups.items[i], "group");
		char issued[24], spent[24];
		if (name.kind != VALUE_STRING)
			return fault_set(fault, "the server's counts of slips cannot be read");
		counts_text(issued, value_get(groups.items[i], "issued"), min);
		counts_text(spent, value_get(groups.items[i], "spent"), min);
		printf("  ");
		terminal_write(stdout, counts_string(c, name));
		printf(": %s of %s spent\n", spent, issued);
	}
	return true;
}

/* A lock of a form without slips has no counts: 404. */
static bool show_lock(struct counts *c, struct value text, unsigned min, struct fault *fault)
{
	struct lock lock;
	char hex[33], path[80];
	if (text.kind != VALUE_STRING || lock_read(text.string, text.len, &lock) != SEAL_OK)
		return true;
	id_hex(hex, lock.id);
	snprintf(path, sizeof path, "/api/staff/slips/%s", hex);
	struct value counts;
	long status;
	struct counts one = {.client = c->client, .key = c->key};
	bool ok = counts_get(&one, path, &counts, &status, fault);
	if (ok) {
		ok = show_groups(&one, counts, &lock, min, fault);
	} else if (status == 404) {
		*fault = (struct fault){0};
		ok = true;
	}
	counts_release(&one);
	lock_release(&lock);
	return ok;
}

static bool show_all(struct counts *c, unsigned min, struct fault *fault)
{
	struct value locks;
	long status;
	if (!counts_get(c, "/api/staff/locks", &locks, &status, fault))
		return false;
	bool ok = locks.kind == VALUE_ARRAY || fault_set(fault, "the server's list of locks cannot be read");
	for (size_t i = 0; ok && i < locks.len; i++)
		ok = show_lock(c, locks.items[i], min, fault);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct counts_order o = {0};
	const struct option options[] = {
	        {.name = "--server", .required = true, .value = &o.server},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--ca", .value = &o.ca},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	return counts_run(&o, show_all, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_slips = {"slips", run, "--server URL --key A.key [--ca FILE] [--passphrase-file FILE]"};
