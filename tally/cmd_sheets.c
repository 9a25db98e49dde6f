/* uzklausi-tally sheets: every sheet that is fit, in random order, without its id. These are single people's answers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/commands.h"
#include "tally/csv.h"
#include "tally/options.h"
#include "tally/order.h"
#include "tally/progress.h"
#include "tally/session.h"
#include "tally/sheet_out.h"
#include "tally/take.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

/* What is written: the sheets of a session, one after another. */
struct output {
	struct session *session;
	struct taker taker;
	unsigned char *record;
	size_t *blocks; /* of the chosen locks */
	uint64_t *ends; /* how many records stand in a chosen block and those before it */
	size_t block_count;
	bool json;
	uint64_t written, refused;
	struct buf line;
};

static bool output_init(struct output *o, struct session *s)
{
	const struct archive *a = &s->archive;
	struct moment now;
	size_t size = 0;
	uint64_t sum = 0;
	o->session = s;
	o->blocks = calloc(a->block_count + 1, sizeof *o->blocks);
	o->ends = calloc(a->block_count + 1, sizeof *o->ends);
	if (o->blocks == NULL || o->ends == NULL)
		return false;
	for (size_t i = 0; i < a->block_count; i++) {
		const struct archive_block *b = &a->blocks[i];
		if (b->gone || s->openers[b->lock].lock == NULL)
			continue;
		sum += b->whole;
		o->blocks[o->block_count] = i;
		o->ends[o->block_count++] = sum;
		size = a->locks[b->lock].record_size > size ? a->locks[b->lock].record_size : size;
	}
	buf_init(&o->line, LINE_MAX_BYTES);
	moment_now(&now);
	o->record = malloc(size + 1);
	return o->record != NULL && taker_init(&o->taker, s->form, &now, size > 0 ? size : 4000);
}

static void output_release(struct output *o)
{
	taker_release(&o->taker);
	buf_wipe(&o->line);
	buf_release(&o->line);
	free(o->record);
	free(o->blocks);
	free(o->ends);
}

/* The place in o->blocks of the n-th record. */
static size_t block_of(const struct output *o, uint64_t n)
{
	size_t low = 0, high = o->block_count - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (n < o->ends[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool write_line(struct output *o, struct sheet_text day)
{
	buf_clear(&o->line);
	if (o->json) {
		buf_adds(&o->line, o->written > 0 ? ",\n" : "\n");
		sheet_json(&o->line, o->taker.answers, day);
	} else {
		sheet_csv(&o->line, o->taker.answers, day);
	}
	o->written++;
	return !o->line.failed && fwrite(o->line.data, 1, o->line.len, stdout) == o->line.len;
}

static bool do_record(struct output *o, uint64_t n, struct fault *fault)
{
	const struct archive *a = &o->session->archive;
	size_t place = block_of(o, n);
	const struct archive_block *b = &a->blocks[o->blocks[place]];
	uint32_t index = (uint32_t)(n - (place > 0 ? o->ends[place - 1] : 0));
	unsigned char id[RECORD_ID_BYTES];
	if (!archive_read_ids(a, b, index, 1, id) || !archive_read_records(a, b, index, 1, o->record))
		return fault_set(fault, "the archive cannot be read");
	if (doubles_has(&o->session->doubles, o->blocks[place], index) ||
	    take_sheet(&o->taker, &o->session->openers[b->lock], id, o->record) != TAKE_OK) {
		o->refused++;
		return true;
	}
	return write_line(o, o->taker.day) || fault_set(fault, "the result could not be written");
}

static bool write_header(struct output *o)
{
	if (o->json)
		return putchar('[') != EOF;
	buf_adds(&o->line, CSV_BOM);
	sheet_csv_header(&o->line, o->session->form);
	return !o->line.failed && fwrite(o->line.data, 1, o->line.len, stdout) == o->line.len;
}

static bool write_all(struct output *o, struct fault *fault)
{
	char what[] = "opened";
	struct order order;
	progress_function *progress = progress_if_terminal();
	uint64_t total = o->block_count > 0 ? o->ends[o->block_count - 1] : 0;
	order_init(&order, total);
	bool ok = write_header(o) || fault_set(fault, "the result could not be written");
	for (uint64_t i = 0; ok && i < total; i++) {
		ok = do_record(o, order_at(&order, i), fault);
		if (progress != NULL && i % 4096 == 0)
			progress(what, i, total);
	}
	progress_end(progress);
	if (ok && o->json)
		ok = fputs("\n]\n", stdout) != EOF || fault_set(fault, "the result could not be written");
	return ok;
}

static bool run_sheets(const struct session_order *order, bool json, struct fault *fault)
{
	struct session s;
	struct output o = {.json = json};
	bool ok = session_open(&s, order, fault);
	if (ok) {
		fprintf(stderr,
		        "uzklausi-tally sheets: these are single people's answers: not for passing on or publishing\n");
		ok = (output_init(&o, &s) || fault_set(fault, "memory ran out")) && write_all(&o, fault);
		if (ok && o.refused + s.archive.lost > 0)
			fprintf(stderr, "uzklausi-tally sheets: %" PRIu64 " records were left out; count says why\n",
			        o.refused + s.archive.lost);
		output_release(&o);
	}
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
