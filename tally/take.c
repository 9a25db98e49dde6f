#include "tally/take.h"

#include <sodium.h>
#include "seal/event.h"
#include "seal/followup.h"

static const char *const TEXTS[TAKE_KINDS] = {
        [TAKE_OK] = "counted",
        [TAKE_CLOSED] = "does not open",
        [TAKE_NO_SHEET] = "not a sheet",
        [TAKE_OTHER_FORM] = "not for this form",
        [TAKE_OTHER_WAVE] = "other wave",
        [TAKE_OTHER_VERSION] = "other version",
        [TAKE_OTHER_ID] = "wrong id",
        [TAKE_UNACCEPTABLE] = "not acceptable",
        [TAKE_DOUBLED] = "doubled",
        [TAKE_DAMAGED] = "damaged",
        [TAKE_FOLLOWUP] = "messages",
        [TAKE_EVENT] = "events",
};

const char *take_text(enum take reason)
{
	return TEXTS[reason];
}

bool taker_init(struct taker *t, const struct form *form, const struct moment *now, size_t record_size)
{
	*t = (struct taker){.form = form, .now = *now, .padded_size = record_padded_bytes(record_size)};
	t->answers = answers_new(form);
	t->padded = sodium_malloc(t->padded_size);
	return t->answers != NULL && t->padded != NULL && form_version(t->version, form) == SEAL_OK;
}

void taker_release(struct taker *t)
{
	answers_free(t->answers);
	sodium_free(t->padded);
	*t = (struct taker){0};
}

static enum take place(const struct sheet_parts *sheet, const struct taker *t, const struct lock *lock,
                       const unsigned char *id)
{
	switch (sheet_place(sheet, lock, t->version, id)) {
	case SHEET_FITS:
		return TAKE_OK;
	case SHEET_OTHER_FORM:
		return TAKE_OTHER_FORM;
	case SHEET_OTHER_WAVE:
		return TAKE_OTHER_WAVE;
	case SHEET_OTHER_VERSION:
		return TAKE_OTHER_VERSION;
	case SHEET_OTHER_ID:
		return TAKE_OTHER_ID;
	}
	return TAKE_NO_SHEET;
}

static bool accept(struct taker *t, const struct sheet_parts *sheet)
{
	return answers_read_json(t->answers, sheet->answers.text, sheet->answers.len) == CORE_OK &&
	       answers_evaluate(t->answers, &t->now, "") == CORE_OK && answers_acceptable(t->answers);
}

enum take take_sheet(struct taker *t, const struct opener *opener, const unsigned char id[static RECORD_ID_BYTES],
                     const unsigned char *record)
{
	struct sheet_parts sheet;
	const char *text;
	size_t len;
	answers_clear(t->answers);
	sodium_memzero(t->padded, t->used);
	t->used = 0;
	if (record_open(opener, record, opener->lock->record_size, t->padded, &text, &len) != SEAL_OK)
		return TAKE_CLOSED;
	t->used = len + 1;
	if (sheet_read(text, len, &sheet) != SEAL_OK)
		return event_begins(text, len)      ? TAKE_EVENT
		       : followup_begins(text, len) ? TAKE_FOLLOWUP
		                                    : TAKE_NO_SHEET;
	enum take reason = place(&sheet, t, opener->lock, id);
	if (reason != TAKE_OK)
		return reason;
	t->day = sheet.day;
	t->poster = sheet.poster;
	return accept(t, &sheet) ? TAKE_OK : TAKE_UNACCEPTABLE;
}
