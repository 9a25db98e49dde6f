/* After all elements are read: makes the places where answers are kept, binds the names in expressions to them, and
 * refuses circles. */
#include <string.h>

#include "core/answers_internal.h"
#include "core/form_names.h"
#include "core/form_reader.h"
#include "core/utf8.h"

#define COMMENT_SUFFIX "-Comment"

/* --- keys --- */

static struct slot *slot_new(struct reader *r, const struct element *e)
{
	struct slot *s = &r->in->slots[r->in->slot_count];
	struct buf key;

	s->key = e->value_name;
	s->key_len = (uint32_t)strlen(e->value_name);
	s->first = e;
	buf_init(&key, 1024);
	buf_adds(&key, s->key);
	buf_adds(&key, COMMENT_SUFFIX);
	s->comment_key = key.failed ? "" : reader_copy(r, key.data, key.len);
	s->comment_key_len = (uint32_t)key.len;
	r->no_memory |= key.failed;
	buf_release(&key);
	names_add(&r->in->slots_by_key, s->key, s->key_len, r->in->slot_count++);
	return s;
}

static void make_slots(struct reader *r)
{
	struct form *form = r->form;

	r->in->slots = reader_array(r, form->element_count, sizeof *r->in->slots);
	if (!r->in->slots || !names_init(&r->in->slots_by_key, r->arena, form->element_count)) {
		r->no_memory = true;
		return;
	}
	for (size_t i = 0; i < form->element_count && !r->no_memory; i++) {
		struct element *e = &form->elements[i];
		long at;
		if (!element_takes_answer(e) && e->kind != ELEMENT_EXPRESSION)
			continue;
		at = form_slot_at(form, e->value_name, strlen(e->value_name));
		if (at < 0) {
			slot_new(r, e);
			at = (long)r->in->slot_count - 1;
		}
		e->rules->slot = (int)at;
		r->in->slots[at].users++;
		r->in->slots[at].comment_used |= e->has_comment || e->has_other;
	}
	for (size_t i = 0; i < form->element_count; i++)
		if (form->elements[i].rules->slot >= 0 && r->in->slots[form->elements[i].rules->slot].users > 1)
			form->elements[i].rules->keeps_incorrect = r->in->has_shared_keys = true;
}

/* --- what a name stands for --- */

static bool same_letters(const char *a, size_t len, const char *b)
{
	return utf8_lower_equal(a, len, b, strlen(b));
}

static bool built_in_find(const char *name, size_t len, size_t *out)
{
	static const struct {
		const char *name;
		enum built_in what;
	} NAMES[] = {
	        {"pageno", BUILT_IN_PAGE_NO},
	        {"pagecount", BUILT_IN_PAGE_COUNT},
	        {"locale", BUILT_IN_LOCALE},
	        {"questioncount", BUILT_IN_QUESTIONS},
	        {"correctanswers", BUILT_IN_CORRECT},
	        {"correctedanswers", BUILT_IN_CORRECT},
	        {"correctedanswercount", BUILT_IN_CORRECT},
	        {"incorrectanswers", BUILT_IN_INCORRECT},
	        {"incorrectedanswers", BUILT_IN_INCORRECT},
	        {"incorrectedanswercount", BUILT_IN_INCORRECT},
	};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (same_letters(name, len, NAMES[i].name)) {
			*out = NAMES[i].what;
			return true;
		}
	return false;
}

static long calculated_find(const struct form *form, const char *name, size_t len)
{
	for (size_t i = 0; i < form->calculated_count; i++)
		if (same_letters(name, len, form->calculated[i].name))
			return (long)i;
	return -1;
}

static long slot_candidate(const struct form *form, const struct element *owner, const char *name, size_t len)
{
	(void)owner;
	return form_slot_near(form, name, len);
}

static long calculated_candidate(const struct form *form, const struct element *owner, const char *name, size_t len)
{
	(void)owner;
	return calculated_find(form, name, len);
}

/* Where the name may be cut so that its first part names something: at its end, before "[", at each dot; longest first.
 */
static bool longest(const struct form *form, const struct element *owner, const char *name, size_t len,
                    long (*find)(const struct form *, const struct element *, const char *, size_t), struct binding *b)
{
	size_t stop = len;

	for (size_t cut = len;; cut--) {
		if (cut == len || name[cut] == '.' || name[cut] == '[') {
			long at = cut ? find(form, owner, name, cut) : -1;
			if (at >= 0) {
				b->at = (size_t)at;
				b->root = name;
				b->root_len = (uint32_t)cut;
				b->whole = cut == stop;
				return true;
			}
		}
		if (cut == 0)
			return false;
	}
}

