/* uzklausi-tally case: the register of cases (docs/CASES.md). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "tally/case_verbs.h"
#include "tally/commands.h"
#include "tally/options.h"
#include "tally/terminal.h"

static const struct verb {
	const char *name;
	case_verb *run;
	bool number, answers, outcome, state, counts, csv;
} VERBS[] = {
        {.name = "new", .run = case_new, .answers = true},
        {.name = "edit", .run = case_edit, .number = true, .answers = true},
        {.name = "list", .run = case_list, .state = true},
        {.name = "show", .run = case_show, .number = true},
        {.name = "close", .run = case_close, .number = true, .outcome = true},
        {.name = "count", .run = case_count, .counts = true, .csv = true},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		if (strcmp(VERBS[i].name, name) == 0)
			return &VERBS[i];
	return NULL;
}

static bool is_for_another(const struct verb *verb, const struct case_wish *w, const char *min, struct fault *fault)
{
	if ((w->number && !verb->number) || (w->answers && !verb->answers) || (w->outcome && !verb->outcome) ||
	    (w->state && !verb->state) || ((w->year || min) && !verb->counts)) {
		fault_say(fault, "an option was given that has no meaning for %s", verb->name);
		return true;
	}
	return false;
}

static bool read_year(struct case_wish *w, char year[static 5], struct fault *fault)
{
	time_t now = time(NULL);
	struct tm local;
	if (w->year != NULL && (strlen(w->year) != 4 || strspn(w->year, "0123456789") != 4))
		return fault_set(fault, "--year is a year of four digits");
	if (w->year == NULL) {
		if (localtime_r(&now, &local) == NULL || strftime(year, 5, "%Y", &local) != 4)
			return fault_set(fault, "this computer does not know the year");
		w->year = year;
	}
	return true;
}

static bool read_wish(const struct verb *verb, struct case_wish *w, const char *min, char year[static 5],
                      struct fault *fault)
{
	const char *format = w->format != NULL ? w->format : "text";
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0 && !(verb->csv && strcmp(format, "csv") == 0))
		return fault_set(fault, "--format is text%s or json", verb->csv ? ", csv" : "");
	if (w->state != NULL && strcmp(w->state, "open") != 0 && strcmp(w->state, "closed") != 0)
		return fault_set(fault, "--state is open or closed");
	if (w->lang == NULL)
		w->lang = "lv";
	return read_year(w, year, fault) && (min == NULL || option_number("--min", min, &w->min, fault));
}

/* What to know before anything else. */
static void warn(const struct cases *c)
{
	if (c->vanished > 0)
		fprintf(stderr,
		        "uzklausi-tally case: %" PRIu64 " versions are gone from the server; they are kept here\n",
		        c->vanished);
	if (c->refused > 0)
		fprintf(stderr,
		        "uzklausi-tally case: %" PRIu64
		        " records are no case of this form, or of another version of it\n",
		        c->refused);
	if (c->refusal.text[0] != '\0') {
		fputs("uzklausi-tally case: ", stderr);
		terminal_write(stderr, c->refusal.text);
		fputc('\n', stderr);
	}
}

static enum command_end run_verb(const struct verb *verb, const struct cases_order *order, const struct case_wish *wish,
                                 struct fault *fault)
{
	struct cases cases;
	bool ok = cases_open(&cases, order, fault);
	if (ok) {
		warn(&cases);
		ok = verb->run(&cases, wish, fault);
	}
	cases_close(&cases);
	return ok ? COMMAND_DONE : COMMAND_MISTAKE;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	const struct verb *verb = argc > 0 ? find_verb(argv[0]) : NULL;
	struct cases_order o = {0};
	struct case_wish w = {0};
	const char *min = NULL;
	char year[5];
	const struct option options[] = {
	        {.name = "--server", .required = true, .value = &o.server},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--archive", .value = &o.archive},
	        {.name = "--form", .value = &o.form},
	        {.name = "--wave", .value = &o.wave},
	        {.name = "--trust", .list = o.trust, .list_max = CASES_TRUST_MAX, .list_count = &o.trust_count},
	        {.name = "--ca", .value = &o.ca},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	        {.name = "--case", .required = verb != NULL && verb->number, .value = &w.number},
	        {.name = "--answers", .value = &w.answers},
	        {.name = "--outcome", .required = verb != NULL && verb->outcome, .value = &w.outcome},
	        {.name = "--state", .value = &w.state},
	        {.name = "--year", .value = &w.year},
	        {.name = "--min", .value = &min},
	        {.name = "--lang", .value = &w.lang},
	        {.name = "--format", .value = &w.format},
	};
	if (verb == NULL) {
		fault_say(fault, "say what to do: new, edit, list, show, close or count");
		return COMMAND_USAGE;
	}
	if (!options_read(options, sizeof options / sizeof options[0], argc - 1, argv + 1, fault) ||
	    is_for_another(verb, &w, min, fault) || !read_wish(verb, &w, min, year, fault))
		return COMMAND_USAGE;
	return run_verb(verb, &o, &w, fault);
}

const struct command cmd_case = {
        "case", run,
        "new|edit|list|show|close|count --server URL --key A.key [--archive FILE] [--form FORM.json] [--wave W] "
        "[--lang lv|en] [--format text|json] [--trust SIGNER.card]... [--ca FILE] [--passphrase-file FILE]\n"
        "      new [--answers FILE.json]\n"
        "      edit --case NUMBER [--answers FILE.json]\n"
        "      list [--state open|closed]\n"
        "      show --case NUMBER\n"
        "      close --case NUMBER --outcome helped|criminal|elsewhere|unconfirmed|mistake\n"
        "      count [--year YYYY] [--min N] [--format text|csv|json]"};
