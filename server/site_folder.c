#include "server/site_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Closes fd. */
static bool read_open(struct buf *out, int fd)
{
	char piece[8192];
	ssize_t n;
	while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		buf_add(out, piece, n > 0 ? (size_t)n : 0);
	int error = n < 0 ? errno : out->failed ? EFBIG : 0;
	explicit_bzero(piece, sizeof piece);
	close(fd);
	errno = error;
	return error == 0;
}

bool folder_read_file(struct buf *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read_open(out, fd);
}

bool folder_read_private(struct buf *out, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	int error = 0;
	if (fstat(fd, &st) != 0)
		error = errno;
	else if (!S_ISREG(st.st_mode))
		error = EINVAL;
	else if (st.st_uid != geteuid() && st.st_uid != 0)
		error = EPERM;
	else if (st.st_mode & (S_IWGRP | S_IRWXO))
		error = EACCES;
	if (!error)
		return read_open(out, fd);
	close(fd);
	errno = error;
	return false;
}

static bool ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);
	return len > end && strcmp(name + len - end, ending) == 0;
}

static bool visit(const char *site, const char *folder, const char *name,
                  bool (*each)(void *, const char *, const char *), void *context)
{
	char path[PATH_MAX], file[PATH_MAX];
	struct stat st;
	if (snprintf(path, sizeof path, "%s/%s/%s", site, folder, name) >= (int)sizeof path ||
	    snprintf(file, sizeof file, "%s/%s", folder, name) >= (int)sizeof file) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return each(context, path, file);
	return true;
}

bool folder_each(const char *site, const char *folder, const char *ending,
                 bool (*each)(void *context, const char *path, const char *file), void *context)
{
	char path[PATH_MAX];
	struct dirent **entries = NULL;
	bool ok = true;
	if (snprintf(path, sizeof path, "%s/%s", site, folder) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return false;
	}
	int count = scandir(path, &entries, NULL, alphasort);
	if (count < 0)
		return errno == ENOENT;
	for (int i = 0; i < count; i++) {
		if (ok && entries[i]->d_name[0] != '.' && ends_with(entries[i]->d_name, ending))
			ok = visit(site, folder, entries[i]->d_name, each, context);
		free(entries[i]);
	}
	free(entries);
	return ok;
}
