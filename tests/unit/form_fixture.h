/* A form and a person's answers to it, for tests. */
#ifndef TESTS_FORM_FIXTURE_H
#define TESTS_FORM_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/answers.h"

struct given {
	struct form *form;
	struct answers *answers;
};

static inline struct form *fixture_form(const char *json)
{
	struct problems problems;
	struct form *form;

	problems_init(&problems);
	form_read("form.json", json, strlen(json), &form, &problems);
	if (problems.count)
		print_error("%s\n", problems.items[0].reason);
	assert_non_null(form);
	problems_release(&problems);
	return form;
}

static inline void fixture_evaluate(struct given *g)
{
	static const struct moment NOW = {1768478400000, 0};
	assert_int_equal(answers_evaluate(g->answers, &NOW, "lv"), CORE_OK);
}

/* answers: a JSON object, or NULL for none at all. */
static inline struct given given(const char *form, const char *answers)
{
	struct given g = {.form = fixture_form(form)};

	g.answers = answers_new(g.form);
	assert_non_null(g.answers);
	if (answers) {
		enum core_err err = answers_read_json(g.answers, answers, strlen(answers));
		assert_true(err == CORE_OK || err == CORE_REFUSED);
	}
	fixture_evaluate(&g);
	return g;
}

static inline void given_release(struct given *g)
{
	answers_free(g->answers);
	form_free(g->form);
}

static inline const struct element *element_of(const struct given *g, const char *name)
{
	const struct element *e = form_find(g->form, name, strlen(name));
	assert_non_null(e);
	return e;
}

static inline void assert_data(const struct given *g, const char *json)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	assert_true(answers_write_json(g->answers, &out));
	assert_string_equal(out.data, json);
	buf_release(&out);
}

/* How many faults of that type there are. */
static inline size_t faults_of(const struct given *g, const char *type, bool intake)
{
	size_t found = 0;
	for (size_t i = 0; i < answers_fault_count(g->answers); i++) {
		struct answer_fault f = answers_fault(g->answers, i);
		found += strcmp(f.type, type) == 0 && f.intake == intake;
	}
	return found;
}

#endif
