#include "tally/poster_sheets.h"

#include <stdlib.h>
#include <string.h>
#include "tally/take.h"

unsigned poster_sheets_of(const struct poster_sheets *s, const char *code)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->counts[i].code, code) == 0)
			return s->counts[i].sheets;
	return 0;
}

/* Codes beyond the most that a list of places can hold are made up: not counted. */
static void add(struct poster_sheets *s, struct sheet_text poster)
{
	if (poster.len != CODE_POSTER)
		return;
	size_t i = 0;
	while (i < s->count && memcmp(s->counts[i].code, poster.text, CODE_POSTER) != 0)
		i++;
	if (i == POSTER_SHEETS_MAX)
		return;
	if (i == s->count) {
		memcpy(s->counts[i].code, poster.text, CODE_POSTER);
		s->count++;
	}
	s->counts[i].sheets++;
}

static bool count_block(struct poster_sheets *out, struct session *s, size_t block, struct taker *taker,
                        unsigned char *record, struct fault *fault)
{
	const struct archive_block *b = &s->archive.blocks[block];
	unsigned char id[RECORD_ID_BYTES];
	for (uint32_t i = 0; i < b->whole; i++) {
		if (!archive_read_ids(&s->archive, b, i, 1, id) || !archive_read_records(&s->archive, b, i, 1, record))
			return fault_set(fault, "the archive cannot be read");
		if (!doubles_has(&s->doubles, block, i) &&
		    take_sheet(taker, &s->openers[b->lock], id, record) == TAKE_OK)
			add(out, taker->poster);
	}
	return true;
}

static bool count_all(struct poster_sheets *out, struct session *s, struct fault *fault)
{
	struct taker taker = {0};
	struct moment now;
	size_t size = 4000;
	for (size_t i = 0; i < s->archive.lock_count; i++)
		size = s->archive.locks[i].record_size > size ? s->archive.locks[i].record_size : size;
	unsigned char *record = malloc(size);
	session_now(&now);
	bool ok = (record && taker_init(&taker, s->form, &now, size)) || fault_set(fault, "memory ran out");
	for (size_t i = 0; ok && i < s->archive.block_count; i++)
		if (!s->archive.blocks[i].gone && s->openers[s->archive.blocks[i].lock].lock)
			ok = count_block(out, s, i, &taker, record, fault);
	taker_release(&taker);
	free(record);
	return ok;
}

bool poster_sheets_count(struct poster_sheets *out, const struct session_order *order, struct fault *fault)
{
	struct session s;
	*out = (struct poster_sheets){0};
	bool ok = session_open(&s, order, fault) && count_all(out, &s, fault);
	session_close(&s);
	return ok;
}
