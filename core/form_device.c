#include "core/form_device.h"

#include <stdio.h>
#include <string.h>

#include "core/expr_tree.h"
#include "core/form_internal.h"
#include "core/js.h"
#include "core/json.h"
#include "core/validator.h"

#define NAMES_MAX 256 /* different ones; conditions of more stay on the server */

/* --- what the device cannot do --------------------------------------------------------------------------- */

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

/* --- writing --------------------------------------------------------------------------------------------- */

struct device {
	const struct form *form;
	const char *lang;
	const struct fault_sayer *sayer;
	struct buf *out;
	const struct element *element;
};

static void key(struct device *d, const char *name)
{
	buf_printf(d->out, ",\"%s\":", name);
}

static void flag(struct device *d, const char *name, bool on)
{
	if (on) {
		key(d, name);
		buf_addc(d->out, '1');
	}
}

static void number(struct device *d, const char *name, size_t n)
{
	key(d, name);
	buf_printf(d->out, "%zu", n);
}

static void tree(struct device *d, const char *name, const struct expr *e)
{
	const char *lacking;
	if (!e)
		return;
	if (name)
		key(d, name);
	expr_tree_write(e, d->out, &lacking);
}

static void text_key(struct device *d, const char *name, const char *text)
{
	key(d, name);
	json_write_string(d->out, text, strlen(text));
}

/* "name":number of its sentence. */
static void fault(struct device *d, struct answer_fault f, const char **between, const struct text *own)
{
	const char *words = own ? text_in(own, d->lang) : NULL;
	f.element = d->element;
	f.type = f.type ? f.type : "custom";
	f.text = words && *words ? words : NULL;
	buf_printf(d->out, "%s\"%s\":%zu", *between, f.rule, d->sayer->say(d->sayer->context, &f));
	*between = ",";
}

static bool has_bounds(const struct element *e)
{
	return e->kind == ELEMENT_TEXT && e->input_type != INPUT_TEXT;
}

static void bound(struct device *d, const char *rule, struct value v, const char **between, const struct text *own)
{
	char words[32] = "";
	struct answer_fault f = {.rule = rule};
	if (v.kind == VALUE_STRING && v.len < sizeof words)
		snprintf(words, sizeof words, "%.*s", (int)v.len, v.string);
	else if (v.kind == VALUE_NUMBER)
		json_number(words, v.number);
	f.limit_text = v.kind == VALUE_NUMBER || v.kind == VALUE_STRING ? words : NULL;
	if (v.kind == VALUE_NUMBER)
		f.limit = v.number;
	fault(d, f, between, own);
}

static void text_faults(struct device *d, const struct element *e, const char **between)
{
	fault(d, (struct answer_fault){.rule = "badtext"}, between, NULL);
	if (e->max_length)
		fault(d, (struct answer_fault){.rule = "toolong", .limit = (double)e->max_length}, between, NULL);
	if (!has_bounds(e))
		return;
	fault(d, (struct answer_fault){.rule = "notanumber"}, between, NULL);
	fault(d, (struct answer_fault){.rule = "outofrange"}, between, NULL);
	bound(d, "min", e->min, between, &e->rules->min_error);
	bound(d, "max", e->max, between, &e->rules->max_error);
	bound(d, "step", e->step, between, &e->rules->step_error);
	if (e->input_type == INPUT_EMAIL)
		fault(d, (struct answer_fault){.rule = "email"}, between, NULL);
}

static void choice_faults(struct device *d, const struct element *e, const char **between)
{
	if (e->has_other)
		fault(d, (struct answer_fault){.type = "otherempty", .rule = "other"}, between, &e->rules->other_error);
	if (e->min_selected)
		fault(d, (struct answer_fault){.rule = "few", .limit = e->min_selected}, between, NULL);
	if (e->max_selected)
		fault(d, (struct answer_fault){.rule = "toomany", .limit = e->max_selected}, between, NULL);
	if (e->kind == ELEMENT_RANKING)
		fault(d, (struct answer_fault){.rule = "unknownvalue"}, between, NULL);
	if (e->rows_required)
		fault(d, (struct answer_fault){.rule = "rows"}, between, NULL);
	if (e->rows_unique)
		fault(d, (struct answer_fault){.rule = "unique"}, between, NULL);
}

static void comment_faults(struct device *d, const struct element *e, const char **between)
{
	if (!e->has_other && !e->has_comment)
		return;
	fault(d, (struct answer_fault){.rule = "badcomment"}, between, NULL);
	fault(d, (struct answer_fault){.rule = "longcomment", .limit = (double)form_comment_max(d->form)}, between,
	      NULL);
}

static bool can_fault(const struct element *e)
{
	return e->required || e->required_if || e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT ||
	       e->kind == ELEMENT_RANKING || e->has_other || e->has_comment || e->min_selected || e->max_selected ||
	       e->rows_required || e->rows_unique;
}

