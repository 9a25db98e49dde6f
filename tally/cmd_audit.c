/* uzklausi-tally audit: what the staff did, for the one who was named to look after it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tally/audit_book.h"
#include "tally/cards.h"
#include "tally/commands.h"
#include "tally/fetch.h"
#include "tally/inert.h"
#include "tally/keyfile.h"
#include "tally/letter.h"
#include "tally/options.h"
#include "tally/terminal.h"

#define TRUST_MAX 16
#define STAFF_MAX 64
#define OUTPUT_MAX ((size_t)512 << 20)
#define DIGITS 8

struct audit_order {
	const char *server, *key, *archive, *ca, *passphrase_file, *format;
	const char *trust[TRUST_MAX], *staff[STAFF_MAX];
	size_t trust_count, staff_count;
};

struct auditing {
	const struct audit_order *order;
	struct archive archive;
	struct http_client client;
	struct key key;
	struct card trusted[TRUST_MAX], staff[STAFF_MAX];
	struct audit_book book;
	uint64_t vanished;
};

static void warn(const char *text)
{
	fputs("uzklausi-tally audit: ", stderr);
	terminal_write(stderr, text);
	fputc('\n', stderr);
}

/* --- writing --- */

/* The name by the cards that were given, which nobody but their holder can have signed; NULL for another's. */
static const char *known_name(const struct auditing *a, const struct audit *entry)
{
	for (size_t i = 0; i < a->order->staff_count; i++)
		if (id_equal(a->staff[i].id, entry->card.id))
			return a->staff[i].name;
	return NULL;
}

static void time_of(const struct audit *entry, char at[static EVENT_TIME_BYTES + 1])
{
	time_t when = (time_t)entry->created;
	struct tm utc;

	if (gmtime_r(&when, &utc) == NULL || strftime(at, EVENT_TIME_BYTES + 1, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		at[0] = '\0';
}

static void add_doing(struct buf *out, const struct audit *e)
{
	const char *doing = audit_doing(e);

	if (strcmp(doing, "fetched") == 0)
		buf_printf(out, "asked for %" PRIu64 " records", e->bytes / ID_BYTES);
	else if (strcmp(doing, "wrote") == 0)
		buf_adds(out, "wrote a record");
	else if (strcmp(doing, "messaged") == 0)
		buf_adds(out, "wrote to a reporter");
	else if (strcmp(doing, "erasing") == 0)
		buf_adds(out, "set a day of erasing");
	else
		buf_adds(out, "asked for something else");
	buf_adds(out, ": ");
	inert_line(out, *e->form != '\0' ? e->form : e->path, strlen(*e->form != '\0' ? e->form : e->path));
}

static void add_text(struct buf *out, const struct auditing *a, const struct audit *e)
{
	const char *name = known_name(a, e);
	char hex[ID_HEX + 1], at[EVENT_TIME_BYTES + 1], when[17];

	id_hex(hex, e->card.id);
	time_of(e, at);
	time_local(at, when);
	buf_printf(out, "%s  %.*s  ", when, DIGITS, hex);
	inert_line(out, name != NULL ? name : e->card.name, strlen(name != NULL ? name : e->card.name));
	buf_adds(out, name != NULL || a->order->staff_count == 0 ? "  " : " (no card given)  ");
	add_doing(out, e);
	buf_addc(out, '\n');
}

static void member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, ",\"%s\":", name);
	inert_json(out, text, strlen(text));
}

static void add_json(struct buf *out, const struct auditing *a, const struct audit *e)
{
	const char *name = known_name(a, e);
	char hex[ID_HEX + 1], at[EVENT_TIME_BYTES + 1];

	time_of(e, at);
	id_hex(hex, e->card.id);
	buf_printf(out, "{\"at\":\"%s\",\"card\":\"%s\"", at, hex);
	member(out, "name", name != NULL ? name : e->card.name);
	buf_printf(out, ",\"known\":%s,\"doing\":\"%s\",\"bytes\":%" PRIu64, name != NULL ? "true" : "false",
	           audit_doing(e), e->bytes);
	member(out, "form", e->form);
	member(out, "method", e->method);
	member(out, "path", e->path);
	buf_addc(out, '}');
}

