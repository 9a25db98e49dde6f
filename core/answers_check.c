/* What survey-core would find wrong: required first, then what the type of question asks, then the validators. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/js.h"

const char *fault_words(const struct answers *a, const struct text *t)
{
	const char *text = text_in(t, a->lang);
	return text && *text ? text : NULL;
}

struct answer_fault *fault_custom(struct answers *a, const struct element *e, const char *rule,
                                  const struct text *words)
{
	struct answer_fault *f = fault_add(a, e, "custom", rule);
	if (f && words)
		f->text = fault_words(a, words);
	return f;
}

/* --- choices and matrices --- */

static bool none_selected(const struct element *e, struct value v)
{
	for (uint32_t i = 0; v.kind == VALUE_ARRAY && i < v.len; i++) {
		const struct choice *c = choice_of(e, v.items[i]);
		if (c && c->role == CHOICE_NONE)
			return true;
	}
	return false;
}

static void check_select(struct answers *a, const struct element *e, struct value v)
{
	uint32_t count = v.kind == VALUE_ARRAY ? v.len : 0;
	struct answer_fault *f;

	if (e->has_other && e->kind != ELEMENT_RANKING && other_selected(a, e) && !js_truthy(other_text(a, e))) {
		f = fault_add(a, e, "otherempty", "other");
		if (f)
			f->text = fault_words(a, &e->rules->other_error);
	}
	if (e->min_selected < 1 || !element_many(e) || (count == 1 && none_selected(e, v)) || count >= e->min_selected)
		return;
	f = fault_add(a, e, "custom", "few");
	if (f)
		f->limit = e->min_selected;
}

static struct value row_value(struct value matrix, const struct choice *row)
{
	return value_member(matrix, row->value_text, strlen(row->value_text));
}

static bool same_text(struct value x, struct value y)
{
	struct buf one, two;
	bool same;

	if (x.kind == VALUE_STRING && y.kind == VALUE_STRING)
		return x.len == y.len && memcmp(x.string, y.string, x.len) == 0;
	buf_init(&one, 1 << 17);
	buf_init(&two, 1 << 17);
	js_text(&one, x);
	js_text(&two, y);
	same = one.len == two.len && (one.len == 0 || memcmp(one.data, two.data, one.len) == 0);
	buf_release(&two);
	buf_release(&one);
	return same;
}

static bool row_repeats(const struct answers *a, const struct element *e, struct value v, size_t at)
{
	struct value own = row_value(v, &e->rows[at]);
	for (size_t i = 0; i < at; i++)
		if (answers_choice_visible(a, e, &e->rows[i]) && !value_empty(row_value(v, &e->rows[i])) &&
		    same_text(row_value(v, &e->rows[i]), own))
			return true;
	return false;
}

static void check_matrix(struct answers *a, const struct element *e, struct value v)
{
	bool missing = false, repeated = false;

	if (!e->rows_required && !e->rows_unique)
		return;
	for (size_t i = 0; i < e->row_count; i++) {
		bool empty;
		if (!answers_choice_visible(a, e, &e->rows[i]))
			continue;
		empty = value_empty(row_value(v, &e->rows[i]));
		missing |= empty && e->rows_required;
		repeated |= e->rows_unique && !empty && !repeated && row_repeats(a, e, v, i);
	}
	if (missing)
		fault_add(a, e, "requiredinallrowserror", "rows");
	if (repeated)
		fault_add(a, e, "eachrowuniqueeerror", "unique");
}

/* --- validators --- */

static const char *number_rule(const struct validator *v)
{
	return v->has_min && v->has_max ? "numberbetween" : v->has_min ? "numbermin" : "numbermax";
}

static const char *length_rule(const struct validator *v)
{
	return v->has_min && v->has_max ? "length" : v->has_min ? "short" : "long";
}

static const char *rule_of(const struct validator *v, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_DIGITS:
		return "digits";
	case VERDICT_FEW:
		return "few";
	case VERDICT_MANY:
		return "many";
	case VERDICT_NOT_NUMERIC:
		return "number";
	default:
		break;
	}
	switch (v->kind) {
	case VALIDATE_NUMERIC:
		return number_rule(v);
	case VALIDATE_TEXT:
		return length_rule(v);
	case VALIDATE_REGEX:
		return "pattern";
	case VALIDATE_EMAIL:
		return "email";
	default:
		return "expression";
	}
}

static bool validator_holds(struct answers *a, const struct element *e, const struct validator *v, struct value value,
                            enum verdict *verdict)
{
	*verdict = VERDICT_GOOD;
	if (v->kind != VALIDATE_EXPRESSION)
		*verdict = validator_judge(v, value);
	else if (v->expression && !expression_true(a, e, NULL, v->expression))
		*verdict = VERDICT_BAD;
	return *verdict == VERDICT_GOOD;
}

static void check_validators(struct answers *a, const struct element *e, struct value value)
{
	for (size_t i = 0; i < e->validator_count; i++) {
		const struct validator *v = &e->validators[i];
		enum verdict verdict;
		struct answer_fault *f;
		bool high;

		if (validator_holds(a, e, v, value, &verdict))
			continue;
		f = fault_add(a, e, verdict == VERDICT_NOT_NUMERIC ? "requirenumeric" : "custom", rule_of(v, verdict));
		if (!f)
			continue;
		high = verdict == VERDICT_MANY || (verdict == VERDICT_BAD && !v->has_min);
		f->text = fault_words(a, &v->text);
		f->limit = high ? v->max : v->min;
		f->limit_high = v->max;
		f->limit_text = v->kind == VALIDATE_EXPRESSION ? v->source : NULL;
		f->warning = v->warning;
	}
}