static void faults(struct device *d, const struct element *e)
{
	const char *between = "";
	key(d, "t");
	buf_addc(d->out, '{');
	if (e->required || e->required_if) {
		const char *rule = e->kind == ELEMENT_PANEL ? "requireoneanswer" : "required";
		fault(d, (struct answer_fault){.type = rule, .rule = rule}, &between, &e->required_error);
	}
	if (e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT)
		text_faults(d, e, &between);
	else
		choice_faults(d, e, &between);
	comment_faults(d, e, &between);
	buf_addc(d->out, '}');
}

/* [kind, sentence, has a least, least, has a most, most, extra, warning]; the sentences of a fault that has several
 * follow the first: not numeric, digits, too many. */
static void validator(struct device *d, const struct validator *v)
{
	static const char *const RULES[] = {"numbermin", "short", "few", "pattern", "email", "expression"};
	static const char *const OTHERS[] = {"number", "digits", "many", "pattern", "email", "expression"};
	const char *own = text_in(&v->text, d->lang);
	struct answer_fault f = {.element = d->element, .type = "custom", .text = own && *own ? own : NULL};

	f.limit = v->has_min ? v->min : v->max;
	f.limit_high = v->max;
	f.limit_text = v->kind == VALIDATE_EXPRESSION ? v->source : NULL;
	f.rule = RULES[v->kind];
	if (v->kind == VALIDATE_NUMERIC || v->kind == VALIDATE_TEXT)
		f.rule = v->kind == VALIDATE_TEXT ? v->has_min ? v->has_max ? "length" : "short" : "long"
		         : v->has_min             ? v->has_max ? "numberbetween" : "numbermin"
		                                  : "numbermax";
	buf_printf(d->out, "[%d,%zu,", (int)v->kind, d->sayer->say(d->sayer->context, &f));
	f.rule = OTHERS[v->kind];
	f.limit = v->kind == VALIDATE_ANSWER_COUNT ? v->max : f.limit;
	buf_printf(d->out, "%zu,", d->sayer->say(d->sayer->context, &f));
	json_write(d->out, v->has_min ? value_number(v->min) : (struct value){.kind = VALUE_NULL});
	buf_addc(d->out, ',');
	json_write(d->out, v->has_max ? value_number(v->max) : (struct value){.kind = VALUE_NULL});
	buf_addc(d->out, ',');
	if (v->kind == VALIDATE_EXPRESSION && v->expression)
		tree(d, NULL, v->expression);
	else if (v->kind == VALIDATE_REGEX && v->regex)
		json_write_string(d->out, v->source, strlen(v->source));
	else
		json_write(d->out, value_bool(v->kind == VALIDATE_TEXT && v->no_digits));
	buf_printf(d->out, ",%d]", (v->warning ? 1 : 0) + (v->caseless ? 2 : 0));
}

static void validators(struct device *d, const struct element *e)
{
	if (!e->validator_count)
		return;
	key(d, "va");
	for (size_t i = 0; i < e->validator_count; i++) {
		buf_addc(d->out, i ? ',' : '[');
		validator(d, &e->validators[i]);
	}
	buf_addc(d->out, ']');
}

/* ch: choices that are no text, of a ranking all; no: those that exclude all others. */
static void choices(struct device *d, const struct element *e)
{
	const char *between = ",\"ch\":[";
	for (size_t i = 0; i < e->choice_count; i++) {
		if (e->choices[i].value.kind == VALUE_STRING && e->kind != ELEMENT_RANKING)
			continue;
		buf_adds(d->out, between);
		json_write(d->out, e->choices[i].value);
		between = ",";
	}
	if (between[1] == '\0')
		buf_addc(d->out, ']');
	between = ",\"no\":[";
	for (size_t i = 0; i < e->choice_count; i++) {
		if (e->choices[i].role != CHOICE_NONE)
			continue;
		buf_adds(d->out, between);
		json_write(d->out, e->choices[i].value);
		between = ",";
	}
	if (between[1] == '\0')
		buf_addc(d->out, ']');
}

static void question(struct device *d, const struct element *e)
{
	text_key(d, "n", e->name);
	if (strcmp(e->name, e->value_name) != 0)
		text_key(d, "v", e->value_name);
	choices(d, e);
	flag(d, "ot", e->has_other);
	flag(d, "co", e->has_comment);
	if (e->has_other || e->has_comment)
		number(d, "cl", form_comment_max(d->form));
	if (e->min_selected)
		number(d, "ms", e->min_selected);
	if (e->max_selected)
		number(d, "mx", e->max_selected);
	flag(d, "rr", e->rows_required);
	flag(d, "ru", e->rows_unique);
	flag(d, "mm", form_matrix_many(e));
	if (e->kind == ELEMENT_TEXT && e->input_type)
		number(d, "it", e->input_type);
	if (e->max_length)
		number(d, "ml", e->max_length);
	if (has_bounds(e)) {
		const struct value bounds[] = {e->min, e->max, e->step};
		static const char *const names[] = {"lo", "hi", "st"};
		for (size_t i = 0; i < 3; i++) {
			if (value_empty(bounds[i]))
				continue;
			key(d, names[i]);
			json_write(d->out, bounds[i]);
		}
	}
	validators(d, e);
}

