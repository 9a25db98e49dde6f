/* The archive as a file: opened, followed from head to head, read in slices by many threads, and appended to by fetch.
 * The format is seal/archive.h's. In memory stand only the locks and 32 bytes a block (a block holds up to 1 MiB of
 * records), never the records. */
#ifndef TALLY_ARCHIVE_H
#define TALLY_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "seal/archive.h"
#include "tally/fault.h"

enum archive_mode {
	ARCHIVE_READ,   /* must be there; a torn or damaged file is read as far as it goes */
	ARCHIVE_APPEND, /* made when not there (mode 0600); a torn tail is cut off; damage is refused */
};

struct archive_block {
	uint64_t at;    /* where its ids begin; the records follow the ids */
	uint32_t count; /* ids */
	uint32_t whole; /* records whose bytes are all there: count, but for a file that was cut */
	uint32_t lock;  /* index in locks */
	bool gone;      /* ids of records that the server no longer listed, without records; or a look */
	bool look;      /* neither ids nor records: what stands before was looked at */
};

struct archive {
	int fd;
	struct lock *
	        locks; /* heap; the newest text of each id, in order of first appearance; signatures not checked here */
	size_t lock_count;
	struct archive_block *blocks; /* heap; those with records or gone ids */
	size_t block_count, block_room;
	uint64_t end;                                 /* of the last block */
	uint64_t cut;                                 /* bytes that ARCHIVE_APPEND cut off the tail */
	uint64_t lost;                                /* records that damage makes unreadable, as far as can be told */
	unsigned char last_check[ARCHIVE_HASH_BYTES]; /* of the last block */
	bool damaged, torn;
	struct fault damage; /* what is wrong first, when damaged or torn */
};

/* False with fault filled when the file cannot be opened, is no archive, is in use by another fetch or, in
 * ARCHIVE_APPEND, is damaged. archive_close may be called in every case. */
bool archive_open(struct archive *a, const char *path, enum archive_mode mode, struct fault *fault);
void archive_close(struct archive *a);

/* The lock of that id, or lock_count. */
size_t archive_lock(const struct archive *a, const unsigned char id[static LOCK_ID_BYTES]);
/* Whole records under a lock, and bytes of one. */
uint64_t archive_records(const struct archive *a, size_t lock);

/* Reads n ids, or n records, of a block from its first-th on. Safe from many threads at once. False when the bytes are
 * not there. */
bool archive_read_ids(const struct archive *a, const struct archive_block *b, uint32_t first, uint32_t n,
                      unsigned char *ids);
bool archive_read_records(const struct archive *a, const struct archive_block *b, uint32_t first, uint32_t n,
                          unsigned char *records);

/* Holds the hash of every body against the file: reads all of it. False with fault filled at the first that differs. */
bool archive_verify(const struct archive *a, struct fault *fault);

/* Append one block each; on the disk when they answer true. lock is copied. At most archive_block_records(record size)
 * records, or ARCHIVE_BODY_MAX / 16 ids, a call. */
bool archive_add_lock(struct archive *a, const struct lock *lock, struct fault *fault);
bool archive_add_records(struct archive *a, size_t lock, const unsigned char *ids, const unsigned char *records,
                         uint32_t n, struct fault *fault);
bool archive_add_gone(struct archive *a, size_t lock, const unsigned char *ids, uint32_t n, struct fault *fault);

/* Marks that what was said of the sheets under a lock was said of all that stand before. */
bool archive_add_look(struct archive *a, size_t lock, struct fault *fault);

/* For archive_write.c: keeps a block or a lock in memory. */
bool archive_keep_block(struct archive *a, struct archive_block block);
bool archive_keep_lock(struct archive *a, const char *text, size_t len, const unsigned char id[static LOCK_ID_BYTES]);

#endif
