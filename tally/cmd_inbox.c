/* uzklausi-tally inbox: the desk of those who answer reports. One word says what to do; each lives in inbox_*.c. */
#include <stdio.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/inbox_verbs.h"
#include "tally/options.h"
#include "tally/terminal.h"

/* What a verb needs beside the inbox. */
struct verb {
	const char *name;
	inbox_verb *run;
	bool report, writes, as, to, export;
};

static const struct verb VERBS[] = {
        {.name = "list", .run = inbox_list},
        {.name = "show", .run = inbox_show, .report = true},
        {.name = "reply", .run = inbox_reply, .report = true, .writes = true},
        {.name = "note", .run = inbox_note, .report = true, .writes = true},
        {.name = "mark", .run = inbox_mark, .report = true, .as = true},
        {.name = "hand-over", .run = inbox_hand_over, .report = true, .to = true},
        {.name = "export", .run = inbox_export, .export = true},
};

static void warn(const char *text)
{
	fputs("uzklausi-tally inbox: ", stderr);
	terminal_write(stderr, text);
	fputc('\n', stderr);
}

static void warn_of(size_t count, const char *one, const char *many)
{
	if (count > 0)
		fprintf(stderr, "uzklausi-tally inbox: %zu %s\n", count, count == 1 ? one : many);
}

void inbox_warn(const struct inbox *b)
{
	const struct inbox_skipped *s = &b->skipped;

	if (b->order->server != NULL && !b->online) {
		warn(b->offline.text);
		warn("the server cannot be reached: this is what was fetched before");
	}
	if (b->order->server != NULL && b->client.plain)
		warn("http without TLS: what is fetched is sealed, but others on the way see that you fetch it");
	if (b->unsent.text[0] != '\0') {
		warn(b->unsent.text);
		warn("what was written here before is kept, and was not sent");
	}
	if (b->refused_locks > 0)
		warn(b->refusal.text);
	warn_of(b->erased, "report was erased here: its day had come", "reports were erased here: their day had come");
	warn_of(b->vanished, "record is gone from the server that was there before; it is kept here",
	        "records are gone from the server that were there before; they are kept here");
	warn_of(s->stranger, "event is by somebody without a grant, and does not count",
	        "events are by people without a grant, and do not count");
	warn_of(s->unsigned_, "event has a signature that does not hold, and does not count",
	        "events have signatures that do not hold, and do not count");
	warn_of(s->misplaced, "record belongs elsewhere, and does not count",
	        "records belong elsewhere, and do not count");
	warn_of(s->closed + s->no_sheet, "record holds nothing that can be read",
	        "records hold nothing that can be read");
	warn_of(s->orphans, "message fits no report here", "messages fit no report here");
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
		if (strcmp(VERBS[i].name, name) == 0)
			return &VERBS[i];
	return NULL;
}

static bool read_options(int argc, char **argv, const struct verb *verb, struct inbox_order *o, struct inbox_wish *w,
                         struct fault *fault)
{
	const struct option options[] = {
	        {.name = "--key", .required = true, .value = &o->key},
	        {.name = "--server", .value = &o->server},
	        {.name = "--archive", .value = &o->archive},
	        {.name = "--form", .list = o->forms, .list_max = INBOX_FORMS_MAX, .list_count = &o->form_count},
	        {.name = "--trust", .list = o->trust, .list_max = INBOX_TRUST_MAX, .list_count = &o->trust_count},
	        {.name = "--ca", .value = &o->ca},
	        {.name = "--passphrase-file", .value = &o->passphrase_file},
	        {.name = "--format", .value = &w->format},
	        {.name = "--lang", .value = &w->lang},
	        {.name = "--report", .required = verb->report, .value = &w->report},
	        {.name = "--text", .value = &w->text},
	        {.name = "--text-file", .value = &w->text_file},
	        {.name = "--ready", .value = &w->ready},
	        {.name = "--ready-file", .value = &w->ready_file},
	        {.name = "--as", .required = verb->as, .value = &w->as},
	        {.name = "--to", .required = verb->to, .value = &w->to},
	        {.name = "--all", .flag = &w->all},
	        {.name = "--watch", .flag = &w->watch},
	        {.name = "--every", .value = &w->every},
	        {.name = "--mail", .value = &w->mail},
	};

	return options_read(options, sizeof options / sizeof options[0], argc, argv, fault);
}

static bool is_for_another(const struct verb *verb, const struct inbox_wish *w, struct fault *fault)
{
	bool lists = verb->run == inbox_list;

	if ((w->report != NULL && !verb->report) || (w->as != NULL && !verb->as) || (w->to != NULL && !verb->to) ||
	    ((w->text != NULL || w->text_file != NULL || w->ready != NULL || w->ready_file != NULL) && !verb->writes) ||
	    ((w->all || w->watch) && !lists) || ((w->every != NULL || w->mail != NULL) && !w->watch)) {
		fault_say(fault, "an option was given that has no meaning for %s", verb->name);
		return true;
	}
	return false;
}

static bool read_format(const struct verb *verb, struct inbox_order *o, const struct inbox_wish *w, struct fault *fault)
{
	const char *usual = verb->export ? "csv" : "text", *format = w->format != NULL ? w->format : usual;

	o->json = strcmp(format, "json") == 0;
	return o->json || strcmp(format, usual) == 0 || fault_set(fault, "--format is %s or json", usual);
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	const struct verb *verb = argc > 0 ? find_verb(argv[0]) : NULL;
	struct inbox_order order = {0};
	struct inbox_wish wish = {0};
	struct inbox inbox;

	if (verb == NULL) {
		fault_say(fault, "say what to do: list, show, reply, note, mark, hand-over or export");
		return COMMAND_USAGE;
	}
	if (!read_options(argc - 1, argv + 1, verb, &order, &wish, fault) || is_for_another(verb, &wish, fault) ||
	    !read_format(verb, &order, &wish, fault))
		return COMMAND_USAGE;
	bool ok = inbox_open(&inbox, &order, fault);
	if (ok) {
		inbox_warn(&inbox);
		ok = verb->run(&inbox, &wish, fault);
	}
	inbox_close(&inbox);
	return ok ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_inbox = {
        "inbox", run,
        "list|show|reply|note|mark|hand-over|export --server URL --key A.key [--archive FILE] [--form FORM.json]... "
        "[--format text|json] [--trust SIGNER.card]... [--ca FILE] [--passphrase-file FILE]\n"
        "      list [--all] [--watch [--every SECONDS] [--mail SETTINGS.json]]\n"
        "      show --report NUMBER [--lang LL]\n"
        "      reply --report NUMBER --text TEXT|--text-file FILE|--ready NAME [--ready-file FILE] [--lang LL]\n"
        "      note --report NUMBER --text TEXT|--text-file FILE\n"
        "      mark --report NUMBER --as "
        "urgent|standard|acted-on|not-enough-information|duplicate|out-of-scope|false|test\n"
        "      hand-over --report NUMBER --to "
        "state-police|municipal-police|orphans-court|social-service|school|child-protection-centre\n"
        "      export [--format csv|json] [--lang LL]"};