static long comment_candidate(const struct form *form, const struct element *owner, const char *name, size_t len)
{
	const size_t suffix = sizeof COMMENT_SUFFIX - 1;
	(void)owner;
	if (len <= suffix || !same_letters(name + len - suffix, suffix, COMMENT_SUFFIX))
		return -1;
	return form_slot_near(form, name, len - suffix);
}

static bool is_silent(const struct form *form, const char *name, size_t len)
{
	long at = form_element_at(form, name, len, false);
	if (at < 0)
		at = form_element_at(form, name, len, true);
	return at >= 0 && (form->elements[at].kind == ELEMENT_HTML || form->elements[at].kind == ELEMENT_IMAGE);
}

static bool panel_binding(const struct form *form, const struct element *owner, const char *name, size_t len,
                          struct binding *b)
{
	static const char PREFIX[] = "panel.";
	const size_t prefix = sizeof PREFIX - 1;

	if (!owner || !owner->parent || len <= prefix || memcmp(name, PREFIX, prefix) != 0)
		return false;
	if (!longest(form, owner, name + prefix, len - prefix, slot_candidate, b))
		return false;
	b->kind = BIND_ELEMENT;
	return true;
}

struct binding binding_find(const struct form *form, const struct element *owner, const char *name, size_t len)
{
	struct binding b = {.kind = BIND_NOTHING, .root = name, .root_len = (uint32_t)len};

	if (panel_binding(form, owner, name, len, &b))
		return b;
	if (built_in_find(name, len, &b.at))
		b.kind = BIND_BUILT_IN;
	else if (longest(form, owner, name, len, calculated_candidate, &b))
		b.kind = BIND_CALCULATED;
	else if (longest(form, owner, name, len, slot_candidate, &b))
		b.kind = BIND_ELEMENT;
	else if (longest(form, owner, name, len, comment_candidate, &b))
		b.kind = BIND_COMMENT;
	else if (is_silent(form, name, len))
		b.kind = BIND_EMPTY;
	return b;
}

/* --- expressions --- */

static struct binding *binding_add(struct reader *r, struct binding b)
{
	struct form_internal *in = r->in;

	if (in->binding_count == in->binding_max) {
		size_t room = in->binding_max ? in->binding_max * 2 : 64;
		struct binding *more = reader_array(r, room, sizeof *more);
		if (!more)
			return NULL;
		if (in->binding_count)
			memcpy(more, in->bindings, in->binding_count * sizeof *more);
		in->bindings = more;
		in->binding_max = room;
	}
	in->bindings[in->binding_count] = b;
	return &in->bindings[in->binding_count++];
}

static bool own_word(const char *name, size_t len)
{
	return same_letters(name, len, "item") || same_letters(name, len, "choice") || same_letters(name, len, "self");
}

static void bind_name(struct reader *r, const struct expr_use *use, const struct element *owner, struct expr_name *name)
{
	struct binding b = binding_find(r->form, owner, name->text, name->len);

	if (name->len && name->text[0] == '$') {
		reader_bad(r, use->offset, "{%.*s}: properties of elements cannot be read in expressions",
		           name->len > 60 ? 60 : (int)name->len, name->text);
		return;
	}
	if (b.kind == BIND_BUILT_IN && b.at == BUILT_IN_PAGE_NO)
		reader_bad(r, use->offset,
		           "{pageno} cannot be used: what is true must not depend on the page that is open");
	if (b.kind == BIND_BUILT_IN)
		r->in->reads_state = true;
	if (b.kind == BIND_NOTHING && r->in->has_settings && !own_word(name->text, name->len))
		reader_bad(r, use->offset, "{%.*s} is no question and no calculated value of this form",
		           name->len > 80 ? 80 : (int)name->len, name->text);
	if (binding_add(r, b))
		name->slot = (int)r->in->binding_count - 1;
}

static void bind_expressions(struct reader *r)
{
	for (struct expr_use *use = r->uses; use; use = use->next) {
		size_t count = 0;
		struct expr_name *names = expr_names(use->expr, &count);
		long owner = use->element ? form_element_at(r->form, use->element, strlen(use->element), false) : -1;
		r->page = use->page;
		r->element = use->element;
		for (size_t i = 0; i < count; i++)
			bind_name(r, use, owner >= 0 ? &r->form->elements[owner] : NULL, &names[i]);
	}
	r->page = r->element = NULL;
}

