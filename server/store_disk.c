#include "server/store_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "server/moment.h"

#define PROBE_EVERY_MS 5000
#define PROBE_BYTES 65536

void disk_init(struct disk *d)
{
	*d = (struct disk){.probed_ms = INT64_MIN};
	pthread_mutex_init(&d->probing, NULL);
}

void disk_release(struct disk *d)
{
	pthread_mutex_destroy(&d->probing);
}

enum store_err disk_err(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return STORE_FULL;
	case ENOMEM:
		return STORE_NOMEM;
	default:
		return STORE_IO;
	}
}

enum store_err disk_identify(struct disk *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return disk_err(errno);
	pthread_mutex_lock(&d->probing);
	d->device = st.st_dev;
	d->inode = st.st_ino;
	pthread_mutex_unlock(&d->probing);
	return STORE_OK;
}

enum store_err disk_same(const struct disk *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT ? STORE_DAMAGED : disk_err(errno);
	return st.st_dev == d->device && st.st_ino == d->inode ? STORE_OK : STORE_DAMAGED;
}

/* The folder that path stands in. False when it does not fit. */
static bool folder_of(char out[static STORE_PATH_MAX], const char *path)
{
	const char *slash = strrchr(path, '/');
	int len;

	if (slash == NULL)
		len = snprintf(out, STORE_PATH_MAX, ".");
	else
		len = snprintf(out, STORE_PATH_MAX, "%.*s", slash > path ? (int)(slash - path) : 1, path);
	return len > 0 && len < STORE_PATH_MAX;
}

enum store_err disk_sync_folder(const char *path)
{
	char folder[STORE_PATH_MAX];
	enum store_err err = STORE_OK;
	int fd = folder_of(folder, path) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0)
		return disk_err(errno);
	if (fsync(fd) != 0)
		err = disk_err(errno);
	close(fd);
	return err;
}

/* For file systems that have no nameless files. */
static enum store_err has_room(const char *folder)
{
	struct statvfs fs;

	if (statvfs(folder, &fs) != 0)
		return disk_err(errno);
	if (fs.f_flag & ST_RDONLY)
		return STORE_IO;
	return (uint64_t)fs.f_bavail * fs.f_frsize >= PROBE_BYTES ? STORE_OK : STORE_FULL;
}

static enum store_err probe(const char *path)
{
	static const char zeros[PROBE_BYTES];
	char folder[STORE_PATH_MAX];
	enum store_err err = STORE_OK;
	ssize_t written;
	int fd = folder_of(folder, path) ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return errno == EOPNOTSUPP || errno == EISDIR ? has_room(folder) : disk_err(errno);
	written = write(fd, zeros, sizeof zeros);
	if (written < 0)
		err = disk_err(errno);
	else if (written < (ssize_t)sizeof zeros)
		err = STORE_FULL;
	else if (fdatasync(fd) != 0)
		err = disk_err(errno);
	close(fd);
	return err;
}

enum store_err disk_ready(struct disk *d, const char *path)
{
	enum store_err err;
	int64_t now = moment_ticks();

	pthread_mutex_lock(&d->probing);
	if (d->probed_ms == INT64_MIN || now - d->probed_ms >= PROBE_EVERY_MS) {
		d->probed = disk_same(d, path);
		if (d->probed == STORE_OK)
			d->probed = probe(path);
		d->probed_ms = now;
	}
	err = d->probed;
	pthread_mutex_unlock(&d->probing);
	return err;
}

void disk_touch(const char *path)
{
	char log[STORE_PATH_MAX];
	int len = snprintf(log, sizeof log, "%s-wal", path);

	utimensat(AT_FDCWD, path, NULL, 0);
	if (len > 0 && (size_t)len < sizeof log)
		utimensat(AT_FDCWD, log, NULL, 0);
}
