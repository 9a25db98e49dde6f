/* A store's file while it is open: its two connections, its layout, and what is known of its holes. No locks here: who
 * calls what from which thread is store_sqlite.c's business. */
#ifndef SERVER_STORE_FILE_H
#define SERVER_STORE_FILE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "server/store_base.h"
#include "server/store_cell.h"
#include "server/store_disk.h"
#include "server/store_holes.h"
#include "server/store_layout.h"

struct store_file {
	char path[STORE_PATH_MAX];
	struct cells cells; /* constant */
	struct disk disk;
	struct base reader;
	struct base writer;      /* not open while the file is damaged */
	pthread_mutex_t marking; /* held to change tags of holes, and to look at them from another thread than the
	                            putting one */
	struct holes holes;
	atomic_uint_fast64_t records; /* held: holes.used, but for the spent slips */
	uint16_t next_due;   /* no record is due before that day; UINT16_MAX: none at all. The putting thread's */
	atomic_bool damaged; /* for good: the file is not written to again */
};

void file_init(struct store_file *f, const char *dir, const unsigned char lock_id[static 16], size_t record_size);
void file_release(struct store_file *f);

/* Makes the file when there is none. */
enum store_err file_make(struct store_file *f);

/* Checks the log and every cell, and opens both connections. With STORE_DAMAGED the reader stays open as far as the
 * file allows; with other errors nothing does. */
enum store_err file_open(struct store_file *f);
void file_close(struct store_file *f);

/* Whether it is open and may be written to. */
enum store_err file_writable(struct store_file *f);

/* Takes down that the file is damaged when err says so; answers err. */
enum store_err file_note(struct store_file *f, enum store_err err);

/* Marks a hole as taken by a record or a spent slip, or as empty again. */
void file_take(struct store_file *f, uint64_t hole, enum cell_kind kind, uint16_t tag);
void file_vacate(struct store_file *f, uint64_t hole, enum cell_kind kind);

/* Takes down that a record is due on that day; nothing for STORE_KEEP. */
void file_due(struct store_file *f, uint16_t due);

/* Reads the cell of a hole through one of the connections; it is valid until the next read through it. STORE_DAMAGED
 * when it is not what was written there. */
enum store_err file_cell(struct store_file *f, struct base *b, uint64_t hole, const unsigned char **cell);

/* Looks up the record or spent slip of an id: *hole is HOLE_NONE when it is not there. Copies its record to record when
 * that is not NULL. */
enum store_err file_find(struct store_file *f, struct base *b, enum cell_kind kind, const unsigned char *id,
                         uint64_t *hole, unsigned char *record);

/* The same for a record, through the reader, and in the same time whether it is there or not: some cell is always read,
 * and copied to record. So nobody learns by waiting what is there. */
enum store_err file_look(struct store_file *f, const unsigned char *id, bool *found, unsigned char *record);

/* Calls each for the intact cells from hole `from` to before `to`, read through the reader, until it answers false.
 * STORE_DAMAGED when not all of them are there and intact. */
enum store_err file_walk(struct store_file *f, uint64_t from, uint64_t to,
                         bool (*each)(void *context, uint64_t hole, const unsigned char *cell), void *context);

/* Wipes the log. */
enum store_err file_tidy(struct store_file *f);

/* Lays the file out anew with so many holes. It stays as it is when the new one cannot be built; with an error after
 * that it is closed and file_open has to be tried again. The log must have been wiped. */
enum store_err file_grow(struct store_file *f, uint64_t holes);

#endif