/* --- what the form knows beforehand, and what it has none of --- */

static bool key_listed(const struct element *e)
{
	struct value key = e->correct_answer;

	if (key.kind != VALUE_ARRAY)
		return choice_of(e, key) != NULL;
	for (uint32_t i = 0; i < key.len; i++)
		if (choice_of(e, key.items[i]))
			return true;
	return false;
}

/* Nothing but the answer itself decides what the question holds. */
static bool is_direct(const struct form_internal *in, const struct element *e)
{
	const struct element_rules *k = e->rules;

	if (k->default_expr || k->choices_conditional || k->slot < 0 || in->slots[k->slot].users > 1)
		return false;
	return e->kind == ELEMENT_TEXT || e->kind == ELEMENT_COMMENT || e->kind == ELEMENT_RADIOGROUP ||
	       e->kind == ELEMENT_DROPDOWN || e->kind == ELEMENT_BOOLEAN || e->kind == ELEMENT_RATING ||
	       e->kind == ELEMENT_CHECKBOX;
}

static bool has_bounds(const struct element *e)
{
	return e->min.kind || e->max.kind || e->step.kind || e->rules->min_expr || e->rules->max_expr ||
	       e->input_type == INPUT_EMAIL || e->input_type == INPUT_DATE || e->input_type == INPUT_DATETIME;
}

static bool is_quiet(const struct element *e)
{
	if (e->validator_count || e->has_other || e->min_selected || e->rules->choices_conditional)
		return false;
	return e->rules->direct && !(e->kind == ELEMENT_TEXT && has_bounds(e));
}

static bool is_first(const struct form_internal *in, const struct element *e)
{
	return e->rules->slot >= 0 && in->slots[e->rules->slot].first == e;
}

static void note_places(struct reader *r)
{
	struct form_internal *in = r->in;
	size_t count = r->form->element_count;

	in->start_state = reader_array(r, count, sizeof *in->start_state);
	for (size_t i = 0; in->start_state && i < count; i++) {
		struct element *e = &r->form->elements[i];
		e->rules->direct = is_direct(in, e);
		e->rules->quiet = is_quiet(e);
		in->start_state[i] =
		        (unsigned char)((e->visible ? STATE_VISIBLE | STATE_SEEN : 0) |
		                        (e->read_only ? STATE_READ_ONLY : 0) | (e->required ? STATE_REQUIRED : 0) |
		                        (is_first(in, e) ? STATE_CLEAN : 0));
	}
}

static void note_features(struct reader *r)
{
	struct form_internal *in = r->in;

	in->has_calculated = r->form->calculated_count > 0;
	in->clears_on_hidden = in->clear_when >= CLEAR_ON_HIDDEN;
	for (size_t i = 0; i < r->form->element_count; i++) {
		struct element *e = &r->form->elements[i];
		struct element_rules *k = e->rules;
		e->has_correct_answer = !question_empty(e->correct_answer);
		in->has_quiz |= e->has_correct_answer;
		k->key_listed = e->has_correct_answer && key_listed(e);
		if (k->key_listed && element_selects(e) && !element_many(e) && !k->choices_conditional)
			k->key_choice = choice_of(e, e->correct_answer);
		in->has_conditions |= e->visible_if || e->enable_if || e->required_if;
		k->runs = e->visible_if || e->enable_if || e->required_if || k->choices_conditional ||
		          k->hide_if_choices_empty || k->hide_if_rows_empty || e->kind == ELEMENT_EXPRESSION ||
		          k->default_expr;
		in->has_choice_conditions |= k->choices_conditional;
		in->has_defaults |= k->default_expr || !value_empty(k->default_value);
		in->has_expressions |= e->kind == ELEMENT_EXPRESSION;
		in->has_rankings |= e->kind == ELEMENT_RANKING;
		in->clears_on_hidden |= k->clear_when >= CLEAR_ON_HIDDEN;
	}
	for (size_t i = 0; i < r->form->page_count; i++)
		in->has_conditions |= r->form->pages[i].visible_if != NULL;
}

void form_bind(struct reader *r)
{
	make_slots(r);
	if (r->no_memory)
		return;
	bind_expressions(r);
	if (r->no_memory)
		return;
	note_features(r);
	note_places(r);
	form_foresee(r);
	form_circles_of_values(r);
	form_circles_of_visibility(r);
}
