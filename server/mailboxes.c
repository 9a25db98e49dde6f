#include "server/mailboxes.h"

#include <endian.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* What the store keeps of a cell: its number among those of its mailbox, from 1 (0: filler) | the id that it was put
 * under | the cell. A mailbox has all eight from its first message on, so that they are marked and erased together. */
#define NUMBER_BYTES 4
#define CELL_AT (NUMBER_BYTES + ID_BYTES)
#define KEPT_BYTES (CELL_AT + MAILBOX_CELL_BYTES)

struct mailboxes {
	struct store *store;
	struct writer *writer;
	pthread_mutex_t putting; /* one after another: which cell is free is looked at first */
	unsigned char secret[MAILBOX_SECRET_BYTES];
	unsigned char salt[MAILBOX_SALT_BYTES];
};

/* The cells of one mailbox as they are kept. */
struct kept {
	unsigned char ids[MAILBOX_CELLS][STORE_ID_BYTES];
	unsigned char cells[MAILBOX_CELLS][KEPT_BYTES];
	uint32_t numbers[MAILBOX_CELLS];
	size_t missing; /* that are not in the store */
};

static void named(unsigned char out[static 16], const char *purpose)
{
	crypto_generichash(out, 16, (const unsigned char *)purpose, strlen(purpose), NULL, 0);
}

/* --- opening --- */

/* The secret is a record as well: it lives and is saved with the mailboxes that it hides. */
static enum store_err read_secret(struct mailboxes *m)
{
	unsigned char id[STORE_ID_BYTES], record[KEPT_BYTES];
	struct store_item item = {.id = id, .record = record};
	named(id, "uzklausi-mailbox-secret 1");
	enum store_err err = store_get(m->store, id, record);
	if (err == STORE_NOT_FOUND) {
		randombytes_buf(record, sizeof record);
		err = store_put(m->store, &item, 1);
		if (err == STORE_OK)
			err = store_tidy(m->store);
	}
	memcpy(m->secret, record, sizeof m->secret);
	sodium_memzero(record, sizeof record);
	return err;
}

enum store_err mailboxes_open(const char *dir, struct mailboxes **out, char path[static STORE_PATH_MAX])
{
	static const char salted[] = "uzklausi-receipt-salt 1";
	unsigned char name[16];
	struct mailboxes *m = calloc(1, sizeof *m);
	enum store_err err = STORE_NOMEM;
	*out = NULL;
	named(name, "uzklausi-mailboxes 1");
	store_path(path, STORE_PATH_MAX, dir, name);
	if (m == NULL)
		return err;
	pthread_mutex_init(&m->putting, NULL);
	err = store_open("sqlite", dir, name, KEPT_BYTES, &m->store);
	if (err == STORE_OK)
		err = read_secret(m);
	if (err != STORE_OK) {
		mailboxes_close(m);
		return err;
	}
	crypto_generichash(m->salt, sizeof m->salt, (const unsigned char *)salted, sizeof salted - 1, m->secret,
	                   sizeof m->secret);
	*out = m;
	return STORE_OK;
}

void mailboxes_close(struct mailboxes *m)
{
	if (m == NULL)
		return;
	store_close(m->store);
	pthread_mutex_destroy(&m->putting);
	sodium_memzero(m, sizeof *m);
	free(m);
}

struct store *mailboxes_store(struct mailboxes *m)
{
	return m->store;
}

void mailboxes_use(struct mailboxes *m, struct writer *writer)
{
	m->writer = writer;
}

const unsigned char *mailboxes_salt(const struct mailboxes *m)
{
	return m->salt;
}

/* --- asking --- */

static void kept_id(unsigned char out[static STORE_ID_BYTES], const unsigned char id[static MAILBOX_ID_BYTES],
                    unsigned at)
{
	static const char purpose[] = "uzklausi-mailbox-cell 1";
	unsigned char number = (unsigned char)at;
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, STORE_ID_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose - 1);
	crypto_generichash_update(&state, id, MAILBOX_ID_BYTES);
	crypto_generichash_update(&state, &number, 1);
	crypto_generichash_final(&state, out, STORE_ID_BYTES);
}

/* to becomes filler where the cell is absent. The same steps either way: a copy for one of them alone can be measured.
 */
static void choose(unsigned char to[static KEPT_BYTES], const unsigned char filler[static KEPT_BYTES], bool absent)
{
	unsigned char mask = (unsigned char)-(int)absent;
	for (size_t i = 0; i < KEPT_BYTES; i++)
		to[i] = (unsigned char)((to[i] & ~mask) | (filler[i] & mask));
}

