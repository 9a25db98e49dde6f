/* What a store asks of the file system beside SQLite: is the file still the one we opened, would a commit succeed, what
 * do the times of the files tell. */
#ifndef SERVER_STORE_DISK_H
#define SERVER_STORE_DISK_H

#include <pthread.h>
#include <sys/types.h>
#include "server/store.h"

struct disk {
	pthread_mutex_t probing;
	dev_t device; /* changed by the putting thread, with probing held */
	ino_t inode;
	int64_t probed_ms; /* monotonic; of the last probe */
	enum store_err probed;
};

void disk_init(struct disk *d);
void disk_release(struct disk *d);

/* Remembers which file stands at path, and whether it still does: STORE_DAMAGED when it was removed or replaced,
 * because what is written to it then is lost. Both for the putting thread. */
enum store_err disk_identify(struct disk *d, const char *path);
enum store_err disk_same(const struct disk *d, const char *path);

/* Writes and syncs a nameless file in the folder of path, at most every few seconds; in between answers the same. */
enum store_err disk_ready(struct disk *d, const char *path);

/* Sets the times of the file and its log to now. */
void disk_touch(const char *path);

/* What an errno means to us. */
enum store_err disk_err(int error);

/* Syncs the folder of path. */
enum store_err disk_sync_folder(const char *path);

#endif
