/* uzklausi-form expr: cases of expressions, one JSON object a line. --batch runs them, for comparing with survey-core;
 * --trees shows what a respondent's device would get to run them itself. */
#include "core/date.h"
#include "core/json.h"
#include "tools/form/commands.h"
#include "tools/form/expr_case.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MEMORY_MAX (64u << 20)
#define OUTPUT_MAX (16u << 20)

struct options {
	const char *file;
	bool trees;
	int64_t now_ms;
};

static int usage(const char *what)
{
	fprintf(stderr,
	        "uzklausi-form expr: %s\nusage: uzklausi-form expr --batch CASES.jsonl [--now ISO]\n"
	        "       uzklausi-form expr --trees CASES.jsonl\n",
	        what);
	return EXIT_USAGE;
}

static bool read_now(const char *text, int64_t *out)
{
	double ms = date_parse(text, strlen(text), 0);

	if (isnan(ms))
		return false;
	*out = (int64_t)ms;
	return true;
}

static int read_options(int argc, char **argv, struct options *o)
{
	bool now_given = false;

	for (int i = 1; i + 1 < argc; i += 2) {
		bool trees = strcmp(argv[i], "--trees") == 0;
		if ((trees || strcmp(argv[i], "--batch") == 0) && !o->file) {
			o->file = argv[i + 1];
			o->trees = trees;
		} else if (strcmp(argv[i], "--now") == 0 && !now_given && read_now(argv[i + 1], &o->now_ms))
			now_given = true;
		else
			return usage("an unknown or repeated option, or no time");
	}
	if (argc % 2 == 0 || !o->file)
		return usage("--batch CASES.jsonl is missing");
	if (!now_given)
		o->now_ms = (int64_t)time(NULL) * 1000;
	return 0;
}

/* One line in, one line out; false when the line was no case. */
static bool run_line(const struct options *o, const char *line, size_t len, unsigned number, struct arena *arena,
                     struct buf *out)
{
	struct json_fault fault = {.reason = "not a case: kind, expr and values are wanted"};
	struct value test;
	enum core_err err = json_read(line, len, &JSON_FORM_LIMITS, arena, &test, &fault);

	buf_clear(out);
	if (!err && o->trees)
		err = expr_case_tree(test, arena, out);
	else if (!err)
		err = expr_case_run(test, o->now_ms, arena, out);
	if (!err && !out->failed) {
		puts(out->data);
		return true;
	}
	fprintf(stderr, "%s:%u: %s: %s\n", o->file, number, core_err_text(err), fault.reason);
	buf_clear(out);
	buf_adds(out, fault.reason);
	printf("{\"error\":\"line %u: %s\"}\n", number, out->data);
	return false;
}

static int run_file(const struct options *o, FILE *in)
{
	struct arena arena;
	struct buf out;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status = 0;

	arena_init(&arena, MEMORY_MAX);
	buf_init(&out, OUTPUT_MAX);
	for (unsigned number = 1; (len = getline(&line, &room, in)) >= 0; number++) {
		arena_reset(&arena);
		if (!run_line(o, line, (size_t)len, number, &arena, &out))
			status = 1;
	}
	free(line);
	buf_release(&out);
	arena_release(&arena);
	return status;
}

int command_expr(int argc, char **argv)
{
	struct options o = {0};
	int status = read_options(argc, argv, &o);
	FILE *in;

	if (status != 0)
		return status;
	in = fopen(o.file, "r");
	if (!in) {
		fprintf(stderr, "uzklausi-form: %s: %s\n", o.file, strerror(errno));
		return 1;
	}
	status = run_file(&o, in);
	fclose(in);
	return status;
}
