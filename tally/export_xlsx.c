/* A workbook through libxlsxwriter, in its mode of constant memory: what it must put aside goes into the folder of the
 * file that was asked for, and into no other. Texts are written as texts, so that none can become a formula. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>
#include "core/json.h"
#include "tally/export.h"

#define ROWS_MAX 1048576 /* of a worksheet, ECMA-376 by Excel's limits */

struct workbook {
	struct export *x;
	const struct dataset *dataset;
	lxw_workbook *book;
	lxw_worksheet *data, *labels, *codebook, *tables;
	lxw_format *head;
	lxw_row_t row; /* the next of data and labels */
	char *text;    /* room for one text, NUL-terminated */
	size_t text_max;
	lxw_error error; /* the first */
};

static void note(struct workbook *w, lxw_error error)
{
	if (w->error == LXW_NO_ERROR)
		w->error = error;
}

static void put_text(struct workbook *w, lxw_worksheet *sheet, lxw_row_t row, size_t column, const char *text)
{
	if (text[0] != '\0')
		note(w, worksheet_write_string(sheet, row, (lxw_col_t)column, text, NULL));
}

static void put_number(struct workbook *w, lxw_worksheet *sheet, lxw_row_t row, size_t column, double number)
{
	note(w, worksheet_write_number(sheet, row, (lxw_col_t)column, number, NULL));
}

static void put_head(struct workbook *w, lxw_worksheet *sheet, size_t column, const char *text)
{
	note(w, worksheet_write_string(sheet, 0, (lxw_col_t)column, text, w->head));
}

static void put_value(struct workbook *w, lxw_row_t row, size_t column, const struct code *code)
{
	if (code->value.kind == VALUE_NUMBER)
		put_number(w, w->data, row, column, code->value.number);
	else
		put_text(w, w->data, row, column, code->name);
}

static void put_cell(struct workbook *w, size_t column, struct cell cell)
{
	if (cell.kind == CELL_CODE) {
		put_value(w, w->row, column, cell.code);
		put_text(w, w->labels, w->row, column, cell.code->label);
	} else if (cell.kind == CELL_NUMBER) {
		put_number(w, w->data, w->row, column, cell.number);
		put_number(w, w->labels, w->row, column, cell.number);
	} else if (cell.kind == CELL_TEXT && cell.len <= w->text_max) {
		memcpy(w->text, cell.text, cell.len);
		w->text[cell.len] = '\0';
		put_text(w, w->data, w->row, column, w->text);
		put_text(w, w->labels, w->row, column, w->text);
	}
}

static bool put_sheet(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	struct workbook *w = context;
	if (w->row >= ROWS_MAX)
		return fault_set(fault, "a worksheet holds %d sheets: export as csv, json or sav", ROWS_MAX - 1);
	for (size_t i = 0; i < w->dataset->count; i++)
		put_cell(w, i, dataset_cell(&w->dataset->variables[i], answers, day));
	w->row++;
	return w->error == LXW_NO_ERROR || fault_set(fault, "the file cannot be written: %s", lxw_strerror(w->error));
}

static void put_heads(struct workbook *w)
{
	for (size_t i = 0; i < w->dataset->count; i++) {
		put_head(w, w->data, i, w->dataset->variables[i].name);
		put_head(w, w->labels, i, w->dataset->variables[i].label);
	}
	worksheet_freeze_panes(w->data, 1, 0);
	worksheet_freeze_panes(w->labels, 1, 0);
	w->row = 1;
}

static void put_codebook(struct workbook *w)
{
	static const char *const heads[] = {"variable", "label", "value", "value label", "missing"};
	lxw_row_t row = 1;
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		put_head(w, w->codebook, i, heads[i]);
	for (size_t i = 0; i < w->dataset->count; i++) {
		const struct variable *v = &w->dataset->variables[i];
		put_text(w, w->codebook, row, 0, v->name);
		put_text(w, w->codebook, row, 1, v->label);
		for (size_t c = 0; c < v->code_count; c++) {
			put_text(w, w->codebook, row, 2, v->codes[c].name);
			put_text(w, w->codebook, row, 3, v->codes[c].label);
			put_text(w, w->codebook, row, 4, v->codes[c].missing ? "missing" : "");
			row += c + 1 < v->code_count ? 1 : 0;
		}
		row++;
	}
	worksheet_freeze_panes(w->codebook, 1, 0);
	worksheet_set_column(w->codebook, 0, 0, 24, NULL);
	worksheet_set_column(w->codebook, 1, 3, 48, NULL);
}

