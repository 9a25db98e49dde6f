/* uzklausi-form lint: everything that is wrong with forms. */
#include "core/form_device.h"
#include "core/form_easy.h"
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

/* NULL with the problem told. */
static struct form *load(const char *path, struct problems *problems)
{
	struct form *form = NULL;
	struct buf text;

	buf_init(&text, FILE_MAX + 65536);
	if (!form_file_read(path, FILE_MAX, &text)) {
		fprintf(stderr, "uzklausi-form: %s: %s\n", path, strerror(errno));
	} else {
		enum core_err err = form_read(path, text.data ? text.data : "", text.len, &form, problems);
		if (err == CORE_NOMEM)
			fprintf(stderr, "uzklausi-form: %s: %s\n", path, core_err_text(err));
	}
	buf_release(&text);
	return form;
}

/* A form's easy version, or the form that it is the easy version of, stands beside it. */
static struct form *load_beside(const char *path, const char *id, struct problems *problems)
{
	char beside[4096];
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;

	if (snprintf(beside, sizeof beside, "%.*s%s.json", folder, path, id) >= (int)sizeof beside)
		return NULL;
	return load(beside, problems);
}

static bool lint_pair(const char *path, const struct form *form, struct problems *problems)
{
	const struct form_settings *s = &form->settings;
	const char *id = s->easy_of ? s->easy_of : s->easy;
	struct form *other = id ? load_beside(path, id, problems) : NULL;
	bool there = other || !id;

	if (other && s->easy_of)
		form_easy_check(path, form, other, problems);
	else if (other && !form_easy_pair(form, other))
		problems_add(problems, path, 0, NULL, NULL,
		             "\"easy\" names %s, whose \"easyOf\" does not name this form", id);
	form_free(other);
	return there;
}

static bool lint_file(const char *path)
{
	struct problems problems;
	bool clean = false;

	problems_init(&problems);
	struct form *form = load(path, &problems);
	if (form) {
		form_lint(path, form, &problems);
		clean = lint_pair(path, form, &problems) && problems.total == 0;
	}
	print_problems(&problems);
	if (form && form_device_obstacle(form))
		printf("%s: note: its pages stay without script: %s\n", path, form_device_obstacle(form));
	form_free(form);
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
