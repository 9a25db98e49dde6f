/* Sets of record ids, as sorted arrays. */
#ifndef TALLY_FETCH_IDS_H
#define TALLY_FETCH_IDS_H

#include "tally/archive.h"

struct ids {
	unsigned char *bytes; /* heap; count * 16, ascending, each once */
	size_t count, room;
};

/* Takes count ids in any order; false when memory ran out. */
bool ids_set(struct ids *set, const unsigned char *bytes, size_t count);
void ids_release(struct ids *set);
/* The place of id in the set, or count. */
size_t ids_place(const struct ids *set, const unsigned char *id);

/* Those of a that are not in b. */
bool ids_without(struct ids *out, const struct ids *a, const struct ids *b);

/* The ids of a lock in the archive: of its records, or of its notes on what is gone. */
bool ids_of_archive(struct ids *out, const struct archive *a, size_t lock, bool gone, struct fault *fault);

#endif
