/* Visibility, requiredness, calculated values, expressions and defaults: what survey-core's runConditions does,
 * repeated until nothing changes (or PASSES_MAX is reached, as there). */
#include <math.h>
#include <string.h>

#include "core/answers_internal.h"

/* --- names --- */

struct asking {
	struct answers *a;
	const struct element *owner; /* the element whose expression runs, or NULL */
	const struct choice *item;   /* {item} and {choice}, or NULL */
};

size_t pages_visible(const struct answers *a)
{
	size_t count = 0;
	for (size_t i = 0; i < a->form->page_count; i++)
		count += (a->page_state[i] & STATE_SEEN) != 0;
	return count;
}

static struct value built_in_value(struct answers *a, size_t what)
{
	quiz_count(a);
	switch ((enum built_in)what) {
	case BUILT_IN_PAGE_COUNT:
		return value_number((double)pages_visible(a));
	case BUILT_IN_QUESTIONS:
		return value_number(a->quiz.total);
	case BUILT_IN_CORRECT:
		return value_number(a->quiz.correct);
	case BUILT_IN_INCORRECT:
		return value_number(a->quiz.incorrect);
	case BUILT_IN_LOCALE:
		return value_text(a->form->locale[0] ? a->form->locale : "en");
	case BUILT_IN_PAGE_NO:
		break;
	}
	return value_number(1);
}

/* The rest of a name after its root is a path into the root's value. */
static struct value follow(struct value root, const struct binding *b, const char *name, size_t len)
{
	struct member member = {.name = b->root, .name_len = b->root_len, .value = root};
	struct value object = {.kind = VALUE_OBJECT, .len = 1, .members = &member};
	size_t skip = (size_t)(b->root - name);

	return expr_resolve(object, name + skip, len - skip);
}

/* Data under keys that are no question can be named, too. */
static struct value extra_value(struct answers *a, const char *name, size_t len)
{
	struct member members[EXTRAS_MAX];
	struct value object = {.kind = VALUE_OBJECT, .len = (uint32_t)a->extra_count, .members = members};

	for (size_t i = 0; i < a->extra_count; i++)
		members[i] = (struct member){
		        .name = a->extras[i].key, .name_len = (uint32_t)a->extras[i].len, .value = a->extras[i].value};
	return expr_resolve(object, name, len);
}

struct value name_value(struct answers *a, const struct element *owner, const struct binding *b, const char *name,
                        size_t len)
{
	const struct slot *slot;
	struct value v;

	(void)owner;
	switch (b->kind) {
	case BIND_BUILT_IN:
		return built_in_value(a, b->at);
	case BIND_CALCULATED:
		v = a->calculated[b->at];
		break;
	case BIND_ELEMENT:
		slot = &a->form->internal->slots[b->at];
		v = a->values[slot->first->index];
		if (slot->first->kind == ELEMENT_MATRIX && (value_empty(v) || a->data[b->at].kind != VALUE_OBJECT)) {
			v = a->data[b->at]; /* a matrix without an answer is as if it were not there */
			return b->whole && b->root == name ? v : follow(v, b, name, len);
		}
		if (element_many(slot->first) && value_empty(v))
			v = (struct value){.kind = VALUE_ARRAY}; /* a list that is not answered is an empty list */
		break;
	case BIND_EMPTY:
		return (struct value){.boolean = true};
	case BIND_COMMENT:
		v = a->comments[b->at];
		break;
	default:
		return extra_value(a, name, len);
	}
	if (b->whole && b->root == name) {
		v.boolean |= v.kind == VALUE_UNDEFINED &&
		             b->kind == BIND_ELEMENT; /* a question is known, whether it is answered or not */
		return v;
	}
	/* A path that the question's value does not have is looked for in the data. */
	if (b->kind == BIND_ELEMENT && v.kind != VALUE_STRING && v.kind != VALUE_ARRAY && v.kind != VALUE_OBJECT)
		v = a->data[b->at];
	return follow(v, b, name, len);
}

static bool caseless_is(const struct expr_name *name, const char *word)
{
	size_t i = 0;
	for (; i < name->len && word[i]; i++)
		if ((name->text[i] | 32) != word[i])
			return false;
	return i == name->len && !word[i];
}

/* In a matrix's own expressions its rows come first. */
static bool has_row(struct value matrix, const struct expr_name *name)
{
	size_t len = 0;
	while (len < name->len && name->text[len] != '.' && name->text[len] != '[')
		len++;
	return matrix.kind == VALUE_OBJECT && value_member(matrix, name->text, len).kind != VALUE_UNDEFINED;
}

static struct value look_up(void *context, const struct expr_name *name)
{
	struct asking *q = context;
	const struct form_internal *in = q->a->form->internal;

	if (q->item && (caseless_is(name, "item") || caseless_is(name, "choice") || caseless_is(name, "self")))
		return q->item->value;
	if (q->owner && !q->item && caseless_is(name, "self"))
		return q->a->values[q->owner->index];
	if (q->owner && q->owner->kind == ELEMENT_MATRIX && has_row(q->a->values[q->owner->index], name))
		return expr_resolve(q->a->values[q->owner->index], name->text, name->len);
	if (name->slot < 0)
		return VALUE_NONE;
	return name_value(q->a, q->owner, &in->bindings[name->slot], name->text, name->len);
}

static struct value display(void *context, const char *name, size_t len)
{
	struct asking *q = context;
	const struct element *e = form_find(q->a->form, name, len);
	return e && slot_of(q->a, e) >= 0 ? display_value(q->a, e, q->a->values[e->index]) : VALUE_NONE;
}

static struct expr_scope scope_for(struct asking *q)
{
	return (struct expr_scope){.look_up = look_up,
	                           .display = display,
	                           .context = q,
	                           .arena = &q->a->arena,
	                           .now_ms = q->a->now.ms,
	                           .utc_offset_minutes = q->a->now.utc_offset_minutes};
}

struct value expression_value(struct answers *a, const struct element *owner, const struct choice *item,
                              const struct expr *e)
{
	struct asking q = {a, owner, item};
	struct expr_scope scope = scope_for(&q);
	struct value v = expr_eval(e, &scope);
	a->no_memory |= scope.failed;
	return v;
}

bool expression_strictly_true(struct answers *a, const struct element *owner, const struct expr *e)
{
	struct value v = expression_value(a, owner, NULL, e);
	return v.kind == VALUE_BOOL && v.boolean;
}

bool expression_true(struct answers *a, const struct element *owner, const struct choice *item, const struct expr *e)
{
	struct asking q = {a, owner, item};
	struct expr_scope scope = scope_for(&q);
	bool holds = expr_holds(e, &scope);
	a->no_memory |= scope.failed;
	return holds;
}

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
	const struct choice *c = choice_of(a, e, a->values[e->index]);
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

static void own_conditions(struct answers *a, const struct element *e, unsigned char *state)
{
	if (e->visible_if)
		mark(state, STATE_VISIBLE, expression_strictly_true(a, e, e->visible_if));
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
