/* uzklausi-tally analyse: one pass over the sheets of a wave, or of two, and what can be said of them. */
#include <stdio.h>
#include <string.h>
#include "tally/analysis.h"
#include "tally/commands.h"
#include "tally/keyfile.h"
#include "tally/looks.h"
#include "tally/options.h"
#include "tally/progress.h"
#include "tally/session.h"
#include "tally/suppress.h"

#define OUTPUT_MAX ((size_t)256 << 20)

struct analyse_order {
	struct session_order session;
	const char *against, *by, *min, *format, *lang;
	uint64_t least;
};

typedef void writer(const struct analysis *a, struct buf *out);

static writer *writer_of(const char *format)
{
	if (format == NULL || strcmp(format, "text") == 0)
		return analysis_text;
	if (strcmp(format, "csv") == 0)
		return analysis_csv;
	return strcmp(format, "json") == 0 ? analysis_json : NULL;
}

/* One wave, opened and gone through. */
struct gone_through {
	struct session session;
	struct count_plan plan;
	struct scoring scoring;
	struct tally tally;
	struct looks looks;
	bool held_back, fresh;
};

static const struct element *group_question(const struct analyse_order *o, const struct form *form, struct fault *fault)
{
	if (o->by == NULL)
		return form->settings.group_by;
	const struct element *by = form_find(form, o->by, strlen(o->by));
	if (by == NULL)
		fault_say(fault, "%s has no question %s", form->id, o->by);
	return by;
}

static bool plan_wave(const struct analyse_order *o, struct gone_through *w, struct fault *fault)
{
	bool bad_by, too_much = false;
	const struct element *by = group_question(o, w->session.form, fault);
	if (by == NULL && o->by != NULL)
		return false;
	if (!count_plan_init(&w->plan, w->session.form, by, &bad_by))
		return bad_by ? fault_set(fault, "%s makes no groups: it takes a question with one answer from a list",
		                          by ? by->name : "nothing")
		              : fault_set(fault, "memory ran out");
	return scoring_init(&w->scoring, &w->plan, &too_much) ||
	       fault_set(fault,
	                 too_much ? "%s has more scales, or items in one, than can be analysed" : "memory ran out (%s)",
	                 w->session.form->id);
}

static uint64_t least_of(const struct analyse_order *o, const struct form *form)
{
	uint64_t usual = form->settings.smallest_group, least = o->least > 0 ? o->least : usual;
	return least < SUPPRESS_MIN_LEAST ? SUPPRESS_MIN_LEAST : least;
}

static bool go_through(const struct analyse_order *o, const struct session_order *order, struct gone_through *w,
                       struct fault *fault)
{
	char what[] = "opened and analysed";
	if (!session_open(&w->session, order, fault) || !plan_wave(o, w, fault))
		return false;
	w->held_back = looks_hold_back(&w->session, least_of(o, w->session.form));
	w->fresh = looks_new(&w->session, &w->looks);
	const struct archive *a = &w->session.archive;
	if (a->damaged || a->torn)
		fprintf(stderr, "uzklausi-tally analyse: the archive is %s: %s. What can be read is analysed\n",
		        a->damaged ? "damaged" : "not complete", a->damage.text);
	struct pipeline p = {.archive = a,
	                     .openers = w->session.openers,
	                     .doubles = &w->session.doubles,
	                     .form = w->session.form,
	                     .plan = &w->plan,
	                     .scoring = &w->scoring,
	                     .progress = progress_if_terminal(),
	                     .context = what};
	session_now(&p.now);
	bool ok = pipeline_run(&p, &w->tally, fault);
	progress_end(p.progress);
	w->tally.reasons[TAKE_DAMAGED] = a->lost;
	return ok;
}

static void let_go(struct gone_through *w)
{
	tally_release(&w->tally);
	scoring_release(&w->scoring);
	count_plan_release(&w->plan);
	session_close(&w->session);
}

static bool remember(const struct analyse_order *o, const struct gone_through *w, struct fault *fault)
{
	return !w->fresh || looks_remember(o->session.archive, &w->looks, fault);
}

