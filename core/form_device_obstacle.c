/* What keeps a form from the device's script. */
#include <string.h>

#include "core/expr_tree.h"
#include "core/form_device.h"
#include "core/form_internal.h"
#include "core/validator.h"

static const char *expression_obstacle(const struct form *form, const struct expr *e)
{
	const char *lacking = NULL;
	struct buf tree;
	size_t count;

	if (!e)
		return NULL;
	buf_init(&tree, EXPR_MAX_BYTES * 8);
	expr_tree_write(e, &tree, &lacking);
	buf_release(&tree);
	const struct expr_name *names = expr_names((struct expr *)(uintptr_t)e, &count);
	for (size_t i = 0; i < count && !lacking; i++) {
		const struct binding *b = names[i].slot < 0 ? NULL : &form->internal->bindings[names[i].slot];
		if (b && b->kind == BIND_BUILT_IN)
			lacking = "a condition reads the state of the survey";
		else if (!b || b->kind == BIND_NOTHING)
			lacking = "a condition reads what is no question, such as {item} or {self}";
		else if (names[i].len > 6 && memcmp(names[i].text, "panel.", 6) == 0)
			lacking = "a condition reads {panel...}";
	}
	return lacking;
}

static bool names_answers(const struct text *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (strchr(t->wordings[i].text, '{'))
			return true;
	return false;
}

static bool choices_name_answers(const struct choice *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (names_answers(&choices[i].text))
			return true;
	return false;
}

static const char *rules_obstacle(const struct element *e)
{
	const struct element_rules *k = e->rules;

	if (e->kind == ELEMENT_EXPRESSION)
		return "it shows what an expression gives";
	if (k->default_expr || !value_empty(k->default_value))
		return "it has an answer from the start (defaultValue)";
	if (k->min_expr || k->max_expr)
		return "its bounds are expressions";
	if (k->choices_conditional || k->hide_if_choices_empty || k->hide_if_rows_empty)
		return "its choices, rows or columns have conditions";
	if (e->has_other && e->has_comment)
		return "it takes another text and a comment";
	if (k->clear_when == CLEAR_NONE)
		return "its answer stays when it is hidden (clearIfInvisible)";
	if (names_answers(&e->title) || names_answers(&e->description) || names_answers(&e->html) ||
	    choices_name_answers(e->choices, e->choice_count) || choices_name_answers(e->rows, e->row_count))
		return "a text names an answer";
	return NULL;
}

static const char *element_obstacle(const struct form *form, const struct element *e)
{
	const char *why = rules_obstacle(e);

	why = why ? why : expression_obstacle(form, e->visible_if);
	why = why ? why : expression_obstacle(form, e->enable_if);
	why = why ? why : expression_obstacle(form, e->required_if);
	for (size_t i = 0; i < e->validator_count && !why; i++)
		why = expression_obstacle(form, e->validators[i].expression);
	return why;
}

const char *form_device_obstacle(const struct form *form)
{
	const struct form_internal *in = form->internal;
	const char *why = NULL;

	if (in->first_page_is_start)
		return "its first page is a start page";
	if (in->clears_on_hidden || in->clear_when == CLEAR_NONE)
		return "answers of hidden questions are not dropped at the end (clearInvisibleValues)";
	if (answers_change_thanks(form))
		return "what is said after sending depends on the answers";
	if (in->has_shared_keys)
		return "questions share an answer (valueName)";
	if (in->others_as_value)
		return "other texts are kept among the answers (storeOthersAsComment)";
	for (size_t i = 0; i < form->page_count && !why; i++) {
		why = expression_obstacle(form, form->pages[i].visible_if);
		if (names_answers(&form->pages[i].title) || names_answers(&form->pages[i].description))
			why = "a text names an answer";
	}
	for (size_t i = 0; i < form->calculated_count && !why; i++)
		why = expression_obstacle(form, form->calculated[i].expression);
	for (size_t i = 0; i < form->element_count && !why; i++)
		why = element_obstacle(form, &form->elements[i]);
	return why;
}
