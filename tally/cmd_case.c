/* uzklausi-tally case: the register of cases (docs/CASES.md). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "tally/case_verbs.h"
#include "tally/commands.h"
#include "tally/options.h"
#include "tally/session.h"
#include "tally/terminal.h"

static const struct verb {
	const char *name;
	case_verb *run;
	bool number, answers, outcome, state, counts;
} VERBS[] = {
        {.name = "new", .run = case_new, .answers = true},
        {.name = "edit", .run = case_edit, .number = true, .answers = true},
        {.name = "list", .run = case_list, .state = true},
        {.name = "show", .run = case_show, .number = true},
        {.name = "close", .run = case_close, .number = true, .outcome = true},
        {.name = "count", .run = case_count, .counts = true},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		if (strcmp(VERBS[i].name, name) == 0)
			return &VERBS[i];
	return NULL;
}

static bool is_for_another(const struct verb *verb, const struct case_wish *w, const char *period, const char *min,
                           struct fault *fault)
{
	bool says = w->answers != NULL || w->set_count > 0 || w->report != NULL;
	if ((w->number && !verb->number) || (says && !verb->answers) || (w->outcome && !verb->outcome) ||
	    (w->state && !verb->state) || ((period || min) && !verb->counts)) {
		fault_say(fault, "an option was given that has no meaning for %s", verb->name);
		return true;
	}
	return false;
}

/* Without a period: this year, by the clock that everything else goes by. */
static bool read_period(struct case_wish *w, const char *period, struct fault *fault)
{
	char year[5] = "";
	struct moment now;
	if (period != NULL)
		return case_period_read(period, &w->period) ||
		       fault_set(fault, "--period is a year, half or quarter: 2026, 2026-H1, 2026-Q3");
	struct tm local;
	session_now(&now);
	time_t seconds = (time_t)(now.ms / 1000 + (int64_t)now.utc_offset_minutes * 60);
	if (gmtime_r(&seconds, &local) != NULL)
		strftime(year, sizeof year, "%Y", &local);
	return case_period_read(year, &w->period) || fault_set(fault, "this computer does not know the year");
}

static bool read_wish(const struct verb *verb, struct case_wish *w, const char *period, const char *min,
                      struct fault *fault)
{
	const char *format = w->format != NULL ? w->format : "text";
	bool table = strcmp(format, "table") == 0 || strcmp(format, "csv") == 0;
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0 && !(verb->counts && table))
		return fault_set(fault, "--format is %s or json", verb->counts ? "table, csv" : "text");
	if (w->state != NULL && strcmp(w->state, "open") != 0 && strcmp(w->state, "closed") != 0)
		return fault_set(fault, "--state is open or closed");
	if (w->lang == NULL)
		w->lang = "lv";
	return read_period(w, period, fault) && (min == NULL || option_number("--min", min, &w->min, fault));
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
	const char *min = NULL, *period = NULL;
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
	        {.name = "--set", .list = w.set, .list_max = CASE_SET_MAX, .list_count = &w.set_count},
	        {.name = "--report", .value = &w.report},
	        {.name = "--outcome", .required = verb != NULL && verb->outcome, .value = &w.outcome},
	        {.name = "--state", .value = &w.state},
	        {.name = "--period", .value = &period},
	        {.name = "--min", .value = &min},
	        {.name = "--lang", .value = &w.lang},
	        {.name = "--format", .value = &w.format},
	};
	if (verb == NULL) {
		fault_say(fault, "say what to do: new, edit, list, show, close or count");
		return COMMAND_USAGE;
	}
	if (!options_read(options, sizeof options / sizeof options[0], argc - 1, argv + 1, fault) ||
	    is_for_another(verb, &w, period, min, fault) || !read_wish(verb, &w, period, min, fault))
		return COMMAND_USAGE;
	return run_verb(verb, &o, &w, fault);
}

const struct command cmd_case = {
        "case", run,
        "new|edit|list|show|close|count --server URL --key A.key [--archive FILE] [--form FORM.json] [--wave W] "
        "[--lang lv|en] [--format text|json] [--trust SIGNER.card]... [--ca FILE] [--passphrase-file FILE]\n"
        "      new [--answers FILE.json] [--set QUESTION=VALUE]... [--report NUMBER]\n"
        "      edit --case NUMBER [--answers FILE.json] [--set QUESTION=VALUE]... [--report NUMBER]\n"
        "      list [--state open|closed]\n"
        "      show --case NUMBER\n"
        "      close --case NUMBER --outcome helped|criminal|elsewhere|unconfirmed|mistake\n"
        "      count [--period 2026|2026-H1|2026-Q3] [--min N] [--format table|csv|json]"};
