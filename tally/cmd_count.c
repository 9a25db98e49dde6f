/* uzklausi-tally count: opens, checks and counts an archive's sheets, hides what is about too few, and prints the
 * table. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/counting.h"
#include "tally/options.h"
#include "tally/suppress.h"
#include "tally/terminal.h"

#define OUTPUT_MAX ((size_t)256 << 20)

struct count_order {
	struct session_order session;
	const char *by, *min, *format, *lang;
	uint64_t least;
};

typedef void writer(const struct report *r, struct buf *out);

static writer *writer_of(const char *format)
{
	if (format == NULL || strcmp(format, "text") == 0)
		return report_text;
	if (strcmp(format, "csv") == 0)
		return report_csv;
	return strcmp(format, "json") == 0 ? report_json : NULL;
}

/* The question that makes the groups: as asked for, or, in a table for people, as the form has it. */
static bool find_by(const struct count_order *o, const struct form *form, const struct element **by,
                    struct fault *fault)
{
	*by = NULL;
	if (o->by == NULL) {
		*by = writer_of(o->format) == report_text ? form->settings.group_by : NULL;
		return true;
	}
	*by = form_find(form, o->by, strlen(o->by));
	return *by != NULL || fault_set(fault, "%s has no question %s", form->id, o->by);
}

static uint64_t least_of(const struct count_order *o, const struct form *form)
{
	uint64_t usual = form->settings.smallest_group;
	uint64_t least = o->least > 0 ? o->least : usual;
	if (o->least > 0 && o->least < usual)
		fprintf(stderr,
		        "uzklausi-tally count: the form's own smallest group is %" PRIu64
		        ": what is smaller is not for publication\n",
		        usual);
	return least < SUPPRESS_MIN_LEAST ? SUPPRESS_MIN_LEAST : least;
}

static bool print(const struct count_order *o, struct report *r, struct fault *fault)
{
	struct buf out;
	buf_init(&out, OUTPUT_MAX);
	r->lang = o->lang != NULL ? o->lang : r->form->language_count > 0 ? r->form->languages[0] : "en";
	writer_of(o->format)(r, &out);
	bool ok = !out.failed || fault_set(fault, "memory ran out");
	ok = ok &&
	     (fwrite(out.data, 1, out.len, stdout) == out.len || fault_set(fault, "the result could not be written"));
	buf_release(&out);
	return ok;
}

static void warn_of_damage(const struct archive *a)
{
	if (!a->damaged && !a->torn)
		return;
	fprintf(stderr, "uzklausi-tally count: the archive is %s: %s. What can be read is counted\n",
	        a->damaged ? "damaged" : "not complete", a->damage.text);
}

/* Whoever publishes a table of one version and another of both publishes their difference. */
static void warn_of_versions(const struct session *s)
{
	const char *other = s->form->settings.easy ? s->form->settings.easy : s->form->settings.easy_of;
	for (size_t i = 0; s->easy == NULL && other != NULL && i < s->archive.lock_count; i++) {
		const struct lock *lock = &s->archive.locks[i];
		if (strcmp(lock->form, other) != 0 || strcmp(lock->wave, s->wave) != 0)
			continue;
		fprintf(stderr,
		        "uzklausi-tally count: the archive also has sheets of %s, which --easy counts together with "
		        "these. Publish one table, not both\n",
		        other);
		return;
	}
}

static bool run_count(const struct count_order *o, struct fault *fault)
{
	struct session s;
	struct counting c = {0};
	const struct element *by = NULL;
	bool ok = session_open(&s, &o->session, fault) && find_by(o, s.form, &by, fault);
	if (ok) {
		warn_of_damage(&s.archive);
		warn_of_versions(&s);
	}
	ok = ok && counting_run(&c, &s, by, least_of(o, s.form), fault) && print(o, &c.report, fault);
	counting_release(&c);
	session_close(&s);
	return ok;
}

static bool read_min(struct count_order *o, struct fault *fault)
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
	struct count_order o = {0};
	const struct option options[] = {
	        {.name = "--archive", .required = true, .value = &o.session.archive},
	        {.name = "--key", .required = true, .value = &o.session.key},
	        {.name = "--form", .required = true, .value = &o.session.form},
	        {.name = "--easy", .value = &o.session.easy},
	        {.name = "--wave", .value = &o.session.wave},
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
	if (writer_of(o.format) == NULL) {
		fault_say(fault, "--format is text, csv or json");
		return COMMAND_USAGE;
	}
	return run_count(&o, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_count = {
        "count", run,
        "--archive FILE --key A.key --form FORM.json [--easy EASY.json] [--by QUESTION] [--min N] [--wave W] "
        "[--format text|csv|json] [--lang L]\n"
        "      [--trust SIGNER.card]... [--passphrase-file FILE]"};