/* --- elements, panels, pages --- */

static void check_question(struct answers *a, const struct element *e)
{
	size_t before = a->fault_total;
	struct value v;

	if (e->rules->quiet && (a->state[e->index] & (STATE_CLEAN | STATE_REQUIRED)) == STATE_CLEAN)
		return;
	if (element_selects(e) && e->rules->clear_when != CLEAR_NONE &&
	    !(e->rules->clear_when == CLEAR_DEFAULT && a->form->internal->clear_when == CLEAR_NONE)) {
		a->changed = false;
		incorrect_clear(a, e);
		if (a->changed) {
			a->state[e->index] |=
			        STATE_CHANGED; /* what was just taken away does not come back by default */
			conditions_run(a);
			a->state[e->index] &= (unsigned char)~STATE_CHANGED;
		}
	}
	if (!(a->state[e->index] & STATE_VISIBLE) || (read_only_now(a, e) && e->kind != ELEMENT_EXPRESSION))
		return;
	v = a->values[e->index];
	if (element_many(e) && !js_truthy(v))
		v = VALUE_NONE;
	if ((a->state[e->index] & STATE_REQUIRED) && e->kind != ELEMENT_EXPRESSION && question_empty(v)) {
		struct answer_fault *f = fault_add(a, e, "required", "required");
		if (f)
			f->text = fault_words(a, &e->required_error);
	}
	if (e->kind == ELEMENT_TEXT)
		text_check(a, e, v);
	else if (element_selects(e))
		check_select(a, e, v);
	else if (e->kind == ELEMENT_MATRIX)
		check_matrix(a, e, v);
	if (e->validator_count && a->fault_total == before)
		check_validators(a, e, validated_value(a, e));
}

/* Whether some visible question inside is answered; *any is set when there is a visible question at all. */
static bool some_answered(const struct answers *a, const struct element *panel, bool *any)
{
	for (size_t i = 0; i < panel->child_count; i++) {
		const struct element *e = panel->children[i];
		if (!(a->state[e->index] & (e->kind == ELEMENT_PANEL ? STATE_SEEN : STATE_VISIBLE)))
			continue;
		if (e->kind == ELEMENT_PANEL ? some_answered(a, e, any) : !question_empty(a->values[e->index]))
			return true;
		*any |= e->kind != ELEMENT_PANEL;
	}
	return false;
}

static void check_elements(struct answers *a, struct element *const *elements, size_t count);

static void check_panel(struct answers *a, const struct element *panel)
{
	bool any = false;
	struct answer_fault *f;

	check_elements(a, panel->children, panel->child_count);
	if (!(a->state[panel->index] & STATE_REQUIRED) || read_only_now(a, panel) || some_answered(a, panel, &any) ||
	    !any)
		return;
	f = fault_add(a, panel, "requireoneanswer", "requireoneanswer");
	if (f)
		f->text = fault_words(a, &panel->required_error);
}

static void check_elements(struct answers *a, struct element *const *elements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct element *e = elements[i];
		if (e->kind == ELEMENT_PANEL && (a->state[e->index] & STATE_SEEN))
			check_panel(a, e);
		else if (slot_of(a, e) >= 0 && (a->state[e->index] & STATE_VISIBLE))
			check_question(a, e);
	}
}

/* A question that went while others were checked takes its faults with it. */
static void drop_hidden(struct answers *a, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < a->fault_count; i++) {
		const struct element *e = a->faults[i].element;
		if (e->kind == ELEMENT_PANEL || (a->state[e->index] & STATE_VISIBLE))
			a->faults[kept++] = a->faults[i];
	}
	a->fault_count = kept;
}

static bool needs_check(const struct answers *a, size_t at, const struct brief *b)
{
	if (b->slot < 0)
		return !b->quiet && (a->state[at] & STATE_REQUIRED);
	if (!b->quiet || !(a->state[at] & STATE_CLEAN))
		return true;
	return (a->state[at] & STATE_REQUIRED) && question_empty(a->values[at]);
}

/* As nearly always: every answer is what it must be, and nothing that is required is missing. */
static bool nothing_to_check(const struct answers *a, size_t page)
{
	const struct form_internal *in = a->form->internal;

	for (size_t i = in->page_starts[page]; i < in->page_starts[page + 1]; i++)
		if (needs_check(a, i, &in->briefs[i]))
			return false;
	return true;
}

void answers_check(struct answers *a)
{
	const struct form *form = a->form;
	size_t own = a->fault_count;

	for (size_t i = form->internal->first_page_is_start && !form->internal->start_page_shown ? 1 : 0;
	     i < form->page_count; i++)
		if ((a->page_state[i] & STATE_SEEN) && !nothing_to_check(a, i))
			check_elements(a, form->pages[i].elements, form->pages[i].element_count);
	drop_hidden(a, own);
	for (size_t i = own; i < a->fault_count; i++)
		a->blocking += !a->faults[i].warning;
}
