/* The bytes of an archive's header and heads: written, and read with every bound checked. */
#include "seal/archive.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "uzklausi-archive"
#define MAGIC_BYTES 16
#define VERSION 1

static const char KINDS[][5] = {
        [ARCHIVE_LOCK] = "lock",
        [ARCHIVE_RECORDS] = "recs",
        [ARCHIVE_GONE] = "gone",
        [ARCHIVE_LOOK] = "look",
};

static void put_u32(unsigned char *out, uint32_t n)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (unsigned char)(n >> (8 * i));
}

static uint32_t get_u32(const unsigned char *in)
{
	return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

void archive_hash(unsigned char out[static ARCHIVE_HASH_BYTES], const unsigned char *bytes, size_t len)
{
	crypto_generichash(out, ARCHIVE_HASH_BYTES, bytes, len, NULL, 0);
}

uint32_t archive_block_records(size_t record_size)
{
	return (uint32_t)(ARCHIVE_BODY_MAX / (RECORD_ID_BYTES + record_size));
}

void archive_header_write(unsigned char out[static ARCHIVE_HEADER_BYTES],
                          unsigned char check[static ARCHIVE_HASH_BYTES])
{
	memset(out, 0, ARCHIVE_HEADER_BYTES);
	memcpy(out, MAGIC, MAGIC_BYTES);
	put_u32(out + MAGIC_BYTES, VERSION);
	archive_hash(check, out, ARCHIVE_HEADER_BYTES);
}

enum seal_err archive_header_read(const unsigned char in[static ARCHIVE_HEADER_BYTES],
                                  unsigned char check[static ARCHIVE_HASH_BYTES])
{
	unsigned char expected[ARCHIVE_HEADER_BYTES];
	archive_header_write(expected, check);
	return memcmp(in, expected, sizeof expected) == 0 ? SEAL_OK : SEAL_FORMAT;
}

void archive_head_write(unsigned char out[static ARCHIVE_HEAD_BYTES], struct archive_head *head)
{
	memcpy(out, KINDS[head->kind], 4);
	put_u32(out + 4, head->body_len);
	put_u32(out + 8, head->count);
	put_u32(out + 12, head->record_size);
	memcpy(out + 16, head->lock_id, LOCK_ID_BYTES);
	memcpy(out + 32, head->body_hash, ARCHIVE_HASH_BYTES);
	memcpy(out + 64, head->previous, ARCHIVE_HASH_BYTES);
	archive_hash(head->check, out, 96);
	memcpy(out + 96, head->check, ARCHIVE_HASH_BYTES);
}

static bool head_bounds(const struct archive_head *h)
{
	if (h->count == 0 || h->body_len > ARCHIVE_BODY_MAX)
		return false;
	switch (h->kind) {
	case ARCHIVE_LOCK:
		return h->count == 1 && h->body_len > 0 && h->body_len <= LOCK_MAX_BYTES && h->record_size > 0;
	case ARCHIVE_RECORDS:
		return h->record_size > RECORD_HEAD_BYTES &&
		       h->body_len == (uint64_t)h->count * (RECORD_ID_BYTES + (uint64_t)h->record_size);
	case ARCHIVE_GONE:
		return h->record_size == 0 && h->body_len == (uint64_t)h->count * RECORD_ID_BYTES;
	case ARCHIVE_LOOK:
		return h->count == 1 && h->record_size == 0 && h->body_len == 0;
	}
	return false;
}

enum seal_err archive_head_read(const unsigned char in[static ARCHIVE_HEAD_BYTES], struct archive_head *out)
{
	unsigned kind = 0;
	while (kind < sizeof KINDS / sizeof KINDS[0] && memcmp(in, KINDS[kind], 4) != 0)
		kind++;
	if (kind == sizeof KINDS / sizeof KINDS[0])
		return SEAL_FORMAT;
	out->kind = (enum archive_kind)kind;
	out->body_len = get_u32(in + 4);
	out->count = get_u32(in + 8);
	out->record_size = get_u32(in + 12);
	memcpy(out->lock_id, in + 16, LOCK_ID_BYTES);
	memcpy(out->body_hash, in + 32, ARCHIVE_HASH_BYTES);
	memcpy(out->previous, in + 64, ARCHIVE_HASH_BYTES);
	archive_hash(out->check, in, 96);
	return memcmp(out->check, in + 96, ARCHIVE_HASH_BYTES) == 0 && head_bounds(out) ? SEAL_OK : SEAL_FORMAT;
}
