/* A mailbox: where staff's messages wait for the holder of a receipt. docs/MAILBOX.md has the formats and vectors.
 *
 *   cell = version (1 byte, 1) | crypto_box_seal(padded message, the mailbox's key): always 2,048 bytes
 *   message = {"kind":"read","day":"2026-03-02","lang":"lv","text":""}
 *
 * Only the making of cells is here. They are opened with what a receipt derives: on the reporter's device, or for a
 * reporter without script in server/receipt.c. */
#ifndef SEAL_MAILBOX_H
#define SEAL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include "core/arena.h"
#include "core/buf.h"
#include "seal/err.h"
#include "seal/id.h"

#define MAILBOX_ID_BYTES ID_BYTES
#define MAILBOX_KEY_BYTES 32
#define MAILBOX_CELLS 8
#define MAILBOX_CELL_BYTES 2048
#define MAILBOX_VERSION 1
#define MAILBOX_PADDED_BYTES 1999 /* without the version byte and the 48 bytes of the seal */
#define MAILBOX_MESSAGE_MAX 1998  /* bytes of a message's JSON: the padding has one byte at least */
#define MAILBOX_LANG_MAX 16
#define MAILBOX_HEX 64 /* of the key */

/* What a sheet tells of its mailbox: where to write to, and the key to seal to. */
struct mailbox {
	unsigned char id[MAILBOX_ID_BYTES];
	unsigned char key[MAILBOX_KEY_BYTES]; /* X25519 */
};

/* {"id":HEX,"key":HEX}, MAILBOX_JSON_BYTES of it; and the same read back. SEAL_FORMAT also for a key of low order. */
#define MAILBOX_JSON_BYTES 114
void mailbox_write(struct buf *out, const struct mailbox *mailbox);
enum seal_err mailbox_read(struct mailbox *out, const char *text, size_t len);

enum mailbox_kind {
	MAILBOX_READ = 0, /* somebody has read the report, or what was written since */
	MAILBOX_REPLY,    /* words from the staff */
	MAILBOX_CLOSED,   /* the report was closed; text may say how it ended */
	MAILBOX_EXPIRES,  /* report and mailbox are erased on that day */
	MAILBOX_KINDS
};
/* "read", "reply", "closed", "expires" */
extern const char *const mailbox_kind_names[MAILBOX_KINDS];

struct mailbox_message {
	enum mailbox_kind kind;
	char day[11];                    /* YYYY-MM-DD: of the message; with MAILBOX_EXPIRES when it is erased */
	char lang[MAILBOX_LANG_MAX + 1]; /* of the text */
	const char *text;                /* UTF-8; "" when there is nothing to say; not NUL-terminated */
	size_t text_len;
};

/* Writes the message's JSON. out->failed when memory ran out, a member is not what it may be, or it does not fit a cell
 * (MAILBOX_MESSAGE_MAX bytes). */
void mailbox_message_write(struct buf *out, const struct mailbox_message *message);
/* Reads what mailbox_message_write writes, and nothing else. The text lies in the arena or in json. SEAL_FORMAT,
 * SEAL_NOMEM. */
enum seal_err mailbox_message_read(struct mailbox_message *out, const char *json, size_t len, struct arena *arena);

/* Pads and seals a message's JSON. The padded copy is wiped. SEAL_SIZE, SEAL_FORMAT (a key of low order). */
enum seal_err mailbox_seal(unsigned char cell[static MAILBOX_CELL_BYTES],
                           const unsigned char key[static MAILBOX_KEY_BYTES], const char *json, size_t len);

/* What can be told of a cell from outside: SEAL_SIZE, SEAL_FORMAT. */
enum seal_err mailbox_check(const unsigned char *cell, size_t len);

/* Where the message ends in an opened padded text, or SEAL_CLOSED. */
enum seal_err mailbox_unpad(const unsigned char *padded, size_t padded_len, size_t *len);

#endif
