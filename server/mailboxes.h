/* The mailboxes of a site: eight cells each, in a store of their own, so that nothing says to which form a mailbox
 * belongs (docs/MAILBOX.md). Whoever asks for a mailbox gets eight cells: filler stands where nothing is, and it is
 * made for all of them each time, so that neither the bytes nor the time tell whether there is such a mailbox.
 *
 * Safe from all threads. What is put waits for its commit: only for the staff's few requests. */
#ifndef SERVER_MAILBOXES_H
#define SERVER_MAILBOXES_H

#include "seal/mailbox.h"
#include "server/store.h"
#include "server/writer.h"

#define MAILBOX_SALT_BYTES 16
#define MAILBOX_ALL_BYTES ((size_t)MAILBOX_CELLS * MAILBOX_CELL_BYTES)
#define MAILBOX_SECRET_BYTES 32

struct mailboxes;

/* Opens the store in dir, or makes it, with the site's secret in it. On an error *out is NULL; store_path gets the
 * file's name, for messages. */
enum store_err mailboxes_open(const char *dir, struct mailboxes **out, char path[static STORE_PATH_MAX]);
/* After the writer has ended. Accepts NULL. */
void mailboxes_close(struct mailboxes *m);

/* For the writer that is to put into it, which must be given this store. */
struct store *mailboxes_store(struct mailboxes *m);
void mailboxes_use(struct mailboxes *m, struct writer *writer);

/* The salt of the site's receipts. */
const unsigned char *mailboxes_salt(const struct mailboxes *m);

/* Writes the eight cells of a mailbox, there or not, to out. Any error is the store's. */
enum store_err mailboxes_ask(struct mailboxes *m, const unsigned char id[static MAILBOX_ID_BYTES],
                             unsigned char out[static MAILBOX_ALL_BYTES]);

/* Puts a cell into a mailbox, durably. A cell that is there under this id already is left as it is. *replaced says that
 * the mailbox was full and its oldest message had to go. */
enum store_err mailboxes_put(struct mailboxes *m, const unsigned char id[static MAILBOX_ID_BYTES],
                             const unsigned char cell_id[static ID_BYTES],
                             const unsigned char cell[static MAILBOX_CELL_BYTES], bool *replaced);

/* Says when count mailboxes, one id after another, are to be erased (a day as in struct store_item). */
enum store_err mailboxes_mark(struct mailboxes *m, const unsigned char *ids, size_t count, uint16_t due);

/* mailbox_filler.c: what stands where cell number `at` is not. */
void mailbox_filler(unsigned char cell[static MAILBOX_CELL_BYTES],
                    const unsigned char secret[static MAILBOX_SECRET_BYTES],
                    const unsigned char id[static MAILBOX_ID_BYTES], unsigned at);

#endif
