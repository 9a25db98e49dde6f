/* uzklausi-form eval: what survey-core would make of answers to a form, one JSON object. */
#include "core/date.h"
#include "core/json.h"
#include "tools/form/commands.h"
#include "tools/form/eval_case.h"
#include "tools/form/problem_text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_MAX (1u << 20)
#define OUTPUT_MAX (16u << 20)
#define LINE_MEMORY (64u << 20)
/* Batches are run at one moment, so that their results are the same on every day. */
#define BATCH_NOW_MS 1768478400000 /* 2026-01-15T12:00:00Z */

struct options {
	const char *batch, *form, *answers, *lang;
	int64_t now_ms;
	bool now_given, intake;
};

static int usage(const char *what)
{
	fprintf(stderr,
	        "uzklausi-form eval: %s\nusage: uzklausi-form eval FORM ANSWERS [--lang L] [--now ISO]\n"
	        "       uzklausi-form eval --batch CASES.jsonl [--lang L] [--now ISO] [--intake]\n",
	        what);
	return EXIT_USAGE;
}

static bool read_now(struct options *o, const char *text)
{
	double ms = date_parse(text, strlen(text), 0);

	if (isnan(ms) || o->now_given)
		return false;
	o->now_ms = (int64_t)ms;
	o->now_given = true;
	return true;
}

static bool once(const char **at, const char *value)
{
	if (*at)
		return false;
	*at = value;
	return true;
}

static int read_options(int argc, char **argv, struct options *o)
{
	for (int i = 1; i < argc; i++) {
		bool has_value = i + 1 < argc, good;
		if (strcmp(argv[i], "--batch") == 0)
			good = has_value && once(&o->batch, argv[++i]);
		else if (strcmp(argv[i], "--lang") == 0)
			good = has_value && once(&o->lang, argv[++i]);
		else if (strcmp(argv[i], "--intake") == 0)
			good = !o->intake && (o->intake = true);
		else if (strcmp(argv[i], "--now") == 0)
			good = has_value && read_now(o, argv[++i]);
		else
			good = argv[i][0] != '-' && (once(&o->form, argv[i]) || once(&o->answers, argv[i]));
		if (!good)
			return usage("an unknown, repeated or unfinished option");
	}
	if (o->batch ? o->form != NULL : !o->answers)
		return usage("give a form and answers, or --batch and a file");
	if (!o->now_given)
		o->now_ms = o->batch ? BATCH_NOW_MS : (int64_t)time(NULL) * 1000;
	return 0;
}

static void print_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		struct buf text;
		buf_init(&text, 4096);
		problem_text(&text, &problems->items[i]);
		fprintf(stderr, "%s\n", text.data ? text.data : "");
		buf_release(&text);
	}
}

static bool read_or_say(const char *path, struct buf *out)
{
	if (form_file_read(path, FILE_MAX, out))
		return true;
	fprintf(stderr, "uzklausi-form: %s: %s\n", path, strerror(errno));
	return false;
}

static int run_one(const struct options *o)
{
	struct problems problems;
	struct buf form, answers, out;
	int status = 1;

	problems_init(&problems);
	buf_init(&form, FILE_MAX + 65536);
	buf_init(&answers, FILE_MAX + 65536);
	buf_init(&out, OUTPUT_MAX);
	if (read_or_say(o->form, &form) && read_or_say(o->answers, &answers)) {
		struct eval_case c = {.form_name = o->form,
		                      .form_text = form.data ? form.data : "",
		                      .form_len = form.len,
		                      .answers_text = answers.data ? answers.data : "",
		                      .answers_len = answers.len,
		                      .lang = o->lang ? o->lang : "",
		                      .now = {o->now_ms, 0},
		                      .with_intake = true};
		enum eval_result result = eval_case_run(&c, &problems, &out);
		print_problems(&problems);
		if (result == EVAL_DONE)
			status = puts(out.data) < 0;
		else if (result == EVAL_NOMEM)
			fprintf(stderr, "uzklausi-form: %s\n", core_err_text(CORE_NOMEM));
	}
	buf_release(&out);
	buf_release(&answers);
	buf_release(&form);
	problems_release(&problems);
	return status;
}

/* --- batches --- */

