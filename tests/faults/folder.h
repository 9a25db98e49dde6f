/* Throw-away folders for the fault tests. */
#ifndef TESTS_FAULTS_FOLDER_H
#define TESTS_FAULTS_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FOLDER_MAX 64

static inline void folder_make(char dir[static FOLDER_MAX])
{
	snprintf(dir, FOLDER_MAX, "/tmp/uzklausi-faults-XXXXXX");
	if (mkdtemp(dir) == NULL)
		fail_msg("no folder in /tmp");
}

/* A folder of plain files. */
static inline void folder_remove(const char *dir)
{
	char path[FOLDER_MAX + 300];
	DIR *entries = opendir(dir);

	for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		unlink(path);
	}
	if (entries != NULL)
		closedir(entries);
	rmdir(dir);
}

#endif
