/* The archive: what was written is read again; what is cut, flipped, foreign, moved or doubled is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <fcntl.h>
#include <cmocka.h>
#include "tally/archive.h"
#include "tally/doubles.h"
#include "tests/unit/seal_fixture.h"

#define RECORDS 600 /* more than two blocks */

struct place_on_disk {
	char path[64];
	struct fixture fixture;
	unsigned char ids[RECORDS * RECORD_ID_BYTES], *records;
};

static struct place_on_disk *p;

static int set_up(void **state)
{
	(void)state;
	p = calloc(1, sizeof *p);
	fixture_init(&p->fixture);
	snprintf(p->path, sizeof p->path, "/tmp/archive-test-%d", (int)getpid());
	p->records = malloc((size_t)RECORDS * 4000);
	randombytes_buf(p->ids, sizeof p->ids);
	randombytes_buf(p->records, (size_t)RECORDS * 4000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(p->path);
	free(p->records);
	fixture_release(&p->fixture);
	free(p);
	return 0;
}

static void must_open(struct archive *a, enum archive_mode mode)
{
	struct fault fault = {0};
	if (!archive_open(a, p->path, mode, &fault))
		fail_msg("%s", fault.text);
}

static void add_records(struct archive *a, uint32_t first, uint32_t n)
{
	struct fault fault;
	assert_true(archive_add_records(a, 0, p->ids + first * RECORD_ID_BYTES, p->records + (size_t)first * 4000, n,
	                                &fault));
}

/* An archive of one lock and n records, in blocks of 100. */
static void make(uint32_t n)
{
	struct archive a;
	struct fault fault;
	unlink(p->path);
	must_open(&a, ARCHIVE_APPEND);
	assert_true(archive_add_lock(&a, &p->fixture.lock, &fault));
	for (uint32_t i = 0; i < n; i += 100)
		add_records(&a, i, n - i < 100 ? n - i : 100);
	archive_close(&a);
}

static off_t file_size(void)
{
	int fd = open(p->path, O_RDONLY);
	off_t size = lseek(fd, 0, SEEK_END);
	close(fd);
	return size;
}

static void flip(off_t at)
{
	unsigned char byte;
	int fd = open(p->path, O_RDWR);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x40;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

/* Where the n-th block of 100 records begins. */
static off_t block_at(unsigned n)
{
	return ARCHIVE_HEADER_BYTES + ARCHIVE_HEAD_BYTES + (off_t)p->fixture.lock.text_len +
	       (off_t)n * (ARCHIVE_HEAD_BYTES + 100 * (16 + 4000));
}

static void assert_reads(const struct archive *a, size_t block, uint32_t index, uint32_t original)
{
	unsigned char id[RECORD_ID_BYTES], record[4000];
	assert_true(archive_read_ids(a, &a->blocks[block], index, 1, id));
	assert_true(archive_read_records(a, &a->blocks[block], index, 1, record));
	assert_memory_equal(id, p->ids + original * RECORD_ID_BYTES, sizeof id);
	assert_memory_equal(record, p->records + (size_t)original * 4000, sizeof record);
}

static void test_what_was_written_is_read_again(void **state)
{
	struct archive a;
	struct fault fault;
	(void)state;
	make(250);
	must_open(&a, ARCHIVE_READ);
	assert_false(a.damaged || a.torn);
	assert_int_equal(a.lock_count, 1);
	assert_memory_equal(a.locks[0].id, p->fixture.lock.id, LOCK_ID_BYTES);
	assert_int_equal(archive_records(&a, 0), 250);
	assert_reads(&a, 0, 0, 0);
	assert_reads(&a, 2, 49, 249);
	assert_false(archive_read_records(&a, &a.blocks[2], 49, 2, p->records));
	assert_true(archive_verify(&a, &fault));
	archive_close(&a);
}

static void test_appending_goes_on_where_it_ended(void **state)
{
	struct archive a;
	(void)state;
	make(100);
	must_open(&a, ARCHIVE_APPEND);
	add_records(&a, 100, 100);
	archive_close(&a);
	must_open(&a, ARCHIVE_READ);
	assert_int_equal(archive_records(&a, 0), 200);
	assert_reads(&a, 1, 99, 199);
	assert_false(a.damaged || a.torn);
	archive_close(&a);
}

static void test_an_empty_file_and_a_foreign_file_are_no_archives(void **state)
{
	struct archive a;
	struct fault fault;
	(void)state;
	int fd = open(p->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_false(archive_open(&a, p->path, ARCHIVE_READ, &fault));
	archive_close(&a);
	assert_int_equal(write(fd, "something else that is longer than a header", 43), 43);
	assert_false(archive_open(&a, p->path, ARCHIVE_READ, &fault));
	archive_close(&a);
	assert_false(archive_open(&a, p->path, ARCHIVE_APPEND, &fault));
	archive_close(&a);
	close(fd);
	assert_int_equal(file_size(), 43); /* and it was left alone */
}

static void test_another_version_is_refused(void **state)
{
	struct archive a;
	struct fault fault;
	(void)state;
	make(1);
	flip(16);
	assert_false(archive_open(&a, p->path, ARCHIVE_READ, &fault));
	archive_close(&a);
}

static void test_a_tail_torn_by_a_crash_is_cut_and_the_rest_kept(void **state)
{
	struct archive a;
	(void)state;
	make(200);
	off_t whole = file_size();
	make(300);
	int fd = open(p->path, O_RDWR);
	unsigned char nothing[ARCHIVE_HEAD_BYTES] = {0};
	assert_int_equal(pwrite(fd, nothing, sizeof nothing, block_at(2)),
	                 sizeof nothing); /* the head was never written */
	close(fd);
	must_open(&a, ARCHIVE_READ);
	assert_true(a.torn);
	assert_int_equal(archive_records(&a, 0), 200);
	archive_close(&a);
	must_open(&a, ARCHIVE_APPEND);
	assert_true(a.cut > 0);
	assert_int_equal(archive_records(&a, 0), 200);
	archive_close(&a);
	assert_int_equal(file_size(), whole);
	must_open(&a, ARCHIVE_READ);
	assert_false(a.torn || a.damaged);
	archive_close(&a);
}

static void test_a_cut_at_any_place_is_noticed_and_what_is_whole_is_read(void **state)
{
	(void)state;
	make(300);
	for (off_t size = file_size() - 1; size > block_at(1); size -= 7919) {
		struct archive a;
		assert_int_equal(truncate(p->path, size), 0);
		must_open(&a, ARCHIVE_READ);
		uint64_t whole = archive_records(&a, 0);
		assert_true(a.torn || size == block_at(2));
		assert_true(whole >= 100 && whole < 300);
		assert_reads(&a, 0, 99, 99);
		if (size > block_at(2) + ARCHIVE_HEAD_BYTES)
			assert_int_equal(whole + a.lost, 300);
		archive_close(&a);
	}
}

static void test_a_flipped_bit_in_a_head_loses_that_block_alone(void **state)
{
	struct archive a;
	struct fault fault;
	(void)state;
	make(300);
	flip(block_at(1) + 20);
	must_open(&a, ARCHIVE_READ);
	assert_true(a.damaged);
	assert_int_equal(archive_records(&a, 0), 200);
	assert_int_equal(a.lost, 100);
	assert_reads(&a, 1, 0, 200);
	archive_close(&a);
	off_t size = file_size();
	assert_false(archive_open(&a, p->path, ARCHIVE_APPEND, &fault)); /* fetch does not touch it */
	archive_close(&a);
	assert_int_equal(file_size(), size);
}

static void test_a_flipped_bit_in_a_record_is_found_by_verifying(void **state)
{
	struct archive a;
	struct fault fault;
	(void)state;
	make(300);
	flip(block_at(1) + ARCHIVE_HEAD_BYTES + 100 * 16 + 12345);
	must_open(&a, ARCHIVE_READ);
	assert_int_equal(archive_records(&a, 0), 300); /* its box will not open: that is for the count to say */
	assert_false(archive_verify(&a, &fault));
	archive_close(&a);
}

static void test_a_flipped_bit_in_a_lock_is_noticed(void **state)
{
	struct archive a;
	(void)state;
	make(100);
	flip(ARCHIVE_HEADER_BYTES + ARCHIVE_HEAD_BYTES + 40);
	must_open(&a, ARCHIVE_READ);
	assert_true(a.damaged);
	assert_int_equal(a.lost, 100);
	archive_close(&a);
}

/* Copies a block behind the end, as someone would who wants sheets to count twice. */
static void copy_block(unsigned n)
{
	size_t len = ARCHIVE_HEAD_BYTES + 100 * (16 + 4000);
	unsigned char *bytes = malloc(len);
	int fd = open(p->path, O_RDWR);
	assert_int_equal(pread(fd, bytes, len, block_at(n)), len);
	assert_int_equal(pwrite(fd, bytes, len, lseek(fd, 0, SEEK_END)), len);
	close(fd);
	free(bytes);
}

static void test_a_doubled_block_is_noticed_and_its_records_found(void **state)
{
	struct archive a;
	struct fault fault;
	struct doubles doubles;
	const bool chosen = true;
	(void)state;
	make(300);
	copy_block(1);
	must_open(&a, ARCHIVE_READ);
	assert_true(a.damaged);
	assert_true(doubles_find(&doubles, &a, &chosen, 64, &fault)); /* in several passes */
	assert_int_equal(doubles.count, 100);
	for (uint32_t i = 0; i < 100; i++) {
		assert_true(doubles_has(&doubles, 3, i));
		assert_false(doubles_has(&doubles, 1, i));
	}
	doubles_release(&doubles);
	archive_close(&a);
}

static void test_distinct_ids_are_no_doubles(void **state)
{
	struct archive a;
	struct fault fault;
	struct doubles doubles;
	const bool chosen = true;
	(void)state;
	make(RECORDS);
	must_open(&a, ARCHIVE_READ);
	for (size_t share = 16; share <= 4096; share *= 16) {
		assert_true(doubles_find(&doubles, &a, &chosen, share, &fault));
		assert_int_equal(doubles.count, 0);
		doubles_release(&doubles);
	}
	archive_close(&a);
}

static void test_an_id_doubled_inside_a_well_made_archive_is_found(void **state)
{
	struct archive a;
	struct fault fault;
	struct doubles doubles;
	const bool chosen = true;
	(void)state;
	make(100);
	must_open(&a, ARCHIVE_APPEND);
	add_records(&a, 99, 2); /* 99 again */
	assert_false(a.damaged);
	assert_true(doubles_find(&doubles, &a, &chosen, DOUBLES_SHARE, &fault));
	assert_int_equal(doubles.count, 1);
	assert_true(doubles_has(&doubles, 1, 0));
	doubles_release(&doubles);
	archive_close(&a);
}

static void test_notes_on_what_is_gone_are_kept_and_are_no_records(void **state)
{
	struct archive a;
	struct fault fault;
	unsigned char ids[2 * RECORD_ID_BYTES];
	(void)state;
	make(100);
	must_open(&a, ARCHIVE_APPEND);
	assert_true(archive_add_gone(&a, 0, p->ids, 2, &fault));
	archive_close(&a);
	must_open(&a, ARCHIVE_READ);
	assert_int_equal(archive_records(&a, 0), 100);
	assert_true(a.blocks[1].gone);
	assert_true(archive_read_ids(&a, &a.blocks[1], 0, 2, ids));
	assert_memory_equal(ids, p->ids, sizeof ids);
	archive_close(&a);
}

static void test_two_that_append_at_once_are_kept_apart(void **state)
{
	struct archive a, b;
	struct fault fault;
	(void)state;
	make(100);
	must_open(&a, ARCHIVE_APPEND);
	assert_false(archive_open(&b, p->path, ARCHIVE_APPEND, &fault));
	archive_close(&b);
	archive_close(&a);
	must_open(&b, ARCHIVE_APPEND);
	archive_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_what_was_written_is_read_again),
	        cmocka_unit_test(test_appending_goes_on_where_it_ended),
	        cmocka_unit_test(test_an_empty_file_and_a_foreign_file_are_no_archives),
	        cmocka_unit_test(test_another_version_is_refused),
	        cmocka_unit_test(test_a_tail_torn_by_a_crash_is_cut_and_the_rest_kept),
	        cmocka_unit_test(test_a_cut_at_any_place_is_noticed_and_what_is_whole_is_read),
	        cmocka_unit_test(test_a_flipped_bit_in_a_head_loses_that_block_alone),
	        cmocka_unit_test(test_a_flipped_bit_in_a_record_is_found_by_verifying),
	        cmocka_unit_test(test_a_flipped_bit_in_a_lock_is_noticed),
	        cmocka_unit_test(test_a_doubled_block_is_noticed_and_its_records_found),
	        cmocka_unit_test(test_distinct_ids_are_no_doubles),
	        cmocka_unit_test(test_an_id_doubled_inside_a_well_made_archive_is_found),
	        cmocka_unit_test(test_notes_on_what_is_gone_are_kept_and_are_no_records),
	        cmocka_unit_test(test_two_that_append_at_once_are_kept_apart),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
