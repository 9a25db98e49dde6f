/* Records opened, checked and counted a second, on all cores, from an archive of make_archive's.
 *
 *   count_bench ARCHIVE FORM.json [THREADS] [analyse]
 *
 * With analyse, the last argument, they are scored too (tally/scoring.h).
 *
 * Prints "best RECORDS_PER_SECOND", for comparison with limit_open. */
#include <sodium.h>
#include <string.h>

#include "tally/forms.h"
#include "tally/pipeline.h"
#include "tests/bench/archive_key.h"
#include "tests/bench/bench.h"

struct setting {
	struct form *form;
	struct archive archive;
	struct key key;
	struct opener opener;
	struct doubles doubles;
	struct count_plan plan;
	struct scoring scoring;
	bool analyse;
	struct tally tally;
};

static bool open_all(struct setting *s, char **argv, struct fault *fault)
{
	bool bad_by, too_much;

	return form_load(argv[2], &s->form, fault) && archive_open(&s->archive, argv[1], ARCHIVE_READ, fault) &&
	       s->archive.lock_count == 1 && archive_key(&s->key) == SEAL_OK &&
	       opener_init(&s->opener, &s->archive.locks[0], &s->key) == SEAL_OK &&
	       count_plan_init(&s->plan, s->form, s->form->settings.group_by, &bad_by) &&
	       (!s->analyse || scoring_init(&s->scoring, &s->plan, &too_much));
}

static bool measure(struct setting *s, unsigned threads, double *rate, struct fault *fault)
{
	const bool chosen = true;
	const struct pipeline p = {.archive = &s->archive,
	                           .openers = &s->opener,
	                           .doubles = &s->doubles,
	                           .form = s->form,
	                           .plan = &s->plan,
	                           .scoring = s->analyse ? &s->scoring : NULL,
	                           .now = {1768478400000, 120},
	                           .threads = threads};
	double start = bench_now();

	if (!doubles_find(&s->doubles, &s->archive, &chosen, DOUBLES_SHARE, fault) ||
	    !pipeline_run(&p, &s->tally, fault))
		return false;
	*rate = (double)s->tally.reasons[TAKE_OK] / (bench_now() - start);
	return s->tally.reasons[TAKE_OK] == archive_records(&s->archive, 0) ||
	       fault_set(fault, "some records were not counted");
}

int main(int argc, char **argv)
{
	struct setting s = {.archive.fd = -1};
	struct fault fault = {0};
	double rate = 0;

	if (argc < 3 || sodium_init() < 0)
		return 2;
	s.analyse = argc > 3 && strcmp(argv[argc - 1], "analyse") == 0;
	argc -= s.analyse;
	bool ok = open_all(&s, argv, &fault) &&
	          measure(&s, argc > 3 ? (unsigned)bench_number(argv[3]) : 0, &rate, &fault);
	if (ok)
		printf("best %.0f\n", rate);
	else
		fprintf(stderr, "count_bench: %s\n", fault.text);
	tally_release(&s.tally);
	doubles_release(&s.doubles);
	scoring_release(&s.scoring);
	count_plan_release(&s.plan);
	opener_release(&s.opener);
	key_release(&s.key);
	archive_close(&s.archive);
	form_free(s.form);
	return ok ? 0 : 1;
}
