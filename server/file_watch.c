#include "server/file_watch.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* FNV-1a (draft-eastlake-fnv): who could forge a file's times and numbers could write the file. */
static uint64_t mixed(uint64_t sum, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	while (len-- > 0)
		sum = (sum ^ *at++) * 0x100000001b3ULL;
	return sum;
}

static uint64_t state_of(const char *path, const char *name, mode_t *mode)
{
	struct stat st;
	uint64_t sum = mixed(0xcbf29ce484222325ULL, name, strlen(name));
	if (stat(path, &st) != 0)
		return sum;
	*mode = st.st_mode;
	sum = mixed(sum, &st.st_ino, sizeof st.st_ino);
	sum = mixed(sum, &st.st_size, sizeof st.st_size);
	return mixed(sum, &st.st_mtim, sizeof st.st_mtim);
}

/* A sum, so that the order in which the folder gives its entries does not matter. */
static uint64_t state_below(const char *folder)
{
	char path[PATH_MAX];
	uint64_t sum = 0;
	DIR *entries = opendir(folder);
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		mode_t mode = 0;
		if (entry->d_name[0] != '.' &&
		    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path)
			sum += state_of(path, entry->d_name, &mode);
	}
	if (entries)
		closedir(entries);
	return sum;
}

bool file_watch_changed(struct file_watch *watch, const char *path)
{
	mode_t mode = 0;
	uint64_t now = state_of(path, "", &mode);
	if (S_ISDIR(mode))
		now += state_below(path);
	now |= 1; /* never 0, which is the first look's */
	bool changed = now != watch->seen;
	watch->seen = now;
	return changed;
}
