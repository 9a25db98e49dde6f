/* What the benchmarks share: the clock, throw-away folders, whole numbers from the command line. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Reads a whole number from 1; ends the program with a word about it when it is none. */
static inline size_t bench_number(const char *text)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || number == 0 || text[0] == '-') {
		fprintf(stderr, "not a whole number from 1: %s\n", text);
		exit(2);
	}
	return (size_t)number;
}

/* Makes a folder in parent; out takes 512 bytes. */
static inline bool bench_folder(char *out, const char *parent)
{
	int len = snprintf(out, 512, "%s/uzklausi-bench-XXXXXX", parent);

	return len > 0 && len < 512 && mkdtemp(out) != NULL;
}

/* Removes a folder of plain files. */
static inline void bench_remove(const char *folder)
{
	DIR *dir = opendir(folder);
	char path[1024];

	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(folder);
}

#endif
