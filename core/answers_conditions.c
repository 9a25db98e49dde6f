/* Visibility, requiredness, calculated values, expressions and defaults: what survey-core's runConditions does,
 * repeated until nothing changes (or PASSES_MAX is reached, as there). */
#include <math.h>
#include <string.h>

#include "core/answers_internal.h"

/* --- what stands around an element --- */

bool shown_now(const struct answers *a, const struct element *e)
{
	for (const struct element *up = e; up; up = up->parent)
		if (!(a->state[up->index] & (up->kind == ELEMENT_PANEL ? STATE_SEEN : STATE_VISIBLE)))
			return false;
	return (a->page_state[e->page] & STATE_SEEN) != 0;
}

bool read_only_now(const struct answers *a, const struct element *e)
{
	for (; e; e = e->parent)
		if (a->state[e->index] & STATE_READ_ONLY)
			return true;
	return false;
}

static enum clear_when clears_when(const struct answers *a, const struct element *e)
{
	return e->rules->clear_when != CLEAR_DEFAULT ? e->rules->clear_when : a->form->internal->clear_when;
}

bool on_start_page(const struct answers *a, const struct element *e)
{
	return e->page == 0 && a->form->internal->first_page_is_start && !a->form->internal->start_page_shown;
}

static bool clears_on_hidden(const struct answers *a, const struct element *e)
{
	enum clear_when when = clears_when(a, e);
	return when == CLEAR_ON_HIDDEN || when == CLEAR_ON_HIDDEN_CONTAINER;
}

/* --- defaults --- */

static bool has_default(const struct element *e)
{
	return e->rules->default_expr || !value_empty(e->rules->default_value);
}

/* A boolean's default is one of its two values, or "true" or "false" for them. */
static struct value boolean_default(const struct element *e, struct value v)
{
	if ((v.kind == VALUE_BOOL && v.boolean) || value_is(v, "true") || value_equal(v, e->value_true))
		return e->value_true;
	if ((v.kind == VALUE_BOOL && !v.boolean) || value_is(v, "false") || value_equal(v, e->value_false))
		return e->value_false;
	return VALUE_NONE;
}

struct value default_value(struct answers *a, const struct element *e)
{
	struct value v = e->rules->default_value;
	if (e->rules->default_expr) {
		struct value made = expression_value(a, e, NULL, e->rules->default_expr);
		if (made.kind != VALUE_UNDEFINED && made.kind != VALUE_NULL)
			v = made;
	}
	return e->kind == ELEMENT_BOOLEAN ? boolean_default(e, v) : v;
}

/* An empty question takes its default. */
void default_apply(struct answers *a, const struct element *e)
{
	struct value v;

	if (slot_of(a, e) < 0 || !has_default(e) || !question_empty(a->values[e->index]))
		return;
	if (clears_on_hidden(a, e) && !(a->state[e->index] & STATE_VISIBLE))
		return;
	v = default_value(a, e);
	if (!value_empty(v)) {
		default_set(a, e, v);
		if (e->kind == ELEMENT_RANKING)
			ranking_complete(a, e);
		if (!e->rules->default_expr)
			a->state[e->index] |= STATE_CHANGED;
	}
}

static void default_follow(struct answers *a, const struct element *e)
{
	struct value v;

	if (!e->rules->default_expr || (a->state[e->index] & STATE_CHANGED))
		return;
	if (clears_on_hidden(a, e) && !shown_now(a, e))
		return;
	v = default_value(a, e);
	if (!value_same(a->values[e->index], v))
		value_set(a, e, v);
}

/* --- choices, rows and columns --- */

static bool mark(unsigned char *state, unsigned char bit, bool on)
{
	unsigned char before = *state;
	*state = (unsigned char)(on ? before | bit : before & ~bit);
	return *state != before;
}

