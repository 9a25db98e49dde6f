/* uzklausi-tally keygen: a key file and a card for one person. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tally/commands.h"
#include "tally/files.h"
#include "tally/keyfile.h"
#include "tally/options.h"
#include "tally/terminal.h"

#define SHORT_PASSPHRASE 12

struct paths {
	char *key, *card;
};

static void paths_release(struct paths *p)
{
	free(p->key);
	free(p->card);
}

/* FOLDER/NAME.SUFFIX on the heap, or NULL. */
static char *path_of(const char *folder, const char *name, const char *suffix)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s.%s", folder, name, suffix) < 0 ? NULL : path;
}

/* Both names must be free before a passphrase is asked for. */
static bool paths_make(struct paths *p, const char *folder, const char *name, struct fault *fault)
{
	p->key = path_of(folder, name, "key");
	p->card = path_of(folder, name, "card");
	if (p->key == NULL || p->card == NULL) {
		fault_say(fault, "memory ran out");
		return false;
	}
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return fault_set(fault, "%s cannot be made: %s", folder, strerror(errno));
	if (access(p->key, F_OK) == 0)
		return fault_set(fault, "%s is there already, and is not overwritten", p->key);
	if (access(p->card, F_OK) == 0)
		return fault_set(fault, "%s is there already, and is not overwritten", p->card);
	return true;
}

static bool write_files(const struct paths *p, const struct key *key, const struct passphrase *passphrase,
                        struct fault *fault)
{
	struct buf text;
	bool good = false;

	buf_init(&text, KEYFILE_MAX_BYTES);
	if (keyfile_write(&text, key, passphrase, &KEY_COST_USUAL) != SEAL_OK) {
		fault_say(fault, "there is not enough memory: %u MB are needed",
		          (unsigned)(KEY_COST_USUAL.kibibytes / 1024));
		goto out;
	}
	if (!file_write_new(p->key, 0600, text.data, text.len, fault))
		goto out;
	buf_clear(&text);
	card_write(&text, key);
	good = !text.failed ? file_write_new(p->card, 0644, text.data, text.len, fault)
	                    : fault_set(fault, "memory ran out");
	if (!good)
		unlink(p->key);
out:
	buf_release(&text);
	return good;
}

static void report(const struct paths *p, const struct key *key, const struct passphrase *passphrase)
{
	char hex[ID_HEX + 1];

	id_hex(hex, key->card.id);
	terminal_write(stdout, p->key);
	printf("\n    keep it, and never hand it over; without it and its passphrase nothing opens\n");
	terminal_write(stdout, p->card);
	printf("\n    give it to whoever makes locks, and to the server's staff/ folder\ncard %s\n", hex);
	if (passphrase->len < SHORT_PASSPHRASE)
		printf("note: this passphrase is short; four or more words drawn at random are hard to guess\n");
}

static bool keygen(const char *name, const char *folder, const char *passphrase_file, struct fault *fault)
{
	struct passphrase passphrase = {0};
	struct paths paths = {0};
	struct key key = {0};
	bool good = false;

	if (!card_name_fits(name, strlen(name)))
		return fault_set(fault, "\"%s\" cannot be a name: at most %d bytes, no / or \\, no . or - first", name,
		                 CARD_NAME_MAX);
	if (!paths_make(&paths, folder, name, fault) ||
	    !passphrase_read(&passphrase, passphrase_file, "A passphrase for the new key", true, fault))
		goto out;
	if (key_make(&key, name, strlen(name)) != SEAL_OK) {
		fault_say(fault, "memory ran out");
		goto out;
	}
	good = write_files(&paths, &key, &passphrase, fault);
	if (good)
		report(&paths, &key, &passphrase);
out:
	key_release(&key);
	passphrase_release(&passphrase);
	paths_release(&paths);
	return good;
}

static enum command_end run(int argc, char **argv, struct fault *fault)
{
	const char *name = NULL, *folder = NULL, *passphrase_file = NULL;
	const struct option options[] = {
	        {.name = "--name", .required = true, .value = &name},
	        {.name = "--out", .required = true, .value = &folder},
	        {.name = "--passphrase-file", .value = &passphrase_file},
	};

	if (!options_read(options, sizeof options / sizeof options[0], argc, argv, fault))
		return COMMAND_USAGE;
	return keygen(name, folder, passphrase_file, fault) ? COMMAND_DONE : COMMAND_MISTAKE;
}

const struct command cmd_keygen = {"keygen", run, "--name NAME --out DIR [--passphrase-file FILE]"};