/* formFile is looked for beside the cases, then from where the command was started. */
static bool form_file(const char *batch, struct value name, struct buf *form, struct buf *path)
{
	const char *slash = strrchr(batch, '/');

	if (name.string[0] != '/' && slash)
		buf_add(path, batch, (size_t)(slash + 1 - batch));
	buf_add(path, name.string, name.len);
	if (path->failed || form_file_read(path->data, FILE_MAX, form))
		return !path->failed;
	buf_clear(path);
	buf_clear(form);
	buf_add(path, name.string, name.len);
	return !path->failed && form_file_read(path->data, FILE_MAX, form);
}

static void write_refusal(struct buf *out, const struct problems *problems)
{
	struct buf text;

	buf_init(&text, 4096);
	if (problems->count)
		problem_text(&text, &problems->items[0]);
	if (problems->total > 1)
		buf_printf(&text, " (and %zu more)", problems->total - 1);
	buf_clear(out);
	buf_adds(out, "{\"refused\":");
	json_write_string(out, text.data ? text.data : "no memory", text.len ? text.len : 9);
	buf_addc(out, '}');
	buf_release(&text);
}

static void run_line(const struct options *o, struct value line, struct buf *out, struct problems *problems)
{
	struct value name = value_get(line, "formFile"), inline_form = value_get(line, "form");
	struct buf form, path, answers;
	bool found = true;

	buf_init(&form, 4 * FILE_MAX);
	buf_init(&path, 4096);
	buf_init(&answers, 4 * FILE_MAX);
	if (name.kind == VALUE_STRING)
		found = form_file(o->batch, name, &form, &path);
	else
		json_write(&form, inline_form);
	json_write(&answers, value_get(line, "answers"));
	if (!found) {
		problems_add(problems, "", 0, NULL, NULL, "the form's file cannot be read: %s", strerror(errno));
	} else {
		struct eval_case c = {.form_name = path.len ? path.data : "",
		                      .form_text = form.data ? form.data : "",
		                      .form_len = form.len,
		                      .answers_text = answers.data ? answers.data : "",
		                      .answers_len = answers.len,
		                      .lang = o->lang ? o->lang : "",
		                      .now = {o->now_ms, 0},
		                      .with_intake = o->intake};
		if (form.failed || answers.failed || eval_case_run(&c, problems, out) != EVAL_DONE)
			found = false;
	}
	if (!found)
		write_refusal(out, problems);
	buf_release(&answers);
	buf_release(&path);
	buf_release(&form);
}

static bool batch_line(const struct options *o, const char *line, size_t len, unsigned number, struct arena *arena,
                       struct buf *out)
{
	struct json_fault fault = {.reason = "a case needs form or formFile, and answers"};
	struct problems problems;
	struct value json;
	enum core_err err = json_read(line, len, &JSON_FORM_LIMITS, arena, &json, &fault);
	bool good = err == CORE_OK && json.kind == VALUE_OBJECT;

	buf_clear(out);
	problems_init(&problems);
	if (good) {
		run_line(o, json, out, &problems);
	} else {
		problems_add(&problems, "", number, NULL, NULL, "%s", fault.reason ? fault.reason : core_err_text(err));
		write_refusal(out, &problems);
	}
	problems_release(&problems);
	puts(out->data ? out->data : "{\"refused\":\"no memory\"}");
	return good;
}

static int run_batch(const struct options *o)
{
	FILE *in = fopen(o->batch, "r");
	struct arena arena;
	struct buf out;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status = 0;

	if (!in) {
		fprintf(stderr, "uzklausi-form: %s: %s\n", o->batch, strerror(errno));
		return 1;
	}
	arena_init(&arena, LINE_MEMORY);
	buf_init(&out, OUTPUT_MAX);
	for (unsigned number = 1; (len = getline(&line, &room, in)) >= 0; number++) {
		arena_reset(&arena);
		if (!batch_line(o, line, (size_t)len, number, &arena, &out))
			status = 1;
	}
	free(line);
	buf_release(&out);
	arena_release(&arena);
	fclose(in);
	return status;
}

int command_eval(int argc, char **argv)
{
	struct options o = {0};
	int status = read_options(argc, argv, &o);

	if (status != 0)
		return status;
	return o.batch ? run_batch(&o) : run_one(&o);
}
