/* A count as JSON and as CSV. */
#include "tally/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/csv.h"

static void add_string(struct buf *out, const char *text)
{
	json_write_string(out, text, strlen(text));
}

static void add_figure(const struct report *r, struct buf *out, size_t row, size_t at)
{
	size_t i = row * r->plan->width + at;
	if (r->hidden[i])
		buf_adds(out, "null");
	else
		buf_printf(out, "%" PRIu64, r->tally->table.figures[i]);
}

static void add_question(const struct report *r, struct buf *out, const struct count_question *q, size_t row)
{
	buf_adds(out, "{\"name\":");
	add_string(out, q->name);
	buf_adds(out, ",\"answered\":");
	add_figure(r, out, row, q->at);
	buf_adds(out, ",\"counts\":{");
	for (size_t v = 0; v < q->value_count; v++) {
		buf_adds(out, v > 0 ? "," : "");
		add_string(out, q->values[v].name);
		buf_addc(out, ':');
		add_figure(r, out, row, q->at + 1 + v);
	}
	buf_adds(out, "}}");
}

static void add_questions(const struct report *r, struct buf *out, size_t row)
{
	buf_adds(out, "\"questions\":[");
	for (size_t i = 0; i < r->plan->question_count; i++) {
		buf_adds(out, i > 0 ? "," : "");
		add_question(r, out, &r->plan->questions[i], row);
	}
	buf_addc(out, ']');
}

static void add_refused(const struct report *r, struct buf *out)
{
	bool first = true;
	buf_adds(out, "\"refused\":{");
	for (size_t i = TAKE_OK + 1; i < TAKE_REFUSALS; i++) {
		if (r->tally->reasons[i] == 0)
			continue;
		buf_printf(out, "%s\"%s\":%" PRIu64, first ? "" : ",", take_text((enum take)i), r->tally->reasons[i]);
		first = false;
	}
	buf_printf(out, "},\"beside\":{\"%s\":%" PRIu64 ",\"%s\":%" PRIu64 "},", take_text(TAKE_FOLLOWUP),
	           r->tally->reasons[TAKE_FOLLOWUP], take_text(TAKE_EVENT), r->tally->reasons[TAKE_EVENT]);
}

void report_json_members(const struct report *r, struct buf *out)
{
	size_t total = count_total_row(r->plan);
	buf_adds(out, "{\"form\":");
	add_string(out, r->form->id);
	buf_adds(out, ",\"wave\":");
	add_string(out, r->wave);
	buf_adds(out, ",\"sheets\":");
	add_figure(r, out, total, 0);
	buf_addc(out, ',');
	add_refused(r, out);
	add_questions(r, out, total);
	for (size_t g = 0; g < r->plan->group_count; g++) {
		buf_adds(out, g > 0 ? "," : ",\"by\":[");
		buf_adds(out, "{\"value\":");
		add_string(out, r->plan->groups[g].name);
		buf_adds(out, ",\"sheets\":");
		add_figure(r, out, g, 0);
		buf_addc(out, ',');
		add_questions(r, out, g);
		buf_addc(out, '}');
	}
	buf_adds(out, r->plan->group_count > 0 ? "]" : "");
}

void report_json(const struct report *r, struct buf *out)
{
	report_json_members(r, out);
	buf_adds(out, "}\n");
}

static void csv_line(const struct report *r, struct buf *out, const char *group, const char *question,
                     const char *figure, const char *value, size_t row, size_t at)
{
	char number[32] = "";
	size_t i = row * r->plan->width + at;
	if (!r->hidden[i])
		snprintf(number, sizeof number, "%" PRIu64, r->tally->table.figures[i]);
	csv_text(out, group);
	csv_text(out, question);
	csv_text(out, figure);
	csv_text(out, value);
	csv_number(out, number);
	csv_end_line(out);
}

static void csv_row(const struct report *r, struct buf *out, const char *group, size_t row)
{
	csv_line(r, out, group, "", "sheets", "", row, 0);
	for (size_t i = 0; i < r->plan->question_count; i++) {
		const struct count_question *q = &r->plan->questions[i];
		csv_line(r, out, group, q->name, "answered", "", row, q->at);
		for (size_t v = 0; v < q->value_count; v++)
			csv_line(r, out, group, q->name, "count", q->values[v].name, row, q->at + 1 + v);
	}
}

void report_csv(const struct report *r, struct buf *out)
{
	static const char *const header[] = {"group", "question", "figure", "value", "number"};
	buf_adds(out, CSV_BOM);
	for (size_t i = 0; i < sizeof header / sizeof header[0]; i++)
		csv_text(out, header[i]);
	csv_end_line(out);
	csv_row(r, out, "", count_total_row(r->plan));
	for (size_t g = 0; g < r->plan->group_count; g++)
		csv_row(r, out, r->plan->groups[g].name, g);
	for (size_t i = TAKE_OK + 1; i < TAKE_KINDS; i++) {
		char number[32];
		if (r->tally->reasons[i] == 0)
			continue;
		snprintf(number, sizeof number, "%" PRIu64, r->tally->reasons[i]);
		csv_text(out, "");
		csv_text(out, "");
		csv_text(out, i < TAKE_REFUSALS ? "refused" : "beside");
		csv_text(out, take_text((enum take)i));
		csv_number(out, number);
		csv_end_line(out);
	}
}
