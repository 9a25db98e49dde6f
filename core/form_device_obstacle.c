/* What keeps a form from the device's script. */
#include <string.h>
#include <strings.h>

#include "core/expr_tree.h"
#include "core/form_device_internal.h"
#include "core/validator.h"

struct looking {
	const struct form *form;
	const char *why; /* the first thing found */
};

static bool is_word(const struct expr_name *name, const char *word)
{
	return name->len == strlen(word) && strncasecmp(name->text, word, name->len) == 0;
}

static bool is_item(const struct expr_name *name)
{
	return is_word(name, "item") || is_word(name, "choice") || is_word(name, "self");
}

static const char *name_obstacle(const struct form *form, const struct expr_name *name, bool of_choice)
{
	const struct binding *b = name->slot < 0 ? NULL : &form->internal->bindings[name->slot];

	if (of_choice && is_item(name))
		return NULL;
	if (b && b->kind == BIND_BUILT_IN)
		return "a condition reads the state of the survey";
	if (!b || b->kind == BIND_NOTHING)
		return "a condition reads what is no question, such as {row.column}";
	if (name->len > 6 && memcmp(name->text, "panel.", 6) == 0)
		return "a condition reads {panel...}";
	return NULL;
}

static void expression_obstacle(void *context, const struct expr *e, bool of_choice)
{
	struct looking *l = context;
	struct buf tree;
	size_t count;

	if (!e || l->why)
		return;
	buf_init(&tree, EXPR_MAX_BYTES * 8);
	expr_tree_write(e, &tree, &l->why);
	buf_release(&tree);
	const struct expr_name *names = expr_names((struct expr *)(uintptr_t)e, &count);
	for (size_t i = 0; i < count && !l->why; i++)
		l->why = name_obstacle(l->form, &names[i], of_choice);
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
	if (k->min_expr || k->max_expr)
		return "its bounds are expressions";
	if (e->has_other && e->has_comment)
		return "it takes another text and a comment";
	if (choices_name_answers(e->choices, e->choice_count) || choices_name_answers(e->rows, e->row_count))
		return "a choice names an answer";
	if (e->has_other && k->store_others == OTHERS_AS_VALUE)
		return "its other text is kept in the answer (storeOthersAsComment)";
	return NULL;
}

static size_t no_sentence(void *context, const struct answer_fault *fault)
{
	(void)context;
	(void)fault;
	return 0;
}

static bool too_many_names(const struct form *form)
{
	const struct fault_sayer silent = {.say = no_sentence};
	bool many = false;

	for (size_t i = 0; (i == 0 || i < form->language_count) && !many; i++) {
		struct buf out;
		buf_init(&out, DEVICE_NAMES_MAX * 1024);
		struct device d = {.form = form, .lang = form->language_count ? form->languages[i] : "lv", .sayer = &silent, .out = &out};
		many = !device_names(&d);
		buf_release(&out);
	}
	return many;
}

const char *form_device_obstacle(const struct form *form)
{
	const struct form_internal *in = form->internal;
	struct looking l = {.form = form};

	if (in->first_page_is_start)
		return "its first page is a start page";
	if (in->completed_count)
		return "what is said after sending depends on the answers";
	if (in->has_shared_keys)
		return "questions share an answer (valueName)";
	if (in->others_as_value)
		return "other texts are kept among the answers (storeOthersAsComment)";
	device_visit_form(form, expression_obstacle, &l);
	for (size_t i = 0; i < form->element_count && !l.why; i++) {
		l.why = rules_obstacle(&form->elements[i]);
		device_visit_element(&form->elements[i], expression_obstacle, &l);
	}
	return !l.why && too_many_names(form) ? "expressions and texts name too much" : l.why;
}
