/* How long a large form takes to load: a form of 400 KB, made here, read and checked ROUNDS times.
 *
 *   form_bench [ROUNDS]
 *
 * Prints "best MS": milliseconds of processor time of the best round. */
#include "core/form.h"
#include "tests/bench/bench.h"

static void write_form(struct buf *text)
{
	buf_adds(text, "{\"pages\":[{\"elements\":[");
	for (unsigned i = 0; text->len < 400000; i++) {
		buf_printf(text,
			   "%s{\"type\":\"%s\",\"name\":\"question%u\",\"title\":{\"lv\":\"Jautājums\",\"en\":\"Question\"},"
			   "\"isRequired\":true,\"visibleIf\":\"{question%u} = 'a' or {question%u} notempty\"%s}\n",
			   i ? "," : "", i % 2 ? "text" : "radiogroup", i, i ? i - 1 : 0, i / 2,
			   i % 2 ? "" : ",\"choices\":[\"a|Apple\",\"b|Bean\",3,4]");
		if (i % 50 == 49)
			buf_adds(text, "]},{\"elements\":[{\"type\":\"html\"}");
	}
	buf_adds(text, "]}]}");
}

static double processor_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 5;
	double best = 1e9;
	struct buf text;

	buf_init(&text, 1 << 20);
	write_form(&text);
	for (long i = 0; i < rounds; i++) {
		double start = processor_ms(), took;
		struct problems problems;
		struct form *form;

		problems_init(&problems);
		if (form_read("large.json", text.data, text.len, &form, &problems) != CORE_OK)
			return 1;
		took = processor_ms() - start;
		if (took < best)
			best = took;
		form_free(form);
		problems_release(&problems);
	}
	buf_release(&text);
	printf("best %.1f\n", best);
	return 0;
}
