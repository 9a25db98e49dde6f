/* Whatever is in the file, opening an archive ends, reads nothing outside it and keeps its bounds. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tally/archive.h"
#include "tally/doubles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks are made right before reading, or no input would ever get past the first. */
static void mend(int fd, size_t size)
{
	unsigned char bytes[ARCHIVE_HEAD_BYTES], check[ARCHIVE_HASH_BYTES];
	archive_header_write(bytes, check);
	if (pwrite(fd, bytes, ARCHIVE_HEADER_BYTES, 0) != ARCHIVE_HEADER_BYTES)
		abort();
	for (size_t at = ARCHIVE_HEADER_BYTES; at + sizeof bytes <= size;) {
		if (pread(fd, bytes, sizeof bytes, (off_t)at) != (ssize_t)sizeof bytes)
			abort();
		archive_hash(bytes + 96, bytes, 96);
		if (pwrite(fd, bytes + 96, 32, (off_t)at + 96) != 32)
			abort();
		at += sizeof bytes + bytes[4] + ((size_t)bytes[5] << 8) + ((size_t)bytes[6] << 16);
	}
}

static void look(const struct archive *a)
{
	unsigned char *bytes = malloc(ARCHIVE_BODY_MAX);
	for (size_t i = 0; bytes != NULL && i < a->block_count; i++) {
		const struct archive_block *b = &a->blocks[i];
		if (b->lock >= a->lock_count || b->whole > b->count)
			abort();
		archive_read_ids(a, b, 0, b->whole, bytes);
		if (b->whole > 0)
			archive_read_records(a, b, b->whole - 1, 1, bytes);
	}
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct archive a;
	struct fault fault;
	int fd = memfd_create("archive", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (size > 0 && size % 4 != 0)
		mend(fd, size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (archive_open(&a, path, ARCHIVE_READ, &fault)) {
		look(&a);
		archive_verify(&a, &fault);
	}
	archive_close(&a);
	if (archive_open(&a, path, ARCHIVE_APPEND, &fault))
		look(&a);
	archive_close(&a);
	close(fd);
	return 0;
}
