/* Files: read whole, and written whole or not at all. A draft is written beside its place under another name and put
 * there when it is complete, so that nobody finds half of it. */
#ifndef QR_FILES_H
#define QR_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "core/buf.h"
#include "qr/fault.h"

/* Reads a regular file of at most max bytes into out, initialised here; the caller releases it either way. A file that
 * is not there is empty when may_lack says so. */
bool qr_file_read(struct buf *out, const char *path, size_t max, bool may_lack, struct qr_fault *fault);

struct qr_draft {
	char *path;        /* where to write; heap */
	const char *place; /* where it goes in the end; the caller's */
};

bool qr_draft_begin(struct qr_draft *draft, const char *place, struct qr_fault *fault);
/* Puts the draft in its place, durably, with the mode (the umask is taken off it). */
bool qr_draft_finish(struct qr_draft *draft, mode_t mode, struct qr_fault *fault);
/* Removes what was not finished. Always to be called. */
void qr_draft_drop(struct qr_draft *draft);

bool qr_file_write(const char *place, mode_t mode, const void *bytes, size_t len, struct qr_fault *fault);

/* FOLDER/NAME on the heap; NULL when memory ran out. */
char *qr_path(const char *folder, const char *name);

#endif
