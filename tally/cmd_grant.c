/* uzklausi-tally grant: lets more people open a lock that exists. No record changes: only the lock's file does. */
#include <stdio.h>
#include <stdlib.h>
#include "tally/cards.h"
#include "tally/commands.h"
#include "tally/files.h"
#include "tally/keyfile.h"
#include "tally/lockmaker.h"
#include "tally/options.h"
#include "tally/terminal.h"

#define TRUST_MAX 16

struct grant_order {
	const char *lock, *key, *out, *passphrase_file;
	const char *staff[LOCK_GRANTS_MAX], *trust[TRUST_MAX];
	size_t staff_count, trust_count;
};

static bool make(const struct grant_order *r, const struct lock *lock, const struct card *staff, const struct key *key,
                 struct fault *fault)
{
	enum seal_err err;
	struct buf text;
	bool good = false;

	buf_init(&text, LOCK_MAX_BYTES);
	err = lock_add_grants(&text, lock, staff, r->staff_count, key);
	if (err == SEAL_STRANGER)
		fault_say(fault, "%s has no grant for %s: only someone who can open may let others open", r->lock,
		          key->card.name);
	else if (err == SEAL_FORMAT)
		fault_say(fault, "nothing to add: one of the cards has a grant already, or there are too many");
	else if (err != SEAL_OK)
		fault_say(fault, "%s: %s", r->lock, seal_err_text(err));
	else
		good = file_write_new(r->out, 0644, text.data, text.len, fault);
	buf_release(&text);
	return good;
}

static bool run_grant(const struct grant_order *r, struct fault *fault)
{
	struct card *staff = calloc(r->staff_count, sizeof *staff);
	struct card trusted[TRUST_MAX];
	struct lock lock = {0};
	struct key key = {0};
	bool good;

	if (staff == NULL)
		return fault_set(fault, "memory ran out");
	good = lock_load(r->lock, &lock, fault) && cards_load(r->staff, r->staff_count, staff, fault) &&
	       cards_load(r->trust, r->trust_count, trusted, fault) &&
	       keyfile_load(r->key, r->passphrase_file, &key, fault) &&
	       lock_trusted(&lock, &key.card, trusted, r->trust_count, fault) && make(r, &lock, staff, &key, fault);
	if (good) {
		terminal_write(stdout, r->out);
		printf("\n    put it into the server's locks/ folder in the place of the old one\n");
	}
	key_release(&key);
	lock_release(&lock);
	free(staff);
	return good;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	struct grant_order r = {0};
	const struct option options[] = {
	        {.name = "--lock", .required = true, .value = &r.lock},
	        {.name = "--staff",
	         .required = true,
	         .list = r.staff,
	         .list_max = LOCK_GRANTS_MAX,
	         .list_count = &r.staff_count},
	        {.name = "--trust", .list = r.trust, .list_max = TRUST_MAX, .list_count = &r.trust_count},
	        {.name = "--key", .required = true, .value = &r.key},
	        {.name = "--out", .required = true, .value = &r.out},
	        {.name = "--passphrase-file", .value = &r.passphrase_file},
	};

	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	return run_grant(&r, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_grant = {"grant", run,
                                  "--lock OLD.lock --staff C.card [--staff D.card]... [--trust SIGNER.card]... --key "
                                  "A.key --out NEW.lock [--passphrase-file FILE]"};
