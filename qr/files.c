#include "qr/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(struct buf *out, int fd, const char *path, struct qr_fault *fault)
{
	char block[16384];
	ssize_t got;
	while ((got = read(fd, block, sizeof block)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return qr_fail(fault, "%s cannot be read: %s", path, strerror(errno));
		buf_add(out, block, (size_t)got);
		if (out->failed)
			return qr_fail(fault, "%s is larger than %zu bytes", path, out->max);
	}
	buf_add(out, "", 0);
	return true;
}

bool qr_file_read(struct buf *out, const char *path, size_t max, bool may_lack, struct qr_fault *fault)
{
	struct stat info;
	buf_init(out, max);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT && may_lack)
		return true;
	if (fd < 0)
		return qr_fail(fault, "%s cannot be opened: %s", path, strerror(errno));
	bool good = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
	if (!good)
		qr_fail(fault, "%s is not a file", path);
	else
		good = read_all(out, fd, path, fault);
	close(fd);
	return good;
}

char *qr_path(const char *folder, const char *name)
{
	size_t room = strlen(folder) + 1 + strlen(name) + 1;
	char *path = malloc(room);
	if (path)
		snprintf(path, room, "%s/%s", folder, name);
	return path;
}

bool qr_draft_begin(struct qr_draft *draft, const char *place, struct qr_fault *fault)
{
	const char *slash = strrchr(place, '/'), *name = slash ? slash + 1 : place;
	size_t folder = (size_t)(name - place), room = strlen(place) + sizeof "..XXXXXX";
	*draft = (struct qr_draft){.path = malloc(room), .place = place};
	if (!draft->path)
		return qr_fail(fault, "memory ran out");
	snprintf(draft->path, room, "%.*s.%s.XXXXXX", (int)folder, place, name);
	int fd = mkstemp(draft->path);
	if (fd < 0) {
		qr_fail(fault, "%s cannot be written: %s", place, strerror(errno));
		free(draft->path);
		draft->path = NULL;
		return false;
	}
	close(fd);
	return true;
}

static bool sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

static bool sync_folder(const char *place)
{
	const char *slash = strrchr(place, '/');
	if (!slash)
		return sync_path(".", O_RDONLY | O_DIRECTORY);
	char *folder = strndup(place, slash == place ? 1 : (size_t)(slash - place));
	bool good = folder && sync_path(folder, O_RDONLY | O_DIRECTORY);
	free(folder);
	return good;
}

bool qr_draft_finish(struct qr_draft *draft, mode_t mode, struct qr_fault *fault)
{
	mode_t mask = umask(0);
	umask(mask);
	if (chmod(draft->path, mode & ~mask) != 0 || !sync_path(draft->path, O_RDONLY) ||
	    rename(draft->path, draft->place) != 0)
		return qr_fail(fault, "%s cannot be written: %s", draft->place, strerror(errno));
	free(draft->path);
	draft->path = NULL;
	if (!sync_folder(draft->place))
		return qr_fail(fault, "%s may not last a loss of power: %s", draft->place, strerror(errno));
	return true;
}

void qr_draft_drop(struct qr_draft *draft)
{
	if (draft->path)
		unlink(draft->path);
	free(draft->path);
	draft->path = NULL;
}

static bool write_all(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0;
	for (size_t at = 0; good && at < len;) {
		ssize_t put = write(fd, bytes + at, len - at);
		if (put < 0 && errno == EINTR)
			continue;
		good = put > 0;
		at += good ? (size_t)put : 0;
	}
	if (fd >= 0)
		good = close(fd) == 0 && good;
	return good;
}

bool qr_file_write(const char *place, mode_t mode, const void *bytes, size_t len, struct qr_fault *fault)
{
	struct qr_draft draft;
	bool good = qr_draft_begin(&draft, place, fault);
	if (good && !write_all(draft.path, bytes, len))
		good = qr_fail(fault, "%s cannot be written: %s", place, strerror(errno));
	good = good && qr_draft_finish(&draft, mode, fault);
	qr_draft_drop(&draft);
	return good;
}
