#include "server/receipt.h"

#include <sodium.h>

#define CONTEXT "uzkrecpt"
enum { SUBKEY_ID = 1, SUBKEY_SEED = 2 };

_Static_assert(RECEIPT_SALT_BYTES == crypto_pwhash_SALTBYTES, "Argon2id's salt");

struct derivation {
	unsigned char master[crypto_kdf_KEYBYTES];
	unsigned char seed[crypto_box_SEEDBYTES];
};

enum seal_err receipt_derive(struct receipt_keys *out, const char receipt[static RECEIPT_DIGITS + 1],
                             const unsigned char salt[static RECEIPT_SALT_BYTES])
{
	struct derivation d;
	enum seal_err err = SEAL_NOMEM;
	if (crypto_pwhash(d.master, sizeof d.master, receipt, RECEIPT_DIGITS, salt, RECEIPT_PASSES, RECEIPT_MEMORY,
	                  crypto_pwhash_ALG_ARGON2ID13) != 0)
		goto out;
	if (crypto_kdf_derive_from_key(out->mailbox.id, MAILBOX_ID_BYTES, SUBKEY_ID, CONTEXT, d.master) != 0 ||
	    crypto_kdf_derive_from_key(d.seed, sizeof d.seed, SUBKEY_SEED, CONTEXT, d.master) != 0)
		goto out;
	err = crypto_box_seed_keypair(out->mailbox.key, out->secret, d.seed) == 0 ? SEAL_OK : SEAL_FORMAT;
out:
	sodium_memzero(&d, sizeof d);
	return err;
}

enum seal_err receipt_open(const struct receipt_keys *keys, const unsigned char cell[static MAILBOX_CELL_BYTES],
                           unsigned char padded[static MAILBOX_PADDED_BYTES], size_t *len)
{
	if (mailbox_check(cell, MAILBOX_CELL_BYTES) != SEAL_OK ||
	    crypto_box_seal_open(padded, cell + 1, MAILBOX_CELL_BYTES - 1, keys->mailbox.key, keys->secret) != 0)
		return SEAL_CLOSED;
	return mailbox_unpad(padded, MAILBOX_PADDED_BYTES, len);
}
