/* The order in which everything about a set of answers is found out. It is survey-core's own: a survey is loaded
 * (defaults, conditions), data is set (conditions again), it is checked, it is completed. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/js.h"

static void start_states(struct answers *a)
{
	const struct form *form = a->form;

	memcpy(a->state, form->internal->start_state, form->element_count);
	for (size_t i = 0; i < form->page_count; i++)
		a->page_state[i] = form->pages[i].visible ? STATE_VISIBLE | STATE_SEEN : 0;
}

/* An answer that the intake takes is, for most questions, the question's value as it stands. */
static void take_data(struct answers *a)
{
	const struct form_internal *in = a->form->internal;

	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct brief *b = &in->briefs[i];
		if (b->slot < 0)
			continue;
		if (b->direct && (a->state[i] & STATE_CLEAN) && a->data[b->slot].kind != VALUE_NULL)
			a->values[i] = a->data[b->slot];
		else
			value_from_data(a, &a->form->elements[i], a->data[b->slot]);
	}
}

static void rank_all(struct answers *a)
{
	for (size_t i = 0; a->form->internal->has_rankings && i < a->form->element_count; i++)
		if (a->form->elements[i].kind == ELEMENT_RANKING)
			ranking_complete(a, &a->form->elements[i]);
}

/* What loading the form does before any data is there. Its traces (which defaults were taken, what was visible) outlive
 * the data that comes after, so it is run when the form has anything that leaves one. */
static void load(struct answers *a)
{
	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct element *e = &a->form->elements[i];
		if (slot_of(a, e) >= 0)
			default_apply(a, e);
	}
	rank_all(a);
	conditions_run(a);
}

static bool leaves_traces(const struct form_internal *in)
{
	return in->has_defaults || in->has_choice_conditions || in->clears_on_hidden || in->has_calculated;
}

static void load_without_data(struct answers *a)
{
	size_t extra_count = a->extra_count;

	a->extra_count = 0;
	load(a);
	a->extra_count = extra_count;
}

/* What a default put there while loading stays where nobody was asked yet. */
static void set_data(struct answers *a)
{
	const struct form_internal *in = a->form->internal;
	const size_t slots = in->slot_count;
	if (a->paged && in->has_defaults) {
		for (size_t i = 0; i < a->form->element_count; i++)
			if (in->briefs[i].slot >= 0 && !answers_untouched(a, &a->form->elements[i]))
				a->data[in->briefs[i].slot] = a->given_data[in->briefs[i].slot];
	} else {
		memcpy(a->data, a->given_data, slots * sizeof *a->data);
	}
	memcpy(a->comments, a->given_comments, slots * sizeof *a->comments);
}

static void start(struct answers *a, const struct moment *now, const char *lang)
{
	const struct form *form = a->form;
	const size_t slots = form->internal->slot_count;

	a->now = *now;
	a->lang = lang ? lang : "";
	a->fault_count = a->fault_total = a->blocking = 0;
	a->completed = a->chosen_noted = a->mended = a->moved = false;
	if (a->evaluated) {
		memset(a->choice_state, 0, form->internal->choice_total);
		memset(a->values, 0, form->element_count * sizeof *a->values);
		memset(a->others, 0, form->element_count * sizeof *a->others);
		memset(a->calculated, 0, form->calculated_count * sizeof *a->calculated);
		memset(a->data, 0, slots * sizeof *a->data);
		memset(a->comments, 0, slots * sizeof *a->comments);
	}
	a->evaluated = true;
	start_states(a);
}

/* What a page shows is what held before anything was checked. */
static void take_picture(struct answers *a)
{
	for (size_t i = 0; i < a->form->page_count; i++)
		if (a->page_state[i] & STATE_SEEN)
			a->page_state[i] |= STATE_SHOWN;
	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct brief *b = &a->form->internal->briefs[i];
		bool shown = b->within_panel ? shown_now(a, &a->form->elements[i])
		                             : (a->state[i] & STATE_VISIBLE) && (a->page_state[b->page] & STATE_SEEN);
		if (shown)
			a->state[i] |= STATE_SHOWN;
	}
}

/* --- completion --- */

static bool shown_elsewhere(const struct answers *a, const struct element *e)
{
	if (a->form->internal->slots[slot_of(a, e)].users < 2)
		return false;
	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct element *other = &a->form->elements[i];
		if (other != e && slot_of(a, other) == slot_of(a, e) && shown_now(a, other))
			return true;
	}
	return false;
}

static void matrix_incorrect(struct answers *a, const struct element *e);

/* Shown and taken as it came in, or not answered: completion leaves it alone. */
static bool stays(const struct answers *a, size_t at, const struct brief *b)
{
	const unsigned char wanted = STATE_SHOWN | STATE_CLEAN;

	if (b->direct && !a->moved && (a->state[at] & wanted) == wanted)
		return true;
	return a->values[at].kind == VALUE_UNDEFINED && a->others[at].kind == VALUE_UNDEFINED &&
	       a->data[b->slot].kind == VALUE_UNDEFINED && a->comments[b->slot].kind == VALUE_UNDEFINED;
}

