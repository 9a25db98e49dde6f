/* uzklausi-tally lock: a new lock for one wave of a form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "seal/audit.h"
#include "seal/record.h"
#include "tally/cards.h"
#include "tally/commands.h"
#include "tally/files.h"
#include "tally/forms.h"
#include "tally/keyfile.h"
#include "tally/lockmaker.h"
#include "tally/options.h"
#include "tally/terminal.h"

struct lock_order {
	const char *form, *wave, *key, *out, *passphrase_file;
	bool audit; /* of the staff's doings (docs/AUDIT.md): no form */
	const char *staff[LOCK_GRANTS_MAX];
	size_t staff_count;
};

/* Every answer that the form lets in must fit its record: else someone's answer would be refused for its length. */
static bool sheets_fit(const struct form *form, const char *path, struct fault *fault)
{
	size_t most = form_largest_answers(form), room = record_sheet_max(form->settings.record_size) -
	                                                 SHEET_AROUND_MAX -
	                                                 (form->settings.receipt ? SHEET_MAILBOX_BYTES : 0);

	if (most == SIZE_MAX)
		return fault_set(fault, "%s: some text has no greatest length, so no record is surely large enough",
		                 path);
	if (most > room)
		return fault_set(
		        fault,
		        "%s: answers may take %zu bytes, but a record of %zu holds %zu: give a larger recordSize, or a "
		        "smaller maxLength to some text",
		        path, most, form->settings.record_size, room);
	return true;
}

static bool inputs_fit(const struct lock_order *r, const struct form *form, struct fault *fault)
{
	if (!lock_wave_fits(r->wave))
		return fault_set(fault,
		                 "\"%s\" cannot be a wave: at most %d of letters, digits, dot, underline and hyphen",
		                 r->wave, LOCK_WAVE_MAX);
	if (form != NULL && strcmp(form->id, AUDIT_FORM) == 0)
		return fault_set(fault, "a form cannot be called %s: that is the audit's own name", AUDIT_FORM);
	return form == NULL || sheets_fit(form, r->form, fault);
}

/* What was written is read back as the server will read it, before anybody relies on it. */
static bool check_made(const struct buf *text, const struct card *signer, struct lock *lock, struct fault *fault)
{
	if (lock_read(text->data, text->len, lock) != SEAL_OK)
		return fault_set(fault, "the lock that was made cannot be read back");
	return lock_verify(lock, signer) == SEAL_OK || fault_set(fault, "the lock that was made does not verify");
}

static bool make(const struct lock_order *r, const struct form *form, const struct card *staff, const struct key *key,
                 struct fault *fault)
{
	struct lock lock = {0};
	char hex[ID_HEX + 1];
	enum seal_err err;
	struct buf text;
	bool good = false;

	buf_init(&text, LOCK_MAX_BYTES);
	err = lock_make(&text, form != NULL ? form->id : AUDIT_FORM, r->wave,
	                form != NULL ? form->settings.record_size : AUDIT_RECORD_BYTES, staff, r->staff_count, key);
	if (err != SEAL_OK)
		fault_say(fault, "the lock cannot be made: %s", seal_err_text(err));
	else
		good = check_made(&text, &key->card, &lock, fault) &&
		       file_write_new(r->out, 0644, text.data, text.len, fault);
	if (good) {
		id_hex(hex, lock.id);
		terminal_write(stdout, r->out);
		printf("\n    put it into the server's locks/ folder\nlock %s, opened by:\n", hex);
		for (size_t i = 0; i < r->staff_count; i++) {
			id_hex(hex, staff[i].id);
			printf("    %s  %s\n", hex, staff[i].name);
		}
	}
	lock_release(&lock);
	buf_release(&text);
	return good;
}

static bool run_lock(const struct lock_order *r, struct fault *fault)
{
	struct card *staff = calloc(r->staff_count, sizeof *staff);
	struct form *form = NULL;
	struct key key = {0};
	bool good = false;

	if (staff == NULL)
		return fault_set(fault, "memory ran out");
	good = (r->audit || form_load(r->form, &form, fault)) && inputs_fit(r, form, fault) &&
	       cards_load(r->staff, r->staff_count, staff, fault) &&
	       keyfile_load(r->key, r->passphrase_file, &key, fault) && make(r, form, staff, &key, fault);
	key_release(&key);
	form_free(form);
	free(staff);
	return good;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct lock_order r = {0};
	const struct option options[] = {
	        {.name = "--form", .value = &r.form},
	        {.name = "--audit", .flag = &r.audit},
	        {.name = "--wave", .required = true, .value = &r.wave},
	        {.name = "--staff",
	         .required = true,
	         .list = r.staff,
	         .list_max = LOCK_GRANTS_MAX,
	         .list_count = &r.staff_count},
	        {.name = "--key", .required = true, .value = &r.key},
	        {.name = "--out", .required = true, .value = &r.out},
	        {.name = "--passphrase-file", .value = &r.passphrase_file},
	};

	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	if ((r.form != NULL) == r.audit) {
		fault_say(fault, "say what the lock is for: --form FORM.json, or --audit");
		return COMMAND_USAGE;
	}
	return run_lock(&r, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_lock = {
        "lock", run,
        "--form FORM.json|--audit --wave WAVE --staff A.card [--staff B.card]... --key A.key --out "
        "FILE.lock [--passphrase-file FILE]"};
