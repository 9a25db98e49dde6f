/* A count as a table for people: a column for all and one a group, a line a choice. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "tally/report.h"
#include "tally/show.h"

#define LABEL_WIDTH 46
#define COLUMN_WIDTH 13
#define TITLE_WIDTH 110
#define HEADING_LINES 4

struct words {
	const char *wave, *sheets, *all, *answered, *refused, *hidden_one, *hidden;
	const char *reasons[TAKE_REFUSALS];
	const char *beside; /* messages, then events */
};

static const struct words LATVIAN = {
        .wave = "kārta",
        .sheets = "Anketas",
        .all = "Kopā",
        .answered = "atbildēja",
        .refused = "Nav ieskaitītas",
        .hidden_one = "–  skaitlis nav parādīts",
        .hidden = ": tas attiecas uz mazāk nekā %" PRIu64 " cilvēkiem vai ļautu šādu skaitli aprēķināt.",
        .reasons = {[TAKE_CLOSED] = "nav atverama",
                    [TAKE_NO_SHEET] = "saturs nav anketa",
                    [TAKE_OTHER_FORM] = "citas aptaujas anketa",
                    [TAKE_OTHER_WAVE] = "citas kārtas anketa",
                    [TAKE_OTHER_VERSION] = "citas aptaujas redakcijas anketa",
                    [TAKE_OTHER_ID] = "nepareizs numurs",
                    [TAKE_UNACCEPTABLE] = "nepieļaujamas atbildes",
                    [TAKE_DOUBLED] = "atkārtojas arhīvā",
                    [TAKE_DAMAGED] = "bojāta arhīvā"},
        .beside = "Turklāt: ziņotāju turpinājumi – %" PRIu64 ", darbinieku piezīmes – %" PRIu64 ".\n",
};

static const struct words ENGLISH = {
        .wave = "wave",
        .sheets = "Sheets",
        .all = "All",
        .answered = "answered",
        .refused = "Not counted",
        .hidden_one = "–  not shown",
        .hidden = ": about fewer than %" PRIu64 " people, or would let such a number be worked out.",
        .reasons = {[TAKE_CLOSED] = "does not open",
                    [TAKE_NO_SHEET] = "not a sheet",
                    [TAKE_OTHER_FORM] = "not for this form",
                    [TAKE_OTHER_WAVE] = "other wave",
                    [TAKE_OTHER_VERSION] = "other version of the form",
                    [TAKE_OTHER_ID] = "wrong id",
                    [TAKE_UNACCEPTABLE] = "not acceptable",
                    [TAKE_DOUBLED] = "doubled in the archive",
                    [TAKE_DAMAGED] = "damaged in the archive"},
        .beside = "Beside the sheets: %" PRIu64 " later messages of reporters, %" PRIu64 " notes of the staff.\n",
};

static const struct words *words_in(const char *lang)
{
	return strncmp(lang, "lv", 2) == 0 ? &LATVIAN : &ENGLISH;
}

static const char *label(const struct text *text, const char *lang, const char *name)
{
	const char *wording = text_in(text, lang);
	return wording != NULL && *wording != '\0' ? wording : name;
}

static void add_number(const struct report *r, struct buf *out, size_t row, size_t at)
{
	char number[32] = "–";
	size_t i = row * r->plan->width + at;
	if (!r->hidden[i])
		snprintf(number, sizeof number, "%" PRIu64, r->tally->table.figures[i]);
	buf_adds(out, "  ");
	show_right(out, number, COLUMN_WIDTH);
}

static void add_line(const struct report *r, struct buf *out, const char *text, size_t at)
{
	show_left(out, text, LABEL_WIDTH);
	add_number(r, out, count_total_row(r->plan), at);
	for (size_t g = 0; g < r->plan->group_count; g++)
		add_number(r, out, g, at);
	buf_addc(out, '\n');
}

/* One line of a heading: as many words as fit the column. Answers where the next begins. */
static const char *heading_part(const char *text, char *line, size_t size)
{
	size_t fits = 0;
	for (size_t i = 1; i < size && text[0] != '\0'; i++) {
		bool end = text[i] == '\0' || text[i] == ' ';
		snprintf(line, i + 1, "%s", text);
		if (end && show_width(line) <= COLUMN_WIDTH)
			fits = i;
		if (text[i] == '\0')
			break;
	}
	if (fits == 0)
		fits = strcspn(text, " "); /* a word that is too long is cut when it is shown */
	snprintf(line, fits + 1 < size ? fits + 1 : size, "%s", text);
	return text + fits + strspn(text + fits, " ");
}

