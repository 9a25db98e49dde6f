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

/* Makes a new file, durably: it is there whole, or not at all. Never overwrites. */
bool file_write_new(const char *path, mode_t mode, const void *bytes, size_t len, struct fault *fault);

#endif
