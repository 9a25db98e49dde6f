/* uzklausi-qr slips: one-time codes on paper, to cut and draw from a bowl (docs/SLIPS.md). The codes are in the PDF
 * and, for this run, in memory that is wiped; what stays in the site are their keyed hashes. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qr/commands.h"
#include "qr/files.h"
#include "qr/list.h"
#include "qr/options.h"
#include "qr/site.h"
#include "qr/slip_sheet.h"
#include "seal/lock.h"
#include "seal/slips.h"

enum { FORM, GROUP, COUNT, OUT, WITHDRAW, LANG, DAY, OPTIONS };

struct run {
	struct qr_option options[OPTIONS];
	struct qr_site site;
	char *folder; /* SITE/slips */
	char day[11];
	unsigned char *key;           /* sodium_malloc */
	char (*codes)[CODE_SLIP + 1]; /* sodium_malloc */
	struct slips batch;
	struct qr_fault *fault;
};

/* --- the folder and its key ------------------------------------------------------------------------------- */

static bool open_folder(struct run *r)
{
	char name[80];
	const char *form = r->options[FORM].value, *group = r->options[GROUP].value;
	if (!lock_form_fits(form))
		return qr_fail(r->fault, "\"%s\" is no form's id: small letters, digits and -", form);
	if (!slips_group_fits(group, strlen(group)))
		return qr_fail(r->fault, "\"%s\" cannot name a group: 1 to 64 bytes that can be part of a file's name",
		               group);
	snprintf(name, sizeof name, "forms/%s.json", form);
	char *path = qr_path(r->site.path, name);
	bool there = path && access(path, R_OK) == 0;
	free(path);
	if (!there)
		return qr_fail(r->fault, "the site has no form %s: forms/%s.json is not there", form, form);
	r->folder = qr_path(r->site.path, "slips");
	if (!r->folder || (mkdir(r->folder, 0700) != 0 && errno != EEXIST))
		return qr_fail(r->fault, "%s/slips cannot be made: %s", r->site.path, strerror(errno));
	return true;
}

static bool make_key(struct run *r, const char *path)
{
	struct buf text;
	buf_init(&text, SLIPS_KEY_FILE_BYTES);
	randombytes_buf(r->key, SLIPS_KEY_BYTES);
	slips_key_write(&text, r->key);
	bool good = !text.failed && qr_file_write(path, 0600, text.data, text.len, r->fault);
	buf_wipe(&text);
	buf_release(&text);
	return good;
}

static bool load_key(struct run *r)
{
	struct stat info;
	struct buf text;
	char *path = qr_path(r->folder, "key");
	r->key = sodium_malloc(SLIPS_KEY_BYTES);
	if (!path || !r->key) {
		free(path);
		return qr_fail(r->fault, "memory ran out");
	}
	bool good;
	if (lstat(path, &info) != 0 && errno == ENOENT) {
		good = make_key(r, path);
	} else if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0) {
		good = qr_fail(
		        r->fault,
		        "%s must be a file that nobody else may read: chmod 600 it, and think about who has read it",
		        path);
	} else {
		good = qr_file_read(&text, path, SLIPS_KEY_FILE_BYTES, false, r->fault);
		if (good && slips_key_read(text.data, text.len, r->key) != SEAL_OK)
			good = qr_fail(r->fault, "%s is no key of slips (docs/SLIPS.md)", path);
		buf_wipe(&text);
		buf_release(&text);
	}
	free(path);
	return good;
}

/* --- the batch -------------------------------------------------------------------------------------------- */

static char *batch_path(const struct run *r, unsigned batch, const char *ending)
{
	char name[160];
	snprintf(name, sizeof name, "%s.%s.%u.%s", r->options[FORM].value, r->options[GROUP].value, batch, ending);
	return qr_path(r->folder, name);
}

static bool batch_is_there(const struct run *r, unsigned batch)
{
	char *issued = batch_path(r, batch, "slips"), *withdrawn = batch_path(r, batch, "withdrawn");
	bool there = !issued || !withdrawn || access(issued, F_OK) == 0 || access(withdrawn, F_OK) == 0;
	free(issued);
	free(withdrawn);
	return there;
}

static bool draw_codes(struct run *r, unsigned count)
{
	r->codes = sodium_allocarray(count, sizeof *r->codes);
	r->batch.hashes = calloc(count, sizeof *r->batch.hashes);
	if (!r->codes || !r->batch.hashes)
		return qr_fail(r->fault, "memory ran out");
	for (; r->batch.count < count; r->batch.count++) {
		unsigned char random[CODE_SLIP - 1];
		do
			randombytes_buf(random, sizeof random);
		while (!code_make(r->codes[r->batch.count], CODE_SLIP, random));
		slip_hash(r->batch.hashes[r->batch.count], r->key, r->batch.form, r->codes[r->batch.count]);
		sodium_memzero(random, sizeof random);
	}
	return true;
}