static void add_header(const struct report *r, struct buf *out, const struct words *w)
{
	for (unsigned line = 0; line < HEADING_LINES; line++) {
		struct buf row;
		bool any = line == 0;
		buf_init(&row, (size_t)1 << 20);
		show_left(&row, "", LABEL_WIDTH);
		buf_adds(&row, "  ");
		show_right(&row, line == 0 ? w->all : "", COLUMN_WIDTH);
		for (size_t g = 0; g < r->plan->group_count; g++) {
			const char *rest = label(r->plan->groups[g].label, r->lang, r->plan->groups[g].name);
			char part[512] = "";
			for (unsigned i = 0; i <= line; i++) {
				part[0] = '\0';
				rest = heading_part(rest, part, sizeof part);
			}
			any |= part[0] != '\0';
			buf_adds(&row, "  ");
			show_right(&row, part, COLUMN_WIDTH);
		}
		out->failed |= row.failed;
		if (any)
			buf_printf(out, "%s\n", row.data ? row.data : "");
		buf_release(&row);
	}
}

static void add_question(const struct report *r, struct buf *out, const struct count_question *q, const struct words *w)
{
	char line[1024];
	buf_addc(out, '\n');
	show_cell(out, label(&q->element->title, r->lang, q->element->name), TITLE_WIDTH);
	if (q->row != NULL) {
		buf_adds(out, " – ");
		show_cell(out, label(&q->row->text, r->lang, q->row->value_text), LABEL_WIDTH);
	}
	buf_adds(out, " [");
	show_cell(out, q->name, LABEL_WIDTH);
	buf_adds(out, "]\n");
	snprintf(line, sizeof line, "  %s", w->answered);
	add_line(r, out, line, q->at);
	for (size_t v = 0; v < q->value_count; v++) {
		snprintf(line, sizeof line, "  %s", label(q->values[v].label, r->lang, q->values[v].name));
		add_line(r, out, line, q->at + 1 + v);
	}
}

static void add_refused(const struct report *r, struct buf *out, const struct words *w)
{
	uint64_t sum = 0;
	for (size_t i = TAKE_OK + 1; i < TAKE_REFUSALS; i++)
		sum += r->tally->reasons[i];
	if (sum == 0)
		return;
	buf_printf(out, "%s: %" PRIu64, w->refused, sum);
	const char *separator = " (";
	for (size_t i = TAKE_OK + 1; i < TAKE_REFUSALS; i++) {
		if (r->tally->reasons[i] == 0)
			continue;
		buf_printf(out, "%s%s: %" PRIu64, separator, w->reasons[i], r->tally->reasons[i]);
		separator = "; ";
	}
	buf_adds(out, ")\n");
}

static void add_notes(const struct report *r, struct buf *out, const struct words *w)
{
	size_t cells = count_rows(r->plan) * r->plan->width;
	buf_addc(out, '\n');
	add_refused(r, out, w);
	if (r->tally->reasons[TAKE_FOLLOWUP] + r->tally->reasons[TAKE_EVENT] > 0)
		buf_printf(out, w == &LATVIAN ? LATVIAN.beside : ENGLISH.beside, r->tally->reasons[TAKE_FOLLOWUP],
		           r->tally->reasons[TAKE_EVENT]);
	if (memchr(r->hidden, 1, cells) == NULL)
		return;
	buf_adds(out, w->hidden_one);
	buf_printf(out, w == &LATVIAN ? LATVIAN.hidden : ENGLISH.hidden, r->min);
	buf_addc(out, '\n');
}

void report_text(const struct report *r, struct buf *out)
{
	const struct words *w = words_in(r->lang);
	show_cell(out, label(&r->form->title, r->lang, r->form->id), TITLE_WIDTH);
	buf_printf(out, " – %s %s\n\n", w->wave, r->wave);
	add_header(r, out, w);
	add_line(r, out, w->sheets, 0);
	for (size_t i = 0; i < r->plan->question_count; i++)
		add_question(r, out, &r->plan->questions[i], w);
	add_notes(r, out, w);
}
