/* Small files: read whole, written whole or not at all. */
#ifndef TALLY_FILES_H
#define TALLY_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "core/buf.h"
#include "tally/fault.h"

/* Reads a file of at most max bytes into out (initialised here; the caller's to release on success). Refuses what is no
 * regular file. */
bool file_read(const char *path, size_t max, struct buf *out, struct fault *fault);

/* The same for a file with secrets: no symbolic link, ours or root's, and nobody else may read or write it. */
bool file_read_private(const char *path, size_t max, struct buf *out, struct fault *fault);

/* Whether a file is ours or root's, and nobody else may read or write it. */
struct stat;
bool file_is_private(const char *path, const struct stat *info, struct fault *fault);

/* A new file in the making, under another name beside it, so that it appears whole or not at all. file_draft_keep gives
 * it its name, durably, and never overwrites; file_draft_close, in every case, removes what was not kept. */
struct file_draft {
	const char *path; /* the caller's */
	char *draft;      /* the name until then; NULL once kept */
	int fd;           /* to write to */
};
bool file_draft_open(struct file_draft *d, const char *path, mode_t mode, struct fault *fault);
bool file_draft_keep(struct file_draft *d, struct fault *fault);
void file_draft_close(struct file_draft *d);

/* Makes a new file, durably: it is there whole, or not at all. Never overwrites. */
bool file_write_new(const char *path, mode_t mode, const void *bytes, size_t len, struct fault *fault);

#endif
