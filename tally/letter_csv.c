/* Letters for a spreadsheet. */
#include <string.h>
#include "tally/answers_out.h"
#include "tally/csv.h"
#include "tally/inert.h"
#include "tally/letter_out.h"

#define CELL_MAX ((size_t)4 << 20)

static void cell_of(struct buf *out, struct buf *cell)
{
	size_t len = cell->len;

	while (len > 0 && cell->data[len - 1] == '\n')
		len--;
	out->failed |= cell->failed;
	csv_cell(out, cell->data != NULL ? cell->data : "", len);
	buf_wipe(cell);
	buf_release(cell);
}

void letter_csv_header(struct buf *out)
{
	static const char *const names[] = {"report", "form", "wave",    "day",      "language",
	                                    "state",  "read", "answers", "messages", "notes"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csv_text(out, names[i]);
	csv_end_line(out);
}

static void add_words(struct buf *cell, const struct letter *l, bool of_staff)
{
	for (size_t i = 0; i < l->story.step_count; i++) {
		const struct step *s = &l->story.steps[i];

		if ((s->event != NULL) != of_staff || (of_staff && !event_has_words(s->event)))
			continue;
		buf_add(cell, s->at, SCAN_DAY_BYTES);
		if (of_staff) {
			buf_addc(cell, ' ');
			inert_cell(cell, s->by, strlen(s->by));
		}
		buf_adds(cell, ": ");
		if (of_staff)
			inert_cell(cell, s->event->text.text, s->event->text.len);
		else
			inert_cell(cell, s->followup->message.text, s->followup->message.len);
		buf_addc(cell, '\n');
	}
}

void letter_csv(struct buf *out, const struct inbox *b, const struct letter *l, const char *lang)
{
	const struct lock *lock = inbox_lock(b, l);
	char hex[ID_HEX + 1], read[11];
	struct buf cell;

	id_hex(hex, l->id);
	letter_read_day(l, read);
	csv_text(out, hex);
	csv_text(out, lock->form);
	csv_text(out, lock->wave);
	csv_cell(out, l->day.text, l->day.len);
	csv_cell(out, l->lang.text, l->lang.len);
	buf_init(&cell, CELL_MAX);
	letter_state(&cell, l);
	cell_of(out, &cell);
	csv_text(out, read);
	buf_init(&cell, CELL_MAX);
	answers_cell(&cell, inbox_form(b, l), l->answers, lang);
	cell_of(out, &cell);
	for (int of_staff = 0; of_staff < 2; of_staff++) {
		buf_init(&cell, CELL_MAX);
		add_words(&cell, l, of_staff == 1);
		cell_of(out, &cell);
	}
	csv_end_line(out);
}
