/* Sheets of the specialists' form of which the truth is known, taken through the same steps as those of an archive. */
#ifndef TESTS_ANALYSIS_FIXTURE_H
#define TESTS_ANALYSIS_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tally/compare.h"
#include "tools/synthetic/draw.h"

#define STATEMENTS 18
#define CONCERNS 10
enum { EDUCATION, SOCIAL, POLICE, ORPHANS, INSTITUTIONS };

/* What people of an institution truly know and do: chances. */
struct truth {
	double right[INSTITUTIONS][STATEMENTS], dont_know[INSTITUTIONS][STATEMENTS];
	double concern[CONCERNS];
};

struct survey {
	struct form *form;
	struct answers *answers;
	struct count_plan plan;
	struct scoring scoring;
	struct tally tally;
	struct results results;
};

static struct form *survey_form(const char *path)
{
	struct form *form = NULL;
	struct problems problems;
	char *text = calloc(1, 1 << 20);
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(text, 1, (1 << 20) - 1, file) : 0;
	if (file != NULL)
		fclose(file);
	problems_init(&problems);
	if (form_read(path, text, len, &form, &problems) != CORE_OK)
		fail_msg("%s: %s", path, problems.count > 0 ? problems.items[0].reason : "?");
	problems_release(&problems);
	free(text);
	return form;
}

static void survey_init(struct survey *w, struct form *form, const char *by)
{
	bool bad_by, too_much;
	*w = (struct survey){.form = form, .answers = answers_new(form)};
	assert_true(count_plan_init(&w->plan, form, by ? form_find(form, by, strlen(by)) : NULL, &bad_by));
	assert_true(scoring_init(&w->scoring, &w->plan, &too_much));
	assert_true(count_table_init(&w->tally.table, &w->plan));
	assert_true(score_table_init(&w->tally.scores, &w->scoring));
}

static void survey_release(struct survey *w)
{
	results_release(&w->results);
	tally_release(&w->tally);
	scoring_release(&w->scoring);
	count_plan_release(&w->plan);
	answers_free(w->answers);
}

static void survey_take(struct survey *w, const char *json)
{
	const struct moment now = {1768478400000, 120};
	answers_clear(w->answers);
	assert_int_equal(answers_read_json(w->answers, json, strlen(json)), CORE_OK);
	assert_int_equal(answers_evaluate(w->answers, &now, ""), CORE_OK);
	assert_true(answers_acceptable(w->answers));
	count_sheet(&w->tally.table, &w->plan, w->answers);
	score_sheet(&w->tally.scores, &w->tally.table, &w->scoring, w->answers);
}

static void survey_finish(struct survey *w, const char *wave, uint64_t min)
{
	count_finish(&w->tally.table, &w->plan);
	score_finish(&w->tally.scores, &w->scoring);
	assert_true(results_init(&w->results, &w->scoring, &w->tally, wave, min, "en"));
}

static double survey_chance(uint64_t *random)
{
	return (double)(draw_next(random) >> 11) / 9007199254740992.0;
}

static const char *statement_answer(const struct survey *w, size_t i, const struct truth *t, int who, uint64_t *random)
{
	const struct scoring_item *item = &w->scoring.items[i];
	const struct count_question *q = &w->plan.questions[item->question];
	double chance = survey_chance(random);
	if (chance < t->right[who][i])
		return q->values[item->right].name;
	if (chance < t->right[who][i] + t->dont_know[who][i])
		return "dontknow";
	return strcmp(q->values[item->right].name, "true") == 0 ? "false" : "true";
}

/* One person of an institution. */
static void survey_person(struct survey *w, const struct truth *t, int who, uint64_t *random)
{
	static const char *const names[] = {"education", "social", "police", "orphans"};
	static const char *const concerns[CONCERNS] = {"signs",   "talk",      "mistake",  "where",  "after",
	                                               "parents", "colleague", "children", "online", "alone"};
	char json[4096];
	size_t at = (size_t)snprintf(json, sizeof json, "{\"institution\":\"%s\"", names[who]);
	for (size_t i = 0; i < STATEMENTS; i++)
		at += (size_t)snprintf(json + at, sizeof json - at, ",\"k%02zu\":\"%s\",\"c%02zu\":%d", i + 1,
		                       statement_answer(w, i, t, who, random), i + 1, 1 + (int)draw(random, 5));
	at += (size_t)snprintf(json + at, sizeof json - at, ",\"worry\":[");
	bool any = false;
	for (size_t i = 0; i < CONCERNS; i++)
		if (survey_chance(random) < t->concern[i]) {
			at += (size_t)snprintf(json + at, sizeof json - at, "%s\"%s\"", any ? "," : "", concerns[i]);
			any = true;
		}
	snprintf(json + at, sizeof json - at, "%s]}", any ? "" : "\"signs\"");
	survey_take(w, json);
}

static void survey_people(struct survey *w, const struct truth *t, const size_t sizes[static INSTITUTIONS],
                          uint64_t *random)
{
	for (int who = 0; who < INSTITUTIONS; who++)
		for (size_t i = 0; i < sizes[who]; i++)
			survey_person(w, t, who, random);
}

#endif
