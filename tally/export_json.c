#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "core/json.h"
#include "tally/export.h"

#define TEXT_MAX_BYTES ((size_t)16 << 20)

struct json_file {
	const struct dataset *dataset;
	FILE *file;
	struct buf text;
	bool any; /* a sheet was written */
};

static void add_string(struct buf *out, const char *text)
{
	json_write_string(out, text, strlen(text));
}

static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	add_string(out, text);
}

static bool put(struct json_file *j, struct fault *fault)
{
	bool ok = !j->text.failed && fwrite(j->text.data, 1, j->text.len, j->file) == j->text.len;
	buf_wipe(&j->text);
	return ok || fault_set(fault, "the file cannot be written: %s", strerror(errno));
}

static void add_codes(struct buf *out, const struct variable *v)
{
	buf_adds(out, ",\"values\":[");
	for (size_t i = 0; i < v->code_count; i++) {
		buf_adds(out, i > 0 ? ",{\"value\":" : "{\"value\":");
		json_write(out, v->codes[i].value);
		buf_addc(out, ',');
		add_member(out, "label", v->codes[i].label);
		buf_adds(out, v->codes[i].missing ? ",\"missing\":true}" : "}");
	}
	buf_addc(out, ']');
}

static void add_codebook(struct buf *out, const struct dataset *d)
{
	static const char *const kinds[] = {
	        [VARIABLE_CODE] = "code",     [VARIABLE_TICK] = "tick", [VARIABLE_PLACE] = "place",
	        [VARIABLE_NUMBER] = "number", [VARIABLE_TEXT] = "text", [VARIABLE_DAY] = "day"};
	for (size_t i = 0; i < d->count; i++) {
		const struct variable *v = &d->variables[i];
		buf_adds(out, i > 0 ? ",\n{" : "\n{");
		add_member(out, "name", v->name);
		buf_addc(out, ',');
		add_member(out, "label", v->label);
		buf_addc(out, ',');
		add_member(out, "kind", kinds[v->kind]);
		if (v->kind == VARIABLE_CODE)
			add_codes(out, v);
		buf_addc(out, '}');
	}
}

static void add_cell(struct buf *out, struct cell cell)
{
	if (cell.kind == CELL_CODE)
		json_write(out, cell.code->value);
	else if (cell.kind == CELL_NUMBER)
		json_write(out, value_number(cell.number));
	else
		json_write_string(out, cell.text, cell.len);
}

static bool put_sheet(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	struct json_file *j = context;
	const char *before = j->any ? ",\n{" : "\n{";
	j->any = true;
	for (size_t i = 0; i < j->dataset->count; i++) {
		struct cell cell = dataset_cell(&j->dataset->variables[i], answers, day);
		if (cell.kind == CELL_EMPTY)
			continue;
		buf_adds(&j->text, before);
		before = ",";
		add_string(&j->text, j->dataset->variables[i].name);
		buf_addc(&j->text, ':');
		add_cell(&j->text, cell);
	}
	buf_adds(&j->text, before[0] == ',' && before[1] == '\0' ? "" : before);
	buf_addc(&j->text, '}');
	return put(j, fault);
}

bool export_json(struct export *x, struct fault *fault)
{
	struct json_file j = {.dataset = x->dataset, .file = fopen(x->path, "wb")};
	if (j.file == NULL)
		return fault_set(fault, "the file cannot be written: %s", strerror(errno));
	buf_init(&j.text, TEXT_MAX_BYTES);
	buf_addc(&j.text, '{');
	add_member(&j.text, "form", x->dataset->form->id);
	buf_addc(&j.text, ',');
	add_member(&j.text, "wave", x->session->wave);
	buf_addc(&j.text, ',');
	add_member(&j.text, "lang", x->dataset->lang);
	buf_adds(&j.text, ",\"variables\":[");
	add_codebook(&j.text, x->dataset);
	buf_adds(&j.text, "\n],\"sheets\":[");
	x->walk.visit = put_sheet;
	x->walk.context = &j;
	bool ok = put(&j, fault) && sheet_walk(&x->walk, fault);
	buf_adds(&j.text, "\n]}\n");
	ok = ok && put(&j, fault);
	buf_release(&j.text);
	if (fclose(j.file) != 0 && ok)
		ok = fault_set(fault, "the file cannot be written: %s", strerror(errno));
	return ok;
}
