/* Files of the site: one read whole, or each of a folder in the order of their names. */
#ifndef SERVER_SITE_FOLDER_H
#define SERVER_SITE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include "core/buf.h"

/* False with errno when the file cannot be read or passes out->max. */
bool folder_read_file(struct buf *out, const char *path);
/* The same for a secret, which must be a file itself (else ELOOP), ours or root's (else EPERM), and nobody's else to
 * read or change but its group's to read (else EACCES). */
bool folder_read_private(struct buf *out, const char *path);

/* Calls each for every regular file of SITE/FOLDER whose name ends so; file is "FOLDER/NAME". False with errno when the
 * folder cannot be read; a folder that is not there has no files. */
bool folder_each(const char *site, const char *folder, const char *ending,
                 bool (*each)(void *context, const char *path, const char *file), void *context);

#endif
