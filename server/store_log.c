#include "server/store_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x377f0682u /* checksums over little-endian words; + 1: big-endian */

struct sums {
	uint32_t a, b;
};

struct log {
	int fd;
	size_t page_size;
	bool big_endian; /* the words of the checksums */
	unsigned char salts[8];
	struct sums header_sums;
	uint64_t frames;
	unsigned char *frame; /* heap: one frame with its head */
};

static uint32_t word(const unsigned char *p, bool big_endian)
{
	return big_endian ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
	                  : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The checksum of section 4.2. */
static struct sums add(struct sums s, const unsigned char *bytes, size_t len, bool big_endian)
{
	for (size_t i = 0; i < len; i += 8) {
		s.a += word(bytes + i, big_endian) + s.b;
		s.b += word(bytes + i + 4, big_endian) + s.a;
	}
	return s;
}

static struct sums sums_at(const unsigned char *p)
{
	return (struct sums){word(p, true), word(p + 4, true)};
}

static bool same(struct sums x, struct sums y)
{
	return x.a == y.a && x.b == y.b;
}

/* Reads the header. False when it is not sound. */
static bool read_header(struct log *log)
{
	unsigned char h[LOG_HEADER_BYTES];
	uint32_t magic;

	if (pread(log->fd, h, sizeof h, 0) != sizeof h)
		return false;
	magic = word(h, true);
	log->big_endian = magic & 1;
	log->page_size = word(h + 8, true);
	memcpy(log->salts, h + 16, sizeof log->salts);
	log->header_sums = sums_at(h + 24);
	return (magic & ~1u) == MAGIC && log->page_size >= 512 && log->page_size <= 65536 &&
	       (log->page_size & (log->page_size - 1)) == 0 &&
	       same(add((struct sums){0}, h, 24, log->big_endian), log->header_sums);
}

/* Whether the log begins with zeros: it was being wiped. */
static bool wiped(const struct log *log)
{
	unsigned char h[LOG_HEADER_BYTES];

	return pread(log->fd, h, sizeof h, 0) == sizeof h && sodium_is_zero(h, sizeof h);
}

/* Reads frame i into log->frame and answers whether it follows on a frame that ended with *sums; sets *sums to what it
 * claims for itself, so that the frame after it can be judged even when this one is bad. */
static bool read_frame(struct log *log, uint64_t i, struct sums *sums)
{
	size_t size = LOG_FRAME_HEAD_BYTES + log->page_size;
	unsigned char *f = log->frame;
	struct sums found;

	if (pread(log->fd, f, size, (off_t)(LOG_HEADER_BYTES + i * size)) != (ssize_t)size)
		return false;
	found = add(*sums, f, 8, log->big_endian);
	found = add(found, f + LOG_FRAME_HEAD_BYTES, log->page_size, log->big_endian);
	*sums = sums_at(f + 16);
	return memcmp(f + 8, log->salts, sizeof log->salts) == 0 && same(found, *sums);
}

/* Whether a sound frame follows on the end of a later commit than the one that the first bad frame belongs to. SQLite
 * syncs the log with each commit before it begins the next, so the bad one was whole once. */
static bool sound_after_bad(struct log *log)
{
	struct sums sums = log->header_sums;
	bool bad = false, ended = false;

	for (uint64_t i = 0; i < log->frames; i++) {
		bool sound = read_frame(log, i, &sums);

		if (ended && sound)
			return true;
		bad = bad || !sound;
		/* A frame that ends a commit says so by giving the database's size in pages. */
		ended = ended || (bad && word(log->frame + 4, true) != 0);
	}
	return false;
}

static enum store_err check(struct log *log, uint64_t size)
{
	enum store_err err;

	if (size <= LOG_HEADER_BYTES || wiped(log))
		return STORE_OK;
	if (!read_header(log))
		return STORE_DAMAGED;
	log->frames = (size - LOG_HEADER_BYTES) / (LOG_FRAME_HEAD_BYTES + log->page_size);
	log->frame = malloc(LOG_FRAME_HEAD_BYTES + log->page_size);
	if (log->frame == NULL)
		return STORE_NOMEM;
	err = sound_after_bad(log) ? STORE_DAMAGED : STORE_OK;
	free(log->frame);
	return err;
}

enum store_err log_check(const char *path)
{
	char path_log[STORE_PATH_MAX];
	struct log log = {0};
	enum store_err err = STORE_IO;
	struct stat st;
	int len = snprintf(path_log, sizeof path_log, "%s-wal", path);

	if (len < 0 || (size_t)len >= sizeof path_log)
		return STORE_IO;
	log.fd = open(path_log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (log.fd < 0)
		return errno == ENOENT ? STORE_OK : STORE_IO;
	if (fstat(log.fd, &st) == 0)
		err = check(&log, (uint64_t)st.st_size);
	close(log.fd);
	return err;
}

static int write_zeros(sqlite3_file *file, sqlite3_int64 from, sqlite3_int64 to)
{
	static const unsigned char zeros[65536];
	int result = SQLITE_OK;

	for (sqlite3_int64 at = from; at < to && result == SQLITE_OK; at += (int)sizeof zeros) {
		sqlite3_int64 rest = to - at;
		int part = rest < (sqlite3_int64)sizeof zeros ? (int)rest : (int)sizeof zeros;

		result = file->pMethods->xWrite(file, zeros, part, at);
	}
	return result == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY) : result;
}

/* The header first, on its own: a log whose header is not sound counts as empty, while one that has lost frames in its
 * middle counts as damaged. */
static int overwrite(sqlite3 *db)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;
	int result = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);

	if (result != SQLITE_OK || file == NULL || file->pMethods == NULL)
		return result;
	result = file->pMethods->xFileSize(file, &size);
	if (result == SQLITE_OK && size > 0)
		result = write_zeros(file, 0, LOG_HEADER_BYTES);
	if (result == SQLITE_OK && size > LOG_HEADER_BYTES)
		result = write_zeros(file, LOG_HEADER_BYTES, size);
	return result;
}

int log_wipe(sqlite3 *db)
{
	int frames = 0, moved = 0;
	int result = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_RESTART, &frames, &moved);

	if (result == SQLITE_OK && frames != moved)
		result = SQLITE_BUSY;
	if (result == SQLITE_OK)
		result = overwrite(db);
	if (result == SQLITE_OK)
		result = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return result;
}