static void complete_question(struct answers *a, const struct element *e)
{
	enum clear_when when =
	        e->rules->clear_when != CLEAR_DEFAULT ? e->rules->clear_when : a->form->internal->clear_when;

	if (when == CLEAR_NONE)
		return;
	if (!shown_now(a, e) && !on_start_page(a, e) && !shown_elsewhere(a, e))
		value_clear(a, e, false);
	incorrect_clear(a, e);
	if (e->kind == ELEMENT_MATRIX)
		matrix_incorrect(a, e);
}

static const struct choice *row_named(const struct element *e, const struct member *m)
{
	for (size_t i = 0; i < e->row_count; i++)
		if (strlen(e->rows[i].value_text) == m->name_len &&
		    memcmp(e->rows[i].value_text, m->name, m->name_len) == 0)
			return &e->rows[i];
	return NULL;
}

/* What is left of a cell when columns that are not there are taken out. */
static struct value cell_kept(struct answers *a, const struct element *e, struct value cell)
{
	struct value *items;
	uint32_t kept = 0;

	if (!e->rules->matrix_many || cell.kind != VALUE_ARRAY)
		return choice_listed(a, e, cell) ? cell : VALUE_NONE;
	items = arena_array(&a->arena, cell.len, sizeof *items);
	for (uint32_t i = 0; items && i < cell.len; i++)
		if (choice_listed(a, e, cell.items[i]))
			items[kept++] = cell.items[i];
	a->no_memory |= !items;
	return kept ? (struct value){.kind = VALUE_ARRAY, .len = kept, .items = items} : VALUE_NONE;
}

/* Rows that are not there keep their answers, as in survey-core; columns that are not there don't. */
static void matrix_incorrect(struct answers *a, const struct element *e)
{
	struct value v = a->values[e->index];
	struct member *members;
	uint32_t kept = 0;
	bool changed = false;

	if (v.kind != VALUE_OBJECT || value_empty(v))
		return;
	members = arena_array(&a->arena, v.len, sizeof *members);
	if (!members) {
		a->no_memory = true;
		return;
	}
	for (uint32_t i = 0; i < v.len; i++) {
		const struct choice *row = row_named(e, &v.members[i]);
		struct value cell = v.members[i].value;
		if (row && js_truthy(cell)) {
			cell = answers_choice_visible(a, e, row) ? cell_kept(a, e, cell) : VALUE_NONE;
			changed |= cell.kind != v.members[i].value.kind || cell.len != v.members[i].value.len;
		}
		if (cell.kind == VALUE_UNDEFINED)
			continue;
		members[kept] = v.members[i];
		members[kept++].value = cell;
	}
	if (changed)
		value_set(a, e, (struct value){.kind = VALUE_OBJECT, .len = kept, .members = members});
}

/* The text of an "other" that is not chosen any more goes. */
static void others_complete(struct answers *a)
{
	for (size_t i = 0; i < a->form->element_count; i++) {
		const struct element *e = &a->form->elements[i];
		if (a->form->internal->briefs[i].other && slot_of(a, e) >= 0 && !other_selected(a, e) &&
		    others_in_comment(a, e) && js_truthy(a->comments[slot_of(a, e)]))
			comment_clear(a, e);
	}
}

static void complete(struct answers *a)
{
	const struct brief *briefs = a->form->internal->briefs;

	a->completed = true;
	others_complete(a);
	for (size_t i = 0; i < a->form->element_count; i++) {
		if (briefs[i].slot < 0 || stays(a, i, &briefs[i]))
			continue;
		if (!a->quiz_counted)
			quiz_count(a); /* what counts is what was answered, not what is left of it */
		complete_question(a, &a->form->elements[i]);
	}
}

enum core_err answers_evaluate_open(struct answers *a, const struct moment *now, const char *lang)
{
	start(a, now, lang);
	intake_check(a);
	if (!a->given)
		load(a);
	else if (leaves_traces(a->form->internal))
		load_without_data(a);
	if (a->given) {
		set_data(a);
		take_data(a);
		rank_all(a);
		conditions_run(a);
		if (a->mended || a->form->internal->has_choice_conditions)
			take_data(a);
	}
	take_picture(a);
	a->moved = false;
	answers_check(a);
	a->quiz_counted = false;
	return a->no_memory ? CORE_NOMEM : CORE_OK;
}

enum core_err answers_complete(struct answers *a)
{
	complete(a);
	return a->no_memory ? CORE_NOMEM : CORE_OK;
}

enum core_err answers_evaluate(struct answers *a, const struct moment *now, const char *lang)
{
	enum core_err err = answers_evaluate_open(a, now, lang);
	return err ? err : answers_complete(a);
}