/* Reads a mailbox whole. The work is the same for each cell, there or not: one is read (store_get) and one is made. */
static enum store_err read_kept(struct mailboxes *m, const unsigned char id[static MAILBOX_ID_BYTES], struct kept *out)
{
	unsigned char filler[KEPT_BYTES] = {0};
	enum store_err err = STORE_OK;
	out->missing = 0;
	for (unsigned i = 0; i < MAILBOX_CELLS; i++) {
		uint32_t number;
		kept_id(out->ids[i], id, i);
		mailbox_filler(filler + CELL_AT, m->secret, id, i);
		err = store_get(m->store, out->ids[i], out->cells[i]);
		if (err != STORE_OK && err != STORE_NOT_FOUND)
			return err;
		out->missing += err == STORE_NOT_FOUND;
		choose(out->cells[i], filler, err == STORE_NOT_FOUND);
		memcpy(&number, out->cells[i], NUMBER_BYTES);
		out->numbers[i] = le32toh(number);
	}
	return STORE_OK;
}

enum store_err mailboxes_ask(struct mailboxes *m, const unsigned char id[static MAILBOX_ID_BYTES],
                             unsigned char out[static MAILBOX_ALL_BYTES])
{
	struct kept kept;
	enum store_err err = read_kept(m, id, &kept);
	for (size_t i = 0; err == STORE_OK && i < MAILBOX_CELLS; i++)
		memcpy(out + i * MAILBOX_CELL_BYTES, kept.cells[i] + CELL_AT, MAILBOX_CELL_BYTES);
	return err;
}

/* --- putting --- */

/* Where a new message goes: any that is free, else the oldest. */
static size_t cell_for(const struct kept *kept, bool *replaced, uint32_t *number)
{
	size_t chosen = 0, free_cells = 0;
	*number = 1;
	for (size_t i = 0; i < MAILBOX_CELLS; i++) {
		if (kept->numbers[i] == 0 && randombytes_uniform((uint32_t)++free_cells) == 0)
			chosen = i;
		if (free_cells == 0 && kept->numbers[i] < kept->numbers[chosen])
			chosen = i;
		if (kept->numbers[i] >= *number)
			*number = kept->numbers[i] + 1;
	}
	*replaced = free_cells == 0;
	return chosen;
}

static bool is_known(const struct kept *kept, const unsigned char cell_id[static ID_BYTES])
{
	bool known = false;
	for (size_t i = 0; i < MAILBOX_CELLS; i++)
		known = known || (kept->numbers[i] != 0 && id_equal(kept->cells[i] + NUMBER_BYTES, cell_id));
	return known;
}

enum store_err mailboxes_put(struct mailboxes *m, const unsigned char id[static MAILBOX_ID_BYTES],
                             const unsigned char cell_id[static ID_BYTES],
                             const unsigned char cell[static MAILBOX_CELL_BYTES], bool *replaced)
{
	struct kept kept;
	struct write write = {.store = m->store, .act = STORE_REPLACE, .count = 1};
	uint32_t number;
	*replaced = false;
	pthread_mutex_lock(&m->putting);
	enum store_err err = read_kept(m, id, &kept);
	if (err != STORE_OK || is_known(&kept, cell_id))
		goto out;
	size_t at = cell_for(&kept, replaced, &number);
	number = htole32(number);
	memcpy(kept.cells[at], &number, NUMBER_BYTES);
	memcpy(kept.cells[at] + NUMBER_BYTES, cell_id, ID_BYTES);
	memcpy(kept.cells[at] + CELL_AT, cell, MAILBOX_CELL_BYTES);
	write.id = kept.ids[at];
	write.record = kept.cells[at];
	if (kept.missing > 0) {
		write.id = kept.ids[0];
		write.record = kept.cells[0];
		write.count = MAILBOX_CELLS;
	}
	err = writer_wait(m->writer, &write);
out:
	pthread_mutex_unlock(&m->putting);
	return err;
}

enum store_err mailboxes_mark(struct mailboxes *m, const unsigned char *ids, size_t count, uint16_t due)
{
	size_t cells = count * MAILBOX_CELLS;
	unsigned char *all = calloc(cells + 1, STORE_ID_BYTES);
	if (all == NULL)
		return STORE_NOMEM;
	for (size_t i = 0; i < cells; i++)
		kept_id(all + i * STORE_ID_BYTES, ids + i / MAILBOX_CELLS * MAILBOX_ID_BYTES,
		        (unsigned)(i % MAILBOX_CELLS));
	struct write write = {.store = m->store, .act = STORE_MARK, .id = all, .count = cells, .due = due};
	pthread_mutex_lock(&m->putting);
	enum store_err err = cells > 0 ? writer_wait(m->writer, &write) : STORE_OK;
	pthread_mutex_unlock(&m->putting);
	free(all);
	return err;
}
