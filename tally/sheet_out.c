#include "tally/sheet_out.h"

#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/csv.h"

#define CELL_MAX ((size_t)256 << 10)

static bool has_comment(const struct element *e)
{
	return e->has_comment || e->has_other;
}

static void header_cell(struct buf *out, const char *name, const char *separator, const char *rest)
{
	struct buf cell;
	buf_init(&cell, CELL_MAX);
	buf_adds(&cell, name);
	buf_adds(&cell, separator);
	buf_adds(&cell, rest);
	out->failed |= cell.failed;
	csv_cell(out, cell.data ? cell.data : "", cell.len);
	buf_release(&cell);
}

void sheet_csv_header(struct buf *out, const struct form *form)
{
	if (form->settings.keep_day)
		csv_text(out, "_day");
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		if (!element_takes_answer(e))
			continue;
		for (size_t r = 0; e->kind == ELEMENT_MATRIX && r < e->row_count; r++)
			header_cell(out, e->name, ".", e->rows[r].value_text);
		if (e->kind != ELEMENT_MATRIX)
			csv_text(out, e->name);
		if (has_comment(e))
			header_cell(out, e->name, "-", "Comment");
	}
	csv_end_line(out);
}

static void add_value(struct buf *cell, struct value v)
{
	char number[32];
	switch (v.kind) {
	case VALUE_STRING:
		buf_add(cell, v.string, v.len);
		break;
	case VALUE_NUMBER:
		buf_add(cell, number, json_number(number, v.number));
		break;
	case VALUE_BOOL:
		buf_adds(cell, v.boolean ? "true" : "false");
		break;
	case VALUE_ARRAY:
		for (uint32_t i = 0; i < v.len; i++) {
			buf_adds(cell, i > 0 ? " | " : "");
			if (v.items[i].kind != VALUE_ARRAY)
				add_value(cell, v.items[i]);
		}
		break;
	default:
		break;
	}
}

/* A number is ours to write as a number; all else is text. */
static void value_cell(struct buf *out, struct value v)
{
	struct buf cell;
	buf_init(&cell, CELL_MAX);
	add_value(&cell, v);
	out->failed |= cell.failed;
	if (v.kind == VALUE_NUMBER)
		csv_number(out, cell.data);
	else
		csv_cell(out, cell.data ? cell.data : "", cell.len);
	buf_wipe(&cell);
	buf_release(&cell);
}

static void element_cells(struct buf *out, const struct answers *answers, const struct element *e)
{
	struct value v = answers_element_visible(answers, e) ? answers_value(answers, e) : VALUE_NONE;
	for (size_t r = 0; e->kind == ELEMENT_MATRIX && r < e->row_count; r++)
		value_cell(out, v.kind == VALUE_OBJECT ? value_get(v, e->rows[r].value_text) : VALUE_NONE);
	if (e->kind != ELEMENT_MATRIX)
		value_cell(out, v);
	if (has_comment(e))
		value_cell(out, answers_element_visible(answers, e) ? answers_comment(answers, e) : VALUE_NONE);
}

void sheet_csv(struct buf *out, const struct answers *answers, struct sheet_text day)
{
	const struct form *form = answers_form(answers);
	if (form->settings.keep_day)
		csv_cell(out, day.text, day.len);
	for (size_t i = 0; i < form->element_count; i++)
		if (element_takes_answer(&form->elements[i]))
			element_cells(out, answers, &form->elements[i]);
	csv_end_line(out);
}

void sheet_json(struct buf *out, const struct answers *answers, struct sheet_text day)
{
	size_t start = out->len;
	if (answers_form(answers)->settings.keep_day) {
		buf_adds(out, "{\"_day\":");
		json_write_string(out, day.text, day.len);
		start = out->len;
	}
	if (!answers_write_json(answers, out))
		out->failed = true;
	if (start > 0 && answers_form(answers)->settings.keep_day && !out->failed)
		out->data[start] = out->len - start > 2 ? ',' : ' ';
}