static void put_figure(struct workbook *w, lxw_row_t row, size_t column, size_t group, size_t at)
{
	const struct report *r = w->x->tables;
	size_t i = group * r->plan->width + at;
	if (r->hidden[i])
		put_text(w, w->tables, row, column, "–");
	else
		put_number(w, w->tables, row, column, (double)r->tally->table.figures[i]);
}

/* One line of figures: all, then a column a group. */
static void put_line(struct workbook *w, lxw_row_t *row, const char *question, const char *value, size_t at)
{
	const struct count_plan *plan = w->x->tables->plan;
	put_text(w, w->tables, *row, 0, question);
	put_text(w, w->tables, *row, 1, value);
	put_figure(w, *row, 2, count_total_row(plan), at);
	for (size_t g = 0; g < plan->group_count; g++)
		put_figure(w, *row, 3 + g, g, at);
	(*row)++;
}

static const char *label_of(const struct workbook *w, const struct count_value *v)
{
	const char *label = text_in(v->label, w->dataset->lang);
	return label != NULL && label[0] != '\0' ? label : v->name;
}

static void put_tables(struct workbook *w)
{
	const struct count_plan *plan = w->x->tables->plan;
	lxw_row_t row = 1;
	put_head(w, w->tables, 0, "question");
	put_head(w, w->tables, 1, "answer");
	put_head(w, w->tables, 2, "all");
	for (size_t g = 0; g < plan->group_count; g++)
		put_head(w, w->tables, 3 + g, label_of(w, &plan->groups[g]));
	put_line(w, &row, "", "sheets", 0);
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct count_question *q = &plan->questions[i];
		put_line(w, &row, q->name, "answered", q->at);
		for (size_t v = 0; v < q->value_count; v++)
			put_line(w, &row, q->name, label_of(w, &q->values[v]), q->at + 1 + v);
	}
	worksheet_freeze_panes(w->tables, 1, 2);
	worksheet_set_column(w->tables, 0, 0, 24, NULL);
	worksheet_set_column(w->tables, 1, 1, 48, NULL);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static bool fill(struct workbook *w, struct fault *fault)
{
	w->data = workbook_add_worksheet(w->book, "Data");
	w->labels = workbook_add_worksheet(w->book, "Labels");
	w->codebook = workbook_add_worksheet(w->book, "Codebook");
	w->tables = workbook_add_worksheet(w->book, "Tables");
	w->head = workbook_add_format(w->book);
	if (w->data == NULL || w->labels == NULL || w->codebook == NULL || w->tables == NULL || w->head == NULL)
		return fault_set(fault, "memory ran out");
	format_set_bold(w->head);
	put_heads(w);
	put_codebook(w);
	put_tables(w);
	w->x->walk.visit = put_sheet;
	w->x->walk.context = w;
	return sheet_walk(&w->x->walk, fault);
}

bool export_xlsx(struct export *x, struct fault *fault)
{
	struct workbook w = {.x = x, .dataset = x->dataset, .text_max = x->dataset->form->settings.record_size};
	char *folder = folder_of(x->path);
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder};
	w.text = malloc(w.text_max + 1);
	w.book = folder != NULL && w.text != NULL ? workbook_new_opt(x->path, &options) : NULL;
	bool ok = w.book != NULL || fault_set(fault, "memory ran out");
	ok = ok && fill(&w, fault);
	if (w.book != NULL)
		note(&w, workbook_close(w.book));
	if (ok && w.error != LXW_NO_ERROR)
		ok = fault_set(fault, "the file cannot be written: %s", lxw_strerror(w.error));
	free(w.text);
	free(folder);
	return ok;
}