static bool conclude(const struct analyse_order *o, const struct gone_through *now, const struct gone_through *before,
                     struct buf *out, struct fault *fault)
{
	const struct form *form = now->session.form;
	const char *lang = o->lang != NULL ? o->lang : form->language_count > 0 ? form->languages[0] : "en";
	uint64_t min = least_of(o, form);
	if (min < form->settings.smallest_group)
		fprintf(stderr,
		        "uzklausi-tally analyse: the form's own smallest group is %u: what is smaller is not for "
		        "publication\n",
		        form->settings.smallest_group);
	struct analysis a = {.held_back = now->held_back || before->held_back ? RESULTS_HIDDEN : 0};
	bool ok = results_init(&a.now, &now->scoring, &now->tally, now->session.wave, min, lang) &&
	          compare_groups(&a.groups, &a.now);
	if (ok && o->against != NULL)
		ok = results_init(&a.before, &before->scoring, &before->tally, before->session.wave, min, lang) &&
		     compare_waves(&a.waves, &a.now, &a.before);
	if (ok)
		writer_of(o->format)(&a, out);
	ok = (ok && !out->failed) || fault_set(fault, "memory ran out");
	differences_release(&a.groups);
	differences_release(&a.waves);
	results_release(&a.now);
	results_release(&a.before);
	return ok;
}

static bool run_analyse(struct analyse_order *o, struct fault *fault)
{
	struct gone_through now = {.session.archive.fd = -1}, before = {.session.archive.fd = -1};
	struct session_order other;
	struct key key = {0};
	struct buf out;
	buf_init(&out, OUTPUT_MAX);
	bool ok = keyfile_load(o->session.key, o->session.passphrase_file, &key, fault);
	o->session.unlocked = &key;
	other = o->session;
	other.wave = o->against;
	ok = ok && go_through(o, &o->session, &now, fault) &&
	     (o->against == NULL || go_through(o, &other, &before, fault)) && conclude(o, &now, &before, &out, fault);
	let_go(&now);
	let_go(&before);
	key_release(&key);
	/* A look that cannot be remembered is not shown: the next could be set against it. */
	ok = ok && remember(o, &now, fault) && remember(o, &before, fault);
	ok = ok &&
	     (fwrite(out.data, 1, out.len, stdout) == out.len || fault_set(fault, "the result could not be written"));
	buf_release(&out);
	return ok;
}

static bool read_min(struct analyse_order *o, struct fault *fault)
{
	unsigned n = 0;
	if (o->min == NULL)
		return true;
	if (!option_number("--min", o->min, &n, fault))
		return false;
	o->least = n;
	return n >= SUPPRESS_MIN_LEAST || fault_set(fault, "--min is at least %d", SUPPRESS_MIN_LEAST);
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct analyse_order o = {0};
	const struct option options[] = {
	        {.name = "--archive", .required = true, .value = &o.session.archive},
	        {.name = "--key", .required = true, .value = &o.session.key},
	        {.name = "--form", .required = true, .value = &o.session.form},
	        {.name = "--wave", .value = &o.session.wave},
	        {.name = "--against", .value = &o.against},
	        {.name = "--trust",
	         .list = o.session.trust,
	         .list_max = SESSION_TRUST_MAX,
	         .list_count = &o.session.trust_count},
	        {.name = "--passphrase-file", .value = &o.session.passphrase_file},
	        {.name = "--by", .value = &o.by},
	        {.name = "--min", .value = &o.min},
	        {.name = "--format", .value = &o.format},
	        {.name = "--lang", .value = &o.lang},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault) || !read_min(&o, fault))
		return COMMAND_USAGE;
	if (writer_of(o.format) == NULL || (o.against != NULL && o.session.wave == NULL)) {
		fault_say(fault, writer_of(o.format) == NULL ? "--format is text, csv or json"
		                                             : "--against needs the --wave that it is set against");
		return COMMAND_USAGE;
	}
	return run_analyse(&o, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_analyse = {
        "analyse", run,
        "--archive FILE --key A.key --form FORM.json [--wave W [--against W0]] [--by QUESTION] [--min N]\n"
        "      [--format text|csv|json] [--lang L] [--trust SIGNER.card]... [--passphrase-file FILE]"};
