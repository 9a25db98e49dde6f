/* uzklausi-tally sheets: every sheet that is fit, in random order, without its id. These are single people's answers.
 */
#include <stdio.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/csv.h"
#include "tally/options.h"
#include "tally/sheet_out.h"
#include "tally/sheet_walk.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

struct output {
	bool json;
	bool any; /* a sheet was written */
	struct buf line;
};

static bool put(struct output *o, struct fault *fault)
{
	bool ok = !o->line.failed && fwrite(o->line.data, 1, o->line.len, stdout) == o->line.len;
	buf_wipe(&o->line);
	return ok || fault_set(fault, "the result could not be written");
}

static bool write_sheet(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	struct output *o = context;
	if (o->json) {
		buf_adds(&o->line, o->any ? ",\n" : "\n");
		sheet_json(&o->line, answers, day);
	} else {
		sheet_csv(&o->line, answers, day);
	}
	o->any = true;
	return put(o, fault);
}

static bool write_all(struct output *o, struct sheet_walk *walk, struct fault *fault)
{
	if (o->json) {
		buf_addc(&o->line, '[');
	} else {
		buf_adds(&o->line, CSV_BOM);
		sheet_csv_header(&o->line, walk->session->form);
	}
	if (!put(o, fault) || !sheet_walk(walk, fault))
		return false;
	buf_adds(&o->line, o->json ? "\n]\n" : "");
	return put(o, fault);
}

static bool run_sheets(const struct session_order *order, bool json, struct fault *fault)
{
	struct session s;
	struct output o = {.json = json};
	struct sheet_walk walk = {.session = &s, .visit = write_sheet, .context = &o};
	bool ok = session_open(&s, order, fault);
	buf_init(&o.line, LINE_MAX_BYTES);
	if (ok) {
		fprintf(stderr,
		        "uzklausi-tally sheets: these are single people's answers: not for passing on or publishing\n");
		ok = write_all(&o, &walk, fault);
		if (ok)
			sheet_walk_say_refused(&walk, "sheets");
	}
	buf_release(&o.line);
	session_close(&s);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct session_order o = {0};
	const char *format = NULL;
	const struct option options[] = {
	        {.name = "--archive", .required = true, .value = &o.archive},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--form", .required = true, .value = &o.form},
	        {.name = "--wave", .value = &o.wave},
	        {.name = "--trust", .list = o.trust, .list_max = SESSION_TRUST_MAX, .list_count = &o.trust_count},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	        {.name = "--format", .value = &format},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	bool json = format != NULL && strcmp(format, "json") == 0;
	if (format != NULL && !json && strcmp(format, "csv") != 0) {
		fault_say(fault, "--format is csv or json");
		return COMMAND_USAGE;
	}
	return run_sheets(&o, json, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_sheets = {"sheets", run,
                                   "--archive FILE --key A.key --form FORM.json [--wave W] [--format csv|json] "
                                   "[--trust SIGNER.card]... [--passphrase-file FILE]"};