static bool prepare(struct run *r)
{
	unsigned count, number = 1;
	if (!qr_option_number(&r->options[COUNT], 1, SLIPS_MAX, &count, r->fault))
		return false;
	while (number <= SLIPS_BATCH_MAX && batch_is_there(r, number))
		number++;
	r->batch.batch = number;
	snprintf(r->batch.form, sizeof r->batch.form, "%s", r->options[FORM].value);
	snprintf(r->batch.group, sizeof r->batch.group, "%s", r->options[GROUP].value);
	return draw_codes(r, count);
}

static bool save_batch(struct run *r, char *path)
{
	struct buf text;
	buf_init(&text, SLIPS_FILE_BYTES);
	bool good = path && slips_write(&text, &r->batch);
	good = good ? qr_file_write(path, 0600, text.data, text.len, r->fault)
	            : qr_fail(r->fault, "the batch cannot be written");
	buf_release(&text);
	return good;
}

/* The sheet is drawn first and appears last, so that no paper is there whose codes the server would not know. */
static bool issue(struct run *r, struct buf *report)
{
	const char *out = r->options[OUT].value,
	           *lang = r->options[LANG].value ? r->options[LANG].value : r->site.language;
	const struct slip_sheet paper = {.site = &r->site,
	                                 .words = qr_words(lang, strlen(lang)),
	                                 .batch = &r->batch,
	                                 .codes = (const char(*)[CODE_SLIP + 1]) r->codes,
	                                 .day = r->day};
	struct qr_draft draft = {NULL, NULL};
	if (!paper.words)
		return qr_fail(r->fault, "there are no words for slips in the language %s: lv, en, ru and uk have them",
		               lang);
	char *path = batch_path(r, r->batch.batch, "slips");
	bool good = qr_draft_begin(&draft, out, r->fault) && slip_sheet_write(&paper, draft.path, r->fault) &&
	            save_batch(r, path);
	if (good && !qr_draft_finish(&draft, 0600, r->fault)) {
		unlink(path);
		good = false;
	}
	qr_draft_drop(&draft);
	if (good)
		buf_printf(report,
		           "%s: %zu slips, batch %u of \"%s\". They are nowhere else: print them and delete the "
		           "file\n%s\n",
		           out, r->batch.count, (unsigned)r->batch.batch, r->batch.group, path);
	free(path);
	return good;
}

static bool withdraw(struct run *r, struct buf *report)
{
	unsigned number;
	if (!qr_option_number(&r->options[WITHDRAW], 1, SLIPS_BATCH_MAX, &number, r->fault))
		return false;
	char *from = batch_path(r, number, "slips"), *to = batch_path(r, number, "withdrawn");
	bool good = from && to && rename(from, to) == 0;
	if (good)
		buf_printf(report,
		           "batch %u of \"%s\" is withdrawn: its slips that were not used are good for nothing\n",
		           number, r->options[GROUP].value);
	else
		qr_fail(r->fault, "batch %u of \"%s\" cannot be withdrawn: %s", number, r->options[GROUP].value,
		        strerror(errno));
	free(from);
	free(to);
	return good;
}

int qr_cmd_slips(int count, char **arguments, struct buf *report, struct qr_fault *fault)
{
	struct run r = {.options = {[FORM] = {"--form", true, NULL},
	                            [GROUP] = {"--group", true, NULL},
	                            [COUNT] = {"--count", false, NULL},
	                            [OUT] = {"--out", false, NULL},
	                            [WITHDRAW] = {"--withdraw", false, NULL},
	                            [LANG] = {"--lang", false, NULL},
	                            [DAY] = {"--day", false, NULL}},
	                .fault = fault};
	const char *folder;
	if (!qr_options_read(count, arguments, &folder, r.options, OPTIONS, fault))
		return EXIT_USAGE;
	bool makes = r.options[COUNT].value && r.options[OUT].value && !r.options[WITHDRAW].value;
	bool withdraws = !r.options[COUNT].value && !r.options[OUT].value && r.options[WITHDRAW].value;
	if (!makes && !withdraws) {
		qr_fail(fault, "give --count and --out to make slips, or --withdraw alone");
		return EXIT_USAGE;
	}
	bool good =
	        qr_day(r.options[DAY].value, r.day, fault) && qr_site_read(&r.site, folder, fault) && open_folder(&r);
	if (good && withdraws)
		good = withdraw(&r, report);
	else if (good)
		good = load_key(&r) && prepare(&r) && issue(&r, report);
	sodium_free(r.key);
	sodium_free(r.codes);
	slips_release(&r.batch);
	free(r.folder);
	qr_site_release(&r.site);
	return good ? 0 : EXIT_MISTAKE;
}
