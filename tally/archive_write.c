/* Appending to an archive: the body first, on the disk, then the head that makes it count. */
#include "tally/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool write_at(int fd, const unsigned char *bytes, size_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

static bool append(struct archive *a, struct archive_head *head, const unsigned char *body, struct fault *fault)
{
	unsigned char bytes[ARCHIVE_HEAD_BYTES];
	archive_hash(head->body_hash, body, head->body_len);
	memcpy(head->previous, a->last_check, ARCHIVE_HASH_BYTES);
	archive_head_write(bytes, head);
	if (!write_at(a->fd, body, head->body_len, a->end + ARCHIVE_HEAD_BYTES) || fdatasync(a->fd) != 0 ||
	    !write_at(a->fd, bytes, sizeof bytes, a->end) || fdatasync(a->fd) != 0)
		return fault_set(fault, "cannot write to the archive: %s", strerror(errno));
	memcpy(a->last_check, head->check, ARCHIVE_HASH_BYTES);
	a->end += ARCHIVE_HEAD_BYTES + head->body_len;
	return true;
}

bool archive_add_lock(struct archive *a, const struct lock *lock, struct fault *fault)
{
	struct archive_head head = {.kind = ARCHIVE_LOCK,
	                            .body_len = (uint32_t)lock->text_len,
	                            .count = 1,
	                            .record_size = (uint32_t)lock->record_size};
	memcpy(head.lock_id, lock->id, LOCK_ID_BYTES);
	if (!append(a, &head, (const unsigned char *)lock->text, fault))
		return false;
	return archive_keep_lock(a, lock->text, lock->text_len, lock->id) ||
	       fault_set(fault, "the lock cannot be kept");
}

bool archive_add_records(struct archive *a, size_t lock, const unsigned char *ids, const unsigned char *records,
                         uint32_t n, struct fault *fault)
{
	size_t size = a->locks[lock].record_size, ids_len = (size_t)n * RECORD_ID_BYTES;
	struct archive_head head = {.kind = ARCHIVE_RECORDS,
	                            .body_len = (uint32_t)(ids_len + n * size),
	                            .count = n,
	                            .record_size = (uint32_t)size};
	memcpy(head.lock_id, a->locks[lock].id, LOCK_ID_BYTES);
	unsigned char *body = malloc(head.body_len);
	if (body == NULL)
		return fault_set(fault, "memory ran out");
	memcpy(body, ids, ids_len);
	memcpy(body + ids_len, records, n * size);
	struct archive_block block = {
	        .at = a->end + ARCHIVE_HEAD_BYTES, .count = n, .whole = n, .lock = (uint32_t)lock};
	bool ok = append(a, &head, body, fault) && (archive_keep_block(a, block) || fault_set(fault, "memory ran out"));
	free(body);
	return ok;
}

bool archive_add_gone(struct archive *a, size_t lock, const unsigned char *ids, uint32_t n, struct fault *fault)
{
	struct archive_head head = {.kind = ARCHIVE_GONE, .body_len = n * RECORD_ID_BYTES, .count = n};
	memcpy(head.lock_id, a->locks[lock].id, LOCK_ID_BYTES);
	struct archive_block block = {
	        .at = a->end + ARCHIVE_HEAD_BYTES, .count = n, .lock = (uint32_t)lock, .gone = true};
	return append(a, &head, ids, fault) && (archive_keep_block(a, block) || fault_set(fault, "memory ran out"));
}

bool archive_add_look(struct archive *a, size_t lock, struct fault *fault)
{
	struct archive_head head = {.kind = ARCHIVE_LOOK, .count = 1};
	memcpy(head.lock_id, a->locks[lock].id, LOCK_ID_BYTES);
	struct archive_block block = {
	        .at = a->end + ARCHIVE_HEAD_BYTES, .lock = (uint32_t)lock, .gone = true, .look = true};
	return append(a, &head, (const unsigned char *)"", fault) &&
	       (archive_keep_block(a, block) || fault_set(fault, "memory ran out"));
}
