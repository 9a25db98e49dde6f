/* Which questions decide whether a question is seen: read from the names in its visibleIf and in those of its panels
 * and page. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "tally/suppress.h"

static bool add(struct condition *c, size_t question)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->questions[i] == question)
			return true;
	size_t *questions = reallocarray(c->questions, c->count + 1, sizeof *questions);
	if (questions == NULL)
		return false;
	c->questions = questions;
	c->questions[c->count++] = question;
	return true;
}

/* "q", "q.row", "q[0]" and "q-Comment" all read the question q. */
static bool reads(const struct expr_name *name, const char *question)
{
	size_t len = strlen(question);
	return name->len >= len && strncasecmp(name->text, question, len) == 0 &&
	       (name->len == len || strchr(".[-", name->text[len]) != NULL);
}

/* A name that is no question (a calculated value) may stand for any: then all of them decide. */
static bool add_name(struct condition *c, const struct count_plan *plan, size_t self, const struct expr_name *name)
{
	bool found = false;
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct element *e = plan->questions[i].element;
		if (e == NULL || (!reads(name, e->value_name) && !reads(name, e->name)))
			continue;
		found = true;
		if (e != plan->questions[self].element && !add(c, i))
			return false;
	}
	for (size_t i = 0; !found && i < plan->question_count; i++)
		if (plan->questions[i].element != plan->questions[self].element && plan->questions[i].value_count > 0 &&
		    !add(c, i))
			return false;
	return true;
}

static bool add_expression(struct condition *c, const struct count_plan *plan, size_t self, struct expr *e)
{
	size_t count = 0;
	const struct expr_name *names = e ? expr_names(e, &count) : NULL;
	for (size_t i = 0; i < count; i++)
		if (!add_name(c, plan, self, &names[i]))
			return false;
	return true;
}

/* form: the one that e stands in, or NULL. */
static bool add_element(struct condition *c, const struct count_plan *plan, size_t self, const struct form *form,
                        const struct element *e)
{
	if (form != NULL && !add_expression(c, plan, self, form->pages[e->page].visible_if))
		return false;
	for (; e != NULL; e = e->parent)
		if (!add_expression(c, plan, self, e->visible_if))
			return false;
	return true;
}

/* What the easy version does not ask tells how many filled in which. */
static bool add_easy(struct condition *c, const struct count_plan *plan, size_t self)
{
	const struct element *e = plan->questions[self].easy;
	if (e == NULL)
		return plan->easy == NULL || add(c, plan->question_count - 1);
	for (size_t i = 0; i < e->row_count; i++)
		if (!add_expression(c, plan, self, e->rows[i].visible_if))
			return false;
	return add_element(c, plan, self, plan->easy, e);
}

bool conditions_init(struct conditions *c, const struct count_plan *plan)
{
	c->count = plan->question_count;
	c->of = calloc(plan->question_count + 1, sizeof *c->of);
	if (c->of == NULL)
		return false;
	for (size_t i = 0; i < plan->question_count; i++) {
		const struct count_question *q = &plan->questions[i];
		if (plan->easy != NULL && i == plan->question_count - 1)
			break; /* the version: no form asks it */
		for (size_t k = 0; k < q->need_count; k++)
			if (!add(&c->of[i], q->needs[k]))
				return false;
		if (q->need_count > 0)
			continue;
		if (!add_element(&c->of[i], plan, i, plan->form, q->element) || !add_easy(&c->of[i], plan, i))
			return false;
		if (q->row != NULL && !add_expression(&c->of[i], plan, i, q->row->visible_if))
			return false;
	}
	return true;
}

void conditions_release(struct conditions *c)
{
	for (size_t i = 0; c->of != NULL && i < c->count; i++)
		free(c->of[i].questions);
	free(c->of);
	*c = (struct conditions){0};
}