static bool item_conditions(struct answers *a, const struct element *e, const struct choice *items, size_t count,
                            size_t first, const struct expr *visible_if, const struct expr *enable_if)
{
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		const struct choice *c = &items[i];
		const struct expr *visible = c->visible_if             ? c->visible_if
		                             : c->role == CHOICE_PLAIN ? visible_if
		                                                       : NULL;
		const struct expr *enabled = c->enable_if ? c->enable_if : c->role == CHOICE_PLAIN ? enable_if : NULL;
		unsigned char *state = &a->choice_state[first + i];
		if (enabled)
			mark(state, CHOICE_DISABLED, !expression_true(a, e, c, enabled));
		if (visible)
			changed |= mark(state, CHOICE_HIDDEN, !expression_true(a, e, c, visible));
	}
	return changed;
}

static void rating_hidden(struct answers *a, const struct element *e)
{
	const struct choice *c = choice_of(e, a->values[e->index]);
	if (c && (a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)] & CHOICE_HIDDEN) &&
	    !read_only_now(a, e))
		value_clear(a, e, false);
}

static void choice_conditions(struct answers *a, const struct element *e)
{
	const struct element_rules *k = e->rules;
	bool changed = item_conditions(a, e, e->choices, e->choice_count, k->choice_first,
	                               e->kind == ELEMENT_MATRIX ? k->columns_visible_if : k->choices_visible_if,
	                               k->choices_enable_if);

	changed |= item_conditions(a, e, e->rows, e->row_count, k->choice_first + e->choice_count, k->rows_visible_if,
	                           NULL);
	if (!changed)
		return;
	if (element_selects(e))
		incorrect_clear(a, e);
	if (e->kind == ELEMENT_RANKING)
		ranking_complete(a, e);
	else if (e->kind == ELEMENT_RATING)
		rating_hidden(a, e);
}

static bool all_hidden(const struct answers *a, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!(a->choice_state[first + i] & CHOICE_HIDDEN))
			return false;
	return true;
}

/* --- elements --- */

static void run_expression(struct answers *a, const struct element *e)
{
	struct value v;

	if (!e->rules->expression || read_only_now(a, e))
		return;
	v = expression_value(a, e, NULL, e->rules->expression);
	if (v.kind == VALUE_NUMBER && isinf(v.number) && v.number > 0)
		v = VALUE_NONE;
	if (v.kind == VALUE_NULL)
		v = VALUE_NONE;
	if (!value_same(a->values[e->index], v))
		value_set(a, e, v);
}

static bool visible_if_holds(struct answers *a, const struct element *e)
{
	const struct foreseen *f = e->rules->foreseen;
	const struct value *answer = f ? &a->values[f->asked->index] : NULL;
	const struct choice *c;

	if (f && answer->kind == VALUE_UNDEFINED)
		return f->unanswered;
	if (f && (c = choice_known(f->asked, *answer)))
		return f->holds >> (c - f->asked->choices) & 1;
	return expression_strictly_true(a, e, e->visible_if);
}

static void own_conditions(struct answers *a, const struct element *e, unsigned char *state)
{
	if (e->visible_if)
		mark(state, STATE_VISIBLE, visible_if_holds(a, e));
	if (e->enable_if) {
		struct value v = expression_value(a, e, NULL, e->enable_if);
		mark(state, STATE_READ_ONLY, v.kind == VALUE_BOOL && !v.boolean);
	}
	if (e->required_if)
		mark(state, STATE_REQUIRED, expression_strictly_true(a, e, e->required_if));
}

static void question_hidden(struct answers *a, const struct element *e)
{
	if (slot_of(a, e) >= 0 && clears_on_hidden(a, e) && !on_start_page(a, e))
		value_clear(a, e, false);
}

static void question_run(struct answers *a, const struct element *e)
{
	unsigned char *state = &a->state[e->index];
	bool visible = (*state & STATE_VISIBLE) != 0;

	own_conditions(a, e, state);
	if (e->rules->choices_conditional)
		choice_conditions(a, e);
	if (e->rules->hide_if_choices_empty && (*state & STATE_VISIBLE))
		mark(state, STATE_VISIBLE, !all_hidden(a, e->rules->choice_first, e->choice_count));
	if (e->rules->hide_if_rows_empty && (*state & STATE_VISIBLE))
		mark(state, STATE_VISIBLE, !all_hidden(a, e->rules->choice_first + e->choice_count, e->row_count));
	if (e->kind == ELEMENT_EXPRESSION)
		run_expression(a, e);
	if (visible && !(*state & STATE_VISIBLE))
		question_hidden(a, e);
	else if (!visible && (*state & STATE_VISIBLE) && clears_on_hidden(a, e) && shown_now(a, e))
		default_apply(a, e);
	if (e->rules->default_expr)
		default_follow(a, e);
}

