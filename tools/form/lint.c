/* uzklausi-form lint: everything that is wrong with forms. */
#include "core/form_lint.h"
#include "tools/form/commands.h"
#include "tools/form/problem_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (1u << 20)

static void print_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		struct buf text;
		buf_init(&text, 4096);
		problem_text(&text, &problems->items[i]);
		puts(text.data ? text.data : "");
		buf_release(&text);
	}
	if (problems->total > problems->count)
		printf("and %zu more\n", problems->total - problems->count);
}

static bool lint_file(const char *path)
{
	struct problems problems;
	struct form *form = NULL;
	struct buf text;
	bool clean = false;
	enum core_err err;

	problems_init(&problems);
	buf_init(&text, FILE_MAX + 65536);
	if (!file_read(path, FILE_MAX, &text)) {
		fprintf(stderr, "uzklausi-form: %s: %s\n", path, strerror(errno));
		goto out;
	}
	err = form_read(path, text.data ? text.data : "", text.len, &form, &problems);
	if (err == CORE_OK)
		form_lint(path, form, &problems);
	else if (err == CORE_NOMEM)
		fprintf(stderr, "uzklausi-form: %s: %s\n", path, core_err_text(err));
	print_problems(&problems);
	clean = err == CORE_OK && problems.total == 0;
out:
	form_free(form);
	buf_release(&text);
	problems_release(&problems);
	return clean;
}

int command_lint(int argc, char **argv)
{
	int status = 0;

	if (argc < 2 || argv[1][0] == '-') {
		fputs("usage: uzklausi-form lint FILE...\n", stderr);
		return EXIT_USAGE;
	}
	for (int i = 1; i < argc; i++)
		if (!lint_file(argv[i]))
			status = 1;
	return status;
}
