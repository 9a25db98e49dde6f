/* One person's answers: memory, and what is asked of them after they were evaluated. */
#include <stdlib.h>
#include <string.h>

#include "core/answers_internal.h"

/* Everything that depends on the form's size stands in one block. */
static size_t block_layout(struct answers *a, char *base)
{
	const struct form *form = a->form;
	const struct form_internal *in = form->internal;
	size_t at = 0;
#define PLACE(field, count)                                                                                            \
	(a->field = (void *)(base ? base + at : NULL), at += ((count) * sizeof *a->field + 15) & ~(size_t)15)
	PLACE(given_data, in->slot_count);
	PLACE(given_comments, in->slot_count);
	PLACE(data, in->slot_count);
	PLACE(comments, in->slot_count);
	PLACE(values, form->element_count);
	PLACE(calculated, form->calculated_count);
	PLACE(others, form->element_count);
	PLACE(state, form->element_count);
	PLACE(choice_state, in->choice_total);
	PLACE(asked, form->element_count);
	PLACE(page_state, form->page_count);
#undef PLACE
	return at;
}

struct answers *answers_new(const struct form *form)
{
	struct answers *a = calloc(1, sizeof *a);

	if (!a)
		return NULL;
	a->self = a;
	a->form = form;
	a->lang = "";
	a->block_size = block_layout(a, NULL);
	a->block = calloc(1, a->block_size);
	if (!a->block) {
		free(a);
		return NULL;
	}
	block_layout(a, a->block);
	arena_init(&a->arena, ANSWERS_MEMORY);
	return a;
}

void answers_clear(struct answers *a)
{
	explicit_bzero(a->block, a->block_size);
	explicit_bzero(a->extras, a->extra_count * sizeof *a->extras);
	explicit_bzero(a->faults, a->fault_count * sizeof *a->faults);
	arena_wipe(&a->arena);
	a->extra_count = a->fault_count = a->fault_total = a->blocking = a->intake_faults = a->next_slot =
	        a->field_count = 0;
	a->given = a->paged = a->changed = a->completed = a->no_memory = a->chosen_noted = a->evaluated = false;
	a->quiz = (struct quiz){0};
	a->quiz_counted = true;
	a->lang = "";
}

void answers_free(struct answers *a)
{
	if (!a)
		return;
	answers_clear(a);
	arena_release(&a->arena);
	free(a->block);
	free(a);
}

const struct form *answers_form(const struct answers *a)
{
	return a->form;
}

void answers_of_page(struct answers *a)
{
	a->given = a->paged = true;
}

void answers_ask(struct answers *a, const struct element *e)
{
	a->asked[e->index] = 1;
}

bool answers_asked(const struct answers *a, const struct element *e)
{
	if (!a->paged)
		return true;
	for (size_t i = 0; i < e->child_count; i++)
		if (answers_asked(a, e->children[i]))
			return true;
	return a->asked[e->index];
}

/* Of questions that share an answer, all. */
bool answers_untouched(const struct answers *a, const struct element *e)
{
	int slot = slot_of(a, e);
	if (!a->given)
		return true;
	if (!a->paged || slot < 0 || a->given_data[slot].kind != VALUE_UNDEFINED)
		return false;
	if (a->form->internal->slots[slot].users < 2)
		return !a->asked[e->index];
	for (size_t i = 0; i < a->form->element_count; i++)
		if (slot_of(a, &a->form->elements[i]) == slot && a->asked[i])
			return false;
	return true;
}

bool answers_element_visible(const struct answers *a, const struct element *e)
{
	return a->state[e->index] & STATE_SHOWN;
}

bool answers_element_enabled(const struct answers *a, const struct element *e)
{
	return !read_only_now(a, e);
}

bool answers_element_required(const struct answers *a, const struct element *e)
{
	return a->state[e->index] & STATE_REQUIRED;
}

bool answers_page_visible(const struct answers *a, size_t page)
{
	return a->page_state[page] & STATE_SHOWN;
}

