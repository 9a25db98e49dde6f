/* C's side of the talk with tests/seal/seal.mjs: one operation a call, bytes in through standard input and out through
 * standard output.
 *
 *   seal_peer seal LOCK < sheet > record                    seal_peer open LOCK KEY PASSPHRASE-FILE < record > sheet
 *   seal_peer card CARD                                     seal_peer lock LOCK SIGNER-CARD
 *   seal_peer sign KEY PASSPHRASE-FILE METHOD AUTHORITY PATH QUERY < body       (prints the three headers' values)
 *   seal_peer verify CARD METHOD AUTHORITY PATH QUERY DIGEST INPUT SIGNATURE < body
 *
 * Exit code 1 with a word when something does not hold. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "seal/record.h"
#include "tally/cards.h"
#include "tally/keyfile.h"
#include "tally/open.h"
#include "tally/request_sign.h"

static unsigned char input[RECORD_MAX_BYTES + 1];
static size_t input_len;

static int fail(const char *word)
{
	fprintf(stderr, "%s\n", word);
	return 1;
}

static int seal(char **a)
{
	unsigned char record[RECORD_MAX_BYTES];
	struct fault fault = {0};
	struct lock lock;
	enum seal_err err;

	if (!lock_load(a[0], &lock, &fault))
		return fail(fault.text);
	err = record_seal(record, lock.record_size, &lock, (const char *)input, input_len);
	if (err == SEAL_OK)
		fwrite(record, 1, lock.record_size, stdout);
	lock_release(&lock);
	return err == SEAL_OK ? 0 : fail(seal_err_text(err));
}

static int open_record(char **a)
{
	unsigned char padded[RECORD_MAX_BYTES];
	struct opener opener = {0};
	struct lock lock = {0};
	struct fault fault = {0};
	struct key key = {0};
	const char *sheet;
	size_t len;
	enum seal_err err;

	if (!lock_load(a[0], &lock, &fault) || !keyfile_load(a[1], a[2], &key, &fault))
		return fail(fault.text);
	err = opener_init(&opener, &lock, &key);
	if (err == SEAL_OK)
		err = record_open(&opener, input, input_len, padded, &sheet, &len);
	if (err == SEAL_OK)
		fwrite(sheet, 1, len, stdout);
	opener_release(&opener);
	key_release(&key);
	lock_release(&lock);
	return err == SEAL_OK ? 0 : fail(seal_err_text(err));
}

static int show_card(char **a)
{
	struct fault fault = {0};
	struct card card;
	char hex[ID_HEX + 1];

	if (!card_load(a[0], &card, &fault))
		return fail(fault.text);
	id_hex(hex, card.id);
	printf("%s %s\n", hex, card.name);
	return 0;
}

static int show_lock(char **a)
{
	struct fault fault = {0};
	struct lock lock;
	struct card card;
	char hex[ID_HEX + 1];
	bool good;

	if (!card_load(a[1], &card, &fault) || !lock_load(a[0], &lock, &fault))
		return fail(fault.text);
	good = lock_trusted(&lock, &card, NULL, 0, &fault);
	id_hex(hex, lock.id);
	if (good)
		printf("%s %s %s %zu %zu\n", hex, lock.form, lock.wave, lock.record_size, lock.grant_count);
	lock_release(&lock);
	return good ? 0 : fail(fault.text);
}

static int sign(char **a)
{
	const struct request request = {a[2], a[3], a[4], a[5], input, input_len};
	struct request_signature signature;
	struct fault fault = {0};
	struct key key;
	enum seal_err err;

	if (!keyfile_load(a[0], a[1], &key, &fault))
		return fail(fault.text);
	err = request_sign(&signature, &request, &key, time(NULL));
	if (err == SEAL_OK)
		printf("%s\n%s\n%s\n", signature.content_digest, signature.signature_input, signature.signature);
	key_release(&key);
	return err == SEAL_OK ? 0 : fail(seal_err_text(err));
}

static const struct card *only(void *context, const unsigned char card_id[static CARD_ID_BYTES])
{
	const struct card *card = context;

	return id_equal(card->id, card_id) ? card : NULL;
}

static int verify(char **a)
{
	const struct request request = {a[1], a[2], a[3], a[4], input, input_len};
	const struct request_headers headers = {a[5], a[6], a[7]};
	struct request_claim claim;
	struct fault fault = {0};
	struct card card;
	enum seal_err err;

	if (!card_load(a[0], &card, &fault))
		return fail(fault.text);
	err = request_verify(&request, &headers, only, &card, time(NULL), &claim);
	return err == SEAL_OK ? 0 : fail(seal_err_text(err));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int arguments;
		int (*run)(char **arguments);
	} operations[] = {{"seal", 1, seal},      {"open", 3, open_record}, {"card", 1, show_card},
	                  {"lock", 2, show_lock}, {"sign", 6, sign},        {"verify", 8, verify}};

	if (sodium_init() < 0)
		return 2;
	input_len = fread(input, 1, sizeof input, stdin);
	for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
		if (argc == operations[i].arguments + 2 && strcmp(argv[1], operations[i].name) == 0)
			return operations[i].run(argv + 2);
	}
	return 2;
}
