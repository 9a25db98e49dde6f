/* Finding ids that stand in an archive more than once, in memory that does not grow with the archive: the ids are gone
 * through as often as it takes, each time looking only at a share of them that fits the table. */
#ifndef TALLY_DOUBLES_H
#define TALLY_DOUBLES_H

#include "tally/archive.h"

#define DOUBLES_MAX 65536               /* more than this is no archive of ours */
#define DOUBLES_SHARE ((size_t)1 << 19) /* ids a pass: 16 MiB of table */

struct place {
	size_t block;   /* index in archive->blocks */
	uint32_t index; /* in the block */
};

struct doubles {
	struct place *places; /* heap; every appearance but the first, in order */
	size_t count, room;
};

/* Looks at the blocks for which chosen[lock] is set. share: DOUBLES_SHARE, less in tests. False with fault filled when
 * memory ran out, the file cannot be read, or there are more than DOUBLES_MAX. */
bool doubles_find(struct doubles *d, const struct archive *a, const bool *chosen, size_t share, struct fault *fault);
void doubles_release(struct doubles *d);
bool doubles_has(const struct doubles *d, size_t block, uint32_t index);

#endif
