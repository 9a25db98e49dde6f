/* Taking records out of an archive, which otherwise only grows: it is written anew without them, put in the old one's
 * place, and the old one's bytes are overwritten before they are given back. What the disk or a backup keeps of them is
 * beyond this program (docs/THREATS.md); without the key nobody reads that. */
#ifndef TALLY_ARCHIVE_ERASE_H
#define TALLY_ARCHIVE_ERASE_H

#include "tally/archive.h"
#include "tally/fetch_ids.h"

/* ids: of records under that lock (its place in the archive). a was opened with ARCHIVE_APPEND and is open again
 * afterwards, also when it failed and nothing was changed; its locks keep their places. */
bool archive_erase(struct archive *a, const char *path, size_t lock, const struct ids *ids, struct fault *fault);

#endif
