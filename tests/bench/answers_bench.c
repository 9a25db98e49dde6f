/* What a sheet costs beside opening its box: reading, evaluating and counting, each alone, on one core.
 *
 *   synthetic FORM.json 2000 1 | answers_bench FORM.json [ROUNDS]
 *
 * Prints "read NS evaluate NS count NS sum NS": nanoseconds of processor time a sheet, of the best round; wiping is in
 * "read". */
#include "core/answers.h"
#include "tally/count.h"
#include "tally/forms.h"
#include "tests/bench/bench.h"

struct line {
	char *text;
	size_t len;
};

struct setting {
	struct form *form;
	struct answers *answers;
	struct count_plan plan;
	struct count_table table;
	struct line *lines;
	size_t line_count;
};

static bool read_lines(struct setting *s)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 1) {
		struct line *more = realloc(s->lines, (s->line_count + 1) * sizeof *more);
		if (more == NULL)
			break;
		s->lines = more;
		s->lines[s->line_count++] = (struct line){line, (size_t)len - 1};
		line = NULL;
		room = 0;
	}
	free(line);
	return s->line_count > 0;
}

static double processor_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

enum depth { READ = 1, EVALUATE, COUNT };

static bool one(struct setting *s, const struct line *line, enum depth depth)
{
	const struct moment now = {1768478400000, 120};

	answers_clear(s->answers);
	if (answers_read_json(s->answers, line->text, line->len) != CORE_OK)
		return false;
	if (depth >= EVALUATE && (answers_evaluate(s->answers, &now, "") != CORE_OK || !answers_acceptable(s->answers)))
		return false;
	if (depth == COUNT)
		count_sheet(&s->table, &s->plan, s->answers);
	return true;
}

/* Nanoseconds a sheet, the best of all rounds. */
static bool measure(struct setting *s, size_t rounds, enum depth depth, double *best)
{
	for (size_t round = 0; round < rounds; round++) {
		double start = processor_ns(), took;
		for (size_t i = 0; i < s->line_count; i++) {
			if (!one(s, &s->lines[i], depth)) {
				fprintf(stderr, "answers_bench: line %zu is not acceptable\n", i + 1);
				return false;
			}
		}
		took = (processor_ns() - start) / (double)s->line_count;
		if (round == 0 || took < *best)
			*best = took;
	}
	return true;
}

static bool measure_all(struct setting *s, size_t rounds)
{
	double read = 0, evaluated = 0, counted = 0;

	if (!measure(s, rounds, READ, &read) || !measure(s, rounds, EVALUATE, &evaluated) ||
	    !measure(s, rounds, COUNT, &counted))
		return false;
	printf("read %.0f evaluate %.0f count %.0f sum %.0f\n", read, evaluated - read, counted - evaluated, counted);
	return true;
}

int main(int argc, char **argv)
{
	struct setting s = {0};
	struct fault fault = {0};
	bool bad_by, ok;

	if (argc < 2)
		return 2;
	ok = form_load(argv[1], &s.form, &fault) &&
	     count_plan_init(&s.plan, s.form, s.form->settings.group_by, &bad_by) &&
	     count_table_init(&s.table, &s.plan) && (s.answers = answers_new(s.form)) != NULL && read_lines(&s) &&
	     measure_all(&s, argc > 2 ? bench_number(argv[2]) : 20);
	for (size_t i = 0; i < s.line_count; i++)
		free(s.lines[i].text);
	free(s.lines);
	answers_free(s.answers);
	count_table_release(&s.table);
	count_plan_release(&s.plan);
	form_free(s.form);
	return ok ? 0 : 1;
}