static const unsigned char *choice_state_of(const struct answers *a, const struct element *e, const struct choice *c)
{
	size_t first = e->rules->choice_first;
	if (e->rows && c >= e->rows && c < e->rows + e->row_count)
		return &a->choice_state[first + e->choice_count + (size_t)(c - e->rows)];
	return &a->choice_state[first + (size_t)(c - e->choices)];
}

bool answers_choice_visible(const struct answers *a, const struct element *e, const struct choice *c)
{
	return !(*choice_state_of(a, e, c) & CHOICE_HIDDEN);
}

bool answers_choice_enabled(const struct answers *a, const struct element *e, const struct choice *c)
{
	return !(*choice_state_of(a, e, c) & CHOICE_DISABLED);
}

struct value answers_value(const struct answers *a, const struct element *e)
{
	return a->values[e->index];
}

struct value answers_comment(const struct answers *a, const struct element *e)
{
	int slot = slot_of(a, e);
	if (slot < 0)
		return VALUE_NONE;
	return element_selects(e) && e->has_other ? other_text(a, e) : a->comments[slot];
}

static bool item_chosen(struct value v, const struct choice *c)
{
	if (v.kind != VALUE_ARRAY)
		return v.kind != VALUE_UNDEFINED && value_equal(v, c->value);
	for (uint32_t i = 0; i < v.len; i++)
		if (value_equal(v.items[i], c->value))
			return true;
	return false;
}

static void note_chosen(struct answers *a, const struct element *e, struct value v)
{
	const struct choice *c = choice_of(e, v);
	if (c)
		a->choice_state[e->rules->choice_first + (size_t)(c - e->choices)] |= CHOICE_CHOSEN;
}

/* Once for all choices, when the first is asked about: a page asks about each. */
static void note_all_chosen(struct answers *a)
{
	a->chosen_noted = true;
	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct element *e = &a->form->elements[i];
		struct value v = a->values[i];
		if (e->kind == ELEMENT_MATRIX || !e->choice_count)
			continue;
		if (v.kind != VALUE_ARRAY && v.kind != VALUE_UNDEFINED)
			note_chosen(a, e, v);
		for (uint32_t k = 0; v.kind == VALUE_ARRAY && k < v.len; k++)
			note_chosen(a, e, v.items[k]);
	}
}

bool answers_chosen(const struct answers *a, const struct element *e, const struct choice *c)
{
	if (c->role == CHOICE_OTHER)
		return other_selected(a, e);
	if (!a->chosen_noted)
		note_all_chosen(a->self);
	return *choice_state_of(a, e, c) & CHOICE_CHOSEN;
}

const struct choice *answers_choice_of(const struct element *e, struct value v)
{
	return choice_of(e, v);
}

bool answers_cell_chosen(const struct answers *a, const struct element *e, const struct choice *row,
                         const struct choice *column)
{
	return item_chosen(value_member(a->values[e->index], row->value_text, strlen(row->value_text)), column);
}

size_t answers_fault_count(const struct answers *a)
{
	return a->fault_count;
}

struct answer_fault answers_fault(const struct answers *a, size_t i)
{
	return a->faults[i];
}

bool answers_acceptable(const struct answers *a)
{
	return a->blocking == 0 && !a->no_memory;
}

struct quiz answers_quiz(const struct answers *a)
{
	if (!a->quiz_counted)
		quiz_count(a->self);
	return a->quiz;
}

struct value answers_calculated(const struct answers *a, size_t i)
{
	return a->calculated[i];
}

struct answer_fault *fault_add(struct answers *a, const struct element *e, const char *type, const char *rule)
{
	static const struct answer_fault EMPTY;
	struct answer_fault *f;

	a->fault_total++;
	if (a->fault_count == FAULTS_MAX) {
		a->blocking++;
		return NULL;
	}
	f = &a->faults[a->fault_count++];
	*f = EMPTY;
	f->element = e;
	f->type = type;
	f->rule = rule;
	return f;
}
