/* uzklausi-tally posters: how often each poster was opened, and how many sheets name it; small numbers hidden.
 */
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/commands.h"
#include "tally/counts.h"
#include "tally/options.h"
#include "tally/poster_sheets.h"
#include "tally/terminal.h"

/* The scans of one code over all days. */
static double scans_of(struct value days, const char *code)
{
	double sum = 0;
	for (size_t i = 0; i < days.len; i++) {
		struct value n = value_get(value_get(days.items[i], "scans"), code);
		sum += n.kind == VALUE_NUMBER ? n.number : 0;
	}
	return sum;
}

static bool show_place(struct counts *c, struct value place, struct value days, unsigned min, struct fault *fault)
{
	struct value code = value_get(place, "code"), name = value_get(place, "name"),
	             gone = value_get(place, "withdrawn");
	char scans[24], sheets[24];
	if (code.kind != VALUE_STRING || name.kind != VALUE_STRING)
		return fault_set(fault, "the server's list of posters cannot be read");
	counts_text(scans, value_number(scans_of(days, counts_string(c, code))), min);
	terminal_write(stdout, counts_string(c, code));
	printf("  ");
	terminal_write(stdout, counts_string(c, name));
	printf(": %s scans", scans);
	if (c->context) {
		counts_text(sheets, value_number(poster_sheets_of(c->context, counts_string(c, code))), min);
		printf(", %s sheets", sheets);
	}
	printf("%s\n", gone.kind == VALUE_BOOL && gone.boolean ? ", withdrawn" : "");
	return true;
}

static bool show_all(struct counts *c, unsigned min, struct fault *fault)
{
	struct value all;
	long status;
	if (!counts_get(c, "/api/staff/posters", &all, &status, fault))
		return false;
	struct value places = value_get(all, "places"), days = value_get(all, "days");
	bool ok = (places.kind == VALUE_ARRAY && days.kind == VALUE_ARRAY) ||
	          fault_set(fault, "the server's list of posters cannot be read");
	for (size_t i = 0; ok && i < places.len; i++)
		ok = show_place(c, places.items[i], days, min, fault);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct poster_sheets sheets;
	struct counts_order o = {0};
	struct session_order s = {0};
	const struct option options[] = {
	        {.name = "--server", .required = true, .value = &o.server},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--archive", .value = &s.archive},
	        {.name = "--form", .value = &s.form},
	        {.name = "--wave", .value = &s.wave},
	        {.name = "--trust", .list = s.trust, .list_max = SESSION_TRUST_MAX, .list_count = &s.trust_count},
	        {.name = "--ca", .value = &o.ca},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	if (!s.archive != !s.form) {
		fault_say(fault, "--archive and --form go together");
		return COMMAND_USAGE;
	}
	s.key = o.key;
	s.passphrase_file = o.passphrase_file;
	if (s.archive && !poster_sheets_count(&sheets, &s, fault))
		return COMMAND_MISTAKE;
	o.context = s.archive ? &sheets : NULL;
	return counts_run(&o, show_all, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_posters = {"posters", run,
                                    "--server URL --key A.key [--archive FILE --form FORM.json [--wave W] [--trust "
                                    "SIGNER.card]...] [--ca FILE] [--passphrase-file FILE]"};
