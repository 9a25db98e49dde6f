/* The archive stream: the bytes of the file that a coordinator takes home. docs/ARCHIVE.md has the format. Only the
 * format lives here; files are tally/archive.h's. */
#ifndef SEAL_ARCHIVE_H
#define SEAL_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include "seal/err.h"
#include "seal/lock.h"
#include "seal/record.h"

#define ARCHIVE_HEADER_BYTES 32
#define ARCHIVE_HEAD_BYTES 128
#define ARCHIVE_BODY_MAX 1048576
#define ARCHIVE_HASH_BYTES 32

enum archive_kind { ARCHIVE_LOCK, ARCHIVE_RECORDS, ARCHIVE_GONE, ARCHIVE_LOOK };

struct archive_head {
	enum archive_kind kind;
	uint32_t body_len;
	uint32_t count;       /* 1, records or ids */
	uint32_t record_size; /* 0 for ARCHIVE_GONE and ARCHIVE_LOOK */
	unsigned char lock_id[LOCK_ID_BYTES];
	unsigned char body_hash[ARCHIVE_HASH_BYTES];
	unsigned char previous[ARCHIVE_HASH_BYTES]; /* the check of the block before */
	unsigned char check[ARCHIVE_HASH_BYTES];    /* of this head */
};

/* Writes the header and, to check, what the first block has as previous. */
void archive_header_write(unsigned char out[static ARCHIVE_HEADER_BYTES],
                          unsigned char check[static ARCHIVE_HASH_BYTES]);
/* SEAL_FORMAT when it is not this format or another version of it. */
enum seal_err archive_header_read(const unsigned char in[static ARCHIVE_HEADER_BYTES],
                                  unsigned char check[static ARCHIVE_HASH_BYTES]);

/* Fills head->check and writes the head. */
void archive_head_write(unsigned char out[static ARCHIVE_HEAD_BYTES], struct archive_head *head);
/* SEAL_FORMAT when the check does not hold or a bound is passed. Whether previous fits is for the caller to compare. */
enum seal_err archive_head_read(const unsigned char in[static ARCHIVE_HEAD_BYTES], struct archive_head *out);

void archive_hash(unsigned char out[static ARCHIVE_HASH_BYTES], const unsigned char *bytes, size_t len);

/* How many records of this size one block holds at most. */
uint32_t archive_block_records(size_t record_size);

#endif
