/* Seals answers, one JSON object a line on standard input, into an archive for count_bench.
 *
 *   synthetic FORM.json 100000 1 | make_archive FORM.json ARCHIVE [RECORD SIZE] */
#include <sodium.h>

#include "tally/archive.h"
#include "tally/forms.h"
#include "tally/lockmaker.h"
#include "tests/bench/archive_key.h"
#include "tests/bench/bench.h"

struct maker {
	struct form *form;
	struct key key;
	struct lock lock;
	struct archive archive;
	unsigned char *ids, *records;
	char version[FORM_VERSION_HEX + 1];
	uint32_t count;
};

static bool make_lock(struct maker *m, size_t size)
{
	struct buf text;
	buf_init(&text, LOCK_MAX_BYTES);
	bool ok = lock_make(&text, m->form->id, "bench", size, &m->key.card, 1, &m->key) == SEAL_OK &&
	          lock_read(text.data, text.len, &m->lock) == SEAL_OK;
	buf_release(&text);
	return ok;
}

static bool flush_block(struct maker *m, struct fault *fault)
{
	bool ok = m->count == 0 || archive_add_records(&m->archive, 0, m->ids, m->records, m->count, fault);
	m->count = 0;
	return ok;
}

static bool add(struct maker *m, const char *answers, size_t len, struct fault *fault)
{
	struct sheet_head head = {.form = m->form->id,
	                          .version = m->version,
	                          .wave = "bench",
	                          .lang = "lv",
	                          .day = m->form->settings.keep_day ? "2026-05-15" : ""};
	struct buf sheet;
	size_t size = m->lock.record_size;

	randombytes_buf(head.id, sizeof head.id);
	memcpy(m->ids + (size_t)m->count * RECORD_ID_BYTES, head.id, RECORD_ID_BYTES);
	buf_init(&sheet, RECORD_MAX_BYTES);
	sheet_write(&sheet, &head, answers, len);
	bool ok = !sheet.failed &&
	          record_seal(m->records + m->count * size, size, &m->lock, sheet.data, sheet.len) == SEAL_OK;
	buf_release(&sheet);
	if (!ok)
		return fault_set(fault, "a sheet does not fit into %zu bytes", size);
	return ++m->count < archive_block_records(size) || flush_block(m, fault);
}

static bool make(struct maker *m, const char *path, struct fault *fault)
{
	char *line = NULL;
	size_t room = 0;
	bool ok = archive_open(&m->archive, path, ARCHIVE_APPEND, fault) &&
	          archive_add_lock(&m->archive, &m->lock, fault);
	for (ssize_t len; ok && (len = getline(&line, &room, stdin)) > 1;)
		ok = add(m, line, (size_t)len - 1, fault);
	free(line);
	return ok && flush_block(m, fault);
}

int main(int argc, char **argv)
{
	struct maker m = {.archive.fd = -1};
	struct fault fault = {0};
	if (argc < 3 || sodium_init() < 0)
		return 2;
	size_t size = argc > 3 ? bench_number(argv[3]) : 4000;
	m.ids = malloc(ARCHIVE_BODY_MAX);
	m.records = malloc(ARCHIVE_BODY_MAX);
	bool ok = m.ids && m.records && form_load(argv[1], &m.form, &fault) && archive_key(&m.key) == SEAL_OK &&
	          make_lock(&m, size) && form_version(m.version, m.form) == SEAL_OK && make(&m, argv[2], &fault);
	if (!ok)
		fprintf(stderr, "make_archive: %s\n", fault.text);
	archive_close(&m.archive);
	lock_release(&m.lock);
	key_release(&m.key);
	form_free(m.form);
	free(m.ids);
	free(m.records);
	return ok ? 0 : 1;
}
