/* uzklausi-tally fetch: brings home what the server holds, and says what is new, what was there, and what is missing.
 */
#include <inttypes.h>
#include <stdio.h>
#include "tally/cards.h"
#include "tally/commands.h"
#include "tally/fetch.h"
#include "tally/keyfile.h"
#include "tally/options.h"
#include "tally/progress.h"
#include "tally/terminal.h"

#define TRUST_MAX 16

struct fetch_order {
	const char *server, *key, *archive, *ca, *passphrase_file;
	const char *trust[TRUST_MAX];
	size_t trust_count;
};

static void warn(const char *text)
{
	fputs("uzklausi-tally fetch: ", stderr);
	terminal_write(stderr, text);
	fputc('\n', stderr);
}

static void report(void *context, const struct fetched *done)
{
	(void)context;
	progress_end(progress_if_terminal());
	printf("%s, wave %s: %" PRIu64 " new, %" PRIu64 " already there", done->lock->form, done->lock->wave,
	       done->fresh, done->known);
	if (done->vanished > 0)
		printf(", %" PRIu64 " vanished from the server (%" PRIu64 " of them since last time)", done->vanished,
		       done->vanished_now);
	if (done->refused > 0)
		printf(", %" PRIu64 " refused: not records of this lock, or not asked for", done->refused);
	if (done->withheld > 0)
		printf(", %" PRIu64 " listed by the server and not given", done->withheld);
	if (done->unlisted)
		printf("; the server no longer offers this lock");
	putchar('\n');
	if (done->vanished > 0 && !done->unlisted)
		warn("records are gone from the server that were there before; they are kept in the archive");
}

static void refuse(void *context, const char *why)
{
	(void)context;
	warn(why);
}

static bool say_what_was_cut(const struct archive *a)
{
	if (a->cut > 0)
		fprintf(stderr,
		        "uzklausi-tally fetch: the last block of the archive was not complete; %" PRIu64
		        " bytes were cut off "
		        "and are fetched again\n",
		        a->cut);
	return true;
}

static bool go(const struct fetch_order *o, struct fetch *f, struct fault *fault)
{
	f->progress = progress_if_terminal();
	bool ok = fetch_run(f, fault);
	progress_end(f->progress);
	if (ok && f->refused_locks > 0)
		return fault_set(fault, "%zu lock%s of %s not taken; all else was fetched", f->refused_locks,
		                 f->refused_locks == 1 ? "" : "s", o->server);
	return ok;
}

static bool run_fetch(const struct fetch_order *o, struct fault *fault)
{
	struct card trusted[TRUST_MAX];
	struct archive archive = {.fd = -1};
	struct http_client client = {0};
	struct key key = {0};
	char what[] = "records";
	bool ok = http_open(&client, o->server, o->ca, fault) && cards_load(o->trust, o->trust_count, trusted, fault) &&
	          keyfile_load(o->key, o->passphrase_file, &key, fault) &&
	          archive_open(&archive, o->archive, ARCHIVE_APPEND, fault) && say_what_was_cut(&archive) &&
	          archive_verify(&archive, fault);
	if (ok && client.plain)
		warn("http without TLS: what is fetched is sealed, but others on the way see that you fetch it, and "
		     "could leave records out");
	struct fetch f = {.archive = &archive,
	                  .client = &client,
	                  .key = &key,
	                  .trusted = trusted,
	                  .trusted_count = o->trust_count,
	                  .report = report,
	                  .refuse = refuse,
	                  .context = what};
	ok = ok && go(o, &f, fault);
	key_release(&key);
	archive_close(&archive);
	http_close(&client);
	return ok;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct fetch_order o = {0};
	const struct option options[] = {
	        {.name = "--server", .required = true, .value = &o.server},
	        {.name = "--key", .required = true, .value = &o.key},
	        {.name = "--archive", .required = true, .value = &o.archive},
	        {.name = "--trust", .list = o.trust, .list_max = TRUST_MAX, .list_count = &o.trust_count},
	        {.name = "--ca", .value = &o.ca},
	        {.name = "--passphrase-file", .value = &o.passphrase_file},
	};
	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	return run_fetch(&o, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_fetch = {
        "fetch", run,
        "--server URL --key A.key --archive FILE [--trust SIGNER.card]... [--ca FILE] [--passphrase-file FILE]"};
