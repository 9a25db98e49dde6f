/* uzklausi-tally export: the fit sheets of a form as a file for other people's programs. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/counting.h"
#include "tally/export.h"
#include "tally/files.h"
#include "tally/options.h"
#include "tally/suppress.h"

struct format {
	const char *name;
	export_writer *write;
	bool tables;
};

static const struct format formats[] = {{"csv", export_csv, false},
                                        {"json", export_json, false},
                                        {"xlsx", export_xlsx, true},
                                        {"sav", export_sav, false}};

struct export_order {
	struct session_order session;
	const char *format, *out, *lang;
};

/* The one that --format names, else by the ending of the file's name; NULL. */
static const struct format *format_of(const struct export_order *o)
{
	const char *dot = strrchr(o->out, '.');
	const char *name = o->format != NULL ? o->format : dot != NULL ? dot + 1 : "";
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

static uint64_t least_of(const struct form *form)
{
	unsigned n = form->settings.smallest_group;
	return n < SUPPRESS_MIN_LEAST ? SUPPRESS_MIN_LEAST : n;
}

static bool write_file(struct export *x, const struct format *format, const char *out, struct fault *fault)
{
	struct file_draft draft;
	bool ok = file_draft_open(&draft, out, 0600, fault);
	x->path = draft.draft;
	ok = ok && format->write(x, fault) && file_draft_keep(&draft, fault);
	file_draft_close(&draft);
	return ok;
}

static bool export_session(const struct export_order *o, const struct format *format, const struct session *s,
                           struct fault *fault)
{
	const char *lang = o->lang != NULL ? o->lang : s->form->language_count > 0 ? s->form->languages[0] : "en";
	struct counting counting = {0};
	struct dataset dataset;
	struct export x = {.session = s, .dataset = &dataset, .tables = &counting.report, .walk.session = s};
	bool ok = dataset_init(&dataset, s->form, lang) || fault_set(fault, "memory ran out");
	ok = ok &&
	     (!format->tables || counting_run(&counting, s, s->form->settings.group_by, least_of(s->form), fault));
	counting.report.lang = lang;
	ok = ok && write_file(&x, format, o->out, fault);
	if (ok) {
		printf("%s: %" PRIu64 " sheets\n", o->out, x.walk.visited);
		sheet_walk_say_refused(&x.walk, "export");
	}
	counting_release(&counting);
	dataset_release(&dataset);
	return ok;
}

static bool run_export(const struct export_order *o, const struct format *format, struct fault *fault)
{
	struct session s;
	bool ok = session_open(&s, &o->session, fault);
	if (ok) {
		fprintf(stderr,
		        "uzklausi-tally export: these are single people's answers: not for passing on or publishing\n");
		ok = export_session(o, format, &s, fault);
	}
	session_close(&s);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct export_order o = {0};
	const struct option options[] = {
	        {.name = "--archive", .required = true, .value = &o.session.archive},
	        {.name = "--key", .required = true, .value = &o.session.key},
	        {.name = "--form", .required = true, .value = &o.session.form},
	        {.name = "--out", .required = true, .value = &o.out},
	        {.name = "--wave", .value = &o.session.wave},
	        {.name = "--trust",
	         .list = o.session.trust,
	         .list_max = SESSION_TRUST_MAX,
	         .list_count = &o.session.trust_count},
	        {.name = "--passphrase-file", .value = &o.session.passphrase_file},
	        {.name = "--format", .value = &o.format},
	        {.name = "--lang", .value = &o.lang},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	const struct format *format = format_of(&o);
	if (format == NULL) {
		fault_say(fault, "--format is csv, json, xlsx or sav");
		return COMMAND_USAGE;
	}
	return run_export(&o, format, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_export = {
        "export", run,
        "--archive FILE --key A.key --form FORM.json --out FILE.csv|.json|.xlsx|.sav [--wave W] "
        "[--lang L]\n      [--trust SIGNER.card]... [--passphrase-file FILE]"};