static bool print(const struct auditing *a, bool json, struct fault *fault)
{
	struct buf out;

	buf_init(&out, OUTPUT_MAX);
	buf_adds(&out, json ? "{\"entries\":[" : "");
	for (size_t i = 0; i < a->book.count; i++) {
		buf_adds(&out, !json ? "" : i > 0 ? ",\n" : "\n");
		if (json)
			add_json(&out, a, &a->book.entries[i]);
		else
			add_text(&out, a, &a->book.entries[i]);
	}
	if (json)
		buf_printf(&out, "]\n,\"forged\":%zu,\"doubled\":%zu,\"unreadable\":%zu,\"vanished\":%" PRIu64 "}\n",
		           a->book.forged, a->book.doubled, a->book.unread, a->vanished);
	bool ok = !out.failed || fault_set(fault, "memory ran out");
	if (ok && out.len > 0 && fwrite(out.data, 1, out.len, stdout) != out.len)
		ok = fault_set(fault, "the result could not be written: %s", strerror(errno));
	buf_release(&out);
	return ok;
}

static void warn_of(size_t count, const char *what)
{
	if (count > 0)
		fprintf(stderr, "uzklausi-tally audit: %zu %s\n", count, what);
}

/* --- fetching --- */

static void fetched(void *context, const struct fetched *done)
{
	struct auditing *a = context;

	a->vanished += done->vanished;
}

static void refused(void *context, const char *why)
{
	(void)context;
	warn(why);
}

static bool bring_home(struct auditing *a, struct fault *fault)
{
	static const char *const forms[] = {AUDIT_FORM};
	struct fetch f = {.archive = &a->archive,
	                  .client = &a->client,
	                  .key = &a->key,
	                  .trusted = a->trusted,
	                  .trusted_count = a->order->trust_count,
	                  .forms = forms,
	                  .form_count = 1,
	                  .report = fetched,
	                  .refuse = refused,
	                  .context = a};

	return a->order->server == NULL ||
	       (http_open(&a->client, a->order->server, a->order->ca, fault) && fetch_run(&f, fault));
}

static bool open_book(struct auditing *a, struct fault *fault)
{
	if (!audit_book_open(&a->book, &a->archive, &a->key, a->trusted, a->order->trust_count, fault))
		return false;
	if (a->book.locks == 0)
		return fault_set(fault, "there is no form %s here for this key", AUDIT_FORM);
	warn_of(a->book.forged, "entries are not signed by who they name: the server made them up");
	warn_of(a->book.doubled, "entries stand there twice and are shown once");
	warn_of(a->book.unread, "records of the audit cannot be read");
	warn_of((size_t)a->vanished, "entries are gone from the server that were there before; they are kept here");
	return true;
}

static bool run_audit(const struct audit_order *o, bool json, struct fault *fault)
{
	struct auditing a = {.order = o, .archive.fd = -1};
	bool ok = cards_load(o->trust, o->trust_count, a.trusted, fault) &&
	          cards_load(o->staff, o->staff_count, a.staff, fault) &&
	          keyfile_load(o->key, o->passphrase_file, &a.key, fault) &&
	          archive_open(&a.archive, o->archive, ARCHIVE_APPEND, fault) && archive_verify(&a.archive, fault) &&
	          bring_home(&a, fault) && open_book(&a, fault) && print(&a, json, fault);

	audit_book_release(&a.book);
	key_release(&a.key);
	archive_close(&a.archive);
	http_close(&a.client);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct audit_order o = {0};
	const struct option options[] = {
	        {.name = "--server", .value = &o.server},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--archive", .required = true, .value = &o.archive},
	        {.name = "--trust", .list = o.trust, .list_max = TRUST_MAX, .list_count = &o.trust_count},
	        {.name = "--staff", .list = o.staff, .list_max = STAFF_MAX, .list_count = &o.staff_count},
	        {.name = "--ca", .value = &o.ca},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	        {.name = "--format", .value = &o.format},
	};

	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	bool json = o.format != NULL && strcmp(o.format, "json") == 0;
	if (o.format != NULL && !json && strcmp(o.format, "text") != 0) {
		fault_say(fault, "--format is text or json");
		return COMMAND_USAGE;
	}
	return run_audit(&o, json, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_audit = {
        "audit", run,
        "--server URL --key AUDITOR.key --archive FILE [--staff A.card]... [--format text|json] "
        "[--trust SIGNER.card]... [--ca FILE] [--passphrase-file FILE]"};
