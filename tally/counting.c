#include "tally/counting.h"

#include <stdlib.h>
#include "tally/progress.h"
#include "tally/suppress.h"

static bool plan(struct counting *c, const struct session *s, const struct element *by, struct fault *fault)
{
	bool bad_by = false;
	if (!count_plan_init(&c->plan, s->form, by, &bad_by))
		return bad_by ? fault_set(fault, "%s makes no groups: it takes a question with one answer from a list",
		                          by ? by->name : "nothing")
		              : fault_set(fault, "memory ran out");
	return s->easy == NULL || count_plan_add_easy(&c->plan, s->easy) || fault_set(fault, "memory ran out");
}

static bool open_and_count(struct counting *c, const struct session *s, struct fault *fault)
{
	char what[] = "opened and counted";
	struct pipeline p = {.archive = &s->archive,
	                     .openers = s->openers,
	                     .doubles = &s->doubles,
	                     .form = s->form,
	                     .easy = s->easy,
	                     .plan = &c->plan,
	                     .progress = progress_if_terminal(),
	                     .context = what};
	session_now(&p.now);
	bool ok = pipeline_run(&p, &c->tally, fault);
	progress_end(p.progress);
	if (ok)
		c->tally.reasons[TAKE_DAMAGED] = s->archive.lost;
	return ok;
}

bool counting_run(struct counting *c, const struct session *s, const struct element *by, uint64_t min,
                  struct fault *fault)
{
	*c = (struct counting){0};
	if (!plan(c, s, by, fault) || !open_and_count(c, s, fault))
		return false;
	c->hidden = malloc(count_rows(&c->plan) * c->plan.width);
	if (c->hidden == NULL || !suppress(&c->plan, c->tally.table.figures, min, c->hidden))
		return fault_set(fault, "memory ran out");
	c->report = (struct report){.form = s->form,
	                            .wave = s->wave,
	                            .plan = &c->plan,
	                            .tally = &c->tally,
	                            .hidden = c->hidden,
	                            .min = min};
	return true;
}

void counting_release(struct counting *c)
{
	free(c->hidden);
	tally_release(&c->tally);
	count_plan_release(&c->plan);
	*c = (struct counting){0};
}
