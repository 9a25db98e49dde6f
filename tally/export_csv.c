#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/csv.h"
#include "tally/export.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)

struct csv_file {
	const struct dataset *dataset;
	FILE *file;
	struct buf line;
};

static bool put(struct csv_file *c, struct fault *fault)
{
	csv_end_line(&c->line);
	bool ok = !c->line.failed && fwrite(c->line.data, 1, c->line.len, c->file) == c->line.len;
	buf_wipe(&c->line);
	return ok || fault_set(fault, "the file cannot be written: %s", strerror(errno));
}

static bool put_sheet(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	struct csv_file *c = context;
	char number[32];
	for (size_t i = 0; i < c->dataset->count; i++) {
		struct cell cell = dataset_cell(&c->dataset->variables[i], answers, day);
		if (cell.kind == CELL_CODE) {
			csv_text(&c->line, cell.code->name);
		} else if (cell.kind == CELL_NUMBER) {
			json_number(number, cell.number);
			csv_number(&c->line, number);
		} else {
			csv_cell(&c->line, cell.text, cell.len);
		}
	}
	return put(c, fault);
}

bool export_csv(struct export *x, struct fault *fault)
{
	struct csv_file c = {.dataset = x->dataset, .file = fopen(x->path, "wb")};
	if (c.file == NULL)
		return fault_set(fault, "the file cannot be written: %s", strerror(errno));
	buf_init(&c.line, LINE_MAX_BYTES);
	buf_adds(&c.line, CSV_BOM);
	for (size_t i = 0; i < x->dataset->count; i++)
		csv_text(&c.line, x->dataset->variables[i].name);
	x->walk.visit = put_sheet;
	x->walk.context = &c;
	bool ok = put(&c, fault) && sheet_walk(&x->walk, fault);
	buf_release(&c.line);
	if (fclose(c.file) != 0 && ok)
		ok = fault_set(fault, "the file cannot be written: %s", strerror(errno));
	return ok;
}
