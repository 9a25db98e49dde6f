/* Passphrases: from a file or asked on the terminal, never from arguments or the environment, where others can see
 * them. */
#ifndef TALLY_PASSPHRASE_H
#define TALLY_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include "tally/fault.h"

#define PASSPHRASE_MAX 1024

struct passphrase {
	char *text; /* sodium_malloc; wiped by passphrase_release */
	size_t len;
};

/* The first line of file, without its line feed; or, when file is NULL, what is typed at the question without being
 * shown. twice asks again and compares: for a new key. Empty passphrases are refused. */
bool passphrase_read(struct passphrase *out, const char *file, const char *question, bool twice, struct fault *fault);
void passphrase_release(struct passphrase *p);

#endif
