/* synthetic: made-up people's answers to a form, one line each.
 * usage: synthetic FORM.json N SEED [--set QUESTION=VALUE]... [--fields] */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tools/synthetic/person.h"

#define GIVEN_MAX 32
#define FORM_MAX_BYTES ((size_t)1 << 20)

struct order {
	const char *form;
	unsigned long count, seed;
	struct given given[GIVEN_MAX];
	size_t given_count;
	bool fields;
};

static bool read_number(const char *text, unsigned long *out)
{
	char *end;
	errno = 0;
	*out = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

static bool read_given(struct order *o, char *text)
{
	char *equals = strchr(text, '=');
	if (equals == NULL || o->given_count == GIVEN_MAX)
		return false;
	*equals = '\0';
	o->given[o->given_count++] = (struct given){text, equals + 1};
	return true;
}

static bool read_order(struct order *o, int argc, char **argv)
{
	if (argc < 4 || !read_number(argv[2], &o->count) || !read_number(argv[3], &o->seed))
		return false;
	o->form = argv[1];
	for (int i = 4; i < argc; i++) {
		if (strcmp(argv[i], "--fields") == 0)
			o->fields = true;
		else if (strcmp(argv[i], "--set") != 0 || i + 1 == argc || !read_given(o, argv[++i]))
			return false;
	}
	return true;
}

static struct form *load(const char *path)
{
	struct form *form = NULL;
	struct problems problems;
	char *text = malloc(FORM_MAX_BYTES);
	FILE *file = fopen(path, "rb");
	size_t len = text && file ? fread(text, 1, FORM_MAX_BYTES, file) : 0;
	problems_init(&problems);
	if (file == NULL || text == NULL)
		fprintf(stderr, "synthetic: %s: %s\n", path, strerror(errno));
	else if (form_read(path, text, len, &form, &problems) != CORE_OK)
		fprintf(stderr, "synthetic: %s: %s\n", path,
		        problems.count > 0 ? problems.items[0].reason : "cannot be read");
	problems_release(&problems);
	if (file != NULL)
		fclose(file);
	free(text);
	return form;
}

static bool write_people(const struct order *o, struct person *p)
{
	uint64_t random = o->seed;
	struct buf line;
	bool ok = true;
	buf_init(&line, (size_t)1 << 20);
	for (unsigned long i = 0; ok && i < o->count; i++) {
		buf_clear(&line);
		ok = person_make(p, &random) &&
		     (o->fields ? person_write_fields(p, &line) : person_write_json(p, &line));
		ok = ok && puts(line.data) >= 0;
	}
	buf_release(&line);
	return ok && fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
	struct order o = {0};
	if (!read_order(&o, argc, argv)) {
		fprintf(stderr, "usage: synthetic FORM.json N SEED [--set QUESTION=VALUE]... [--fields]\n");
		return 2;
	}
	struct form *form = load(o.form);
	if (form == NULL)
		return 1;
	struct person *p = person_new(form, o.given, o.given_count);
	bool ok = p != NULL && write_people(&o, p);
	if (!ok)
		fprintf(stderr, "synthetic: no answers were found that %s accepts\n", o.form);
	person_free(p);
	form_free(form);
	return ok ? 0 : 1;
}
