/* Receipts for people without script. The one file of the server that derives a secret key and opens something: a
 * reporter's own mailbox, in memory, for as long as one request lasts (docs/THREATS.md; tests/arch.sh names this file).
 * With script none of it is used: the device derives and opens by itself.
 *
 * It opens what staff wrote to a reporter. A record, a report or a follow-up it cannot open. */
#ifndef SERVER_RECEIPT_H
#define SERVER_RECEIPT_H

#include "seal/mailbox.h"
#include "seal/receipt.h"

#define RECEIPT_SALT_BYTES 16
/* Argon2id: docs/decisions/0080-receipts.md has what these cost on which device. */
#define RECEIPT_PASSES 2
#define RECEIPT_MEMORY ((size_t)19456 * 1024)

/* What a receipt derives. In memory of sodium_malloc: whoever holds it frees it, which wipes it. */
struct receipt_keys {
	struct mailbox mailbox;
	unsigned char secret[MAILBOX_KEY_BYTES];
};

/* Takes some 20 MB and tens of milliseconds: server/derive.h sees to it that only one does at a time. Wipes what it
 * used. SEAL_NOMEM. */
enum seal_err receipt_derive(struct receipt_keys *out, const char receipt[static RECEIPT_DIGITS + 1],
                             const unsigned char salt[static RECEIPT_SALT_BYTES]);

/* Opens a cell into padded, which the caller wipes; the message's JSON is its first *len bytes. SEAL_CLOSED for one
 * that does not open: filler. */
enum seal_err receipt_open(const struct receipt_keys *keys, const unsigned char cell[static MAILBOX_CELL_BYTES],
                           unsigned char padded[static MAILBOX_PADDED_BYTES], size_t *len);

#endif
