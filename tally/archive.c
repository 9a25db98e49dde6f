/* Opening an archive: its heads are followed from the header to the end, and what is wrong with them is noted, not
 * guessed. */
#include "tally/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_at(int fd, void *out, size_t len, uint64_t at)
{
	unsigned char *p = out;
	while (len > 0) {
		ssize_t n = pread(fd, p, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

size_t archive_lock(const struct archive *a, const unsigned char id[static LOCK_ID_BYTES])
{
	size_t i = 0;
	while (i < a->lock_count && memcmp(a->locks[i].id, id, LOCK_ID_BYTES) != 0)
		i++;
	return i;
}

uint64_t archive_records(const struct archive *a, size_t lock)
{
	uint64_t n = 0;
	for (size_t i = 0; i < a->block_count; i++)
		if (a->blocks[i].lock == lock && !a->blocks[i].gone)
			n += a->blocks[i].whole;
	return n;
}

bool archive_keep_block(struct archive *a, struct archive_block block)
{
	if (a->block_count == a->block_room) {
		size_t room = a->block_room ? 2 * a->block_room : 64;
		struct archive_block *blocks = reallocarray(a->blocks, room, sizeof *blocks);
		if (blocks == NULL)
			return false;
		a->blocks = blocks;
		a->block_room = room;
	}
	a->blocks[a->block_count++] = block;
	return true;
}

bool archive_keep_lock(struct archive *a, const char *text, size_t len, const unsigned char id[static LOCK_ID_BYTES])
{
	struct lock lock;
	if (lock_read(text, len, &lock) != SEAL_OK)
		return false;
	size_t i = archive_lock(a, lock.id);
	struct lock *locks = a->locks;
	bool fits = memcmp(lock.id, id, LOCK_ID_BYTES) == 0;
	if (fits && i == a->lock_count) {
		locks = reallocarray(a->locks, a->lock_count + 1, sizeof *locks);
		fits = locks != NULL;
	} else if (fits) {
		fits = a->locks[i].record_size == lock.record_size;
	}
	if (!fits) {
		lock_release(&lock);
		return false;
	}
	a->locks = locks;
	if (i == a->lock_count)
		a->lock_count++;
	else
		lock_release(&locks[i]);
	locks[i] = lock;
	return true;
}

static void damage(struct archive *a, const char *what, uint64_t at)
{
	if (!a->damaged && !a->torn)
		fault_say(&a->damage, "%s at byte %" PRIu64, what, at);
	a->damaged = true;
}

/* After a broken head: the next one can only stand a whole number of ids and records on, under a lock that is known. */
static bool find_next_head(struct archive *a, uint64_t size, uint64_t *at, struct archive_head *head)
{
	unsigned char bytes[ARCHIVE_HEAD_BYTES];
	for (size_t i = 0; i < a->lock_count; i++) {
		uint64_t step = RECORD_ID_BYTES + a->locks[i].record_size;
		for (uint32_t k = 1; k <= archive_block_records(a->locks[i].record_size); k++) {
			uint64_t next = *at + ARCHIVE_HEAD_BYTES + k * step;
			if (next + ARCHIVE_HEAD_BYTES > size || !read_at(a->fd, bytes, sizeof bytes, next))
				break;
			if (archive_head_read(bytes, head) == SEAL_OK) {
				a->lost += k;
				*at = next;
				return true;
			}
		}
	}
	return false;
}

static bool take_lock(struct archive *a, const struct archive_head *head, uint64_t body_at)
{
	unsigned char *text = malloc(head->body_len);
	unsigned char hash[ARCHIVE_HASH_BYTES];
	bool ok = text != NULL && read_at(a->fd, text, head->body_len, body_at);
	if (ok) {
		archive_hash(hash, text, head->body_len);
		ok = memcmp(hash, head->body_hash, sizeof hash) == 0 &&
		     archive_keep_lock(a, (const char *)text, head->body_len, head->lock_id);
	}
	free(text);
	return ok;
}

static uint32_t whole_records(const struct archive_head *head, uint64_t body_at, uint64_t size)
{
	uint64_t there = size - body_at, ids = (uint64_t)head->count * RECORD_ID_BYTES;
	uint64_t whole = there > ids ? (there - ids) / head->record_size : 0;
	return whole < head->count ? (uint32_t)whole : head->count;
}

/* Takes a block whose head holds into memory. */
static void take_block(struct archive *a, const struct archive_head *head, uint64_t body_at, uint64_t size)
{
	if (head->kind == ARCHIVE_LOCK) {
		if (!take_lock(a, head, body_at))
			damage(a, "a lock that is not as it was written", body_at);
		return;
	}
	size_t lock = archive_lock(a, head->lock_id);
	bool look = head->kind == ARCHIVE_LOOK, gone = look || head->kind == ARCHIVE_GONE;
	if (lock == a->lock_count || (!gone && head->record_size != a->locks[lock].record_size)) {
		a->lost += gone ? 0 : head->count;
		damage(a, "records without their lock", body_at);
		return;
	}
	struct archive_block block = {
	        .at = body_at, .count = look ? 0 : head->count, .lock = (uint32_t)lock, .gone = gone, .look = look};
	block.whole = gone ? 0 : whole_records(head, body_at, size);
	a->lost += gone ? 0 : block.count - block.whole;
	if (!archive_keep_block(a, block))
		damage(a, "memory ran out", body_at);
}

static void tear(struct archive *a, uint64_t at)
{
	if (!a->damaged)
		fault_say(&a->damage, "the last block is not complete, from byte %" PRIu64 " on", at);
	a->torn = true;
}

static void scan(struct archive *a, uint64_t size)
{
	unsigned char bytes[ARCHIVE_HEAD_BYTES];
	uint64_t at = ARCHIVE_HEADER_BYTES;
	a->end = at;
	while (at < size) {
		struct archive_head head;
		bool good = size - at >= ARCHIVE_HEAD_BYTES && read_at(a->fd, bytes, sizeof bytes, at) &&
		            archive_head_read(bytes, &head) == SEAL_OK;
		uint64_t broken_at = at;
		if (!good && !find_next_head(a, size, &at, &head)) {
			if (size - at <= ARCHIVE_HEAD_BYTES + ARCHIVE_BODY_MAX)
				tear(a, at);
			else
				damage(a, "a block that cannot be read", at);
			return;
		}
		if (!good)
			damage(a, "a block that cannot be read", broken_at);
		else if (memcmp(head.previous, a->last_check, ARCHIVE_HASH_BYTES) != 0)
			damage(a, "a block is missing, moved or doubled", at);
		uint64_t body_at = at + ARCHIVE_HEAD_BYTES;
		if (head.body_len > size - body_at) {
			if (head.kind == ARCHIVE_RECORDS)
				take_block(a, &head, body_at, size);
			tear(a, at);
			return;
		}
		take_block(a, &head, body_at, size);
		memcpy(a->last_check, head.check, ARCHIVE_HASH_BYTES);
		at = a->end = body_at + head.body_len;
	}
}

/* Makes the new file's name durable too. */
static bool sync_folder(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 1;
	if (len == 0)
		len = 1;
	if (len >= sizeof folder)
		return false;
	memcpy(folder, slash ? path : ".", len);
	folder[len] = '\0';
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool begin(struct archive *a, const char *path, struct fault *fault)
{
	unsigned char header[ARCHIVE_HEADER_BYTES];
	archive_header_write(header, a->last_check);
	if (pwrite(a->fd, header, sizeof header, 0) != (ssize_t)sizeof header || fsync(a->fd) != 0 ||
	    !sync_folder(path))
		return fault_set(fault, "%s: cannot write: %s", path, strerror(errno));
	a->end = ARCHIVE_HEADER_BYTES;
	return true;
}

static bool open_file(struct archive *a, const char *path, enum archive_mode mode, uint64_t *size, struct fault *fault)
{
	struct stat st;
	int flags = mode == ARCHIVE_APPEND ? O_RDWR | O_CREAT : O_RDONLY;
	a->fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
	if (a->fd < 0 || fstat(a->fd, &st) != 0)
		return fault_set(fault, "%s: cannot open: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fault_set(fault, "%s: not a file", path);
	if (flock(a->fd, (mode == ARCHIVE_APPEND ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0)
		return fault_set(fault, "%s: in use by another uzklausi-tally", path);
	if (fstat(a->fd, &st) != 0)
		return fault_set(fault, "%s: cannot read: %s", path, strerror(errno));
	*size = (uint64_t)st.st_size;
	return true;
}

/* Only what a crash can leave behind is cut: one block without a head at the very end. */
static bool cut_tail(struct archive *a, const char *path, uint64_t size, struct fault *fault)
{
	if (a->damaged)
		return fault_set(
		        fault,
		        "%s: damaged: %s. Nothing was changed; go on with a copy of the file, or fetch into a new one",
		        path, a->damage.text);
	while (a->block_count > 0 && a->blocks[a->block_count - 1].at > a->end)
		a->block_count--;
	a->lost = 0;
	if (ftruncate(a->fd, (off_t)a->end) != 0 || fsync(a->fd) != 0)
		return fault_set(fault, "%s: cannot write: %s", path, strerror(errno));
	a->cut = size - a->end;
	return true;
}

bool archive_open(struct archive *a, const char *path, enum archive_mode mode, struct fault *fault)
{
	unsigned char header[ARCHIVE_HEADER_BYTES];
	uint64_t size = 0;
	*a = (struct archive){.fd = -1};
	if (!open_file(a, path, mode, &size, fault))
		return false;
	if (size == 0 && mode == ARCHIVE_APPEND)
		return begin(a, path, fault);
	if (size < sizeof header || !read_at(a->fd, header, sizeof header, 0) ||
	    archive_header_read(header, a->last_check) != SEAL_OK)
		return fault_set(fault, "%s: not an archive of version 1", path);
	scan(a, size);
	if (mode == ARCHIVE_APPEND && (a->torn || a->damaged))
		return cut_tail(a, path, size, fault);
	return true;
}

void archive_close(struct archive *a)
{
	for (size_t i = 0; i < a->lock_count; i++)
		lock_release(&a->locks[i]);
	free(a->locks);
	free(a->blocks);
	if (a->fd >= 0)
		close(a->fd);
	*a = (struct archive){.fd = -1};
}

bool archive_read_ids(const struct archive *a, const struct archive_block *b, uint32_t first, uint32_t n,
                      unsigned char *ids)
{
	return first <= b->count && n <= b->count - first &&
	       read_at(a->fd, ids, (size_t)n * RECORD_ID_BYTES, b->at + (uint64_t)first * RECORD_ID_BYTES);
}

bool archive_read_records(const struct archive *a, const struct archive_block *b, uint32_t first, uint32_t n,
                          unsigned char *records)
{
	uint64_t size = a->locks[b->lock].record_size;
	return first <= b->whole && n <= b->whole - first &&
	       read_at(a->fd, records, n * size, b->at + (uint64_t)b->count * RECORD_ID_BYTES + first * size);
}

bool archive_verify(const struct archive *a, struct fault *fault)
{
	unsigned char head_bytes[ARCHIVE_HEAD_BYTES], hash[ARCHIVE_HASH_BYTES];
	unsigned char *body = malloc(ARCHIVE_BODY_MAX);
	bool ok = body != NULL || fault_set(fault, "memory ran out");
	for (size_t i = 0; ok && i < a->block_count; i++) {
		struct archive_head head;
		uint64_t at = a->blocks[i].at;
		ok = read_at(a->fd, head_bytes, sizeof head_bytes, at - ARCHIVE_HEAD_BYTES) &&
		     archive_head_read(head_bytes, &head) == SEAL_OK && read_at(a->fd, body, head.body_len, at);
		if (ok) {
			archive_hash(hash, body, head.body_len);
			ok = memcmp(hash, head.body_hash, sizeof hash) == 0;
		}
		if (!ok)
			fault_say(fault, "the block of records at byte %" PRIu64 " is not as it was written", at);
	}
	free(body);
	return ok;
}
