/* Reading and making small files. */
#include "tally/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_is_private(const char *path, const struct stat *info, struct fault *fault)
{
	if (info->st_uid != geteuid() && info->st_uid != 0)
		return fault_set(fault, "%s belongs to someone else", path);
	if ((info->st_mode & 077) != 0)
		return fault_set(fault,
		                 "%s may be read or changed by others: chmod 600 it, and think about who has read it",
		                 path);
	return true;
}

/* Reads to the end of the file; one byte more than max is asked for, so that growth is noticed. */
static bool read_all(int fd, const char *path, size_t max, struct buf *out, struct fault *fault)
{
	char block[4096];
	ssize_t got;

	while ((got = read(fd, block, sizeof block)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fault_say(fault, "%s cannot be read: %s", path, strerror(errno));
			break;
		}
		buf_add(out, block, (size_t)got);
		if (out->failed) {
			fault_say(fault, "%s is larger than %zu bytes, or memory ran out", path, max);
			break;
		}
	}
	sodium_memzero(block, sizeof block);
	return got == 0;
}

static bool read_file(const char *path, size_t max, bool secret, struct buf *out, struct fault *fault)
{
	/* O_NONBLOCK: opening a FIFO must not wait. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (secret ? O_NOFOLLOW : 0));
	bool good = false;
	struct stat info;

	if (fd < 0 && errno == ELOOP && secret)
		return fault_set(fault, "%s is a symbolic link: name the file itself", path);
	if (fd < 0)
		return fault_set(fault, "%s cannot be opened: %s", path, strerror(errno));
	buf_init(out, max);
	if (fstat(fd, &info) != 0)
		fault_say(fault, "%s cannot be examined: %s", path, strerror(errno));
	else if (!S_ISREG(info.st_mode))
		fault_say(fault, "%s is not a file", path);
	else if (!secret || file_is_private(path, &info, fault))
		good = read_all(fd, path, max, out, fault);
	close(fd);
	if (!good) {
		buf_wipe(out);
		buf_release(out);
	}
	return good;
}

bool file_read(const char *path, size_t max, struct buf *out, struct fault *fault)
{
	return read_file(path, max, false, out, fault);
}

bool file_read_private(const char *path, size_t max, struct buf *out, struct fault *fault)
{
	return read_file(path, max, true, out, fault);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

/* The new name appears only when nothing has it. Some file systems know no RENAME_NOREPLACE; link(2) refuses as well.
 */
static bool rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	return link(from, to) == 0 && unlink(from) == 0;
}

/* The rename itself must reach the disk. */
static bool sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
	int fd = folder == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(folder);
	return good;
}

bool file_draft_open(struct file_draft *d, const char *path, mode_t mode, struct fault *fault)
{
	*d = (struct file_draft){.path = path, .fd = -1};
	if (asprintf(&d->draft, "%s.%08x", path, randombytes_random()) < 0) {
		d->draft = NULL;
		return fault_set(fault, "memory ran out");
	}
	d->fd = open(d->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	return d->fd >= 0 || fault_set(fault, "%s cannot be made: %s", path, strerror(errno));
}

bool file_draft_keep(struct file_draft *d, struct fault *fault)
{
	if (fsync(d->fd) != 0 || !rename_new(d->draft, d->path))
		return fault_set(fault, "%s cannot be written: %s", d->path, strerror(errno));
	free(d->draft);
	d->draft = NULL;
	return sync_folder_of(d->path) || fault_set(fault, "%s cannot be written: %s", d->path, strerror(errno));
}

void file_draft_close(struct file_draft *d)
{
	if (d->fd >= 0) {
		close(d->fd);
		if (d->draft != NULL)
			unlink(d->draft);
	}
	free(d->draft);
	*d = (struct file_draft){.fd = -1};
}

bool file_write_new(const char *path, mode_t mode, const void *bytes, size_t len, struct fault *fault)
{
	struct file_draft draft;
	bool good = file_draft_open(&draft, path, mode, fault);
	if (good && !write_all(draft.fd, bytes, len))
		good = fault_set(fault, "%s cannot be written: %s", path, strerror(errno));
	good = good && file_draft_keep(&draft, fault);
	file_draft_close(&draft);
	return good;
}
