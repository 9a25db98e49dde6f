/* An SPSS system file through libreadstat. The file says beforehand how many rows it has, so the sheets are gone
 * through twice: to count those that are fit, and to write them. */
#include <errno.h>
#include <math.h>
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "tally/export.h"

#define NAME_BYTES 65       /* of a variable's name, at most 64 and its end */
#define LABEL_MAX_BYTES 255 /* of a variable's label */
#define VALUE_LABEL_MAX 119 /* SPSS shows 120 bytes */

struct sav_file {
	const struct dataset *dataset;
	FILE *file;
	readstat_writer_t *writer;
	readstat_variable_t **variables;
	char (*names)[NAME_BYTES];
	char *text; /* room for one text, NUL-terminated */
	size_t text_max;
};

static bool refused(readstat_error_t error, struct fault *fault)
{
	return error != READSTAT_OK &&
	       !fault_set(fault, "the file cannot be written: %s", readstat_error_message(error));
}

/* --- names ----------------------------------------------------------------------------------------------------------
 */

static bool is_reserved(const char *name)
{
	static const char *const words[] = {"ALL", "AND", "BY",  "EQ", "GE", "GT",  "LE",
	                                    "LT",  "NE",  "NOT", "OR", "TO", "WITH"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasecmp(name, words[i]) == 0)
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, digits, points and underscores; a letter first; room left for a number behind. */
static void plain_name(char out[static NAME_BYTES], const char *name)
{
	size_t n = 0;
	if (!is_letter(name[0]))
		out[n++] = 'v';
	for (; *name != '\0' && n < NAME_BYTES - 8; name++)
		out[n++] = is_letter(*name) || (*name >= '0' && *name <= '9') || *name == '.' ? *name : '_';
	while (n > 1 && (out[n - 1] == '.' || out[n - 1] == '_'))
		n--;
	out[n] = '\0';
	if (is_reserved(out)) {
		out[n] = '1';
		out[n + 1] = '\0';
	}
}

static bool is_taken(char (*names)[NAME_BYTES], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* SPSS takes names that differ only in case for the same. */
static void own_name(char (*names)[NAME_BYTES], size_t at, const char *name)
{
	char plain[NAME_BYTES];
	plain_name(plain, name);
	memcpy(names[at], plain, NAME_BYTES);
	for (unsigned n = 2; is_taken(names, at, names[at]); n++)
		snprintf(names[at], NAME_BYTES, "%.56s_%u", plain, n % 1000000);
}

/* Cuts UTF-8 to at most max bytes, between characters. */
static void copy_cut(char *out, const char *text, size_t max)
{
	size_t n = strlen(text);
	if (n > max)
		for (n = max; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* --- the dictionary -------------------------------------------------------------------------------------------------
 */

static void label_codes(struct sav_file *s, readstat_variable_t *variable, const struct variable *v, size_t at)
{
	char name[32], label[VALUE_LABEL_MAX + 1];
	snprintf(name, sizeof name, "labels%zu", at);
	readstat_label_set_t *set = readstat_add_label_set(s->writer, READSTAT_TYPE_DOUBLE, name);
	for (size_t i = 0; i < v->code_count; i++) {
		copy_cut(label, v->codes[i].label, VALUE_LABEL_MAX);
		readstat_label_double_value(set, v->codes[i].number, label);
		if (v->codes[i].missing)
			readstat_variable_add_missing_double_value(variable, v->codes[i].number);
	}
	readstat_variable_set_label_set(variable, set);
}

static bool has_whole_codes(const struct variable *v)
{
	for (size_t i = 0; i < v->code_count; i++)
		if (v->codes[i].number != floor(v->codes[i].number))
			return false;
	return true;
}

static void add_variable(struct sav_file *s, size_t at)
{
	const struct variable *v = &s->dataset->variables[at];
	bool text = v->kind == VARIABLE_TEXT || v->kind == VARIABLE_DAY;
	char label[LABEL_MAX_BYTES + 1];
	size_t width = v->kind == VARIABLE_DAY ? 10 : v->text_max;
	own_name(s->names, at, v->name);
	readstat_variable_t *variable = readstat_add_variable(
	        s->writer, s->names[at], text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, text ? width : 0);
	copy_cut(label, v->label, LABEL_MAX_BYTES);
	readstat_variable_set_label(variable, label);
	readstat_variable_set_measure(variable, v->kind == VARIABLE_NUMBER  ? READSTAT_MEASURE_SCALE
	                                        : v->kind == VARIABLE_PLACE ? READSTAT_MEASURE_ORDINAL
	                                                                    : READSTAT_MEASURE_NOMINAL);
	if (v->kind != VARIABLE_NUMBER && !text && has_whole_codes(v))
		readstat_variable_set_format(variable, "F8.0");
	if (v->kind == VARIABLE_CODE)
		label_codes(s, variable, v, at);
	s->variables[at] = variable;
}

/* --- rows -----------------------------------------------------------------------------------------------------------
 */

static readstat_error_t put_cell(struct sav_file *s, size_t at, struct cell cell)
{
	const readstat_variable_t *variable = s->variables[at];
	bool text = readstat_variable_get_type(variable) == READSTAT_TYPE_STRING;
	if (text && cell.kind == CELL_TEXT && cell.len <= s->text_max) {
		memcpy(s->text, cell.text, cell.len);
		s->text[cell.len] = '\0';
		return readstat_insert_string_value(s->writer, variable, s->text);
	}
	if (!text && (cell.kind == CELL_CODE || cell.kind == CELL_NUMBER))
		return readstat_insert_double_value(s->writer, variable, cell.number);
	return readstat_insert_missing_value(s->writer, variable);
}

static bool put_sheet(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	struct sav_file *s = context;
	readstat_error_t error = readstat_begin_row(s->writer);
	for (size_t i = 0; error == READSTAT_OK && i < s->dataset->count; i++)
		error = put_cell(s, i, dataset_cell(&s->dataset->variables[i], answers, day));
	if (error == READSTAT_OK)
		error = readstat_end_row(s->writer);
	return !refused(error, fault);
}

static bool only_count(void *context, const struct answers *answers, struct sheet_text day, struct fault *fault)
{
	(void)context, (void)answers, (void)day, (void)fault;
	return true;
}

static ssize_t write_bytes(const void *bytes, size_t len, void *file)
{
	return fwrite(bytes, 1, len, file) == len ? (ssize_t)len : -1;
}

/* --- the file -------------------------------------------------------------------------------------------------------
 */

static bool write_file(struct sav_file *s, struct export *x, struct fault *fault)
{
	x->walk.visit = only_count;
	if (!sheet_walk(&x->walk, fault))
		return false;
	readstat_set_data_writer(s->writer, write_bytes);
	readstat_writer_set_compression(s->writer, READSTAT_COMPRESS_ROWS);
	readstat_writer_set_file_timestamp(s->writer, 0); /* when it was made is nobody's business */
	for (size_t i = 0; i < s->dataset->count; i++)
		add_variable(s, i);
	uint64_t rows = x->walk.visited;
	if (refused(readstat_begin_writing_sav(s->writer, s->file, (long)rows), fault))
		return false;
	x->walk.visit = put_sheet;
	x->walk.context = s;
	return sheet_walk(&x->walk, fault) && !refused(readstat_end_writing(s->writer), fault);
}

bool export_sav(struct export *x, struct fault *fault)
{
	const struct dataset *d = x->dataset;
	size_t most = d->form->settings.record_size;
	struct sav_file s = {.dataset = d,
	                     .file = fopen(x->path, "wb"),
	                     .writer = readstat_writer_init(),
	                     .variables = calloc(d->count + 1, sizeof(readstat_variable_t *)),
	                     .names = calloc(d->count + 1, NAME_BYTES),
	                     .text = malloc(most + 1),
	                     .text_max = most};
	bool ok = true;
	if (s.file == NULL)
		ok = fault_set(fault, "the file cannot be written: %s", strerror(errno));
	else if (s.writer == NULL || s.variables == NULL || s.names == NULL || s.text == NULL)
		ok = fault_set(fault, "memory ran out");
	ok = ok && write_file(&s, x, fault);
	if (s.writer != NULL)
		readstat_writer_free(s.writer);
	if (s.file != NULL && fclose(s.file) != 0 && ok)
		ok = fault_set(fault, "the file cannot be written: %s", strerror(errno));
	free(s.variables);
	free(s.names);
	free(s.text);
	return ok;
}