static bool child_seen(const struct answers *a, struct element *const *children, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a->state[children[i]->index] & (children[i]->kind == ELEMENT_PANEL ? STATE_SEEN : STATE_VISIBLE))
			return true;
	return false;
}

/* A panel or page that appears gives its questions their defaults; one that goes takes what is to go with it. */
static void container_changed(struct answers *a, struct element *const *children, size_t count, bool seen)
{
	for (size_t i = 0; i < count; i++) {
		const struct element *e = children[i];
		if (e->kind == ELEMENT_PANEL)
			container_changed(a, e->children, e->child_count, seen);
		else if (slot_of(a, e) < 0)
			continue;
		else if (seen)
			default_apply(a, e);
		else if (clears_when(a, e) == CLEAR_ON_HIDDEN_CONTAINER)
			value_clear(a, e, false);
	}
}

static void elements_run(struct answers *a, struct element *const *elements, size_t count);

static void panel_run(struct answers *a, const struct element *panel)
{
	unsigned char *state = &a->state[panel->index];
	bool seen;

	elements_run(a, panel->children, panel->child_count);
	own_conditions(a, panel, state);
	seen = (*state & STATE_VISIBLE) && child_seen(a, panel->children, panel->child_count);
	if (mark(state, STATE_SEEN, seen) && a->form->internal->has_conditions)
		container_changed(a, panel->children, panel->child_count, seen);
}

/* Recursion is bounded by FORM_MAX_DEPTH. */
static void elements_run(struct answers *a, struct element *const *elements, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (elements[i]->kind == ELEMENT_PANEL)
			panel_run(a, elements[i]);
		else if (elements[i]->rules->runs)
			question_run(a, elements[i]);
}

static void page_run(struct answers *a, size_t at)
{
	const struct page *page = &a->form->pages[at];
	unsigned char *state = &a->page_state[at];
	bool seen;

	if (a->form->internal->page_runs[at])
		elements_run(a, page->elements, page->element_count);
	if (page->visible_if)
		mark(state, STATE_VISIBLE, expression_strictly_true(a, NULL, page->visible_if));
	seen = (*state & STATE_VISIBLE) && child_seen(a, page->elements, page->element_count);
	if (mark(state, STATE_SEEN, seen) && a->form->internal->has_conditions)
		container_changed(a, page->elements, page->element_count, seen);
}

/* A calculated value is replaced when it differs in more than the way it is written: 1 may stay "1". */
static bool same_result(struct value before, struct value now)
{
	bool mixed = (before.kind == VALUE_NUMBER && now.kind == VALUE_STRING) ||
	             (before.kind == VALUE_STRING && now.kind == VALUE_NUMBER);
	return mixed ? value_equal(before, now) : value_same(before, now);
}

static void calculate(struct answers *a)
{
	const struct form *form = a->form;
	for (size_t i = 0; i < form->calculated_count; i++) {
		size_t at = form->internal->calculated_order[i];
		const struct expr *e = form->calculated[at].expression;
		struct value v = e ? expression_value(a, NULL, NULL, e) : VALUE_NONE;
		if (!same_result(a->calculated[at], v))
			a->calculated[at] = v;
	}
}

void conditions_run(struct answers *a)
{
	if (a->running || a->completed)
		return;
	a->running = a->moved = true;
	for (unsigned pass = 0; pass <= PASSES_MAX; pass++) {
		a->changed = false;
		calculate(a);
		for (size_t i = 0; i < a->form->page_count; i++)
			page_run(a, i);
		if (!a->changed)
			break;
	}
	a->changed = false;
	a->running = false;
}
