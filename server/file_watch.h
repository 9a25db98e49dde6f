/* Whether files of the site have changed since they were last looked at: by their names, sizes, times and numbers,
 * which say so of every file that was replaced, added or taken away. */
#ifndef SERVER_FILE_WATCH_H
#define SERVER_FILE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct file_watch {
	uint64_t seen; /* of what was there; 0 at first */
};

/* Looks at a file, or at a folder and everything in it. True when something is different from the last look; the first
 * look always says so. */
bool file_watch_changed(struct file_watch *watch, const char *path);

#endif