/* k: kind as in enum element_kind, u: panel around it, h: hidden, r: required, o: read-only, vi, ei, ri: the
 * conditions of these. Then question(). */
static void element(struct device *d, const struct element *e)
{
	d->element = e;
	buf_printf(d->out, "{\"k\":%d", (int)e->kind);
	if (e->parent)
		number(d, "u", e->parent->index);
	flag(d, "h", !e->visible);
	flag(d, "r", e->required);
	flag(d, "o", e->read_only);
	tree(d, "vi", e->visible_if);
	tree(d, "ei", e->enable_if);
	tree(d, "ri", e->required_if);
	if (element_takes_answer(e))
		question(d, e);
	if (can_fault(e))
		faults(d, e);
	buf_addc(d->out, '}');
}

/* --- names ----------------------------------------------------------------------------------------------- */

struct named {
	struct device *d;
	const struct expr_name *list[NAMES_MAX];
	size_t count;
};

static void put_binding(struct device *d, const struct expr_name *name)
{
	const struct form_internal *in = d->form->internal;
	const struct binding *b = &in->bindings[name->slot];

	json_write_string(d->out, name->text, name->len);
	switch (b->kind) {
	case BIND_ELEMENT:
		buf_printf(d->out, ":[1,%zu", in->slots[b->at].first->index);
		break;
	case BIND_CALCULATED:
		buf_printf(d->out, ":[2,%zu", b->at);
		break;
	case BIND_COMMENT:
		buf_printf(d->out, ":[3,%zu", in->slots[b->at].first->index);
		break;
	default:
		buf_adds(d->out, b->kind == BIND_EMPTY ? ":[4" : ":[0");
	}
	if (!b->whole || b->root != name->text) {
		buf_addc(d->out, ',');
		json_write_string(d->out, b->root, b->root_len);
		buf_printf(d->out, ",%zu", (size_t)(b->root - name->text));
	}
	buf_addc(d->out, ']');
}

static void names_of(struct named *n, const struct expr *e)
{
	size_t count = 0;
	const struct expr_name *names = e ? expr_names((struct expr *)(uintptr_t)e, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < n->count &&
		       (n->list[k]->len != names[i].len || memcmp(n->list[k]->text, names[i].text, names[i].len) != 0))
			k++;
		if (k < n->count || n->count == NAMES_MAX || names[i].slot < 0)
			continue;
		if (n->count)
			buf_addc(n->d->out, ',');
		n->list[n->count++] = &names[i];
		put_binding(n->d, &names[i]);
	}
}

static void names(struct device *d)
{
	const struct form *form = d->form;
	struct named n = {.d = d};

	for (size_t i = 0; i < form->page_count; i++)
		names_of(&n, form->pages[i].visible_if);
	for (size_t i = 0; i < form->calculated_count; i++)
		names_of(&n, form->calculated[i].expression);
	for (size_t i = 0; i < form->element_count; i++) {
		const struct element *e = &form->elements[i];
		names_of(&n, e->visible_if);
		names_of(&n, e->enable_if);
		names_of(&n, e->required_if);
		for (size_t v = 0; v < e->validator_count; v++)
			names_of(&n, e->validators[v].expression);
	}
}

static void calculated(struct device *d)
{
	const struct form *form = d->form;
	for (size_t i = 0; i < form->calculated_count; i++) {
		const struct calculated *c = &form->calculated[i];
		buf_adds(d->out, i ? ",[" : "[");
		json_write_string(d->out, c->name, strlen(c->name));
		buf_addc(d->out, ',');
		if (c->expression)
			tree(d, NULL, c->expression);
		else
			buf_adds(d->out, "null");
		buf_printf(d->out, ",%d]", c->include);
	}
}

static size_t elements_of(const struct form *form, size_t page)
{
	size_t count = 0;
	for (size_t i = 0; i < form->element_count; i++)
		count += form->elements[i].page == page;
	return count;
}

void form_device_write(const struct form *form, const char *lang, const struct fault_sayer *sayer, struct buf *out)
{
	struct device d = {.form = form, .lang = lang, .sayer = sayer, .out = out};

	buf_adds(out, "{\"pages\":[");
	for (size_t i = 0; i < form->page_count; i++) {
		buf_printf(out, i ? ",%zu," : "%zu,", elements_of(form, i));
		if (form->pages[i].visible_if)
			tree(&d, NULL, form->pages[i].visible_if);
		else
			buf_adds(out, form->pages[i].visible ? "true" : "false");
	}
	buf_adds(out, "],\"els\":[");
	for (size_t i = 0; i < form->element_count; i++) {
		if (i)
			buf_addc(out, ',');
		element(&d, &form->elements[i]);
	}
	buf_adds(out, "],\"names\":{");
	names(&d);
	buf_adds(out, "},\"calc\":[");
	calculated(&d);
	buf_adds(out, "]}");
}
